from odoo import models


class RelationshipAccount(models.Model):
    _inherit = "relationship.account"

    def action_view_risk(self):
        """Ask why the customer is at risk."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mark as at Risk"),
            "res_model": "relationship.account.risk",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }
