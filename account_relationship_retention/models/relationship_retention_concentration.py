from odoo import api, models
from odoo.tools import SQL

from odoo.addons.account_relationship.allocation import CLASS_LIMITS


class RelationshipRetention(models.AbstractModel):
    """How few customers make most of the sales."""

    _inherit = "relationship.retention"

    @api.model
    def _get_concentration(self, start, end, accounts=None):
        """How the net sales between two days are spread over customers.

        Customers with net sales above 0 count; the largest first, of equals the one
        with the lower id.

        :return: a dict of ``pareto`` (the fewest customers that make 80 %),
            ``customers``, ``top1``, ``top3`` and ``top10`` (shares of 1 of all sales),
            ``hhi`` (sum of squared shares, 0 to 1), the four ``None`` without sales,
            ``classes`` (``{"A": n, "B": n, "C": n}``: up to 80 %, up to 95 %, the rest;
            who crosses a line is above it) and ``negative`` (customers whose credit
            notes exceeded their sales)
        """
        self._flush()
        totals = self._sum_up_shares(self._get_shares(start, end, accounts))
        del totals["top5"], totals["amount"]
        return totals

    @api.model
    def _sum_up_shares(self, ranked):
        """The figures of :meth:`_get_concentration`, ``top5`` and the ``amount``.

        :param ranked: SQL of a query as that of :meth:`_get_ranked`
        """
        [row] = self.env.execute_query_dict(
            SQL(
                """
                SELECT COUNT(*) FILTER (WHERE amount > 0) AS customers,
                       COUNT(*) FILTER (WHERE amount < 0) AS negative,
                       COUNT(*) FILTER (WHERE class = 'A') AS a,
                       COUNT(*) FILTER (WHERE class = 'B') AS b,
                       COUNT(*) FILTER (WHERE class = 'C') AS c,
                       SUM(share) FILTER (WHERE rank <= 1) AS top1,
                       SUM(share) FILTER (WHERE rank <= 3) AS top3,
                       SUM(share) FILTER (WHERE rank <= 5) AS top5,
                       SUM(share) FILTER (WHERE rank <= 10) AS top10,
                       SUM(share * share) AS hhi,
                       SUM(amount) FILTER (WHERE amount > 0) AS amount
                  FROM (%s) AS ranked
                """,
                ranked,
            )
        )
        classes = {name: row.pop(name.lower()) for name in "ABC"}
        return {**row, "pareto": classes["A"], "classes": classes}

    @api.model
    def _get_shares(self, start, end, accounts=None):
        """The query of each customer's place among all, as :meth:`_get_ranked`."""
        return self._get_ranked(self._get_sales(start, end, accounts))

    @api.model
    def _get_ranked(self, sales):
        """The query of places by sales.

        :param sales: SQL of a query with ``partner_id`` and ``amount``
        :return: SQL of a query with ``partner_id``, ``amount``, ``rank``, ``share``,
            ``cumulative_share`` (with all above) and ``class``; the last three empty
            for net sales of 0 or less
        """
        return SQL(
            """
            SELECT partner_id, amount, rank,
                   CASE WHEN amount > 0 THEN amount / total END AS share,
                   CASE WHEN amount > 0 THEN (above + amount) / total END
                       AS cumulative_share,
                   CASE WHEN amount <= 0 THEN NULL
                        WHEN above < %(a)s * total THEN 'A'
                        WHEN above < %(b)s * total THEN 'B'
                        ELSE 'C' END AS class
              FROM (SELECT partner_id, amount, ROW_NUMBER() OVER largest AS rank,
                           SUM(GREATEST(amount, 0)) OVER largest
                               - GREATEST(amount, 0) AS above,
                           SUM(GREATEST(amount, 0)) OVER () AS total
                      FROM (%(sales)s) AS sold
                    WINDOW largest AS (ORDER BY amount DESC, partner_id
                           ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) AS placed
            """,
            sales=sales,
            a=CLASS_LIMITS[0],
            b=CLASS_LIMITS[1],
        )
