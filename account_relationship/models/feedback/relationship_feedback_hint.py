from odoo import api, fields, models

from ..shared.states import OPEN_ACTION, SETTLED_FEEDBACK


class RelationshipFeedback(models.Model):
    """What is still to be done of feedback that is said to be done."""

    _inherit = "relationship.feedback"

    open_work_hint = fields.Char(
        compute="_compute_open_work_hint", export_string_translation=False
    )

    @api.depends("state", "action_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_open_work_hint(self):
        settled = self.filtered(lambda feedback: feedback.state in SETTLED_FEEDBACK)
        counts = settled._count_open_actions()
        for feedback in self:
            number = counts.get(feedback._origin, 0)
            feedback.open_work_hint = bool(number) and (
                self.env._("1 action is still open")
                if number == 1
                else self.env._("%(number)s actions are still open", number=number)
            )

    def _count_open_actions(self):
        """Of those the reader sees: ``{feedback: how many}``."""
        if not self:
            return {}
        groups = self.env["relationship.action"]._read_group(
            [("feedback_id", "in", self._origin.ids), ("state", "in", OPEN_ACTION)],
            ["feedback_id"],
            ["__count"],
        )
        return dict(groups)
