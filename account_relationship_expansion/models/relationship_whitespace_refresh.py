from odoo import api, models
from odoo.tools import SQL

from odoo.addons.account_relationship.temporary import keep

from .relationship_whitespace import LINES

#: What is found of an idea, as it is called in the queries.
FOUND = (
    *("kind", "found_amount", "amount_p75", "because_category_id"),
    *("customers_because", "customers_both", "lower_share", "expected_share"),
    *("last_day", "longest_pause", "sales_before", "sales_now"),
)


class RelationshipWhitespace(models.Model):
    """Ideas follow what was sold: found, brought up to date and closed in one pass."""

    _inherit = "relationship.whitespace"

    # ------------------------------------------------------------
    # What is found
    # ------------------------------------------------------------

    @api.model
    def _refresh_lines(self, today, accounts=None):
        """Follow the lines that slip, as the order watch keeps them.

        :param accounts: only theirs; of all of the company when ``None``
        """
        finder = self.env["relationship.whitespace.finder"]
        found = SQL(
            """
            SELECT account_id, category_id, kind, amount AS found_amount,
                   NULL::numeric AS amount_p75, NULL::int AS because_category_id,
                   NULL::int AS customers_because, NULL::int AS customers_both,
                   NULL::float8 AS lower_share, NULL::float8 AS expected_share,
                   last_day, longest_pause, sales_before, sales_now
              FROM relationship_line_watch AS slipping
             WHERE company_id = %(company)s AND %(scope)s
               AND category_id IN (%(alive)s)
            """,
            company=self.env.company.id,
            scope=self._get_scope("slipping", accounts),
            alive=finder._get_alive_categories(today),
        )
        self._follow(found, LINES, today, accounts)

    @api.model
    def _refresh_never_bought(self, today):
        """Follow what comparable customers buy, for all accounts of the company."""
        finder = self.env["relationship.whitespace.finder"]
        finder._keep_bought(
            today,
            # The order watch was brought up to date before, see the steps.
            lost=SQL("SELECT id FROM relationship_account WHERE order_state = 'lost'"),
        )
        found = SQL(
            """
            SELECT account_id, category_id, 'never_bought' AS kind,
                   ROUND(amount_median::numeric, %(digits)s) AS found_amount,
                   ROUND(amount_p75::numeric, %(digits)s) AS amount_p75,
                   because_category_id, n_a AS customers_because,
                   n_ab AS customers_both, lower AS lower_share,
                   expected AS expected_share, NULL::date AS last_day,
                   NULL::int AS longest_pause, NULL::numeric AS sales_before,
                   NULL::numeric AS sales_now
              FROM (%(found)s) AS found
             WHERE amount_median IS NOT NULL
            """,
            digits=self.env.company.currency_id.decimal_places,
            found=finder._get_never_bought_query(),
        )
        self._follow(found, ("never_bought",), today)

    @api.model
    def _get_scope(self, alias, accounts):
        if accounts is None:
            return SQL("TRUE")
        return SQL(
            "%s = ANY(%s::int[])", SQL.identifier(alias, "account_id"), accounts.ids
        )

    # ------------------------------------------------------------
    # Following it
    # ------------------------------------------------------------

    @api.model
    def _follow(self, found, kinds, today, accounts=None):
        """Hold what was found against the ideas there are.

        What somebody decided stays; what was put off comes back on its day.

        :param found: a query with ``account_id``, ``category_id`` and ``FOUND``
        :param kinds: the kinds it finds
        """
        # sudo: a floor of money, whoever set it in motion
        floor = self.env.company.sudo().relationship_potential_floor
        names = [SQL.identifier(name) for name in FOUND]
        words = {
            "found": keep(self.env.cr, "relationship_potential_found", found),
            "ideas": SQL(
                "idea.company_id = %s AND idea.kind = ANY(%s) AND %s",
                *(self.env.company.id, list(kinds), self._get_scope("idea", accounts)),
            ),
            "today": SQL("%s::date", today),
            "floor": floor,
            "uid": self.env.uid,
            "names": SQL(", ").join(names),
            "kept_values": SQL(", ").join(SQL("idea.%s", name) for name in names),
            "found_values": SQL(", ").join(SQL("found.%s", name) for name in names),
            "values": SQL(", ").join(
                SQL("%s = found.%s", name, name) for name in names
            ),
        }
        self._end_snoozing(words)
        self._update_found(words)
        self._close_over(words)
        self._open_new(words)
        self.invalidate_model()
        self.env["relationship.account"].invalidate_model(["potential_ids"])

    @api.model
    def _end_snoozing(self, words):
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_whitespace AS idea
                   SET state = 'open', snoozed_until = NULL
                 WHERE idea.state = 'snoozed' AND idea.snoozed_until <= %(today)s
                   AND %(ideas)s
                """,
                **words,
            )
        )

    @api.model
    def _update_found(self, words):
        """Only what changed is written, and no amount somebody corrected."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_whitespace AS idea
                   SET %(values)s,
                       amount = CASE WHEN idea.is_corrected THEN idea.amount
                                     ELSE found.found_amount END
                  FROM (%(found)s) AS found
                 WHERE idea.account_id = found.account_id
                   AND idea.category_id = found.category_id
                   AND idea.state IN ('open', 'snoozed')
                   AND %(ideas)s
                   AND (%(kept_values)s) IS DISTINCT FROM (%(found_values)s)
                """,
                **words,
            )
        )

    @api.model
    def _close_over(self, words):
        """Close what no longer holds: the customer bought it, or not even that.

        Of two that are the same, since customers became one, one goes as well.
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_whitespace AS idea
                   SET state = 'closed', closed_on = %(today)s,
                       outcome = CASE WHEN %(bought)s THEN 'by_itself'
                                      ELSE 'over' END
                  FROM relationship_account AS account
                 WHERE account.id = idea.account_id
                   AND idea.state = 'open' AND %(ideas)s
                   AND (NOT EXISTS (SELECT FROM (%(found)s) AS found
                                     WHERE found.account_id = idea.account_id
                                       AND found.category_id = idea.category_id)
                        OR EXISTS (SELECT FROM relationship_whitespace AS other
                                    WHERE other.account_id = idea.account_id
                                      AND other.category_id = idea.category_id
                                      AND other.state IN ('open', 'snoozed', 'accepted')
                                      AND other.id < idea.id))
                """,
                bought=self._get_bought_since(),
                **words,
            )
        )

    @api.model
    def _get_bought_since(self):
        """SQL about ``idea`` and ``account``: the customer buys it, as one who stays.

        By months, as facts are.
        """
        return SQL(
            """
            COALESCE(account.order_state, 'none') IN ('none', 'steady', 'expected')
            AND account.active
            AND EXISTS (
                SELECT FROM relationship_revenue AS fact
                  JOIN (%s) AS line ON line.category_id = fact.category_id
                 WHERE fact.partner_id = account.partner_id
                   AND fact.company_id = account.company_id
                   AND fact.month >= date_trunc('month', idea.since::timestamp)
                   AND fact.amount > 0 AND line.line_id = idea.category_id)
            """,
            self.env["res.company"]._get_category_lines(),
        )

    @api.model
    def _open_new(self, words):
        """What is worth it and not there, nor decided on for now."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO relationship_whitespace (
                    create_uid, create_date, write_uid, write_date, account_id,
                    category_id, company_id, since, state, amount, %(names)s)
                SELECT %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                       now() AT TIME ZONE 'UTC', account.id, found.category_id,
                       account.company_id, %(today)s, 'open', found.found_amount,
                       %(found_values)s
                  FROM (%(found)s) AS found
                  JOIN relationship_account AS account ON account.id = found.account_id
                 WHERE found.found_amount > 0 AND found.found_amount >= %(floor)s
                   AND NOT EXISTS (
                       SELECT FROM relationship_whitespace AS idea
                        WHERE idea.account_id = found.account_id
                          AND idea.category_id = found.category_id
                          AND (idea.state IN ('open', 'snoozed', 'accepted')
                               OR idea.not_before > %(today)s))
                 ORDER BY found.account_id, found.category_id
                """,
                **words,
            )
        )

    # ------------------------------------------------------------
    # Scheduled work
    # ------------------------------------------------------------

    @api.model
    def _refresh(self):
        """Find all of the company worked in, of the order watch as it is."""
        self.env.flush_all()
        today = self.env.company._get_relationship_today()
        self._follow_leads(SQL("company_id = %s", self.env.company.id), today)
        self._refresh_never_bought(today)
        self._find_cautions(today)

    @api.model
    def _cron_refresh(self):
        """Look at all accounts at night, company by company, each committed.

        Lines that slip are followed where the order watch writes them, the step before.
        """
        companies = self.env["res.company"]._get_all_companies()
        self.env["ir.cron"]._work_off(companies, self._refresh_companies)

    @api.model
    def _refresh_companies(self, companies):
        for company in companies:
            self.with_company(company)._refresh()
