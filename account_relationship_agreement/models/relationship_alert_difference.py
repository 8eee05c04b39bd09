from odoo import api, models
from odoo.tools import SQL

from .relationship_alert_renewal import NAMED


class RelationshipAlert(models.Model):
    """What is invoiced is less or more than what is agreed.

    Invoices of a period come before it, within or after it. So they are looked for in
    three windows of the same length: the period, one that begins a week before, and one
    that begins a month later. Whatever is too little or too much is so in all of them.
    """

    _inherit = "relationship.alert"

    @api.model
    def _find_less(self, scope, today):
        return self._find_difference(scope, today, SQL("-1"), SQL("GREATEST"))

    @api.model
    def _find_more(self, scope, today):
        return self._find_difference(scope, today, SQL("1"), SQL("LEAST"))

    @api.model
    def _find_difference(self, scope, today, sign, nearest):
        """Percent of what is agreed of the product that is furthest off.

        Looked at are the last whole periods that ended a month ago or longer, up to a
        year of them, and all that is agreed of the product; days of a pause are not
        paid for. What is over is looked at up to its end, for another year.
        """
        return SQL(
            """
            WITH agreed AS MATERIALIZED (%(agreed)s),
            spans AS (%(spans)s),
            due AS MATERIALIZED (%(due)s),
            expected AS (%(expected)s),
            wanted AS (%(wanted)s),
            invoiced AS (%(invoiced)s),
            counted AS (%(counted)s)
            SELECT DISTINCT ON (account_id) account_id,
                   ROUND((100 * difference / agreed)::numeric, 2)::float AS value,
                   ROUND((difference * 12 / months)::numeric, 2) AS at_stake,
                   evidence || jsonb_build_object(
                       'agreed', ROUND(agreed::numeric, 2),
                       'invoiced', ROUND(invoiced::numeric, 2)) AS evidence
              FROM (SELECT *, %(sign)s * (invoiced - agreed) AS difference
                      FROM counted WHERE agreed > 0) AS compared
             WHERE difference > 0
             ORDER BY account_id, difference / agreed DESC, product_id
            """,
            agreed=self._get_agreed_lines(scope, today),
            spans=self._get_compared_spans(SQL("%s::date", today)),
            due=self._get_amounts_due(),
            expected=self._get_expected_amounts(),
            wanted=self._get_wanted(SQL("due"), SQL("amount")),
            invoiced=self._get_invoiced_lines(SQL("%s::date - 800", today)),
            counted=self._get_counted_amounts(nearest),
            sign=sign,
        )

    @api.model
    def _get_compared_spans(self, today):
        """The query of the days of each product that are compared.

        Columns: ``account_id, product_id, months`` there are, ``starts, ends``.
        """
        return SQL(
            """
            SELECT account_id, product_id, LEAST(periods, most) * months AS months,
                   (anchor + make_interval(months => months * (
                       periods - LEAST(periods, most))))::date AS starts,
                   (anchor + make_interval(months => months * periods))::date - 1
                       AS ends
              FROM (SELECT account_id, product_id, months, anchor,
                           GREATEST(12 / months, 1) AS most,
                           floor((12 * date_part('year', age)
                                  + date_part('month', age)) / months)::int AS periods
                      FROM (SELECT account_id, product_id, MIN(starts) AS anchor,
                                   MAX(months) AS months,
                                   age(LEAST(%(today)s - interval '1 month',
                                             CASE WHEN bool_and(ends IS NOT NULL)
                                                  THEN MAX(ends) + 1 END),
                                       MIN(starts)) AS age
                              FROM agreed
                             GROUP BY account_id, product_id
                            HAVING bool_or(ends IS NULL)
                                OR MAX(ends) > %(today)s - 365) AS closed) AS whole
             WHERE periods > 0
            """,
            today=today,
        )

    @api.model
    def _get_amounts_due(self):
        """The query of what each agreed line comes to in ``spans``, in its currency."""
        return SQL(
            """
            SELECT agreed.account_id, agreed.company_id, agreed.partner_id,
                   agreed.product_id, agreed.currency_id, agreed.rate,
                   agreed.agreement_id, agreed.name, spans.starts, spans.ends,
                   spans.months,
                   agreed.monthly * spans.months * GREATEST(
                       days.number - COALESCE(pause.number, 0), 0)
                       / (spans.ends - spans.starts + 1) AS amount
              FROM spans
              JOIN agreed USING (account_id, product_id)
             CROSS JOIN LATERAL (
                   SELECT LEAST(agreed.ends, spans.ends)
                          - GREATEST(agreed.starts, spans.starts) + 1 AS number
                   ) AS days
              LEFT JOIN LATERAL (%(paused)s) AS pause ON TRUE
             WHERE days.number > 0
            """,
            paused=self._get_paused_days(
                SQL("GREATEST(agreed.starts, spans.starts)"),
                SQL("LEAST(agreed.ends, spans.ends)"),
            ),
        )

    @api.model
    def _get_expected_amounts(self):
        """The query of what ``spans`` come to as agreed: ``agreed``, ``evidence``."""
        return SQL(
            """
            SELECT account_id, product_id, starts, ends, months,
                   SUM(amount * rate) AS agreed,
                   jsonb_build_object(
                       'names', (array_agg(DISTINCT name))[:%(named)s],
                       'count', COUNT(DISTINCT agreement_id),
                       'product', product_id,
                       'from', starts, 'until', ends) AS evidence
              FROM due
             GROUP BY account_id, product_id, starts, ends, months
            """,
            named=NAMED,
        )

    @api.model
    def _get_counted_amounts(self, nearest):
        """The query of ``expected`` with what was ``invoiced``, of one of the windows.

        Both are sorted, not joined: PostgreSQL expects a handful of each, and would
        hold every product against every invoice.

        :param nearest: SQL of the function that takes one of three amounts
        """
        return SQL(
            """
            SELECT account_id, product_id, MAX(months) AS months, MAX(agreed) AS agreed,
                   (array_agg(evidence) FILTER (WHERE evidence IS NOT NULL))[1]
                       AS evidence,
                   %(nearest)s(%(windows)s) AS invoiced
              FROM (SELECT account_id, product_id, months, agreed, evidence, day,
                           amount, MAX(starts) OVER product AS starts,
                           MAX(ends) OVER product AS ends
                      FROM (SELECT account_id, product_id, starts, ends, months, agreed,
                                   evidence, NULL::date AS day, NULL::float AS amount
                              FROM expected
                             UNION ALL
                            SELECT account_id, product_id, NULL, NULL, NULL, NULL, NULL,
                                   day, amount
                              FROM invoiced) AS both_sides
                    WINDOW product AS (PARTITION BY account_id, product_id)) AS dated
             WHERE starts IS NOT NULL
             GROUP BY account_id, product_id
            """,
            nearest=nearest,
            windows=SQL(", ").join(
                SQL(
                    "COALESCE(SUM(amount) FILTER (WHERE day"
                    " BETWEEN starts + interval %s"
                    " AND ends + 1 + interval %s - interval '1 day'), 0)",
                    *(shift, shift),
                )
                for shift in ("-7 days", "0 days", "1 month")
            ),
        )

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    @api.model
    def _format_less(self, account, evidence):
        return self.env._(
            "%(invoiced)s invoiced of %(product)s from %(from)s to %(until)s, "
            "%(agreed)s agreed in %(names)s: less",
            **self._get_difference_words(account, evidence),
        )

    @api.model
    def _format_more(self, account, evidence):
        return self.env._(
            "%(invoiced)s invoiced of %(product)s from %(from)s to %(until)s, only "
            "%(agreed)s agreed in %(names)s",
            **self._get_difference_words(account, evidence),
        )

    @api.model
    def _get_difference_words(self, account, evidence):
        return {
            "invoiced": self._format_money(account, evidence.get("invoiced")),
            "agreed": self._format_money(account, evidence.get("agreed")),
            "product": self._get_name("product", evidence),
            "names": self._format_names(evidence),
            "from": self._format_date(evidence.get("from")),
            "until": self._format_date(evidence.get("until")),
        }
