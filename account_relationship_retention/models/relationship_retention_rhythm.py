from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.account_relationship.temporary import keep

#: Purchase days of so many months make the rhythm.
MONTHS = relativedelta(months=24)
YEAR = relativedelta(years=1)
#: Last year's season may have been so much earlier or later.
SEASON = relativedelta(days=14)


class RelationshipRetention(models.AbstractModel):
    """When a customer's next order is expected, by the customer's own rhythm."""

    _inherit = "relationship.retention"

    @api.model
    def _get_order_rhythm(self, today, accounts=None):
        """How accounts order, and whether they are late with the next order.

        With 5 purchase days over 90 days or more in 24 months an account has a rhythm
        of its own: the median gap, counted as 3 days at least, and the longest one.
        Without it only the months of the tier speak: who bought nothing for so long is
        lost, and nobody is late.

        :param today: last day that counts, a date
        :param accounts: which ones; all active ones of the company by default
        :return: a list of dicts, by account: ``account_id``; of the 24 months
            ``purchase_days``, ``median_gap`` and ``longest_gap`` (days, ``None``
            without a gap); ``last_day`` (of all time, ``None`` without a purchase);
            ``expected_day`` (``None`` without a rhythm); ``state`` (``none``,
            ``steady``, ``expected``, ``late``, ``very_late``, ``seasonal``: late, but
            it was quiet in the same weeks of last year, too; ``lost``); ``at_stake``
            (net sales of the 12 months up to the last purchase, at least 0);
            ``missed`` (how many orders did not come, ``None`` without a rhythm)
        """
        self._flush()
        rows = self.env.execute_query_dict(self._get_rhythm_query(today, accounts))
        round_amount = self.env.company.currency_id.round
        for row in rows:
            row["at_stake"] = round_amount(row["at_stake"])
        return rows

    @api.model
    def _get_rhythm_query(self, today, accounts=None, chosen=None):
        """The query of :meth:`_get_order_rhythm`, with its columns.

        :param chosen: SQL about ``account`` that says which ones, of many: those are
            not looked up one by one
        """
        chosen = chosen or SQL("account.active")
        if accounts is not None:
            chosen = SQL("account.id = ANY(%s::int[])", accounts.ids)
        return SQL(
            """
            WITH bought AS (%(bought)s)
            SELECT account.id AS account_id,
                   COALESCE(purchase_days, 0) AS purchase_days, median_gap, longest_gap,
                   last_day,
                   CASE WHEN has_rhythm THEN last_day + FLOOR(median_gap)::int END
                       AS expected_day,
                   %(state)s AS state,
                   GREATEST(COALESCE(sales.amount, 0), 0) AS at_stake,
                   CASE WHEN has_rhythm
                        THEN GREATEST(FLOOR(days / median_gap) - 1, 0)::int END
                       AS missed
              FROM relationship_account AS account
              LEFT JOIN bought ON bought.partner_id = account.partner_id
              LEFT JOIN relationship_tier AS tier ON tier.id = account.tier_id
              LEFT JOIN (%(sales)s) AS sales ON sales.partner_id = account.partner_id
             WHERE account.company_id = %(company)s AND %(chosen)s
             ORDER BY account.id
            """,
            bought=self._keep_gaps(today, accounts),
            state=self._get_state(today),
            sales=self._get_sales_up_to_last(),
            company=self.env.company.id,
            chosen=chosen,
        )

    @api.model
    def _keep_gaps(self, today, accounts):
        """The query of :meth:`_get_gaps`; of all customers they are kept in a table.

        PostgreSQL expects a handful of customers of such a query, and would look up the
        invoices of a hundred thousand of them one by one.
        """
        gaps = self._get_gaps(today, accounts)
        if accounts is None and not self.env.cr.readonly:
            return keep(self.env.cr, "relationship_rhythm_gaps", gaps)
        return gaps

    @api.model
    def _get_gaps(self, today, accounts):
        """The query of what purchase days up to a day say of each customer.

        ``days`` is since the last one; ``is_quiet``: somebody who had bought before did
        not buy in the weeks of last year in which nothing was bought this year.
        """
        return SQL(
            """
            SELECT rhythm.partner_id, purchase_days, longest_gap, last_day, days,
                   has_rhythm, season <= %(season_end)s AND first_day < season
                       AND NOT bought_then AS is_quiet,
                   CASE WHEN has_rhythm THEN GREATEST(median_gap, 3)
                        ELSE median_gap END AS median_gap
              FROM (SELECT partner_id, MIN(day) AS first_day, MAX(day) AS last_day,
                           MIN(season) AS season, %(today)s - MAX(day) AS days,
                           COUNT(*) FILTER (WHERE day > %(start)s) AS purchase_days,
                           PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY day - former)
                               FILTER (WHERE former > %(start)s) AS median_gap,
                           MAX(day - former) FILTER (WHERE former > %(start)s)
                               AS longest_gap,
                           COUNT(*) FILTER (WHERE day > %(start)s) >= 5
                               AND MAX(day) - MIN(day) FILTER (WHERE day > %(start)s)
                                   >= 90 AS has_rhythm,
                           bool_or(day BETWEEN season AND %(season_end)s) AS bought_then
                      FROM (%(dated)s) AS dated
                     GROUP BY partner_id) AS rhythm
            """,
            today=today,
            start=today - MONTHS,
            season_end=today - YEAR - SEASON,
            dated=self._get_dated(today, accounts),
        )

    @api.model
    def _get_dated(self, today, accounts):
        """Purchase days up to a day, each with the one before.

        ``season`` is a year before the last one, by two weeks later: what was bought
        on about the same day last year was as much the end of the season.
        """
        return SQL(
            """
            SELECT partner_id, day,
                   LAG(day) OVER (PARTITION BY partner_id ORDER BY day) AS former,
                   (MAX(day) OVER (PARTITION BY partner_id) - INTERVAL '1 year')::date
                       + %(weeks)s AS season
              FROM (%(days)s) AS bought
             WHERE day <= %(today)s
            """,
            weeks=SEASON.days,
            days=self._get_purchase_days(accounts),
            today=today,
        )

    @api.model
    def _get_state(self, today):
        """SQL of the state of an account, of the columns of :meth:`_get_gaps`."""
        return SQL(
            """
            CASE WHEN last_day IS NULL THEN 'none'
                 WHEN NOT has_rhythm
                 THEN CASE WHEN last_day <= %s - make_interval(
                                months => COALESCE(tier.purchase_months, 12))
                           THEN 'lost' ELSE 'none' END
                 WHEN days > GREATEST(365, 3 * longest_gap) THEN 'lost'
                 WHEN days > longest_gap AND days > 2 * median_gap
                 THEN CASE WHEN is_quiet THEN 'seasonal'
                           WHEN days > 1.25 * longest_gap THEN 'very_late'
                           ELSE 'late' END
                 WHEN days >= FLOOR(median_gap) THEN 'expected'
                 ELSE 'steady' END
            """,
            today,
        )

    @api.model
    def _get_sales_up_to_last(self):
        """The query of net sales of 12 months up to the last purchase of ``bought``."""
        return SQL(
            """
            SELECT partner.commercial_partner_id AS partner_id,
                   SUM(move.amount_untaxed_signed) AS amount
              FROM bought
              JOIN res_partner AS partner
                ON partner.commercial_partner_id = bought.partner_id
              JOIN account_move AS move
                ON move.partner_id = partner.id AND move.company_id = %s
             WHERE move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.invoice_date <= bought.last_day
               AND move.invoice_date > bought.last_day - INTERVAL '1 year'
             GROUP BY partner.commercial_partner_id
            """,
            self.env.company.id,
        )
