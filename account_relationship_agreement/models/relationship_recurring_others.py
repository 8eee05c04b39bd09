from odoo import api, models
from odoo.tools import SQL

#: What another addon's source says of each of its lines, in this order: the amount of a
#: year in its own currency, times the rate in the company's; the days it counts on;
#: whether it goes on behind the last of them, and in terms of which length; whether its
#: last day is the end of a term, not of an amendment or a pause; what of the account's
#: renews it where it begins on the day after: what is of the same series.
COLUMNS = (
    *("id", "kind", "record_id", "series", "account_id", "company_id", "name"),
    *("detail", "annual", "rate", "date_start", "date_end", "goes_on", "term"),
    *("falls_due", "renewal", "notice_deadline", "entered", "is_last", "is_paused"),
)


class RelationshipRecurring(models.AbstractModel):
    """What recurs by records of other addons: read where it is, never copied.

    An addon that is glued to another adds a source to :meth:`_get_other_sources`, what
    it reads to :meth:`_flush` and a kind to ``relationship.recurring.line``.
    """

    _inherit = "relationship.recurring"

    @api.model
    def _get_other_sources(self):
        """Methods that return the SQL of a query with ``COLUMNS``, of all companies.

        Each gets ``accounts``, ids or ``None`` for all: what it returns of others is
        left out, so that it need not look for it. A line that was paused has a row for
        each span of days; ``is_last`` says which one is the last.
        """
        return []

    @api.model
    def _get_others(self, accounts=None):
        """The query of all of them, or at least of those of some accounts.

        :param accounts: ids; ``None`` for all
        """
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        sources = [
            SQL("SELECT %s FROM (%s) AS source", columns, source(accounts))
            for source in self._get_other_sources()
        ]
        return SQL(" UNION ALL ").join(sources)

    @api.model
    def _get_arr_sources(self):
        sources = super()._get_arr_sources()
        return sources + [self._get_arr_of_others] * bool(self._get_other_sources())

    @api.model
    def _get_traces(self, accounts):
        traces = super()._get_traces(accounts)
        if not self._get_other_sources():
            return traces
        others = self._get_others(accounts)
        return [*traces, SQL("SELECT account_id FROM (%s) AS other", others)]

    @api.model
    def _get_renewal_sources(self):
        sources = super()._get_renewal_sources()
        return sources + [self._get_due_of_others] * bool(self._get_other_sources())

    @api.model
    def _get_start_sources(self):
        sources = super()._get_start_sources()
        return sources + [self._get_start_of_others] * bool(self._get_other_sources())

    @api.model
    def _get_scope_of_others(self, accounts):
        """SQL about ``line``: those of some accounts of the company."""
        scope = SQL("line.company_id = %s", self.env.company.id)
        if accounts is None:
            return scope
        return SQL("%s AND line.account_id = ANY(%s::int[])", scope, list(accounts))

    @api.model
    def _get_counted_of_others(self, day):
        """SQL: ``line`` counts on a day. What renews itself needs no night for it."""
        return SQL(
            """
            line.date_start <= %(day)s
            AND (line.date_end IS NULL OR line.date_end >= %(day)s OR line.goes_on)
            """,
            day=day,
        )

    @api.model
    def _get_arr_of_others(self, days, accounts):
        # What a line comes to is made once, not for each day.
        return SQL(
            """
            SELECT * FROM (
                WITH line AS MATERIALIZED (
                    SELECT line.account_id, line.date_start, line.date_end,
                           line.goes_on, line.annual * line.rate AS amount
                      FROM (%s) AS line WHERE %s)
                SELECT line.account_id, asked.day, line.amount
                  FROM (%s) AS asked
                  JOIN line ON %s) AS counted
            """,
            *(self._get_others(accounts), self._get_scope_of_others(accounts), days),
            self._get_counted_of_others(SQL("asked.day")),
        )

    @api.model
    def _get_due_of_others(self, start, end, accounts):
        """What ended with a term, and what of the same series began the day after.

        Of what renews itself by moving its last day on, earlier ends are counted back.
        """
        return SQL(
            """
            SELECT * FROM (
                WITH line AS MATERIALIZED (
                    SELECT * FROM (%(lines)s) AS line WHERE %(scope)s),
                ended AS (
                    SELECT line.account_id, line.kind, line.series, due.day,
                           MIN(line.rate) AS rate,
                           SUM(line.annual * line.rate) AS before,
                           COALESCE(SUM(line.annual * line.rate) FILTER (
                               WHERE line.goes_on), 0) AS stayed
                      FROM line
                     CROSS JOIN LATERAL (%(ends)s) AS due
                     WHERE line.falls_due AND due.day >= line.date_start
                       AND due.day BETWEEN %(start)s AND %(end)s
                     GROUP BY line.account_id, line.kind, line.series, due.day)
                SELECT ended.account_id, ended.before,
                       ended.stayed + COALESCE(begun.annual, 0) * ended.rate AS after
                  FROM ended
                  LEFT JOIN (SELECT account_id, kind, series, date_start,
                                    SUM(annual) AS annual
                               FROM line
                              GROUP BY account_id, kind, series, date_start) AS begun
                    ON begun.account_id = ended.account_id
                   AND begun.kind = ended.kind AND begun.series = ended.series
                   AND begun.date_start = ended.day + 1) AS term
            """,
            lines=self._get_others(accounts),
            scope=self._get_scope_of_others(accounts),
            ends=self._get_ends_of_others(),
            start=start,
            end=end,
        )

    @api.model
    def _get_ends_of_others(self):
        """SQL of the ends of terms of ``line``: the last, and how many before it."""
        return SQL(
            """
            SELECT (line.date_end + 1 - k * COALESCE(line.term, INTERVAL '0'))::date - 1
                       AS day
              FROM generate_series(0, CASE WHEN line.goes_on THEN
                       GREATEST(0, (line.date_end - line.date_start) * 86400
                       / NULLIF(EXTRACT(epoch FROM line.term), 0))::int
                       ELSE 0 END) AS k
            """
        )

    @api.model
    def _get_start_of_others(self):
        return SQL(
            """
            SELECT MIN(line.date_start) AS start, MIN(%s) AS entered
              FROM (%s) AS line
              JOIN res_company AS company ON company.id = line.company_id
             WHERE %s
            """,
            self.env["res.company"]._get_relationship_day_sql(
                SQL("line.entered"), "company"
            ),
            self._get_others(),
            self._get_scope_of_others(None),
        )

    @api.model
    def _get_rate_query(self, currency, day):
        """SQL of a currency's rate on a day in that of ``company``, as Odoo takes it.

        Without a rate on the day or before, the first one there is.

        :param currency: SQL of its id
        :param day: SQL of a date
        """

        def find(currency):
            return SQL(
                """
                (SELECT known.rate FROM res_currency_rate AS known
                  WHERE known.currency_id = %(currency)s
                    AND (known.company_id IS NULL OR known.company_id
                         = split_part(company.parent_path, '/', 1)::int)
                  ORDER BY known.name > %(day)s, known.company_id,
                           CASE WHEN known.name <= %(day)s THEN -1 ELSE 1 END
                           * (known.name - DATE '2000-01-01')
                  LIMIT 1)
                """,
                currency=currency,
                day=day,
            )

        return SQL(
            """
            CASE WHEN %(currency)s = company.currency_id THEN 1
                 ELSE COALESCE(%(own)s, 1) / COALESCE(%(other)s, 1) END
            """,
            currency=currency,
            own=find(SQL("company.currency_id")),
            other=find(currency),
        )
