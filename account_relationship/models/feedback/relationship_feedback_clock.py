from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain

from ...turns import browse_given
from ...working_time import WorkingTime
from ..shared.states import FINISHED_FEEDBACK, UNDECIDED_FEEDBACK, WORKING_FEEDBACK
from .relationship_feedback import CLOCKS

#: A clock is close to its end in its last quarter, and not for longer than this.
CLOSE_SHARE = 4
CLOSE_DAYS = 2
CLOCK_DEADLINES = tuple(f"{name}_deadline" for name in CLOCKS)
#: What says who has to act, and by when.
WORK_FIELDS = {"state", "team_id", "user_id", "account_id", *CLOCK_DEADLINES}


class WorkingTimes(dict):
    """``{calendar: its WorkingTime}``, made for those somebody asks for."""

    def __init__(self, fetch):
        super().__init__()
        self._fetch = fetch

    def __missing__(self, calendar):
        self[calendar] = WorkingTime(partial(self._fetch, calendar))
        return self[calendar]


class RelationshipFeedback(models.Model):
    """By when the next step of feedback is due, in the working hours of the team.

    The clocks stand still while we wait for the customer: afterwards the working time
    that was left counts from then on.
    """

    _inherit = "relationship.feedback"

    acknowledge_deadline = fields.Datetime(
        string="Acknowledge by", readonly=True, copy=False
    )
    decide_deadline = fields.Datetime(string="Decide by", readonly=True, copy=False)
    update_deadline = fields.Datetime(
        string="Tell the customer by", readonly=True, copy=False
    )
    resolve_deadline = fields.Datetime(string="Resolve by", readonly=True, copy=False)
    is_waiting = fields.Boolean(
        string="Waiting for the customer", readonly=True, copy=False, tracking=True
    )
    waiting_since = fields.Datetime(readonly=True, copy=False)
    deadline = fields.Datetime(
        string="Next deadline",
        compute="_compute_deadline",
        store=True,
        help="The earliest of what is due.",
    )
    deadline_kind = fields.Selection(
        selection=[
            ("acknowledge", "Acknowledge"),
            ("decide", "Decide"),
            ("update", "Tell the customer"),
            ("verify", "Ask the customer"),
            ("resolve", "Resolve"),
        ],
        string="Due next",
        compute="_compute_deadline",
        store=True,
    )
    close_at = fields.Datetime(
        string="Close from",
        compute="_compute_deadline",
        store=True,
        help="From then on the deadline is close: the last quarter of its time, at "
        "most two days.",
    )
    clock_state = fields.Selection(
        selection=[
            ("none", "No deadline"),
            ("on_time", "On time"),
            ("close", "Due soon"),
            ("late", "Late"),
            ("paused", "Paused"),
        ],
        string="Clock",
        compute="_compute_clock_state",
        search="_search_clock_state",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends(
        *("state", "is_told", "asked_at", "received_at", "reopened_at"),
        *(f"{clock}_deadline" for clock in CLOCKS),
    )
    def _compute_deadline(self):
        for feedback in self:
            deadline, kind = min(
                (
                    (feedback[f"{clock}_deadline"], clock)
                    for clock in feedback._get_open_clocks()
                    if feedback[f"{clock}_deadline"]
                ),
                key=lambda due: due[0],
                default=(False, False),
            )
            if (
                kind == "update"
                and feedback.is_told
                and feedback.state == "implemented"
            ):
                kind = "verify"
            feedback.deadline = deadline
            feedback.deadline_kind = kind
            feedback.close_at = deadline and feedback._get_close_at(deadline)

    def _get_open_clocks(self):
        """Which clocks tick in the present state."""
        if self.state in FINISHED_FEEDBACK:
            return ()
        clocks = {
            "acknowledge": self.state == "new",
            "decide": self.state in UNDECIDED_FEEDBACK,
            "resolve": self.state in WORKING_FEEDBACK,
            "update": self.state in WORKING_FEEDBACK or not self._has_told_all(),
        }
        return [clock for clock in CLOCKS if clocks[clock]]

    def _has_told_all(self):
        """Whether only the customer, or closing it, is left."""
        return self.is_told and (self.state != "implemented" or bool(self.asked_at))

    def _get_close_at(self, deadline):
        start = self._get_clock_start() or deadline
        close = min((deadline - start) / CLOSE_SHARE, timedelta(CLOSE_DAYS))
        return (deadline - close).replace(microsecond=0)

    def _get_clock_start(self):
        return self.reopened_at or self.received_at

    @api.depends("deadline", "close_at", "is_waiting")
    def _compute_clock_state(self):
        now = fields.Datetime.now()
        for feedback in self:
            feedback.clock_state = feedback._get_clock_state(now)

    def _get_clock_state(self, now):
        if not self.deadline:
            return "none"
        if self.is_waiting:
            return "paused"
        if self.deadline < now:
            return "late"
        return "close" if self.close_at <= now else "on_time"

    def _search_clock_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        ticking = Domain("deadline", "!=", False) & Domain("is_waiting", "=", False)
        later = ticking & Domain("deadline", ">=", now)
        states = {
            "none": Domain("deadline", "=", False),
            "paused": Domain("deadline", "!=", False) & Domain("is_waiting", "=", True),
            "late": ticking & Domain("deadline", "<", now),
            "close": later & Domain("close_at", "<=", now),
            "on_time": later & Domain("close_at", ">", now),
        }
        return Domain.OR(states[state] for state in value if state in states)

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_wait(self):
        """We cannot go on without the customer: the clocks stand still."""
        ticking = self.filtered(
            lambda f: f.state in WORKING_FEEDBACK and not f.is_waiting
        )
        ticking._on_own_path().write(
            {"is_waiting": True, "waiting_since": fields.Datetime.now()}
        )

    def action_resume(self):
        """The customer answered: the working time that was left counts from now."""
        now = fields.Datetime.now()
        waiting = self.filtered("is_waiting")
        times = waiting._get_working_times()
        changes = {}
        for feedback in waiting:
            time = times[feedback._get_calendar()]
            changes[feedback] = {"is_waiting": False, "waiting_since": False}
            for name in CLOCK_DEADLINES:
                due = feedback[name]
                if due and due > feedback.waiting_since:
                    left = time.hours_between(feedback.waiting_since, due)
                    changes[feedback][name] = time.plan_hours(now, left)
        self._write_each(changes)

    # ------------------------------------------------------------
    # Setting the clocks
    # ------------------------------------------------------------

    def _has_clock(self):
        return any(self[name] for name in CLOCK_DEADLINES)

    def _prepare_changes(self, vals):
        """Clocks begin with the first team, and anew when feedback comes back."""
        changes = super()._prepare_changes(vals)
        times = self._get_working_times()
        team = browse_given(self.env["relationship.feedback.team"], vals.get("team_id"))
        for feedback, values in changes.items():
            names = ["update", "resolve"] if "reopened_at" in values else []
            if team and not feedback._has_clock():
                names = CLOCKS
            if names:
                start = values.get("reopened_at") or feedback._get_clock_start()
                values |= feedback._prepare_clocks(names, times, start, team)
        return changes

    def _on_changed(self, names):
        result = super()._on_changed(names)
        if names & WORK_FIELDS:
            self._on_work_changed()
        return result

    def _on_work_changed(self):
        """Another may have to act, or by another day."""

    def _prepare_told(self, told):
        """The customer heard from us; the next time is so many days from then.

        A clock that stands still is set from when it stopped: all of its time is left
        when it goes on.
        """
        changes = super()._prepare_told(told)
        times = self._get_working_times()
        for feedback, notices in told.items():
            moment = notices[-1].date
            start = min(moment, feedback.waiting_since or moment)
            changes[feedback] |= feedback._prepare_clocks(["update"], times, start)
        return changes

    def _prepare_clocks(self, names, times, start, team=None):
        """Clocks set from a moment on.

        :param names: which of :data:`CLOCKS`
        :param times: of :meth:`_get_working_times`
        :param start: a datetime
        :param team: whose clocks count, when it is not the team of the feedback
        :return: values to write
        """
        time = times[self._get_calendar(team)]
        return {
            f"{name}_deadline": self._plan_clock(name, time, start, team)
            for name in names
        }

    def _plan_clock(self, name, time, start, team=None):
        # sudo: the lengths of the clocks of teams of all companies
        team = (team or self.team_id).sudo()
        if name in ("acknowledge", "decide"):
            hours = team[f"{name}_hours"]
            return hours and time.plan_hours(start, hours)
        days = team[f"{name}_days"]
        return days and time.plan_days(start, days)

    def _get_calendar(self, team=None):
        """Whose working hours count; the clocks of no team do not tick."""
        # sudo: everybody's clocks tick in the hours of the team
        return (team or self.team_id).sudo().resource_calendar_id

    @api.model
    def _get_working_times(self):
        """Return ``{calendar: its WorkingTime}``, each read once when it is needed."""
        return WorkingTimes(self._fetch_working_hours)

    @api.model
    def _fetch_working_hours(self, calendar, start, stop):
        if not calendar:
            return []
        # Holidays of all calendars of another company do not count.
        leaves = [
            ("time_type", "=", "leave"),
            "|",
            ("calendar_id", "=", calendar.id),
            ("company_id", "in", [False, calendar.company_id.id]),
        ]
        hours = calendar._work_intervals_batch(start, stop, domain=leaves)[False]
        return [(begin, end) for begin, end, __ in hours]
