from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

MOVEMENTS = ("new", "returned", "grown", "kept", "shrunk", "lost")
#: Of these the difference counts the other way round: it is what was lost.
DOWN = ("shrunk", "lost")
#: Below this share of the sales of before a customer shrank, above the other it grew.
SHRUNK, GROWN = 0.9, 1.1


class RelationshipRetention(models.AbstractModel):
    """Figures of keeping customers, for screens, reports and dashboards.

    Each is computed by one statement for all customers, from the revenue facts and from
    purchase days; the formulas are those of METRICS.md. Customers are the commercial
    partners of ``env.company``, with or without an account. Dates are inclusive, and
    amounts in the company's currency. What there is nothing to divide by is ``None``.

    They are figures of all customers, whoever asks: what shows them says to whom.
    """

    _name = "relationship.retention"
    _description = "Customer retention"

    # ------------------------------------------------------------
    # What figures are made of
    # ------------------------------------------------------------

    @api.model
    def _flush(self):
        """Write what the figures are made of, before it is read."""
        models_read = self.env["relationship.measure"]._get_measured_models()
        for name in (*models_read, "relationship.tier"):
            self.env[name].flush_model()

    @api.model
    def _get_customers(self, accounts):
        """SQL of a query of the customers of some accounts; ``None`` for all.

        :param accounts: accounts, or the customers themselves, commercial partners
        """
        if accounts is None:
            return None
        if accounts._name == "res.partner":
            return SQL("SELECT unnest(%s::int[])", accounts.ids)
        # sudo: which customers they are of; the figures are of whoever is given
        own = accounts.sudo().filtered(lambda one: one.company_id == self.env.company)
        return SQL("SELECT unnest(%s::int[])", own.partner_id.ids)

    @api.model
    def _get_sales(self, start, end, accounts):
        """The query of net sales between two days: ``partner_id, amount``."""
        sold = self.env["relationship.revenue"]._get_sold(
            start, end, self._get_customers(accounts)
        )
        return SQL(
            """
            SELECT partner_id, SUM(amount) AS amount
              FROM (%s) AS sold
             WHERE company_id = %s
             GROUP BY partner_id
            """,
            *(sold, self.env.company.id),
        )

    @api.model
    def _get_purchase_days(self, accounts):
        """The query of distinct days on which somebody bought: ``partner_id, day``.

        They are sorted, as what reads them needs it, and because a million of them are
        not made distinct by hashing: PostgreSQL expects few, and spills for minutes.
        """
        customers, scope = self._get_customers(accounts), SQL("TRUE")
        if customers:
            scope = SQL("partner.commercial_partner_id = ANY(ARRAY(%s))", customers)
        return SQL(
            """
            SELECT DISTINCT ON (1, 2) commercial_partner_id AS partner_id, day
              FROM (%s) AS purchase
             WHERE company_id = %s AND commercial_partner_id IS NOT NULL
             ORDER BY 1, 2
            """,
            self.env["relationship.measure"]._get_purchases(scope),
            self.env.company.id,
        )

    @api.model
    def _get_first_days(self, bought):
        """The query of first purchases, ever: ``partner_id, day``."""
        return SQL(
            "SELECT partner_id, MIN(day) AS day FROM (%s) AS bought GROUP BY 1", bought
        )

    # ------------------------------------------------------------
    # Sales retention
    # ------------------------------------------------------------

    @api.model
    def _get_sales_retention(self, before, after, accounts=None):
        """Who stayed, grew, shrank, left, came back and is new, and how much it was.

        Of each customer the net sales of two windows count, at least 0: the two end
        points, not what happened between them. New is who bought for the first time
        ever in the later window.

        :param before: first and last day of the earlier window, two dates
        :param after: first and last day of the later one
        :param accounts: only their customers
        :return: a dict of ``gross``, ``net`` and ``customers_kept`` (shares of 1, of
            those who bought in the earlier window, ``None`` without any), ``customers``
            (how many these are), ``start`` and ``end`` (sales of all in either window),
            ``new``, ``returned``, ``grown``, ``kept``, ``shrunk`` and ``lost`` (each
            how many and the difference in money, of the last two what is gone) and
            ``first_year`` (of those whose first purchase was in the earlier window: how
            many, how many of them were kept, their sales before and after)
        """
        self._flush()
        rows = self.env.execute_query_dict(
            self._get_movement_totals(before, after, accounts)
        )
        return self._sum_up(rows)

    @api.model
    def _get_movements(self, before, after, accounts=None, bought=None):
        """The query of each customer's movement between two windows.

        :param bought: the query of purchase days, where it is there already
        :return: SQL of a query with ``partner_id``, ``sales_before``, ``sales_after``,
            ``movement`` (one of ``MOVEMENTS``) and ``is_first_year``
        """
        bought = bought or self._get_purchase_days(accounts)
        return SQL(
            """
            SELECT partner_id, sales_before, sales_after, %(moved)s
              FROM (SELECT partner_id,
                           GREATEST(COALESCE(earlier.amount, 0), 0) AS sales_before,
                           GREATEST(COALESCE(later.amount, 0), 0) AS sales_after
                      FROM (%(before)s) AS earlier
                      FULL JOIN (%(after)s) AS later USING (partner_id)) AS sold
              LEFT JOIN (%(first)s) AS first USING (partner_id)
             WHERE sales_before > 0 OR sales_after > 0
            """,
            moved=self._get_movement(SQL("first.day"), before, after),
            before=self._get_sales(*before, accounts),
            after=self._get_sales(*after, accounts),
            first=self._get_first_days(bought),
        )

    @api.model
    def _get_movement(self, first, before, after):
        """SQL of ``is_first_year`` and ``movement``, of what was sold in two windows.

        :param first: SQL of the day of the first purchase ever; ``NULL`` where there
            is none
        """
        first_new = self.env.company._get_first_new_day()
        starts = (before[0], after[0])
        if first_new:
            starts = (max(start, first_new) for start in starts)
        new_before, new_after = starts
        return SQL(
            """
            COALESCE(%(first)s BETWEEN %(new_before)s AND %(before_end)s, FALSE)
                AS is_first_year,
            CASE WHEN sales_before = 0
                 THEN CASE WHEN %(first)s < %(new_after)s
                           THEN 'returned' ELSE 'new' END
                 WHEN sales_after = 0 THEN 'lost'
                 WHEN sales_after < %(shrunk)s * sales_before THEN 'shrunk'
                 WHEN sales_after > %(grown)s * sales_before THEN 'grown'
                 ELSE 'kept' END AS movement
            """,
            first=first,
            new_before=new_before,
            before_end=before[1],
            new_after=new_after,
            shrunk=SHRUNK,
            grown=GROWN,
        )

    @api.model
    def _get_movement_totals(self, before, after, accounts):
        return SQL(
            """
            SELECT movement, is_first_year, COUNT(*) AS customers,
                   SUM(sales_before) AS sales_before, SUM(sales_after) AS sales_after,
                   SUM(LEAST(sales_before, sales_after)) AS remaining
              FROM (%s) AS moved
             GROUP BY 1, 2
            """,
            self._get_movements(before, after, accounts),
        )

    @api.model
    def _sum_up(self, rows):
        """Make the figures of the totals of each movement."""

        def add(name, some):
            return round_amount(sum(row[name] for row in some))

        def count(some):
            return sum(row["customers"] for row in some)

        round_amount = self.env.company.currency_id.round
        cohort = [row for row in rows if row["sales_before"]]
        young = [row for row in cohort if row["is_first_year"]]
        kept, kept_young = (
            [row for row in some if row["movement"] != "lost"]
            for some in (cohort, young)
        )
        base, customers = add("sales_before", cohort), count(cohort)
        result = {
            "gross": add("remaining", cohort) / base if base else None,
            "net": add("sales_after", cohort) / base if base else None,
            "customers_kept": count(kept) / customers if customers else None,
            "customers": customers,
            "start": base,
            "end": add("sales_after", rows),
            "first_year": (
                *(count(young), count(kept_young)),
                *(add("sales_before", young), add("sales_after", young)),
            ),
        }
        for movement in MOVEMENTS:
            some = [row for row in rows if row["movement"] == movement]
            amount = add("sales_after", some) - add("sales_before", some)
            sign = -1 if movement in DOWN else 1
            result[movement] = (count(some), round_amount(sign * amount))
        return result

    # ------------------------------------------------------------
    # Months
    # ------------------------------------------------------------

    @api.model
    def _get_last_closed_day(self):
        """The last day of the last month that is over, for the company."""
        today = self.env.company._get_measured_day()
        return today.replace(day=1) - relativedelta(days=1)
