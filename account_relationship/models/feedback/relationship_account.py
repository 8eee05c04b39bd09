from odoo import fields, models

from ..shared.states import FINISHED_FEEDBACK


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
        groups = self.env["relationship.feedback"]._read_group(
            [("account_id", "in", self.ids)], ["account_id", "state"], ["__count"]
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
                if state not in FINISHED_FEEDBACK
            )

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
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_feedback_action"
        )
        action["domain"] = [("account_id", "=", self.id)]
        action["context"] = {"default_account_id": self.id, "search_default_open": 1}
        return action
