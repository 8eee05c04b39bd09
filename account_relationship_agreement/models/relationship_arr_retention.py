from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..periods import DAY
from .relationship_recurring import get_months

SPAN = 12
#: What is of one month only.
SUMS = (
    *("amount_before", "amount_after", "remaining"),
    *("customers_before", "customers_kept"),
)


class RelationshipArrRetention(models.Model):
    """What recurred of an account 12 months before a month end, and then.

    As :meth:`relationship.recurring._get_retention`: the two end points count, not
    what happened between them.
    """

    _name = "relationship.arr.retention"
    _description = "Retention of recurring revenue"
    _inherit = "relationship.arr.row"
    _auto = False
    _more_columns = {
        "amount_before": "numeric NOT NULL",
        "amount_after": "numeric NOT NULL",
    }
    _generated = """
        remaining numeric GENERATED ALWAYS AS
            (LEAST(amount_before, amount_after)) STORED,
        customers_before int GENERATED ALWAYS AS ((amount_before > 0)::int) STORED,
        customers_kept int GENERATED ALWAYS AS ((amount_after > 0)::int) STORED,
        gross float8 GENERATED ALWAYS AS
            (100 * LEAST(amount_before, amount_after)
             / NULLIF(amount_before, 0)) STORED,
        net float8 GENERATED ALWAYS AS
            (100 * amount_after / NULLIF(amount_before, 0)) STORED,
        kept_rate float8 GENERATED ALWAYS AS
            (100 * (amount_after > 0)::int) STORED
    """
    _rates = {
        "gross": ("remaining", "amount_before"),
        "net": ("amount_after", "amount_before"),
        "kept_rate": ("customers_kept", "customers_before"),
    }

    amount_before = fields.Monetary(
        string="ARR before",
        readonly=True,
        help="Annual recurring revenue 12 months before the end of the month: what "
        "all rates of money are of.",
    )
    amount_after = fields.Monetary(
        string="ARR after",
        readonly=True,
        help="Annual recurring revenue at the end of the month, of who had any 12 "
        "months before.",
    )
    remaining = fields.Monetary(
        string="Still recurs",
        readonly=True,
        help="The smaller one of before and after.",
    )
    customers_before = fields.Integer(
        string="Customers before (n)", readonly=True, aggregator="sum"
    )
    customers_kept = fields.Integer(
        string="Customers kept", readonly=True, aggregator="sum"
    )
    gross = fields.Float(
        string="Gross revenue retention (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Sum of the smaller one of ARR before and after / sum of ARR before. Of "
        "the two end points: who fell and rose again between them lost nothing, so it "
        "can differ from what the bars of contraction and churn come to.",
    )
    net = fields.Float(
        string="Net revenue retention (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Sum of ARR after of who had any before / sum of ARR before. Of the two "
        "end points: it can differ from what the bars of the months come to.",
    )
    kept_rate = fields.Float(
        string="Customers kept (%)",
        readonly=True,
        digits=(16, 1),
        aggregator="avg",
        help="Who had recurring revenue at both end points / who had it at the first.",
    )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Of several months there is no sum: the same revenue counts in each."""
        found = super()._read_group_select(aggregate_spec, query)
        name, __, function = aggregate_spec.partition(":")
        if name not in SUMS or function not in ("sum", "sum_currency"):
            return found
        month = SQL.identifier(self._table, "month")
        return SQL("CASE WHEN MIN(%s) = MAX(%s) THEN %s END", month, month, found)

    @api.model
    def _get_rows(self, recurring, months, ids):
        """Of months that are over only: the one that runs is no 12 months yet."""
        first = months[0] - relativedelta(months=SPAN)
        whole = get_months(first, months[-1])[:-1]
        ends = [month + relativedelta(months=1) - DAY for month in whole]
        return SQL(
            """
            SELECT retained.account_id AS account_number, asked.month,
                   retained.was AS amount_before, retained.now AS amount_after
              FROM (%s) AS retained
              JOIN unnest(%s::date[]) WITH ORDINALITY AS asked(month, number)
             USING (number)
            """,
            recurring._get_retained_query(ends, ids, SPAN),
            months[:-1],
        )

    @api.model
    def _make_headline(self, domain):
        [(last,)] = self._read_group(domain, [], ["month:max"])
        if not last:
            return ""
        domain &= Domain("month", "=", last)
        gross, net, kept, customers = self._sum_up(
            domain, "gross:avg", "net:avg", "customers_kept:sum", "customers_before:sum"
        )
        return self.env._(
            "In the 12 months to %(month)s %(kept)s of %(customers)s customers were "
            "kept; gross revenue retention %(gross)s, net %(net)s",
            month=format_date(self.env, last, date_format="MMM y"),
            kept=self._format_few(kept),
            customers=self._format_few(customers),
            gross=self._format_rate(gross),
            net=self._format_rate(net),
        )
