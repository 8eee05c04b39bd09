from odoo import api, models


class RelationshipRevenue(models.Model):
    """What is kept of recurring revenue names no account that is gone."""

    _inherit = "relationship.revenue"

    @api.model
    def _unlink_accounts(self, accounts):
        self.env["relationship.arr.row"]._unlink_accounts(accounts)
        return super()._unlink_accounts(accounts)
