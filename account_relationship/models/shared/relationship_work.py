import logging
from contextvars import ContextVar
from datetime import datetime, time, timedelta
from time import monotonic
from typing import NamedTuple

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

CHAINS = {
    "nightly": "account_relationship.cron_nightly",
    "frequent": "account_relationship.cron_frequent",
}
#: Parts of the night: figures are made, customers judged by all of them, people told.
FIGURES, JUDGED, TOLD = 0, 10, 20
#: Whether somebody pressed the button that runs a chain.
BY_HAND = ContextVar("relationship_by_hand", default=False)


class Step(NamedTuple):
    """What is done in a chain of scheduled work.

    :param name: a key, as the list of steps and the log show it
    :param model: whose method it is
    :param method: a private method without arguments; it may commit
    :param hour: nightly, not with the chain but from this hour, UTC, on
    :param minutes: not more often than this
    :param rank: in which part of the night; steps of one part are in the order of
        their addons
    """

    name: str
    model: str
    method: str
    hour: int | None = None
    minutes: int = 0
    rank: int = FIGURES


class RelationshipWork(models.Model):
    """A step of the work that is done every night, or every few minutes.

    Each step is in transactions of its own. One that fails holds up no other and is
    tried again with the next run; a run that breaks off goes on with what is left, the
    step it was at last. A step can be switched off, and run by itself.
    """

    _name = "relationship.work"
    _description = "Step of scheduled work"
    _order = "chain desc, id"

    name = fields.Char(string="Step", required=True, readonly=True)
    chain = fields.Selection(
        selection=[("nightly", "Every night"), ("frequent", "Every few minutes")],
        string="Runs",
        required=True,
        readonly=True,
    )
    active = fields.Boolean(string="Switched on", default=True)
    last_run = fields.Datetime(readonly=True)
    begun_at = fields.Datetime(
        string="Begun",
        readonly=True,
        help="Of a run that goes on, or broke off: the next one does the other steps "
        "first.",
    )
    next_run = fields.Datetime(
        string="To run from",
        readonly=True,
        help="When it is to run apart from its turn.",
    )
    failure = fields.Char(readonly=True, help="Why the last run of the step failed.")

    _name_unique = models.UniqueIndex("(name)")

    # ------------------------------------------------------------
    # Which steps there are
    # ------------------------------------------------------------

    @api.model
    def _get_nightly_steps(self):
        """Steps of the night, in order in their ranks; addons add with ``super()``.

        :rtype: list[Step]
        """
        return []

    @api.model
    def _get_frequent_steps(self):
        """Steps of every few minutes, in order; addons add theirs with ``super()``.

        :rtype: list[Step]
        """
        return []

    @api.model
    def _get_steps(self, chain):
        """Return ``{step: its record}``, in order, made where there is none."""
        steps = {
            "nightly": self._get_nightly_steps,
            "frequent": self._get_frequent_steps,
        }[chain]()
        steps.sort(key=lambda step: step.rank)
        # sudo: anybody's code may ask for a step
        work = self.sudo().with_context(active_test=False)
        records = work.search([("chain", "=", chain)]).grouped("name")
        names = [step.name for step in steps]
        missing = [name for name in names if name not in records]
        made = work.create([{"name": name, "chain": chain} for name in missing])
        records |= made.grouped("name")
        # What a step does it does not do with what is archived.
        own = self.sudo()
        return {step: own.browse(records[step.name].id) for step in steps}

    @api.model
    def _list_steps(self):
        """Let the steps be listed before they ran first."""
        for chain in CHAINS:
            self._get_steps(chain)

    # ------------------------------------------------------------
    # Running
    # ------------------------------------------------------------

    @api.model
    def _cron_nightly(self):
        """Do the steps of the night that are due, each in its own transactions."""
        self._run("nightly")

    @api.model
    def _cron_frequent(self):
        """Do the steps of every few minutes that are due, as those of the night."""
        self._run("frequent")

    @api.model
    def _run(self, chain):
        cron, steps = self.env["ir.cron"], self._get_steps(chain)
        due = self._get_due(chain, steps)
        cron._commit_progress(remaining=len(due))
        for left, step in zip(reversed(range(len(due))), due, strict=True):
            # Of what is not done with all of it, Odoo goes on when others had a turn.
            if not steps[step]._do(step) or not cron._commit_progress(
                1, remaining=left
            ):
                break

    @api.model
    def _get_due(self, chain, steps):
        """Which of the steps are due, those that broke off last."""
        own = self.concat(*steps.values())
        # sudo: steps of an addon that is gone
        listed = self.sudo().with_context(active_test=False)
        (listed.search([("chain", "=", chain)]) - own).unlink()
        if BY_HAND.get():
            BY_HAND.set(False)
            own.filtered("active").next_run = fields.Datetime.now()
        turn = self._get_turn(chain)
        if turn:
            self._plan_later_steps(chain, steps)
        due = [step for step, record in steps.items() if record._is_due(step, turn)]
        return sorted(due, key=lambda step: bool(steps[step].begun_at))

    @api.model
    def _get_turn(self, chain):
        """When the chain's turn was; ``None`` while it runs between two turns."""
        # sudo: when it runs
        cron = self.env.ref(CHAINS[chain]).sudo()
        return cron.nextcall if cron.nextcall <= fields.Datetime.now() else None

    def _is_due(self, step, turn):
        now, last = fields.Datetime.now(), self.last_run
        if not self.active:
            return False
        if self.next_run and self.next_run <= now:
            return True
        if step.hour is not None:
            turn = self._get_next_moment(step) - timedelta(days=1)
            last = last or self.create_date
        if not turn:
            return False
        rested = now - timedelta(minutes=step.minutes)
        return not last or last < turn and last <= rested

    @api.model
    def _get_next_moment(self, step):
        now = fields.Datetime.now()
        moment = datetime.combine(now.date(), time(step.hour))
        return moment if moment > now else moment + timedelta(days=1)

    @api.model
    def _plan_later_steps(self, chain, steps):
        """Run the chain again for the steps that wait for their hour."""
        moments = {
            self._get_next_moment(step) for step in steps if step.hour is not None
        }
        # sudo: as in _get_turn
        cron = self.env.ref(CHAINS[chain]).sudo()
        triggers = self.env["ir.cron.trigger"].sudo()
        planned = triggers.search([("cron_id", "=", cron.id)]).mapped("call_at")
        cron._trigger(moments.difference(planned))

    def _do(self, step):
        """Do it, and say so; what it raises is noted and goes no further.

        :return: whether nothing of it is left to do
        """
        cron, start, progress = self.env["ir.cron"], monotonic(), self._get_progress()
        self.begun_at = fields.Datetime.now()
        progress.remaining = 0
        cron._commit_progress()
        # Not with all rights, unless the job is the system's: the list alone is.
        work = getattr(self.sudo(False).env[step.model], step.method)
        error = cron._attempt(lambda __: work(), step)
        if error:
            _logger.error("%s failed", step.name, exc_info=error)
            # What was left of it is no longer waited for.
            progress.remaining = 0
        else:
            _logger.info("%s took %.2f s", step.name, monotonic() - start)
        is_done = not progress.remaining
        failure = error and (str(error) or type(error).__name__)
        self.write({"failure": failure, "begun_at": False})
        if is_done:
            self.last_run = now = fields.Datetime.now()
            if self.next_run and self.next_run <= now:
                self.next_run = False
        return is_done

    @api.model
    def _get_progress(self):
        # sudo: Odoo's own note of how far the job is
        progress = self.env["ir.cron.progress"].sudo()
        return progress.browse(self.env.context.get("ir_cron_progress_id"))

    # ------------------------------------------------------------
    # Apart from its turn
    # ------------------------------------------------------------

    @api.model
    def _plan_step(self, name, moments):
        """Let a step run between two turns as well.

        :param list moments: datetimes in the future
        """
        # sudo: when it runs
        step = self.sudo().search([("name", "=", name)])
        cron = step and self.env.ref(CHAINS[step.chain], raise_if_not_found=False)
        if cron and moments:
            step.next_run = min(moments)
            # sudo: as above
            cron.sudo()._trigger(moments)

    def action_run(self):
        """Run the steps as soon as a worker is free."""
        self.check_access("write")
        for chain, steps in self.grouped("chain").items():
            steps.next_run = fields.Datetime.now()
            # sudo: whoever may change the steps may run them
            self.env.ref(CHAINS[chain]).sudo()._trigger()
