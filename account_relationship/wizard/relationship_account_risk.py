from odoo import fields, models


class RelationshipAccountRisk(models.TransientModel):
    """Why a customer is at risk, in its manager's words."""

    _name = "relationship.account.risk"
    _description = "Marking a customer as at risk"
    _inherit = ["relationship.guard"]

    account_id = fields.Many2one(
        comodel_name="relationship.account", required=True, ondelete="cascade"
    )
    reason = fields.Char(string="Why", required=True, size=500)

    def action_confirm(self):
        """Mark the account, for 60 days."""
        self.ensure_one()
        self.account_id.action_mark_at_risk(self.reason)
