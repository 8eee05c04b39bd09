from odoo import api, models
from odoo.tools import SQL

from odoo.addons.account_relationship.measures import DOWN, Measure, Scale
from odoo.addons.account_relationship.temporary import MANY


class RelationshipMeasure(models.AbstractModel):
    """How customers keep to their own rhythm, as numbers.

    Whose numbers are brought up to date on demand has the order watch renewed.
    """

    _inherit = "relationship.measure"

    @api.model
    def _get_measures(self):
        watch, then = self._measure_order_watch, self._measure_order_watch_then
        return super()._get_measures() | {
            "order_delay": Measure(
                *(
                    self.env._("Days without an order, of the longest gap"),
                    "percent",
                    DOWN,
                    watch,
                    "delay",
                ),
                is_goal=False,
                scale=Scale(
                    "steps", ((0, 100), (101, 40), (125, 10), (300, 0)), weight=25
                ),
                past=then,
                action="action_view_orders",
            ),
            "lost_customer": Measure(
                *(self.env._("Lost: no order for long"), "count", DOWN, watch, "lost"),
                empty=0,
                is_goal=False,
                past=then,
            ),
        }

    @api.model
    def _refresh(self, accounts=None, today=None):
        written = super()._refresh(accounts=accounts, today=today)
        # Of all accounts the night has a step of its own.
        if accounts:
            self.env["relationship.retention"]._refresh_watch(accounts)
        return written

    @api.model
    def _measure_order_watch(self, scope, today, category):
        """The order watch as the night kept it."""
        return self._get_order_watch_query(
            SQL(
                """
                SELECT account.id AS account_id, account.order_state AS state,
                       account.order_last_day AS last_day,
                       account.order_longest_gap AS longest_gap,
                       account.order_expected_day AS expected_day
                  FROM relationship_account AS account
                 WHERE %s
                """,
                scope,
            ),
            today,
        )

    @api.model
    def _measure_order_watch_then(self, scope, today, category):
        """The order watch as it was on a day, of the company worked in."""
        rows = self.env.execute_query(
            SQL(
                "SELECT account.id FROM relationship_account AS account"
                " WHERE account.company_id = %s AND %s",
                self.env.company.id,
                scope,
            )
        )
        accounts = chosen = None
        if len(rows) > MANY:
            chosen = scope
        else:
            ids = [account_id for (account_id,) in rows]
            accounts = self.env["relationship.account"].browse(ids)
        retention = self.env["relationship.retention"]
        rhythm = retention._get_rhythm_query(today, accounts, chosen)
        return self._get_order_watch_query(rhythm, today)

    @api.model
    def _get_order_watch_query(self, rhythm, today):
        """``account_id, delay, lost`` of a query with the columns of the rhythm.

        The delay is over 100 from the day on which somebody is late, never before: who
        orders more often than usual is not late after the longest gap, and a season
        that was quiet last year is no delay. Without a rhythm nobody is late.
        """
        return SQL(
            """
            SELECT account_id, (state = 'lost')::int AS lost,
                   CASE WHEN expected_day IS NOT NULL AND longest_gap > 0 THEN
                   CASE WHEN state = 'lost' THEN GREATEST(share, 300)
                        WHEN state IN ('late', 'very_late') THEN GREATEST(share, 101)
                        ELSE LEAST(share, 100) END END AS delay
              FROM (SELECT watch.*,
                           100.0 * (%s - last_day) / NULLIF(longest_gap, 0) AS share
                      FROM (%s) AS watch) AS watch
            """,
            today,
            rhythm,
        )
