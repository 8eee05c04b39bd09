from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.account_relationship.unset import NO_SALES_TEAM, NO_TIER

_lt = LazyTranslate(__name__)
WITHOUT_A_PRODUCT = _lt("Without a product")

#: What today's lines are made of, to be written before they are read.
_PARTS = {
    "relationship.agreement": [
        *("account_id", "company_id", "state", "renewal", "fixed_until", "ended_on"),
    ],
    "relationship.agreement.line": [
        *("agreement_id", "product_id", "quantity", "amount", "period_count"),
        *("period_unit", "date_start", "date_end"),
    ],
    "relationship.agreement.term": ["agreement_id", "date_start", "date_end", "rate"],
    "relationship.agreement.pause": ["agreement_id", "date_start", "date_end"],
}


class RelationshipArrLine(models.Model):
    """What recurs today, line by line: by tier, manager, product.

    Always as it is now; nothing is kept.
    """

    _name = "relationship.arr.line"
    _description = "Recurring revenue of today"
    _inherit = "relationship.headline"
    _auto = False
    _order = "amount desc, id"
    _rec_name = "agreement_id"
    _depends = _PARTS

    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_id = fields.Many2one(
        comodel_name="relationship.account", string="Customer account", readonly=True
    )
    partner_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    manager_id = fields.Many2one(related="account_id.manager_id")
    tier_id = fields.Many2one(related="account_id.tier_id", falsy_value_label=NO_TIER)
    team_id = fields.Many2one(
        related="account_id.team_id",
        string="Sales team",
        falsy_value_label=NO_SALES_TEAM,
    )
    agreement_id = fields.Many2one(comodel_name="relationship.agreement", readonly=True)
    product_id = fields.Many2one(
        comodel_name="product.product",
        readonly=True,
        falsy_value_label=WITHOUT_A_PRODUCT,
    )
    category_id = fields.Many2one(
        related="product_id.categ_id", string="Product category"
    )
    amount = fields.Monetary(
        string="ARR",
        readonly=True,
        help="What the line comes to today in a year, in the currency of the company.",
    )

    @property
    def _table_query(self):
        queries = []
        for company in self.env.companies:
            # sudo: which query it is; what of it is read, record rules say
            recurring = self.env["relationship.recurring"].sudo().with_company(company)
            today = company._get_relationship_today()
            lines = recurring._get_lines_query(today)
            queries.append(
                SQL(
                    "SELECT %s AS company_id, line.* FROM (%s) AS line",
                    company.id,
                    lines,
                )
            )
        return SQL(
            """
            SELECT ROW_NUMBER() OVER (ORDER BY company_id, source, line_id)::int AS id,
                   line.*
              FROM (%s) AS line
            """,
            SQL(" UNION ALL ").join(queries),
        )

    @api.model
    def _make_headline(self, domain):
        several = len(self.env.companies.currency_id) > 1
        total = f"amount:{'sum_currency' if several else 'sum'}"
        amount, customers = self._sum_up(domain, total, "account_id:count_distinct")
        if not customers:
            return ""
        [(product, most), *__] = self._read_group(
            domain, ["product_id"], [total], order=f"{total} DESC", limit=1
        )
        words = self.env._(
            "%(amount)s a year recurs, from %(customers)s customers",
            amount=self._format_sum(amount),
            customers=self._format_few(customers),
        )
        if not product or amount <= 0:
            return words
        return self.env._(
            "%(words)s; most of it %(product)s, %(share)s",
            words=words,
            product=product.display_name,
            share=self._format_share(most, amount),
        )

    def action_open_agreement(self):
        """Open the agreement the line is of, or the customer account."""
        self.ensure_one()
        self.check_access("read")
        return (self.agreement_id or self.account_id).get_formview_action()
