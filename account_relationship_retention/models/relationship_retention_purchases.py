from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

#: Months since the year 0.
NUMBER = "(EXTRACT(YEAR FROM %s) * 12 + EXTRACT(MONTH FROM %s))::int"


class RelationshipRetention(models.AbstractModel):
    """Who buys again: repeat purchases, repurchases and cohorts, by purchase days."""

    _inherit = "relationship.retention"

    @api.model
    def _get_repeat_purchase(self, start, end, accounts=None):
        """How many customers bought on two days of a period or more, of how many.

        :return: ``(customers with two purchase days, customers)``
        """
        self._flush()
        query = SQL(
            """
            SELECT COUNT(*) FILTER (WHERE days > 1), COUNT(*)
              FROM (SELECT COUNT(*) AS days
                      FROM (%s) AS bought
                     WHERE day BETWEEN %s AND %s
                     GROUP BY partner_id) AS customer
            """,
            *(self._get_purchase_days(accounts), start, end),
        )
        return self.env.execute_query(query)[0]

    @api.model
    def _get_repurchase(self, earlier, later, accounts=None):
        """How many of those who bought in one period bought in another, too.

        :param earlier: first and last day of the one, two dates
        :param later: first and last day of the other
        :return: ``(customers who bought in both, customers of the earlier)``
        """
        self._flush()
        query = SQL(
            """
            SELECT COUNT(*) FILTER (WHERE is_back), COUNT(*)
              FROM (SELECT bool_or(day BETWEEN %s AND %s) AS is_back,
                           bool_or(day BETWEEN %s AND %s) AS was_there
                      FROM (%s) AS bought
                     GROUP BY partner_id) AS customer
             WHERE was_there
            """,
            *(*later, *earlier, self._get_purchase_days(accounts)),
        )
        return self.env.execute_query(query)[0]

    @api.model
    def _get_cohorts(self, first_month, last_month, accounts=None):
        """How many customers bought again in each month after their first purchase.

        Cells of months that are not over, or after the last one, are not there; one in
        which nobody bought is 0. Where the company says when its history begins,
        customers there were before it are the cohort ``False``, counted from then on.

        :param first_month: a day of the first month of first purchases
        :param last_month: a day of the last one, also the last month that is looked at
        :return: ``{(first day of the cohort's month, k): (buyers in the month k months
            after it, customers of the cohort)}``
        """
        self._flush()
        first, last = first_month.replace(day=1), last_month.replace(day=1)
        last = min(last, self._get_last_closed_day().replace(day=1))
        bought, sizes = {}, {}
        for cohort, k, customers in self.env.execute_query(
            self._get_cohort_query(first, last, accounts)
        ):
            if k is None:
                sizes[cohort or False] = customers
            else:
                bought[cohort or False, k] = customers
        # sudo: when the company's history begins is no secret to whoever asks for it
        begins = self.env.company.sudo().relationship_history_begins
        cells = {}
        for cohort in sorted(sizes, key=lambda cohort: cohort or first):
            start = cohort or begins.replace(day=1)
            over = relativedelta(last, start)
            for k in range(over.years * 12 + over.months + 1):
                cells[cohort, k] = (bought.get((cohort, k), 0), sizes[cohort])
        return cells

    @api.model
    def _get_cohort_query(self, first, last, accounts):
        """The query of cohorts: ``cohort, k, customers``; their size without ``k``."""
        return SQL(
            """
            SELECT cohort, k, COUNT(DISTINCT partner_id)
              FROM (%s) AS counted
             WHERE cohort BETWEEN %s AND %s OR cohort IS NULL
             GROUP BY GROUPING SETS ((cohort, k), (cohort))
             ORDER BY cohort, k
            """,
            *(self._get_bought_months(accounts), first, last),
        )

    @api.model
    def _get_bought_months(self, accounts):
        """The query of purchase days as months after the first purchase.

        :return: SQL of a query with ``partner_id``, ``cohort`` (first day of a month;
            empty for customers before), ``start`` (the same; where history begins for
            customers before) and ``k``, how many months after it
        """
        company = self.env.company
        new, begins = company._get_first_new_day(), None
        if new:
            # sudo: nothing but a date
            begins = company.sudo().relationship_history_begins.replace(day=1)
        month, start = (
            SQL(NUMBER, *[column] * 2) for column in (SQL("day"), SQL("start"))
        )
        return SQL(
            """
            SELECT partner_id, cohort, start, %(month)s - %(start)s AS k
              FROM (SELECT partner_id, day, cohort,
                           COALESCE(cohort, %(begins)s::date) AS start
                      FROM (SELECT partner_id, day,
                                   CASE WHEN first_day >= %(new)s OR %(new)s IS NULL
                                        THEN date_trunc('month', first_day::timestamp)
                                             ::date END AS cohort
                              FROM (SELECT partner_id, day,
                                           MIN(day) OVER (PARTITION BY partner_id)
                                               AS first_day
                                      FROM (%(days)s) AS bought) AS dated) AS joined
                   ) AS begun
            """,
            month=month,
            start=start,
            begins=begins,
            new=SQL("%s::date", new or None),
            days=self._get_purchase_days(accounts),
        )
