from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.account_relationship.alerts import BURNS, GROW, Reason
from odoo.addons.account_relationship.lines import format_day

from .relationship_alert_renewal import NAMED
from .relationship_recurring_sources import ANNUAL

_lt = LazyTranslate(__name__)

#: Months of a period, as SQL of ``line``: days and weeks are compared by the month.
MONTHS = SQL(
    "CASE line.period_unit WHEN 'month' THEN line.period_count"
    " WHEN 'year' THEN 12 * line.period_count ELSE 1 END"
)
#: What a line comes to in a month, in the currency of the agreement.
MONTHLY = SQL("%s / 12", ANNUAL)


class RelationshipAlert(models.Model):
    """What is invoiced is not what is agreed: of lines with a product."""

    _inherit = "relationship.alert"

    @api.model
    def _get_reasons(self):
        invoices, agreements = _lt("See invoices"), _lt("See agreements")
        others = (("action_view_agreements", agreements),)
        see = {
            "action": "action_view_invoices",
            "action_label": invoices,
            "others": others,
            "sources": ("relationship.agreement",),
        }
        return {
            **super()._get_reasons(),
            "agreement_not_invoiced": Reason(
                *(_lt("Agreement not invoiced"), BURNS, "fa-file-o"),
                *(self._find_not_invoiced, self._format_not_invoiced, "days", 15, 1),
                **see,
            ),
            "invoiced_less": Reason(
                *(_lt("Invoiced less than agreed"), GROW, "fa-minus-circle"),
                *(self._find_less, self._format_less, "percent", 10, 10),
                **see,
            ),
            "invoiced_more": Reason(
                *(_lt("Invoiced more than agreed"), BURNS, "fa-plus-circle"),
                *(self._find_more, self._format_more, "percent", 10, 10),
                **see,
            ),
            "ended_still_invoiced": Reason(
                *(_lt("Ended and still invoiced"), BURNS, "fa-ban"),
                *(self._find_still_invoiced, self._format_still_invoiced, "money"),
                *(1, 1),
                **see,
            ),
        }

    # ------------------------------------------------------------
    # What is agreed, and what is invoiced
    # ------------------------------------------------------------

    @api.model
    def _get_agreed_lines(self, scope, today):
        """The query of lines with a product, with the days they are in force.

        Columns: ``agreement_id, name, state, account_id, company_id, partner_id,
        product_id, currency_id, rate, starts, ends`` (empty: no end), ``months`` of the
        period, ``monthly`` amount in the currency of the agreement.
        """
        return SQL(
            """
            SELECT agreement.id AS agreement_id, agreement.name, agreement.state,
                   agreement.account_id, account.company_id, account.partner_id,
                   line.product_id, agreement.currency_id, agreement.ended_on,
                   COALESCE(term.rate, 1) AS rate,
                   COALESCE(line.date_start, agreement.date_start) AS starts,
                   LEAST(line.date_end, agreement.ended_on,
                         CASE WHEN agreement.renewal != 'tacit'
                              THEN agreement.fixed_until END) AS ends,
                   %(months)s AS months, (%(monthly)s)::float AS monthly
              FROM relationship_agreement AS agreement
              JOIN relationship_account AS account ON account.id = agreement.account_id
              JOIN relationship_agreement_line AS line
                ON line.agreement_id = agreement.id
               AND line.product_id IS NOT NULL AND line.period_unit != 'once'
              LEFT JOIN LATERAL (
                   SELECT term.rate FROM relationship_agreement_term AS term
                    WHERE term.agreement_id = agreement.id
                      AND term.date_start <= %(today)s
                    ORDER BY term.date_start DESC LIMIT 1) AS term ON TRUE
             WHERE agreement.state != 'draft'
               AND %(scope)s
            """,
            months=MONTHS,
            monthly=MONTHLY,
            today=SQL("%s::date", today),
            scope=scope,
        )

    @api.model
    def _get_wanted(self, rows, amount):
        """The query of products to look for, with ``rates`` of their currencies.

        An invoice does not say of which agreement it is: where those in a currency have
        several rates, it counts at their mean, each by what it comes to.

        :param rows: SQL of agreed lines
        :param amount: SQL of what each comes to, in its currency
        """
        return SQL(
            """
            SELECT account_id, company_id, partner_id, product_id,
                   jsonb_object_agg(currency_id, rate) AS rates
              FROM (SELECT account_id, company_id, partner_id, product_id, currency_id,
                           LEAST(GREATEST(SUM(%(amount)s * rate)
                                          / NULLIF(SUM(%(amount)s), 0), MIN(rate)),
                                 MAX(rate)) AS rate
                      FROM %(rows)s
                     GROUP BY account_id, company_id, partner_id, product_id,
                              currency_id) AS priced
             GROUP BY account_id, company_id, partner_id, product_id
            """,
            rows=rows,
            amount=amount,
        )

    @api.model
    def _get_invoiced_lines(self, since):
        """The query of what was invoiced of ``wanted`` products, by day.

        Amounts are untaxed, those of credit notes below 0, in the company's currency:
        at the rate of the agreements where the invoice is in their currency, so that
        rates make no difference. They are those of the customer their contact has now.

        :param since: SQL of the first day looked at
        """
        return SQL(
            """
            SELECT wanted.account_id, item.product_id, move.id AS move_id,
                   move.invoice_date AS day, move.move_type,
                   COALESCE(-item.amount_currency
                            * (wanted.rates ->> item.currency_id::text)::float,
                            -item.balance)::float AS amount
              FROM wanted
              JOIN res_partner AS partner
                ON partner.commercial_partner_id = wanted.partner_id
              JOIN account_move AS move
                ON move.partner_id = partner.id
               AND move.company_id = wanted.company_id
               AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.invoice_date >= %s
              JOIN account_move_line AS item
                ON item.move_id = move.id AND item.product_id = wanted.product_id
               AND item.display_type = 'product'
            """,
            since,
        )

    @api.model
    def _format_date(self, day):
        day = fields.Date.to_date(day)
        return format_day(self.env, day) if day else ""

    @api.model
    def _get_named(self):
        return super()._get_named() | {"product": ("product.product", "name")}

    @api.model
    def _get_paused_days(self, first, last):
        """The query of how many days ``agreed`` is paused from one day to another."""
        return SQL(
            """
            SELECT SUM(GREATEST(LEAST(pause.date_end, %(last)s)
                                - GREATEST(pause.date_start, %(first)s) + 1, 0))
                       AS number
              FROM relationship_agreement_pause AS pause
             WHERE pause.agreement_id = agreed.agreement_id
            """,
            first=first,
            last=last,
        )

    # ------------------------------------------------------------
    # Not invoiced at all
    # ------------------------------------------------------------

    @api.model
    def _find_not_invoiced(self, scope, today):
        """Days since an invoice was due: a period after the last one, or the beginning.

        An invoice that was taken back in full is none. Days of a pause do not count.
        """
        return SQL(
            """
            WITH agreed AS MATERIALIZED (%(agreed)s),
            wanted AS (%(wanted)s),
            invoiced AS (%(invoiced)s),
            last AS (%(last)s),
            due AS (%(due)s)
            SELECT account_id, MAX(%(today)s - day)::float AS value,
                   ROUND(SUM(annual)::numeric, 2) AS at_stake,
                   jsonb_build_object(
                       'names', (array_agg(name ORDER BY day, id))[:%(named)s],
                       'count', COUNT(*), 'last', MIN(last),
                       'due', MIN(day)) AS evidence
              FROM (SELECT account_id, agreement_id AS id, MIN(name) AS name,
                           MIN(day) AS day, SUM(annual) AS annual, MIN(last) AS last
                      FROM due
                     WHERE day < %(today)s AND (ends IS NULL OR ends >= day - 1)
                     GROUP BY account_id, agreement_id) AS found
             GROUP BY account_id
            """,
            agreed=self._get_agreed_lines(scope, today),
            wanted=self._get_wanted(SQL("agreed"), SQL("monthly")),
            invoiced=self._get_invoiced_lines(SQL("%s::date - 1830", today)),
            last=self._get_last_invoices(),
            due=self._get_due_invoices(SQL("%s::date", today)),
            today=SQL("%s::date", today),
            named=NAMED,
        )

    @api.model
    def _get_last_invoices(self):
        """The query of the last day on which a product was invoiced for good."""
        return SQL(
            """
            SELECT account_id, product_id, MAX(day) AS day
              FROM (SELECT account_id, product_id, day
                      FROM (SELECT invoiced.account_id, invoiced.product_id,
                                   invoiced.amount,
                                   COALESCE(origin.invoice_date, invoiced.day) AS day
                              FROM invoiced
                              JOIN account_move AS move ON move.id = invoiced.move_id
                              LEFT JOIN account_move AS origin
                                ON origin.id = move.reversed_entry_id) AS dated
                     GROUP BY account_id, product_id, day
                    HAVING SUM(amount) > 0) AS days
             GROUP BY account_id, product_id
            """
        )

    @api.model
    def _get_due_invoices(self, today):
        """The query of when each agreed line in force is to be invoiced next."""
        return SQL(
            """
            SELECT agreed.account_id, agreed.product_id, agreed.agreement_id,
                   agreed.name, agreed.ends, agreed.monthly * 12 * agreed.rate
                   AS annual, last.day AS last, agreed.months,
                   (GREATEST(last.day, agreed.starts)
                    + make_interval(months => agreed.months))::date
                   + COALESCE(pause.number, 0)::int AS day
              FROM agreed
              LEFT JOIN last USING (account_id, product_id)
              LEFT JOIN LATERAL (%(paused)s) AS pause ON TRUE
             WHERE agreed.state IN ('running', 'noticed', 'renewed')
               AND agreed.monthly > 0
               AND agreed.starts <= %(today)s
               AND NOT EXISTS (
                   SELECT FROM relationship_agreement_pause AS pause
                    WHERE pause.agreement_id = agreed.agreement_id
                      AND pause.date_start <= %(today)s
                      AND (pause.date_end IS NULL OR pause.date_end >= %(today)s))
            """,
            paused=self._get_paused_days(
                SQL("GREATEST(last.day, agreed.starts)"), today
            ),
            today=today,
        )

    @api.model
    def _format_not_invoiced(self, account, evidence):
        values = {
            "names": self._format_names(evidence),
            "due": self._format_date(evidence.get("due")),
            "last": self._format_date(evidence.get("last")),
        }
        if not evidence.get("last"):
            return self.env._(
                "%(names)s was never invoiced; an invoice was due by %(due)s", **values
            )
        return self.env._(
            "%(names)s was last invoiced on %(last)s; the next invoice was due by "
            "%(due)s",
            **values,
        )

    # ------------------------------------------------------------
    # Ended, and invoiced still
    # ------------------------------------------------------------

    @api.model
    def _find_still_invoiced(self, scope, today):
        """What was invoiced of its products in the last year, after it was over.

        What is invoiced afterwards comes within a period, at most a month, after the
        last day. What another agreement says is invoiced for that one.
        """
        return SQL(
            """
            WITH agreed AS MATERIALIZED (%(agreed)s),
            over AS (%(over)s),
            wanted AS (%(wanted)s),
            invoiced AS (%(invoiced)s),
            found AS (
                SELECT over.account_id, over.product_id, over.names, over.count,
                       over.ended_on, SUM(invoiced.amount) AS amount,
                       MAX(invoiced.day) AS last
                  FROM over
                  JOIN invoiced USING (account_id, product_id)
                 WHERE invoiced.day > over.day
                   AND NOT EXISTS (
                       SELECT FROM agreed
                        WHERE agreed.account_id = over.account_id
                          AND agreed.product_id = over.product_id
                          AND agreed.starts <= invoiced.day
                          AND (agreed.ends IS NULL OR agreed.ends >= invoiced.day))
                 GROUP BY over.account_id, over.product_id, over.names, over.count,
                          over.ended_on)
            SELECT account_id, SUM(amount)::float AS value,
                   ROUND(SUM(amount)::numeric, 2) AS at_stake,
                   jsonb_build_object('amount', ROUND(SUM(amount)::numeric, 2),
                                      'last', MAX(last))
                       || (array_agg(jsonb_build_object(
                           'names', names, 'count', count, 'ended', ended_on)
                           ORDER BY amount DESC, product_id))[1] AS evidence
              FROM found
             WHERE amount > 0
             GROUP BY account_id
            """,
            agreed=self._get_agreed_lines(scope, today),
            over=self._get_ended_products(SQL("%s::date", today)),
            wanted=self._get_wanted(SQL("agreed"), SQL("monthly")),
            invoiced=self._get_invoiced_lines(SQL("%s::date - 365", today)),
        )

    @api.model
    def _get_ended_products(self, today):
        """The query of products whose agreements ended, with ``day``: until then."""
        return SQL(
            """
            SELECT account_id, product_id, MAX(ended_on) AS ended_on,
                   (MAX(ended_on) + make_interval(
                       months => LEAST(MIN(months), 1)))::date AS day,
                   (array_agg(DISTINCT name))[:%(named)s] AS names,
                   COUNT(DISTINCT agreement_id) AS count
              FROM agreed
             WHERE state = 'ended' AND ended_on < %(today)s AND ends = ended_on
             GROUP BY account_id, product_id
            """,
            today=today,
            named=NAMED,
        )

    @api.model
    def _format_still_invoiced(self, account, evidence):
        return self.env._(
            "%(names)s ended on %(ended)s and %(amount)s was invoiced since, last on "
            "%(last)s",
            names=self._format_names(evidence),
            ended=self._format_date(evidence.get("ended")),
            amount=self._format_money(account, evidence.get("amount")),
            last=self._format_date(evidence.get("last")),
        )
