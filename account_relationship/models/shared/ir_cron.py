import logging
import random
import time

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .relationship_work import BY_HAND

_logger = logging.getLogger(__name__)

#: Records that are worked off at once: few enough to lose little when one fails.
PART = 100
#: How often a part is tried that somebody else was at in the same moment.
TRIES = 4


class IrCron(models.Model):
    _inherit = "ir.cron"

    def method_direct_trigger(self):
        """Run all steps of a chain, whether their time has come or not."""
        token = BY_HAND.set(True)
        try:
            return super().method_direct_trigger()
        finally:
            BY_HAND.reset(token)

    @api.model
    def _work_off(self, parts, work, failed=None):
        """Take one part after the other, each in a transaction of its own.

        A run that breaks off does nothing twice, and one part that fails holds up no
        other: it is in the log, and tried again by the next run.

        :param parts: the records, or a list of records that belong together
        :param work: what to do with a part
        :param failed: what to do with a part and its error, instead of logging it
        """
        self._commit_progress(remaining=len(parts))
        for part in parts:
            self._try(work, part, failed)
            if not self._commit_progress(1):
                break

    @api.model
    def _work_off_many(self, records, work, size=None):
        """As :meth:`_work_off`, many records at once as long as none fails.

        :param records: the records, or a list
        :param size: how many at once
        """
        size = size or PART
        self._commit_progress(remaining=len(records))
        for start in range(0, len(records), size):
            part = records[start : start + size]
            self._work_off_part(part, work)
            if not self._commit_progress(len(part)):
                break

    @api.model
    def _work_off_part(self, part, work):
        """All of it at once, else each half by itself, down to the one that fails."""
        if len(part) == 1:
            self._try(work, part)
        elif self._attempt(work, part):
            middle = len(part) // 2
            for half in (part[:middle], part[middle:]):
                self._work_off_part(half, work)
                self._commit_progress()

    @api.model
    def _try(self, work, part, failed=None):
        """Do it, or leave nothing half done; say in the log which it was.

        :return: whether it went well
        """
        error = self._attempt(work, part)
        if error and failed:
            failed(part, error)
        elif error:
            _logger.error("%s failed", part, exc_info=error)
        return not error

    @api.model
    def _attempt(self, work, part):
        """Do it, again where somebody else was at it in the same moment.

        :return: the error, if it failed
        """
        for left in reversed(range(TRIES)):
            try:
                work(part)
                # What fails later than here would take the next part along.
                self.env.flush_all()
            except (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError) as error:
                self.env.cr.rollback()
                if not left:
                    return error
                time.sleep(random.uniform(0, 1 / (left + 1)))
            except Exception as error:
                self.env.cr.rollback()
                return error
            else:
                return None
        return None
