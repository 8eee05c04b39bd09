from odoo import fields, models
from odoo.tools import SQL

from ..allocation import CLASS_LIMITS


class RelationshipCandidate(models.Model):
    """Customers of the current company that buy and have no account yet.

    Largest first, with the cumulative share of their revenue: where it passes
    80 % is the line the first accounts are opened above.
    """

    _name = "relationship.candidate"
    _description = "Customer without account"
    _auto = False
    _order = "revenue_rank"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    country_id = fields.Many2one(comodel_name="res.country", readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True
    )
    revenue_12m = fields.Monetary(
        string="12-month revenue",
        readonly=True,
        help="Net invoiced sales, untaxed, credit notes subtracted, from the day after "
        "the same day last year up to today, the day of the company's numbers.",
    )
    revenue_rank = fields.Integer(string="Rank", readonly=True, aggregator=None)
    cumulative_share = fields.Float(
        readonly=True,
        aggregator=None,
        help="Share of the revenue of all customers without account that this "
        "customer and the larger ones make together.",
    )
    is_pareto = fields.Boolean(
        string="Makes the 80 %",
        readonly=True,
        help="One of the fewest customers that together make 80 % of the revenue.",
    )
    invoice_count = fields.Integer(string="Invoices", readonly=True)
    order_count = fields.Integer(string="Orders", readonly=True)
    last_purchase_date = fields.Date(
        string="Last purchase",
        readonly=True,
        help="Day of the last confirmed order, or invoice without an order. Credit "
        "notes and amounts of 0 are no purchase.",
    )

    _depends = {
        "account.move": ["partner_id", "state", "move_type", "invoice_date"],
        "sale.order": ["partner_id", "state", "date_order", "amount_untaxed"],
        "relationship.account": ["partner_id", "company_id"],
        "res.partner": ["commercial_partner_id", "active", "company_id"],
    }

    @property
    def _table_query(self):
        company = self.env.company
        measure = self.env["relationship.measure"]
        current, __ = measure._get_revenue_periods(company._get_measured_day())
        return SQL(
            """
            WITH partner AS (
                SELECT id, commercial_partner_id
                  FROM res_partner
                 WHERE NOT EXISTS (
                       SELECT FROM relationship_account AS account
                        WHERE account.partner_id = res_partner.commercial_partner_id
                          AND account.company_id = %(company)s)
            ), invoices AS (
                SELECT partner.commercial_partner_id AS partner_id,
                       COUNT(*) AS invoice_count,
                       SUM(move.amount_untaxed_signed) FILTER (
                           WHERE move.invoice_date BETWEEN %(start)s AND %(end)s
                       ) AS revenue
                  FROM account_move AS move
                  JOIN partner ON partner.id = move.partner_id
                 WHERE move.company_id = %(company)s
                   AND move.state = 'posted'
                   AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                 GROUP BY partner.commercial_partner_id
            ), orders AS (
                SELECT partner.commercial_partner_id AS partner_id,
                       COUNT(*) AS order_count
                  FROM sale_order AS sale
                  JOIN partner ON partner.id = sale.partner_id
                 WHERE sale.company_id = %(company)s
                   AND sale.state = 'sale'
                 GROUP BY partner.commercial_partner_id
            ), purchases AS (
                SELECT commercial_partner_id AS partner_id, MAX(day) AS last_date
                  FROM (%(purchases)s) AS purchase
                 WHERE company_id = %(company)s
                   AND day <= %(end)s
                 GROUP BY commercial_partner_id
            ), candidate AS (
                SELECT partner.id, partner.country_id, partner.user_id,
                       COALESCE(invoices.revenue, 0) AS revenue,
                       COALESCE(invoices.invoice_count, 0) AS invoice_count,
                       COALESCE(orders.order_count, 0) AS order_count,
                       purchases.last_date
                  FROM invoices
                  FULL JOIN orders USING (partner_id)
                  LEFT JOIN purchases USING (partner_id)
                  JOIN res_partner AS partner ON partner.id = partner_id
                 WHERE partner.active
                   AND %(may_use)s
            ), ranked AS (
                SELECT candidate.*,
                       ROW_NUMBER() OVER largest_first AS revenue_rank,
                       SUM(GREATEST(revenue, 0)) OVER largest_first AS running,
                       SUM(GREATEST(revenue, 0)) OVER () AS total
                  FROM candidate
                WINDOW largest_first AS (
                       ORDER BY revenue DESC, id
                       ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
            )
            SELECT id,
                   id AS partner_id,
                   %(company)s AS company_id,
                   country_id,
                   user_id,
                   revenue AS revenue_12m,
                   revenue_rank,
                   running / NULLIF(total, 0) AS cumulative_share,
                   revenue > 0 AND running - revenue < %(most)s * total AS is_pareto,
                   invoice_count,
                   order_count,
                   last_date AS last_purchase_date
              FROM ranked
            """,
            company=company.id,
            may_use=company._may_use_sql("partner"),
            purchases=measure._get_purchases(SQL("TRUE")),
            start=current[0],
            end=current[1],
            most=CLASS_LIMITS[0],
        )

    def action_view_revenue(self):
        """Open the invoices the 12-month revenue was made from."""
        self.ensure_one()
        self.check_access("read")
        # As the account this customer may get would open them.
        account = self.env["relationship.account"].new(
            {"partner_id": self.partner_id.id, "company_id": self.company_id.id}
        )
        return account.action_view_revenue()

    def action_open_accounts(self):
        """Open the dialog that makes accounts of the chosen customers."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open customer accounts"),
            "res_model": "relationship.account.opening",
            "views": [(False, "form")],
            "target": "new",
            "context": {"active_model": self._name, "active_ids": self.ids},
        }
