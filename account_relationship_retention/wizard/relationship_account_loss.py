from odoo import fields, models
from odoo.exceptions import UserError


class RelationshipAccountLoss(models.TransientModel):
    """Why customers left, in one click."""

    _name = "relationship.account.loss"
    _description = "Why customers left"
    _inherit = ["relationship.guard"]

    account_ids = fields.Many2many(
        comodel_name="relationship.account",
        relation="relationship_account_loss_rel",
        string="Customer accounts",
        context={"active_test": False},
    )
    reason_id = fields.Many2one(
        comodel_name="relationship.loss.reason", string="Why", required=True
    )
    is_competitor = fields.Boolean(related="reason_id.is_competitor")
    competitor = fields.Char(string="Which one", size=200)

    def action_confirm(self):
        """Note it on the accounts."""
        self.ensure_one()
        accounts = self.account_ids
        if not accounts:
            raise UserError(self.env._("Say which customers left."))
        accounts.check_access("write")
        accounts.write(
            {
                "loss_reason_id": self.reason_id.id,
                "loss_competitor": self.is_competitor and self.competitor,
            }
        )
