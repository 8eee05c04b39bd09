from odoo import api, fields, models
from odoo.fields import Domain

from ...lines import SOON, URGENT, Line
from ..account.relationship_account_succession import HandoverKind
from ..shared.states import ANSWERED_FEEDBACK, FINISHED_FEEDBACK
from ..shared.windows import open_listed

#: How urgent open feedback is by its clock, and the icon of it, the worst first.
CLOCKS = {
    "late": (URGENT, "fa-exclamation-triangle"),
    "close": (SOON, "fa-clock-o"),
    "on_time": (20, ""),
    "paused": (20, "fa-pause"),
    "none": (20, ""),
}


class RelationshipAccount(models.Model):
    """What the customer of an account told us."""

    _inherit = "relationship.account"

    feedback_ids = fields.One2many(
        comodel_name="relationship.feedback",
        inverse_name="account_id",
    )
    open_feedback_count = fields.Integer(
        string="Open feedback", compute="_compute_feedback_count"
    )
    feedback_count = fields.Integer(compute="_compute_feedback_count")

    def _compute_feedback_count(self):
        # sudo: of feedback the reader was just found to see, as the form lists it
        feedback = self.env["relationship.feedback"].sudo()
        groups = feedback._read_group(
            [("id", "in", self._origin.feedback_ids.ids)],
            ["account_id", "state"],
            ["__count"],
        )
        for account in self:
            counts = {
                state: count
                for owner, state, count in groups
                if owner == account._origin
            }
            account.feedback_count = sum(counts.values())
            account.open_feedback_count = sum(
                count
                for state, count in counts.items()
                if state not in ANSWERED_FEEDBACK
            )

    def _get_brief_lines(self, reader):
        """How much feedback is open and how late it is, not what was said."""
        lines = super()._get_brief_lines(reader)
        for account, (number, clock) in self._get_open_feedback().items():
            clocks = {
                "late": self.env._("%(number)s feedback open, late", number=number),
                "close": self.env._(
                    "%(number)s feedback open, due soon", number=number
                ),
                "paused": self.env._("%(number)s feedback open, paused", number=number),
            }
            words = self.env._("%(number)s feedback open", number=number)
            lines[account].append(
                Line(*CLOCKS[clock], clocks.get(clock, words), name="feedback")
            )
        return lines

    def _get_open_feedback(self):
        """Return ``{account: (number of open feedback, the worst of its clocks)}``."""
        groups = self.env["relationship.feedback"]._read_group(
            [("account_id", "in", self.ids), ("state", "not in", ANSWERED_FEEDBACK)],
            ["account_id", "is_waiting"],
            ["__count", "deadline:min", "close_at:min"],
        )
        now = fields.Datetime.now()
        found = {}
        for account, is_waiting, number, deadline, close_at in groups:
            clock = "none"
            if deadline:
                clock = "close" if close_at <= now else "on_time"
                clock = "late" if deadline < now else clock
                clock = "paused" if is_waiting else clock
            before, worst = found.get(account, (0, "none"))
            worst = min(worst, clock, key=list(CLOCKS).index)
            found[account] = (before + number, worst)
        return found

    def _follow_open_feedback(self):
        """Whoever looks after the customer now follows what is still open."""
        # sudo: whoever hands over need not see all that the customer said
        feedback = self.env["relationship.feedback"].sudo()
        feedback.search(
            [("account_id", "in", self.ids), ("state", "not in", FINISHED_FEEDBACK)]
        )._add_responsible_followers()

    def action_view_feedback(self):
        """Open what the customer told us."""
        self.ensure_one()
        return open_listed(
            self,
            "relationship_feedback_action",
            [("account_id", "=", self.id)],
            {"default_account_id": self.id, "search_default_worked_on": 1},
        )

    # ------------------------------------------------------------
    # Handover
    # ------------------------------------------------------------

    @api.model
    def _get_handover_kinds(self):
        return super()._get_handover_kinds() | {
            "feedback": HandoverKind(
                *(30, "_get_feedback_of", "move_feedback", "feedback_count")
            )
        }

    @api.model
    def _get_open_domains(self):
        return super()._get_open_domains() | {
            "relationship.feedback": Domain("state", "not in", FINISHED_FEEDBACK)
        }

    def _get_feedback_of(self, user):
        return [self._get_open_of("relationship.feedback", user)]

    def _on_owner_changed(self):
        result = super()._on_owner_changed()
        self._follow_open_feedback()
        return result

    @api.model
    def _get_first_steps(self):
        """Who administers them sees whether each feedback team has a leader."""
        steps = super()._get_first_steps()
        teams = self.env["relationship.feedback.team"]
        if not teams.has_access("write"):
            return steps
        [(number, led)] = teams._read_group(
            [("company_id", "in", [False, self.env.company.id])],
            [],
            ["__count", "user_id:count"],
        )
        return [
            *steps,
            {
                "key": "teams",
                "title": self.env._("Set up teams"),
                "help": self.env._("Who answers what customers tell us."),
                "words": self.env._(
                    "%(done)s of %(all)s have a leader", done=led, all=number
                ),
                "is_done": bool(number) and led == number,
            },
        ]

    @api.model
    def _get_first_step_windows(self):
        return super()._get_first_step_windows() | {
            "teams": ("relationship_feedback_team_action", [])
        }
