from odoo import fields, models
from odoo.exceptions import UserError

from ..people import has_words


class RelationshipPlanCancel(models.TransientModel):
    """Why a plan is given up."""

    _name = "relationship.plan.cancel"
    _description = "Cancelling an action plan"
    _inherit = ["relationship.guard"]

    plan_id = fields.Many2one(
        comodel_name="relationship.plan", required=True, ondelete="cascade"
    )
    reason = fields.Text(
        string="Why", required=True, help="For us; the customer does not see it."
    )

    def action_confirm(self):
        """The plan and what is open in it are cancelled."""
        self.ensure_one()
        if not has_words(self.reason):
            raise UserError(self.env._("Say why the plan is cancelled."))
        self.plan_id._cancel(self.reason.strip())
