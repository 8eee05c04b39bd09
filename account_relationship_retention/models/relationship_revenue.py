from odoo import api, models

from .relationship_comparison import MOVED


class RelationshipRevenue(models.Model):
    """What is kept of customers names the account they have, as revenue does."""

    _inherit = "relationship.revenue"

    @api.model
    def _link_accounts(self, accounts):
        for name in MOVED:
            self.env[name]._link_accounts(accounts)
        return super()._link_accounts(accounts)

    @api.model
    def _unlink_accounts(self, accounts):
        for name in MOVED:
            self.env[name]._unlink_accounts(accounts)
        return super()._unlink_accounts(accounts)
