from odoo import api, models
from odoo.tools import SQL

from ..periods import DAY
from .relationship_recurring import MONTH, get_ids, get_months


class RelationshipRecurring(models.AbstractModel):
    """Months that are closed: their ends are what they were then."""

    _inherit = "relationship.recurring"

    @api.model
    def _get_closed_until(self):
        # sudo: nothing but a date, whoever asks for figures
        return self.env.company.sudo().relationship_arr_closed_until or None

    @api.model
    def _get_first_open_month(self):
        """The month after the last closed one; without any, of the first agreement."""
        closed = self._get_closed_until()
        return closed + DAY if closed else self._get_start()[0]

    @api.model
    def _get_known_query(self, days, accounts=None):
        """As :meth:`_get_arr_query`; the ends of closed months as they were then."""
        kept = [day for day in days if self._is_kept(day)]
        live = self._get_arr_query([day for day in days if day not in kept], accounts)
        if not kept:
            return live
        return SQL("%s UNION ALL %s", live, self._get_kept_query(kept, accounts))

    @api.model
    def _is_kept(self, day):
        closed = self._get_closed_until()
        return bool(closed) and day <= closed and (day + DAY).day == 1

    @api.model
    def _get_kept_query(self, days, accounts):
        chosen = SQL("TRUE")
        if accounts is not None:
            chosen = SQL("account_id = ANY(%s::int[])", accounts)
        return SQL(
            """
            SELECT account_id, (month + INTERVAL '1 month')::date - 1 AS day, amount
              FROM relationship_arr
             WHERE company_id = %s AND month = ANY(%s::date[]) AND amount != 0 AND %s
            """,
            *(self.env.company.id, [day.replace(day=1) for day in days], chosen),
        )

    # ------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------

    @api.model
    def _close_months(self):
        """Keep the ends of the months that are over.

        The first time when the month is over in which the first agreement was entered:
        until then whoever enters those there are already corrects nothing.

        :return: the months that were closed, first days
        """
        self._flush()
        start, entered = self._get_start()
        today = self.env.company._get_relationship_today()
        last = today.replace(day=1) - DAY
        closed = self._get_closed_until()
        if not start or (not closed and entered > last):
            return []
        first = closed + DAY if closed else start.replace(day=1)
        months = get_months(first, last) if first <= last else []
        if months:
            self.env.cr.execute(self._get_closing(months, closed))
            # sudo: what the night keeps; no setting
            self.env.company.sudo().relationship_arr_closed_until = last
            self.env["relationship.arr"].invalidate_model()
        return months

    @api.model
    def _get_closing(self, months, closed):
        """The statement that keeps months, and in the first what is corrected."""
        live = self._get_arr_query([month + MONTH - DAY for month in months])
        corrections = SQL("SELECT 0 AS account_id, 0 AS amount WHERE FALSE")
        if closed:
            corrections = self._get_correction_query(closed, None)
        return SQL(
            """
            INSERT INTO relationship_arr
                   (company_id, account_id, month, amount, correction)
            SELECT %(company)s, account_id, month, SUM(amount), SUM(correction)
              FROM (SELECT account_id, date_trunc('month', day::timestamp)::date
                               AS month, amount, 0 AS correction
                      FROM (%(live)s) AS live
                     UNION ALL
                    SELECT account_id, %(first)s::date, 0, amount
                      FROM (%(corrections)s) AS corrected) AS row
             GROUP BY account_id, month
                ON CONFLICT DO NOTHING
            """,
            company=self.env.company.id,
            live=live,
            corrections=corrections,
            first=months[0],
        )

    @api.model
    def _get_correction_query(self, closed, accounts):
        """The query of what the last closed month end is now, less what was kept."""
        return SQL(
            """
            SELECT account_id, SUM(amount) AS amount
              FROM (SELECT account_id, amount FROM (%s) AS live
                     UNION ALL
                    SELECT account_id, -amount FROM (%s) AS kept) AS row
             GROUP BY account_id
            HAVING SUM(amount) != 0
            """,
            self._get_arr_query([closed], accounts),
            self._get_kept_query([closed], accounts),
        )

    @api.model
    def _get_corrections(self, month, accounts=None):
        """How much of a month's movements corrects the months before it.

        :param month: any day of it
        :param accounts: which ones; all of the company by default
        :return: ``{account id: amount}``; of an account that was merged into another
            what it had there is less, of the other more
        """
        self._flush()
        month, closed = month.replace(day=1), self._get_closed_until()
        ids = get_ids(accounts)
        if not closed or month > closed + DAY:
            return {}
        query = self._get_correction_query(closed, ids)
        if month <= closed:
            query = SQL(
                """
                SELECT account_id, correction FROM relationship_arr
                 WHERE company_id = %s AND month = %s AND correction != 0
                """,
                *(self.env.company.id, month),
            )
        return {
            account: float(amount)
            for account, amount in self.env.execute_query(query)
            if ids is None or account in ids
        }
