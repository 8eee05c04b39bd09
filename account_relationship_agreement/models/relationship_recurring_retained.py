from datetime import date

from odoo import api, models
from odoo.tools import SQL

from .relationship_recurring import get_ids


class RelationshipRecurring(models.AbstractModel):
    """What is retained: customers that became one are one, before and after."""

    _inherit = "relationship.recurring"

    @api.model
    def _get_retention(self, t0, t1, accounts=None):
        """How much of what recurred on a day still does on a later one.

        Of the accounts that had anything on the first day, the two end points count.

        :param t0: the first day
        :param t1: the later one
        :param accounts: which ones; all of the company by default
        :return: a dict of ``gross`` (never above 1), ``net`` and ``customers_kept``
            (shares of 1, ``None`` without any) and ``customers`` (how many had
            anything on the first day)
        """
        self._flush()
        [row] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), COUNT(*) FILTER (WHERE now > 0), SUM(was), SUM(now),
                       SUM(LEAST(was, now))
                  FROM (%s) AS pair
                """,
                self._get_retained_query([t0, t1], get_ids(accounts)),
            )
        )
        customers, kept, before, after, remaining = row
        return {
            "gross": float(remaining / before) if before else None,
            "net": float(after / before) if before else None,
            "customers_kept": kept / customers if customers else None,
            "customers": customers,
        }

    @api.model
    def _get_retained_query(self, ends, accounts, span=1):
        """What who had anything on one day had on it, and on the later one.

        :param ends: days in order
        :param accounts: ids; ``None`` for all
        :param span: how many places before the later day the earlier one stands
        :return: SQL of a query of ``account_id, number, was, now``; the first day with
            one before it has ``number`` 1
        """
        chosen = SQL("TRUE")
        if accounts is not None:
            chosen = SQL("account_id = ANY(%s::int[])", accounts)
        return SQL(
            """
            WITH known AS MATERIALIZED (%(known)s)
            SELECT account_id, number - %(span)s AS number, SUM(was) AS was,
                   SUM(now) AS now
              FROM (SELECT COALESCE(merged.account_id, pair.account_id) AS account_id,
                           pair.number, pair.was, pair.now
                      FROM (%(pairs)s) AS pair
                      LEFT JOIN (%(merged)s) AS merged
                        ON merged.account_number = pair.account_id
                       AND (%(told)s::date[])[pair.number] >= merged.starts
                       AND (%(told)s::date[])[pair.number] < merged.ends) AS owned
             WHERE %(chosen)s
             GROUP BY account_id, number
            HAVING SUM(was) > 0
            """,
            known=self._get_known_query(sorted(set(ends)), self._add_merged(accounts)),
            pairs=self._get_pairs(ends, span),
            span=span,
            merged=self._get_merged(),
            # What is not kept is told of today's accounts.
            told=[day if self._is_kept(day) else date.max for day in ends],
            chosen=chosen,
        )

    @api.model
    def _get_merged(self):
        """The query of what counts with another: ``account_number, account_id``.

        And from which day on, and before which one: ``starts, ends``.
        """
        return SQL(
            """
            SELECT account_number, account_id, month AS starts,
                   LEAD(month, 1, 'infinity') OVER (
                       PARTITION BY account_number ORDER BY month) AS ends
              FROM relationship_arr_merge
             WHERE company_id = %s
            """,
            self.env.company.id,
        )

    @api.model
    def _add_merged(self, accounts):
        """Ids of accounts with those that count, or did, with one of them."""
        if accounts is None:
            return None
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account_number FROM relationship_arr_merge
                 WHERE company_id = %s AND account_id = ANY(%s)
                """,
                *(self.env.company.id, accounts),
            )
        )
        return [*accounts, *(number for (number,) in rows)]
