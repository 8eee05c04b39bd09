from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.account_relationship.alerts import BURNS, GROW, Reason
from odoo.addons.account_relationship.lines import format_day

_lt = LazyTranslate(__name__)

#: State of the order watch, by the reason it is.
ORDERS = {"order_late": "late", "order_very_late": "very_late"}


class RelationshipAlert(models.Model):
    """Reasons from what customers bought: late orders, lines that slip, sales down."""

    _inherit = "relationship.alert"

    @api.model
    def _get_reasons(self):
        return {
            **super()._get_reasons(),
            **self._get_order_reasons(),
            "line_lapsed": Reason(
                *(_lt("No longer buys a line"), GROW, "fa-unlink"),
                *(self._find_lapsed, self._format_lapsed, "money", 500, 100),
                action="action_view_line_watch",
                action_label=_lt("See lines"),
                sources=("relationship.line.watch",),
            ),
            "line_shrinking": Reason(
                *(_lt("Buys less of a line"), GROW, "fa-compress"),
                *(self._find_shrinking, self._format_shrinking, "money", 500, 100),
                action="action_view_line_watch",
                action_label=_lt("See lines"),
                sources=("relationship.line.watch",),
            ),
            "days_late": Reason(
                *(_lt("Pays later than before"), BURNS, "fa-calendar-times-o"),
                *(self._find_days_late, self._format_days_late, "days", 10, 5),
                action="action_view_invoices",
                action_label=_lt("See invoices"),
            ),
            "sales_down": Reason(
                *(_lt("Sales down"), BURNS, "fa-line-chart"),
                *(self._find_sales_down, self._format_sales_down, "money", 1000, 500),
                action="action_view_revenue",
                action_label=_lt("See invoices"),
            ),
        }

    @api.model
    def _get_order_reasons(self):
        log, see = _lt("Log contact"), _lt("See orders")
        others = (("action_log_interaction", log), ("action_view_orders", see))
        repeat = {
            "action": "action_repeat_last_order",
            "action_label": _lt("Repeat last order"),
            "others": others,
        }
        return {
            "order_very_late": Reason(
                *(_lt("Order very late"), BURNS, "fa-hourglass-end"),
                *(self._find_very_late, self._format_late, "days", 1, 1),
                **repeat,
            ),
            "order_late": Reason(
                *(_lt("Order late"), BURNS, "fa-hourglass-half"),
                *(self._find_late, self._format_late, "days", 1, 1),
                **repeat,
            ),
        }

    # ------------------------------------------------------------
    # Orders that are late
    # ------------------------------------------------------------

    @api.model
    def _refresh(self, accounts=None, reasons=None):
        """What got later, or less late, stays one alert, under its other name.

        What got later is there again, also where somebody had put it off.
        """
        if reasons is not None and not ORDERS.keys() & set(reasons):
            return super()._refresh(accounts, reasons)
        self.env.flush_all()
        scope = SQL("TRUE")
        if accounts is not None:
            scope = SQL("alert.account_id = ANY(%s)", accounts.ids)
        self.env.cr.execute(
            SQL(
                """
                UPDATE relationship_alert AS alert
                   SET reason = 'order_' || account.order_state,
                       state = CASE WHEN account.order_state = 'very_late'
                                    THEN 'open' ELSE alert.state END,
                       snoozed_until = CASE WHEN account.order_state != 'very_late'
                                            THEN alert.snoozed_until END
                  FROM relationship_account AS account
                 WHERE account.id = alert.account_id
                   AND alert.state IN ('open', 'snoozed')
                   AND alert.reason = ANY(%(reasons)s)
                   AND account.order_state = ANY(%(states)s)
                   AND alert.reason != 'order_' || account.order_state
                   AND NOT EXISTS (
                       SELECT FROM relationship_alert AS other
                        WHERE other.account_id = account.id
                          AND other.state IN ('open', 'snoozed')
                          AND other.reason = 'order_' || account.order_state)
                   AND %(scope)s
                """,
                reasons=list(ORDERS),
                states=list(ORDERS.values()),
                scope=scope,
            )
        )
        return super()._refresh(accounts, reasons)

    @api.model
    def _get_outcome(self):
        """Whose order never came is lost, also while the account goes on."""
        return SQL(
            "CASE WHEN alert.reason = ANY(%s) AND account.order_state = 'lost'"
            " THEN 'lost' ELSE %s END",
            list(ORDERS),
            super()._get_outcome(),
        )

    @api.model
    def _find_late(self, scope, today):
        return self._find_orders(scope, today, "late")

    @api.model
    def _find_very_late(self, scope, today):
        return self._find_orders(scope, today, "very_late")

    @api.model
    def _find_orders(self, scope, today, state):
        """Days since the order was expected."""
        return SQL(
            """
            SELECT account.id AS account_id,
                   (%(today)s - account.order_expected_day)::float AS value,
                   COALESCE(account.order_at_stake, 0) AS at_stake,
                   jsonb_build_object('days', %(today)s - account.order_last_day,
                                      'gap', account.order_median_gap,
                                      'longest', account.order_longest_gap) AS evidence
              FROM relationship_account AS account
             WHERE account.order_state = %(state)s
               AND %(scope)s
            """,
            today=SQL("%s::date", today),
            state=state,
            scope=scope,
        )

    @api.model
    def _format_late(self, account, evidence):
        return self.env._(
            "no order for %(days)s days; usual gap %(gap)s, longest %(longest)s",
            days=evidence.get("days"),
            gap=self._format_few(evidence.get("gap") or 0, 1),
            longest=evidence.get("longest"),
        )

    # ------------------------------------------------------------
    # Lines that slip
    # ------------------------------------------------------------

    @api.model
    def _find_lapsed(self, scope, today):
        return self._find_lines(scope, "lapsed")

    @api.model
    def _find_shrinking(self, scope, today):
        return self._find_lines(scope, "shrinking")

    @api.model
    def _find_lines(self, scope, kind):
        """Money of all lines of a kind; the dearest one is named."""
        return SQL(
            """
            SELECT account.id AS account_id, SUM(line.amount)::float AS value,
                   SUM(line.amount) AS at_stake,
                   jsonb_build_object('count', COUNT(*))
                       || (array_agg(jsonb_build_object(
                           'category', line.category_id, 'last', line.last_day,
                           'pause', line.longest_pause, 'before', line.sales_before,
                           'now', line.sales_now)
                           ORDER BY line.amount DESC, line.category_id))[1] AS evidence
              FROM relationship_line_watch AS line
              JOIN relationship_account AS account ON account.id = line.account_id
             WHERE line.kind = %s AND %s
             GROUP BY account.id
            """,
            *(kind, scope),
        )

    @api.model
    def _format_lapsed(self, account, evidence):
        day = fields.Date.to_date(evidence.get("last"))
        figures = {
            "category": self._get_name("category", evidence),
            "day": day and format_day(self.env, day),
            "pause": evidence.get("pause"),
        }
        if figures["pause"] == 1:
            words = self.env._(
                "stopped buying %(category)s: none since %(day)s, before never more "
                "than one month without",
                **figures,
            )
        elif figures["pause"]:
            words = self.env._(
                "stopped buying %(category)s: none since %(day)s, before never more "
                "than %(pause)s months without",
                **figures,
            )
        else:
            words = self.env._(
                "stopped buying %(category)s: none since %(day)s, every month before",
                **figures,
            )
        return self._add_other_lines(words, evidence)

    @api.model
    def _format_shrinking(self, account, evidence):
        words = self.env._(
            "%(category)s shrinks: %(now)s in 6 months, %(before)s a year ago",
            category=self._get_name("category", evidence),
            now=self._format_money(account, evidence.get("now")),
            before=self._format_money(account, evidence.get("before")),
        )
        return self._add_other_lines(words, evidence)

    @api.model
    def _add_other_lines(self, words, evidence):
        others = (evidence.get("count") or 1) - 1
        if not others:
            return words
        return self.env._("%(words)s; %(count)s more", words=words, count=others)

    @api.model
    def _get_named(self):
        return super()._get_named() | {"category": ("product.category", "name")}

    # ------------------------------------------------------------
    # Money
    # ------------------------------------------------------------

    @api.model
    def _find_days_late(self, scope, today):
        """Days paid later in the last 12 months than in those before."""
        measure = self.env["relationship.measure"]
        start, __ = measure._get_year(today)
        now, before = (
            measure._measure_days_late(scope, day, None)
            for day in (today, start - relativedelta(days=1))
        )
        return SQL(
            """
            SELECT account.id AS account_id,
                   (late.value - before.value)::float AS value,
                   COALESCE(account.revenue_12m, 0) AS at_stake,
                   jsonb_build_object('now', ROUND(late.value),
                                      'before', ROUND(before.value)) AS evidence
              FROM (%(now)s) AS late
              JOIN (%(before)s) AS before ON before.account_id = late.account_id
              JOIN relationship_account AS account ON account.id = late.account_id
             WHERE late.value > before.value
            """,
            now=now,
            before=before,
        )

    @api.model
    def _format_days_late(self, account, evidence):
        return self.env._(
            "pays %(now)s days late, %(before)s the year before",
            now=evidence.get("now"),
            before=evidence.get("before"),
        )

    @api.model
    def _find_sales_down(self, scope, today):
        """Money lost in 12 months, where it is more than the company's share."""
        return SQL(
            """
            SELECT account.id AS account_id,
                   (account.revenue_prior_12m - account.revenue_12m)::float AS value,
                   account.revenue_prior_12m - account.revenue_12m AS at_stake,
                   jsonb_build_object('now', account.revenue_12m,
                                      'before', account.revenue_prior_12m) AS evidence
              FROM relationship_account AS account
              JOIN res_company AS company ON company.id = account.company_id
             WHERE account.revenue_prior_12m > 0
               AND account.revenue_12m < account.revenue_prior_12m
                   * (1 - COALESCE(company.relationship_down_percent, 20) / 100.0)
               AND %s
            """,
            scope,
        )

    @api.model
    def _format_sales_down(self, account, evidence):
        now, before = evidence.get("now") or 0, evidence.get("before") or 0
        return self.env._(
            "%(now)s in 12 months, %(before)s before (%(change)s)",
            now=self._format_money(account, now),
            before=self._format_money(account, before),
            change=f"{round(100 * (now - before) / before):+d}\N{NO-BREAK SPACE}%"
            if before > 0 and now >= 0
            else self.env._("n/a"),
        )
