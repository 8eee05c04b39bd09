from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: What is worth it: outcomes that count as a hit.
HITS = ("done", "came_back")


class RelationshipAlertReport(models.Model):
    """What became of alerts: one row for each, to learn which reasons are worth it.

    A hit is what was done, or came back after somebody was in touch; its rate is of all
    that are closed, and their number stands beside it. What is open has no rate and no
    days: nothing is known of it yet.
    """

    _name = "relationship.alert.report"
    _description = "Reasons of alerts"
    _inherit = "relationship.headline"
    _auto = False
    _order = "since desc, id desc"
    _rec_name = "alert_id"

    alert_id = fields.Many2one(comodel_name="relationship.alert", readonly=True)
    account_id = fields.Many2one(
        comodel_name="relationship.account", string="Customer account", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    manager_id = fields.Many2one(
        comodel_name="res.users", string="Account manager", readonly=True
    )
    reason = fields.Selection(
        selection=lambda self: self.env["relationship.alert"]._select_reasons(),
        readonly=True,
    )
    lane = fields.Selection(
        selection=lambda self: self.env["relationship.alert"]._select_lanes(),
        readonly=True,
    )
    state = fields.Selection(
        selection=lambda self: (
            self.env["relationship.alert"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        string="Status",
        readonly=True,
    )
    outcome = fields.Selection(
        selection=lambda self: (
            self.env["relationship.alert"]
            ._fields["outcome"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    since = fields.Date(string="Opened on", readonly=True)
    closed_on = fields.Date(readonly=True)
    at_stake = fields.Monetary(readonly=True)

    opened_count = fields.Integer(string="Opened", readonly=True, aggregator="sum")
    closed_count = fields.Integer(string="Closed (n)", readonly=True, aggregator="sum")
    done_count = fields.Integer(string="Done", readonly=True, aggregator="sum")
    came_back_count = fields.Integer(
        string="Came back after contact", readonly=True, aggregator="sum"
    )
    by_itself_count = fields.Integer(
        string="Came back by itself", readonly=True, aggregator="sum"
    )
    lost_count = fields.Integer(string="Lost", readonly=True, aggregator="sum")
    dismissed_count = fields.Integer(
        string="Dismissed", readonly=True, aggregator="sum"
    )
    hit_rate = fields.Float(
        string="Hit rate, %",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Done, or came back after contact, of all that are closed.",
    )
    days = fields.Float(
        string="Days until closed (median)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
    )

    _depends = {
        "relationship.alert": [
            *("account_id", "company_id", "manager_id", "reason", "lane", "state"),
            *("outcome", "since", "closed_on", "at_stake", "days"),
        ],
        "res.company": ["currency_id"],
    }

    @property
    def _table_query(self):
        closed = SQL("alert.state = 'closed'")
        outcomes = ("done", "came_back", "by_itself", "lost", "dismissed")
        return SQL(
            """
            SELECT alert.id, alert.id AS alert_id, alert.account_id, alert.company_id,
                   company.currency_id, alert.manager_id, alert.reason, alert.lane,
                   alert.state, alert.outcome, alert.since, alert.closed_on,
                   alert.at_stake, 1 AS opened_count, (%(closed)s)::int AS closed_count,
                   %(numbers)s,
                   CASE WHEN %(closed)s
                        THEN CASE WHEN alert.outcome IN %(hits)s
                                  THEN 100 ELSE 0 END END AS hit_rate,
                   CASE WHEN %(closed)s THEN alert.days END AS days
              FROM relationship_alert AS alert
              JOIN res_company AS company ON company.id = alert.company_id
            """,
            closed=closed,
            hits=HITS,
            numbers=SQL(", ").join(
                SQL(
                    "COALESCE(alert.outcome = %s, FALSE)::int AS %s",
                    *(outcome, SQL.identifier(f"{outcome}_count")),
                )
                for outcome in outcomes
            ),
        )

    def _read_group_select(self, aggregate_spec, query):
        """Pivots, graphs and lists ask for the mean of the days: give the median."""
        expression = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec == "days:avg":
            column = self._field_to_sql(self._table, "days", query)
            return SQL("PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %s)", column)
        return expression

    @api.model
    def _make_headline(self, domain):
        counts = Counter()
        groups = self._read_group(domain, ["state", "outcome"], ["__count"])
        for state, outcome, count in groups:
            counts[state == "closed"] += count
            counts["hits"] += count if outcome in HITS else 0
        parts = []
        if counts[True]:
            words = self.env._(
                "%(hits)s of %(closed)s closed alerts were done or led to contact "
                "(%(share)s)",
                hits=self._format_few(counts["hits"]),
                closed=self._format_few(counts[True]),
                share=self._format_share(counts["hits"], counts[True]),
            )
            parts.append(words)
        if counts[False]:
            stake = self.env["relationship.alert"]._sum_stakes(
                self, domain & Domain("state", "!=", "closed")
            )
            words = self.env._(
                "%(amount)s a year at stake in %(open)s that are open",
                amount=self._format_sum(stake),
                open=self._format_few(counts[False]),
            )
            parts.append(words)
        return "; ".join(parts)

    def action_open_account(self):
        """Open the customer account a row is about."""
        self.ensure_one()
        return self.account_id.get_formview_action()
