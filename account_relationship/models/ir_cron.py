import logging

from odoo import api, models

_logger = logging.getLogger(__name__)

#: Records that are worked off at once: few enough to lose little when one fails.
PART = 100


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.model
    def _work_off(self, parts, work):
        """Take one part after the other, each in a transaction of its own.

        A run that breaks off does nothing twice, and one part that fails holds up no
        other: it is in the log, and tried again by the next run.

        :param parts: the records, or a list of records that belong together
        :param work: what to do with a part
        """
        self._commit_progress(remaining=len(parts))
        for part in parts:
            self._try(work, part)
            if not self._commit_progress(1):
                break

    @api.model
    def _work_off_many(self, records, work):
        """As :meth:`_work_off`, many records at once as long as none fails."""
        self._commit_progress(remaining=len(records))
        for start in range(0, len(records), PART):
            part = records[start : start + PART]
            if not self._try(work, part):
                for record in part:
                    self._try(work, record)
                    self._commit_progress()
            if not self._commit_progress(len(part)):
                break

    @api.model
    def _try(self, work, part):
        """Do it, or leave nothing half done.

        :return: whether it went well
        """
        try:
            work(part)
            # What fails later than here would take the next part along.
            self.env.flush_all()
        except Exception:
            self.env.cr.rollback()
            _logger.exception("%s failed", part)
            return False
        return True
