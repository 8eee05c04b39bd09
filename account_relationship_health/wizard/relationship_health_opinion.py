from odoo import fields, models

from ..models.relationship_account import BANDS


class RelationshipHealthOpinion(models.TransientModel):
    """How somebody who knows the customer thinks it does, and why."""

    _name = "relationship.health.opinion"
    _description = "Manager's view of a customer's health"
    _inherit = ["relationship.guard"]

    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        required=True,
        ondelete="cascade",
    )
    opinion = fields.Selection(
        selection=BANDS[:3], string="How does the customer do?", required=True
    )
    reason = fields.Char(
        string="Why",
        required=True,
        size=300,
        help="For colleagues: customers never read it.",
    )

    def action_confirm(self):
        """Note it on the account, for 60 days."""
        self.ensure_one()
        self.account_id.check_access("write")
        self.account_id._say_health(self.opinion, self.reason)
