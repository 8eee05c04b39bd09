from odoo import api, models
from odoo.tools import SQL

from ..periods import TIMES_A_YEAR

#: How often a line's amount is in a year; nothing of what is paid once.
TIMES = SQL(
    "(CASE line.period_unit {} ELSE 0 END)".format(
        " ".join(f"WHEN '{unit}' THEN {times}" for unit, times in TIMES_A_YEAR.items())
    )
)
#: What a line is in a year, in the currency of its agreement.
ANNUAL = SQL("line.quantity * line.amount * %s / line.period_count", TIMES)


class RelationshipRecurring(models.AbstractModel):
    """Where recurring revenue comes from: agreements, and what other addons add."""

    _inherit = "relationship.recurring"

    @api.model
    def _get_arr_sources(self):
        """Methods that return the SQL of a query of what recurs; addons add theirs.

        Each gets ``days``, SQL of a relation with a column ``day``, and ``accounts``,
        ids or ``None`` for all, and returns a query of ``account_id, day, amount``:
        a year's amounts in the currency of ``env.company``, of its accounts, unrounded,
        as many rows of an account and day as it likes.
        """
        return [self._get_agreed]

    @api.model
    def _get_traces(self, accounts):
        """Queries that name accounts of which anything recurs or ever did.

        What they name of others is left out. Whoever adds to :meth:`_get_arr_sources`
        adds here, too: of an account that is named by none, nothing is made.

        :param accounts: ids
        :return: a list of SQL of queries of one column
        """
        return [
            SQL("SELECT account_id FROM %s WHERE account_id = ANY(%s)", table, accounts)
            for table in (SQL("relationship_agreement"), SQL("relationship_arr"))
        ]

    @api.model
    def _get_renewal_sources(self):
        """Methods that return the SQL of a query of terms that fell due.

        Each gets the first and the last day and ``accounts`` as above, and returns a
        query of ``account_id, before, after``: what recurred on the last day of the
        term, and on the next day, both at the rate of the term.
        """
        return [self._get_due_terms]

    @api.model
    def _get_start_sources(self):
        """Methods that return the SQL of a query of one row, ``start, entered``.

        The first day on which anything recurs, and the day the first of it was entered.
        """
        return [self._get_agreed_start]

    @api.model
    def _get_scope(self, accounts):
        """SQL about ``agreement``: those of some accounts of the company."""
        scope = SQL("agreement.company_id = %s", self.env.company.id)
        if accounts is None:
            return scope
        return SQL(
            "%s AND agreement.account_id = ANY(%s::int[])", scope, list(accounts)
        )

    @api.model
    def _get_agreed(self, days, accounts):
        """What a line comes to in a term is made once, and told of each day asked for.

        The days are looked up in order: for 60 months each line would be held against
        60 days. What counts on none of them is left out before its amount is made.
        """
        return SQL(
            """
            SELECT * FROM (
                WITH asked AS MATERIALIZED (
                    SELECT array_agg(day ORDER BY day) AS days FROM (%(days)s) AS days),
                span AS MATERIALIZED (
                    SELECT * FROM (%(spans)s) AS span
                     WHERE starts <= (SELECT days[cardinality(days)] FROM asked)
                       AND COALESCE(ends >= (SELECT days[1] FROM asked), TRUE))
                SELECT span.account_id, told.day, span.amount
                  FROM span
                 CROSS JOIN asked
                 CROSS JOIN LATERAL unnest(asked.days[
                       width_bucket(span.starts - 1, asked.days) + 1
                       : COALESCE(width_bucket(span.ends, asked.days),
                                  cardinality(asked.days))]) AS told(day)
                 WHERE NOT %(paused)s) AS agreed
            """,
            days=days,
            spans=self._get_spans(accounts),
            paused=self._get_paused(SQL("span.agreement_id"), SQL("told.day")),
        )

    @api.model
    def _get_spans(self, accounts):
        """The query of the days on which a line counts in a term, pauses or not.

        Columns: ``agreement_id, account_id, starts, ends`` (empty: no end), ``amount``
        of a year in the currency of the company.
        """
        return SQL(
            """
            SELECT agreement.id AS agreement_id, agreement.account_id,
                   GREATEST(term.date_start, line.date_start) AS starts,
                   LEAST(agreement.ended_on, line.date_end,
                         CASE WHEN agreement.renewal != 'tacit'
                                   OR term.date_end IS DISTINCT FROM
                                      agreement.fixed_until
                              THEN term.date_end END) AS ends,
                   %(annual)s * term.rate AS amount
              FROM relationship_agreement AS agreement
              JOIN relationship_agreement_term AS term
                ON term.agreement_id = agreement.id
              JOIN relationship_agreement_line AS line
                ON line.agreement_id = agreement.id
             WHERE agreement.state != 'draft' AND %(scope)s
            """,
            annual=ANNUAL,
            scope=self._get_scope(accounts),
        )

    @api.model
    def _get_paused(self, agreement, day):
        """SQL: an agreement is paused on a day."""
        return SQL(
            """
            EXISTS (
                SELECT FROM relationship_agreement_pause AS pause
                 WHERE pause.agreement_id = %(agreement)s
                   AND pause.date_start <= %(day)s
                   AND COALESCE(pause.date_end >= %(day)s, TRUE))
            """,
            agreement=agreement,
            day=day,
        )

    @api.model
    def _get_in_force(self, days):
        """SQL of days, the terms they are in, and the lines in force.

        What renews itself goes on in its last term, also before the night notes the
        next one.
        """
        return SQL(
            """
            (%s) AS asked
              JOIN relationship_agreement_term AS term
                ON term.date_start <= asked.day
              JOIN relationship_agreement AS agreement
                ON agreement.id = term.agreement_id
               AND (term.date_end IS NULL OR term.date_end >= asked.day
                    OR agreement.renewal = 'tacit'
                       AND term.date_end = agreement.fixed_until)
              JOIN relationship_agreement_line AS line
                ON line.agreement_id = agreement.id
            """,
            days,
        )

    @api.model
    def _get_counted(self, day):
        """SQL: the agreement, its line and no pause of it are in force on a day."""
        return SQL(
            """
            agreement.state != 'draft'
            AND COALESCE(agreement.ended_on >= %(day)s, TRUE)
            AND COALESCE(line.date_start <= %(day)s, TRUE)
            AND COALESCE(line.date_end >= %(day)s, TRUE)
            AND NOT %(paused)s
            """,
            day=day,
            paused=self._get_paused(SQL("agreement.id"), day),
        )

    @api.model
    def _get_due_terms(self, start, end, accounts):
        """Terms whose last day was reached in the window, and what came after.

        What comes after is in force where a next term begins, or the agreement renews
        itself.
        """
        following = SQL(
            """
            (agreement.fixed_until > term.date_end OR agreement.renewal = 'tacit')
            AND %s
            """,
            self._get_counted(SQL("(term.date_end + 1)")),
        )
        amount = SQL("%s * term.rate", ANNUAL)
        return SQL(
            """
            SELECT agreement.account_id,
                   COALESCE(SUM(%(amount)s) FILTER (WHERE %(last)s), 0) AS before,
                   COALESCE(SUM(%(amount)s) FILTER (WHERE %(following)s), 0) AS after
              FROM relationship_agreement_term AS term
              JOIN relationship_agreement AS agreement
                ON agreement.id = term.agreement_id
              JOIN relationship_agreement_line AS line
                ON line.agreement_id = agreement.id
             WHERE term.date_end BETWEEN %(start)s AND %(end)s
               AND agreement.state != 'draft'
               AND %(scope)s
             GROUP BY agreement.account_id, term.id
            """,
            amount=amount,
            last=self._get_counted(SQL("term.date_end")),
            following=following,
            start=start,
            end=end,
            scope=self._get_scope(accounts),
        )

    @api.model
    def _get_agreed_start(self):
        return SQL(
            """
            SELECT MIN(term.date_start) AS start, MIN(%s) AS entered
              FROM relationship_agreement_term AS term
              JOIN relationship_agreement AS agreement
                ON agreement.id = term.agreement_id
              JOIN res_company AS company ON company.id = agreement.company_id
             WHERE %s AND agreement.state != 'draft'
            """,
            self.env["res.company"]._get_relationship_day_sql(
                SQL("term.create_date"), "company"
            ),
            self._get_scope(None),
        )

    @api.model
    def _get_amounts_of_agreements(self, day):
        """The query of what recurs on a day, of each agreement: ``id, amount``."""
        days = SQL("SELECT %s::date AS day", day)
        return SQL(
            """
            SELECT agreement.id, COALESCE(%s, 0) AS amount
              FROM relationship_agreement AS agreement
              LEFT JOIN (SELECT agreement.id, SUM(%s * term.rate) AS amount
                           FROM %s
                          WHERE %s AND %s
                          GROUP BY agreement.id) AS found ON found.id = agreement.id
             WHERE %s
            """,
            self._round(SQL("found.amount")),
            ANNUAL,
            self._get_in_force(days),
            self._get_scope(None),
            self._get_counted(SQL("asked.day")),
            self._get_scope(None),
        )
