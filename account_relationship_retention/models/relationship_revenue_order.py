from odoo import api, models
from odoo.tools import SQL


class RelationshipRevenue(models.Model):
    """Whose documents changed is looked at again by the order watch."""

    _inherit = "relationship.revenue"

    @api.model
    def _refresh(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT FROM relationship_revenue_change LIMIT 1")
        if self.env.cr.rowcount:
            self._note_due()
        return super()._refresh()

    @api.model
    def _note_due(self):
        """Note the accounts whose customers' documents changed."""
        # Those of all companies: to look at one for nothing changes nothing.
        self.env.cr.execute(
            """
            INSERT INTO relationship_order_due (account_id)
            SELECT id FROM relationship_account
             WHERE partner_id = ANY(
                   ARRAY(SELECT DISTINCT partner_id FROM relationship_revenue_change))
            """
        )

    @api.model
    def _note_orders(self, orders):
        """Note the months of confirmed orders: what was bought is not only invoiced."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relationship_revenue_change (company_id, partner_id, month)
                SELECT DISTINCT sale.company_id, partner.commercial_partner_id,
                       date_trunc('month', %(day)s)::date
                  FROM sale_order AS sale
                  JOIN res_company AS company ON company.id = sale.company_id
                  JOIN res_partner AS partner ON partner.id = sale.partner_id
                 WHERE sale.id = ANY(%(orders)s) AND sale.state = 'sale'
                   AND partner.commercial_partner_id IS NOT NULL
                """,
                day=self.env["res.company"]._get_relationship_day_sql(
                    SQL("sale.date_order"), "company"
                ),
                orders=orders.ids,
            )
        )
