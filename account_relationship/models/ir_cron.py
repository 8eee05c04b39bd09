import logging

from odoo import api, models
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)

#: Records that are worked off at once: few enough to lose little when one fails.
PART = 100
#: The same, of statements that take long for each go and little for each record.
LARGE_PART = 1000
#: How often a part is tried that others write to at the same moment.
ATTEMPTS = 3


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
    def _try_in_pieces(self, work, whole, split):
        """Do it in one go; where that fails, piece by piece, each committed.

        For statements that are quick with very many records: whoever writes to one of
        them meanwhile would take the work for all the others along.

        :param split: returns the pieces of the whole
        :return: the pieces that failed in the end
        """
        if self._try(work, whole, may_be_split=True):
            self._commit_progress()
            return []
        failed = []
        for piece in split(whole):
            if not self._try(work, piece):
                failed.append(piece)
            self._commit_progress()
        return failed

    @api.model
    def _try(self, work, part, may_be_split=False):
        """Do it, or leave nothing half done.

        Where somebody else wrote the same rows meanwhile, what was seen is no longer
        so: it is looked at, and done, again.

        :param may_be_split: whether the caller tries smaller parts of what fails, so
            that it is tried once and no failure yet
        :return: whether it went well
        """
        for attempts_left in reversed(range(1 if may_be_split else ATTEMPTS)):
            try:
                work(part)
                # What fails later than here would take the next part along.
                self.env.flush_all()
            except Exception as error:
                self.env.cr.rollback()
                again = isinstance(error, PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
                if may_be_split:
                    _logger.info("%s failed, now in pieces: %r", part, error)
                elif again and attempts_left:
                    continue
                else:
                    _logger.exception("%s failed", part)
                return False
            return True
