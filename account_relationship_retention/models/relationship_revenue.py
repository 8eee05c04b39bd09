from odoo import api, models
from odoo.tools import SQL

from .relationship_comparison import MOVED


class RelationshipRevenue(models.Model):
    """What is kept of customers names the account they have, as revenue does."""

    _inherit = "relationship.revenue"

    @api.model
    def _link_accounts(self, accounts):
        super()._link_accounts(accounts)
        for name in MOVED:
            self.env[name]._link_accounts(accounts)

    @api.model
    def _unlink_accounts(self, accounts):
        super()._unlink_accounts(accounts)
        for name in MOVED:
            self.env[name]._unlink_accounts(accounts)

    @api.model
    def _refresh(self):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relationship_order_due (account_id)
                SELECT DISTINCT account.id
                  FROM relationship_revenue_change AS changed
                  JOIN relationship_account AS account
                    ON account.partner_id = changed.partner_id
                   AND account.company_id = changed.company_id
                """
            )
        )
        return super()._refresh()

    @api.model
    def _note_orders(self, orders):
        """Note the months of confirmed orders: what was bought is not only invoiced."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relationship_revenue_change (company_id, partner_id, month)
                SELECT DISTINCT sale.company_id, partner.commercial_partner_id,
                       date_trunc('month', sale.date_order)::date
                  FROM sale_order AS sale
                  JOIN res_partner AS partner ON partner.id = sale.partner_id
                 WHERE sale.id = ANY(%s) AND sale.state = 'sale'
                   AND partner.commercial_partner_id IS NOT NULL
                """,
                orders.ids,
            )
        )
