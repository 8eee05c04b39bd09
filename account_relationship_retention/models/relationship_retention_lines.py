from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.account_relationship.models.measure.relationship_revenue import POSTED

#: Months of which lines are known, with the one that goes on.
KNOWN = 36
#: So many months back the last purchase of a line may be.
LAPSED = 24
NAMES = ("account_id", "category_id", "kind", "last_day", "longest_pause", "amount")


class RelationshipRetention(models.AbstractModel):
    """Line watch: what a customer who still buys buys less of, or no more."""

    _inherit = "relationship.retention"

    @api.model
    def _get_line_watch(self, today, accounts=None):
        """Which product categories slip with customers who still buy.

        A line is what an account buys of a product category. It was *bought in* months
        whose net sales are above 0. A line of which was bought in 4 of 12 months is

        - ``lapsed``, when nothing was bought for more months than its longest pause and
          one more (the 12 months are those up to the last purchase, which was in the
          last 24 months), and the customer bought something else in a later month;
        - else ``shrinking``, when the last 6 months that are over brought less than 0.7
          of the same months a year ago (the 12 months are those before the 6).

        Who is late with the next order, quiet at this season or lost buys no more.

        :param today: last day that counts, a date
        :param accounts: which ones; all active ones of the company by default
        :return: a list of dicts, by account and category: ``account_id``,
            ``category_id``, ``kind``, ``last_day`` (of the line's last invoice),
            ``longest_pause`` (months between two months it was bought in, of the last
            36) and ``amount`` (at stake: net sales of the line in the 12 months)
        """
        self._flush()
        rows = self.env.execute_query_dict(self._get_line_query(today, accounts))
        round_amount = self.env.company.currency_id.round
        return [
            {
                **{name: row[name] for name in NAMES},
                "amount": round_amount(row["amount"]),
            }
            for row in rows
        ]

    @api.model
    def _get_line_query(self, today, accounts=None):
        """The query of :meth:`_get_line_watch`, with its columns.

        And ``partner_id``, ``sales_before`` and ``sales_now``: the line's net sales of
        6 months a year ago and now.
        """
        return SQL(
            """
            WITH line AS MATERIALIZED (%(lines)s),
                 rhythm AS MATERIALIZED (%(rhythm)s)
            SELECT rhythm.account_id, slipping.category_id, slipping.kind,
                   last.day AS last_day, slipping.longest_pause,
                   GREATEST(slipping.amount, 0) AS amount, slipping.partner_id,
                   slipping.sales_before, slipping.sales_now
              FROM rhythm
              JOIN relationship_account AS account ON account.id = rhythm.account_id
              JOIN (%(slipping)s) AS slipping
                ON slipping.partner_id = account.partner_id
              LEFT JOIN LATERAL (%(last)s) AS last ON TRUE
             WHERE rhythm.state IN ('none', 'steady', 'expected')
               AND (slipping.kind = 'shrinking'
                    OR rhythm.last_day >= slipping.last_month + INTERVAL '1 month')
             ORDER BY rhythm.account_id, slipping.category_id
            """,
            lines=self._get_lines(today, accounts),
            rhythm=self._get_rhythm_query(today, accounts),
            slipping=self._get_slipping(),
            last=self._get_last_of_line(today),
        )

    @api.model
    def _get_lines(self, today, accounts):
        """The query of lines by month: ``partner_id, category_id, month, amount``.

        ``ago`` is how many months ago, ``last`` how many the last purchase, ``pause``
        how many months before this one nothing was bought in a row.
        """
        start = today.replace(day=1) - relativedelta(months=KNOWN - 1)
        sold = self.env["relationship.revenue"]._get_sold(
            start, today, self._get_customers(accounts)
        )
        return SQL(
            """
            SELECT partner_id, category_id, month, amount, ago,
                   MIN(ago) FILTER (WHERE amount > 0) OVER line AS last,
                   CASE WHEN amount > 0
                        THEN LAG(ago) OVER (PARTITION BY partner_id, category_id,
                                            amount > 0 ORDER BY month) - ago - 1
                        END AS pause
              FROM (SELECT partner_id, line_id AS category_id, month,
                           SUM(amount) AS amount,
                           ((%(year)s - EXTRACT(YEAR FROM month)) * 12 + %(month)s
                            - EXTRACT(MONTH FROM month))::int AS ago
                      FROM (%(sold)s) AS sold
                      JOIN (%(categories)s) AS category USING (category_id)
                     WHERE company_id = %(company)s
                     GROUP BY 1, 2, 3) AS monthly
            WINDOW line AS (PARTITION BY partner_id, category_id)
            """,
            year=today.year,
            month=today.month,
            sold=sold,
            categories=self._get_category_lines(),
            company=self.env.company.id,
        )

    @api.model
    def _get_category_lines(self):
        """SQL of a query of the line each category is of: ``category_id, line_id``.

        Each is one of its own; an addon may take those below another one together.
        """
        return SQL("SELECT id AS category_id, id AS line_id FROM product_category")

    @api.model
    def _get_slipping(self):
        """The query of lines of ``line`` that lapsed or shrink."""
        return SQL(
            """
            SELECT measured.*, kind,
                   CASE kind WHEN 'lapsed' THEN lapsed_amount
                        ELSE before_amount END AS amount
              FROM (SELECT partner_id, category_id,
                           MAX(month) FILTER (WHERE amount > 0) AS last_month,
                           MIN(last) AS last,
                           COALESCE(MAX(pause), 0)::int AS longest_pause,
                           COUNT(*) FILTER (WHERE amount > 0
                               AND ago BETWEEN last AND last + 11) AS lapsed_months,
                           SUM(amount) FILTER (WHERE ago BETWEEN last AND last + 11)
                               AS lapsed_amount,
                           COUNT(*) FILTER (WHERE amount > 0
                               AND ago BETWEEN 7 AND 18) AS before_months,
                           SUM(amount) FILTER (WHERE ago BETWEEN 7 AND 18)
                               AS before_amount,
                           COALESCE(SUM(amount) FILTER (WHERE ago BETWEEN 13 AND 18), 0)
                               AS sales_before,
                           COALESCE(SUM(amount) FILTER (WHERE ago BETWEEN 1 AND 6), 0)
                               AS sales_now
                      FROM line
                     GROUP BY partner_id, category_id) AS measured,
                   LATERAL (SELECT CASE
                       WHEN lapsed_months >= 4 AND last < %s
                            AND last - 1 > longest_pause + 1 THEN 'lapsed'
                       WHEN before_months >= 4 AND sales_before > 0
                            AND sales_now < 0.7 * sales_before THEN 'shrinking'
                       END AS kind) AS said
             WHERE kind IS NOT NULL
            """,
            LAPSED,
        )

    @api.model
    def _get_last_of_line(self, today):
        """The query of the last ``day`` of a line of ``slipping``."""
        return SQL(
            """
            SELECT MAX(move.invoice_date) AS day
              FROM res_partner AS partner
              JOIN account_move AS move
                ON move.partner_id = partner.id AND move.company_id = %s
              JOIN account_move_line AS item ON item.move_id = move.id
              JOIN product_product AS variant ON variant.id = item.product_id
              JOIN product_template AS product ON product.id = variant.product_tmpl_id
             WHERE partner.commercial_partner_id = slipping.partner_id
               AND %s
               AND move.invoice_date >= slipping.last_month
               AND move.invoice_date < slipping.last_month + INTERVAL '1 month'
               AND move.invoice_date <= %s
               AND item.display_type = 'product'
               AND item.balance < 0
               AND product.categ_id IN (SELECT category_id FROM (%s) AS category
                                         WHERE line_id = slipping.category_id)
            """,
            *(self.env.company.id, POSTED, today, self._get_category_lines()),
        )

    # ------------------------------------------------------------
    # Keeping it
    # ------------------------------------------------------------

    @api.model
    def _write_lines(self, today, accounts=None):
        """Keep the lines of accounts of the company, where they differ.

        :return: how many rows were written or deleted
        """
        lines = self.env["relationship.line.watch"]
        return lines._write_changed(self._get_line_query(today, accounts), accounts)
