from odoo import fields, models
from odoo.exceptions import UserError

from ..people import has_words
from ..turns import take_turns


class RelationshipFeedbackDecline(models.TransientModel):
    """Why we will not do anything about feedback; then the customer is told."""

    _name = "relationship.feedback.decline"
    _description = "Decline feedback"
    _inherit = ["relationship.guard"]

    feedback_id = fields.Many2one(
        comodel_name="relationship.feedback", required=True, ondelete="cascade"
    )
    reason = fields.Text(
        required=True, help="Among ourselves; the customer does not see it."
    )

    def action_confirm(self):
        """Decline it, and go on to what the customer is told."""
        self.ensure_one()
        if not has_words(self.reason):
            raise UserError(self.env._("Say why it is declined."))
        feedback = self.feedback_id
        feedback.check_access("write")
        take_turns(feedback)
        if feedback.state == "declined" and feedback.decline_reason != self.reason:
            raise UserError(
                self.env._(
                    "“%(name)s” was declined already: %(reason)s",
                    name=feedback.name,
                    reason=feedback.decline_reason,
                )
            )
        feedback.write({"state": "declined", "decline_reason": self.reason})
        return feedback._get_tell_action("decision")
