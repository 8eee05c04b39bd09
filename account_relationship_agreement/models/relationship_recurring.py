from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ..periods import DAY

MONTH = relativedelta(months=1)
MOVEMENTS = ("new", "reactivation", "expansion", "contraction", "churn")
#: Of these the difference counts the other way round: it is what was lost.
DOWN = ("contraction", "churn")


class RelationshipRecurring(models.AbstractModel):
    """Recurring revenue: how much, what moved, what was kept, what was renewed.

    Each figure is made by one statement for all accounts of ``env.company``, in its
    currency; the formulas are those of METRICS.md. Amounts are of a year (ARR), rounded
    to the cent once for each account and day, so that they add up.

    A month that is over is closed by the night: from then on its end is what it was.
    What is entered, merged or corrected later is a movement of the month after the last
    closed one, and :meth:`_get_corrections` says so.

    They are figures of all customers, whoever asks: what shows them says to whom.
    """

    _name = "relationship.recurring"
    _description = "Recurring revenue"

    # ------------------------------------------------------------
    # What recurs on a day
    # ------------------------------------------------------------

    @api.model
    def _get_arr(self, day, accounts=None):
        """What recurs on a day in a year, as it is known now.

        :param day: a date
        :param accounts: which ones; all of the company by default
        :return: ``{account id: amount}`` of those with any
        """
        self._flush()
        rows = self.env.execute_query(self._get_arr_query([day], get_ids(accounts)))
        return {account: float(amount) for account, __, amount in rows}

    @api.model
    def _flush(self):
        """Write what the figures are made of, before it is read."""
        for part in ("", ".line", ".term", ".pause"):
            self.env[f"relationship.agreement{part}"].flush_model()

    @api.model
    def _round(self, amount):
        """SQL of an amount in the company's currency, rounded to its smallest coin.

        What is a recurring decimal on the way there (a third) is made whole first.
        """
        coin = SQL("%s::numeric", self.env.company.currency_id.rounding)
        return SQL("ROUND(ROUND((%s)::numeric, 8) / %s) * %s", amount, coin, coin)

    @api.model
    def _get_arr_query(self, days, accounts=None):
        """The query of what recurs on some days: ``account_id, day, amount``.

        :param days: a list of dates
        :param accounts: ids; ``None`` for all
        """
        asked = SQL("SELECT unnest(%s::date[]) AS day", days)
        sources = [source(asked, accounts) for source in self._get_arr_sources()]
        amount = self._round(SQL("SUM(amount)"))
        return SQL(
            """
            SELECT account_id, day, %(amount)s AS amount
              FROM (%(sources)s) AS source
             GROUP BY account_id, day
            HAVING %(amount)s != 0
            """,
            amount=amount,
            sources=SQL(" UNION ALL ").join(sources),
        )

    # ------------------------------------------------------------
    # Movements
    # ------------------------------------------------------------

    @api.model
    def _get_movements(self, first_month, last_month, accounts=None):
        """What moved in each month, between its two end points.

        The month that runs is up to today. New is who never had anything that recurs at
        the end of a month; reactivated who had, and had nothing at the one before.

        :param first_month: any day of the first month
        :param last_month: any day of the last one
        :param accounts: which ones; all of the company by default
        :return: ``{first day of the month: {"start", "new", "reactivation",
            "expansion", "contraction", "churn", "end"}}``, each how many accounts and
            how much; of contraction and churn what is gone. The end less the start is
            what is new, reactivated and expanded less what contracted and churned.
        """
        self._flush()
        months = get_months(first_month, last_month)
        if not months:
            return {}
        ends = [months[0] - DAY, *map(self._get_end, months)]
        empty = {name: (0, 0.0) for name in ("start", *MOVEMENTS, "end")}
        found = {month: dict(empty) for month in months}
        rows = self.env.execute_query(self._get_movement_query(ends, get_ids(accounts)))
        for number, name, customers, was, now in rows:
            self._add_movement(found[months[number - 1]], name, customers, was, now)
        return found

    @api.model
    def _add_movement(self, month, name, customers, was, now):
        """Add one kind of a month to it: how many, before and after."""
        round_amount = self.env.company.currency_id.round

        def add(key, number, amount):
            count, total = month[key]
            month[key] = (count + number, round_amount(total + float(amount)))

        if was:
            add("start", customers, was)
        if now:
            add("end", customers, now)
        if name:
            sign = -1 if name in DOWN else 1
            add(name, customers, sign * (now - was))

    @api.model
    def _get_movement_query(self, ends, accounts):
        """The query of what moved between days that follow each other.

        ``number`` is that of the later day; without a ``movement`` nothing moved.
        """
        return SQL(
            """
            SELECT number, movement, COUNT(*), SUM(was), SUM(now)
              FROM (%s) AS named
             GROUP BY number, movement
             ORDER BY number, movement
            """,
            self._get_moved_query(ends, accounts),
        )

    @api.model
    def _get_moved_query(self, ends, accounts):
        """What each had on two days: ``account_id, number, movement, was, now``.

        :param ends: days in order; the first with one before it has ``number`` 1
        """
        return SQL(
            """
            WITH known AS MATERIALIZED (%(known)s),
            moved AS (
                SELECT account_id, number, SUM(was) AS was, SUM(now) AS now
                  FROM (%(pairs)s) AS pair
                 GROUP BY account_id, number
            )
            SELECT account_id, number - 1 AS number, %(movement)s AS movement, was, now
              FROM moved
              LEFT JOIN (%(first)s) AS first USING (account_id)
            """,
            known=self._get_known_query(self._get_asked(ends), accounts),
            pairs=self._get_pairs(ends),
            movement=self._get_movement(ends),
            first=self._get_first_days(accounts),
        )

    @api.model
    def _get_pairs(self, ends, span=1):
        """The query of what each of ``known`` had at one end of a pair of days.

        :param span: how many places before the later day the earlier one stands
        :return: SQL; ``account_id``, ``number`` of the later day, ``was``, ``now``
        """
        return SQL(
            """
            SELECT known.account_id, end_.number, end_.was, end_.now
              FROM known
              JOIN unnest(%(ends)s::date[]) WITH ORDINALITY AS asked(day, place)
             USING (day)
             CROSS JOIN LATERAL (
                   VALUES (asked.place, 0, known.amount),
                          (asked.place + %(span)s, known.amount, 0)
                   ) AS end_(number, was, now)
             WHERE end_.number BETWEEN %(span)s + 1 AND %(last)s
            """,
            ends=ends,
            span=span,
            last=len(ends),
        )

    @api.model
    def _get_movement(self, ends):
        """SQL of what the movement of a row of ``moved`` is called."""
        return SQL(
            """
            CASE WHEN was = 0 AND first.day < (%s::date[])[number]
                 THEN 'reactivation'
                 WHEN was = 0 THEN 'new'
                 WHEN now = 0 THEN 'churn'
                 WHEN now > was THEN 'expansion'
                 WHEN now < was THEN 'contraction' END
            """,
            ends,
        )

    @api.model
    def _get_asked(self, ends):
        """The days asked for, and the month ends nobody kept yet: who had, had it then.

        :return: distinct days, in order
        """
        start = self._get_first_open_month()
        open_ends = []
        if start:
            months = get_months(start, ends[-1])
            open_ends = [month + MONTH - DAY for month in months]
        days = {*ends, *(day for day in open_ends if day <= ends[-1])}
        return sorted(days)

    @api.model
    def _get_first_days(self, accounts):
        """The query of the first month end at which an account had anything."""
        chosen = SQL("TRUE")
        if accounts is not None:
            chosen = SQL("account_id = ANY(%s::int[])", accounts)
        return SQL(
            """
            SELECT account_id, MIN(day) AS day
              FROM (SELECT account_id, day FROM known
                     UNION ALL
                    SELECT account_id, (month + INTERVAL '1 month')::date - 1
                      FROM relationship_arr
                     WHERE company_id = %s AND amount != 0 AND %s) AS had
             GROUP BY account_id
            """,
            *(self.env.company.id, chosen),
        )

    # ------------------------------------------------------------
    # Renewals
    # ------------------------------------------------------------

    @api.model
    def _get_renewals(self, start, end, accounts=None):
        """What fell due in a window, and how much of it was renewed.

        A term falls due on its last day, unless it was ended before. Both amounts are
        at the rate of the term that fell due.

        :param start: first day of the window
        :param end: last day
        :param accounts: which ones; all of the company by default
        :return: a dict of ``due``, ``renewed_gross`` (of each term at most what fell
            due), ``renewed_net`` (amounts a year), ``rate_gross`` and ``rate_net``
            (shares of 1, ``None`` where nothing fell due)
        """
        self._flush()
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(before), 0), COALESCE(SUM(LEAST(before, after)), 0),
                       COALESCE(SUM(after), 0)
                  FROM (%s) AS term
                """,
                self._get_due_query(start, end, get_ids(accounts)),
            )
        )
        due, gross, net = row
        return {
            "due": float(due),
            "renewed_gross": float(gross),
            "renewed_net": float(net),
            "rate_gross": float(gross / due) if due else None,
            "rate_net": float(net / due) if due else None,
        }

    @api.model
    def _get_due_query(self, start, end, accounts):
        """The query of terms that fell due: ``account_id, before, after``, rounded.

        :param accounts: ids; ``None`` for all
        """
        sources = [
            source(start, end, accounts) for source in self._get_renewal_sources()
        ]
        return SQL(
            """
            SELECT account_id, %(before)s AS before, %(after)s AS after
              FROM (%(sources)s) AS term
             WHERE %(before)s > 0
            """,
            before=self._round(SQL("before")),
            after=self._round(SQL("after")),
            sources=SQL(" UNION ALL ").join(sources),
        )

    # ------------------------------------------------------------
    # Days
    # ------------------------------------------------------------

    @api.model
    def _get_start(self):
        """The first day on which anything recurs, and when the first was entered."""
        rows = [
            self.env.execute_query(source())[0] for source in self._get_start_sources()
        ]
        return tuple(
            min(filter(None, days), default=None) for days in zip(*rows, strict=True)
        )

    @api.model
    def _get_end(self, month):
        """The last day of a month; of the one that runs, today."""
        end = month + MONTH - DAY
        today = self.env.company._get_relationship_today()
        return today if month <= today <= end else end

    @api.model
    def _refresh_arr(self):
        """Write today's amounts to the agreements: lines and pauses begin and end."""
        self._flush()
        today = self.env.company._get_relationship_today()
        self.env["relationship.agreement"]._write_arr(
            self._get_amounts_of_agreements(today)
        )
        self.env["relationship.account"]._write_arr(self._get_arr_query([today]))
        self.env["relationship.account"]._note_others()


def get_ids(accounts):
    return None if accounts is None else accounts.ids


def get_months(first, last):
    """The first days of the months from one day to another."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1
    return [
        date(number // 12, number % 12 + 1, 1) for number in range(start, start + count)
    ]
