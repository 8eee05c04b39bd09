from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

CLASSES = [("A", "A"), ("B", "B"), ("C", "C")]
HEAD = "account_relationship.group_head"


class RelationshipConcentration(models.Model):
    """Each customer's place among all, by net sales of the last 12 closed months.

    What tells the sales of the whole company (shares of it) is for heads: whoever sees
    own accounts only could work them out of one amount and its share.
    """

    _name = "relationship.concentration"
    _inherit = "relationship.customer.figures"
    _auto = False
    _description = "Concentration of sales"
    _order = "company_id, rank, id"

    _outcomes = ("rank", "amount", "share", "cumulative_share", "sales_class")
    _kept_columns = {
        "rank": "int NOT NULL",
        "amount": "numeric NOT NULL",
        "share": "double precision",
        "cumulative_share": "double precision",
        "sales_class": "varchar",
    }

    currency_id = fields.Many2one(related="company_id.currency_id")
    rank = fields.Integer(
        readonly=True,
        aggregator=None,
        help="The largest customer is the first; of equals the one with the lower id.",
    )
    amount = fields.Monetary(
        string="Net sales",
        readonly=True,
        help="Invoiced in the last 12 months that are over, untaxed, credit notes "
        "subtracted.",
    )
    share = fields.Float(
        string="Share of sales",
        readonly=True,
        groups=HEAD,
        help="Of all net sales of the company. Empty where credit notes exceed sales.",
    )
    cumulative_share = fields.Float(
        string="With all above",
        readonly=True,
        aggregator=None,
        groups=HEAD,
        help="Share of this customer and of all larger ones.",
    )
    sales_class = fields.Selection(
        selection=CLASSES,
        string="Class",
        readonly=True,
        help="A: the fewest customers that make 80 % of net sales of 12 months; B: up "
        "to 95 %; C: the rest. Who crosses a line is above it.",
    )

    # ------------------------------------------------------------
    # Keeping them
    # ------------------------------------------------------------

    @api.model
    def _get_window(self):
        """The last 12 months that are over: first and last day."""
        last = self.env["relationship.retention"]._get_last_closed_day()
        return last + relativedelta(days=1, years=-1), last

    @api.model
    def _get_found(self):
        return SQL(
            """
            SELECT partner_id, rank::int AS rank, amount, share::float AS share,
                   cumulative_share::float AS cumulative_share, class AS sales_class
              FROM (%s) AS ranked
             WHERE amount != 0
            """,
            self.env["relationship.retention"]._get_shares(*self._get_window()),
        )

    @api.model
    def _write_changed(self):
        changed = super()._write_changed()
        self.env["relationship.account"]._write_sales_classes(
            SQL("account.company_id = %s", self.env.company.id)
        )
        return changed

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Shares of the sales of several companies do not add up."""
        if aggregate_spec == "share:sum":
            return SQL(
                "CASE WHEN MIN(%(company)s) = MAX(%(company)s) THEN SUM(%(share)s) END",
                company=SQL.identifier(self._table, "company_id"),
                share=self._field_to_sql(self._table, "share", query),
            )
        return super()._read_group_select(aggregate_spec, query)

    # ------------------------------------------------------------
    # What it says
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        if self._is_section(domain):
            return self._make_section_words(domain)
        totals = self._get_totals(self._get_ranked(domain))
        if not totals["customers"]:
            return ""
        return self.env._(
            "%(words)s of %(amount)s; the largest makes %(share)s",
            words=self._format_pareto(totals),
            amount=self._format_sum(totals["amount"]),
            share=self._format_share(totals["top1"], 1),
        )

    @api.model
    def _make_section_words(self, domain):
        """What those of a class or of some places make of all that are found."""
        own = Domain("company_id", "=", self.env.company.id)
        count, amount = self._sum_up(own & domain, "__count", "amount:sum")
        if not count:
            return ""
        # As the shares in the rows: who returned more than it bought has none.
        sold = Domain("amount", ">", 0) & self._leave_out_outcomes(domain)
        [whole] = self._sum_up(own & sold, "amount:sum")
        figures = {
            "customers": self._format_few(count),
            "amount": self._format_sum(amount),
        }
        if not 0 <= amount <= whole or not whole:
            return self.env._("%(customers)s customers, %(amount)s", **figures)
        return self.env._(
            "%(customers)s customers, %(amount)s, %(share)s of all",
            share=self._format_share(amount, whole),
            **figures,
        )

    @api.model
    def _format_pareto(self, totals):
        if totals["pareto"] == 1:
            return self.env._(
                "1 of %(customers)s customers makes 80 %%",
                customers=self._format_few(totals["customers"]),
            )
        return self.env._(
            "%(pareto)s of %(customers)s customers make 80 %%",
            pareto=self._format_few(totals["pareto"]),
            customers=self._format_few(totals["customers"]),
        )

    @api.model
    def _get_ranked(self, domain):
        """The query of places among what a search finds, of the reader's company.

        They are worked out anew: nobody learns of sales of customers not found.
        """
        own = Domain("company_id", "=", self.env.company.id)
        found = self._search(own & domain)
        columns = (
            SQL.identifier(self._table, name) for name in ("partner_id", "amount")
        )
        return self.env["relationship.retention"]._get_ranked(found.select(*columns))

    @api.model
    def _get_totals(self, ranked):
        return self.env["relationship.retention"]._sum_up_shares(ranked)
