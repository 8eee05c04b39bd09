from odoo import fields, models
from odoo.exceptions import UserError


class RelationshipFeedbackDecline(models.TransientModel):
    """Why we will not do anything about feedback; then the customer is told."""

    _name = "relationship.feedback.decline"
    _description = "Decline feedback"
    _inherit = ["relationship.guard"]
    _link_fields = frozenset({"feedback_id"})

    feedback_id = fields.Many2one(
        comodel_name="relationship.feedback", required=True, ondelete="cascade"
    )
    reason = fields.Text(
        required=True, help="Among ourselves; the customer does not see it."
    )

    def action_confirm(self):
        """Decline it, and go on to what the customer is told."""
        self.ensure_one()
        if not self.reason.strip():
            raise UserError(self.env._("Say why it is declined."))
        self.feedback_id.write({"state": "declined", "decline_reason": self.reason})
        return self.feedback_id._get_tell_action("decision")
