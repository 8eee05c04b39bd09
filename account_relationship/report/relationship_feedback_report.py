from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.feedback.relationship_feedback_routing import KINDS
from ..models.shared.states import WORKING_FEEDBACK
from ..unset import NO_AREA, NO_TEAM, NO_TIER, UNASSIGNED

#: Times are skewed: one feedback that lay for a year would hide all the others.
MEDIANS = ("acknowledge_hours", "decide_days", "implement_days", "tell_days")


class RelationshipFeedbackReport(models.Model):
    """How the loop from what a customer says to what the customer hears closes.

    One row for each feedback; duplicates count with the one they repeat,
    and what was closed in another system counts not at all. Times group as
    their median, rates as the mean of 0 and 100 over those that count, whose number is
    beside each rate. What does not count is empty: never acknowledged and not due yet,
    not closed, never settled.
    """

    _name = "relationship.feedback.report"
    _description = "Feedback loop"
    _inherit = "relationship.headline"
    _auto = False
    _order = "received_at desc, id desc"
    _rec_name = "feedback_id"

    feedback_id = fields.Many2one(comodel_name="relationship.feedback", readonly=True)
    account_id = fields.Many2one(
        comodel_name="relationship.account", string="Customer account", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    manager_id = fields.Many2one(
        comodel_name="res.users", string="Account manager", readonly=True
    )
    tier_id = fields.Many2one(
        comodel_name="relationship.tier",
        readonly=True,
        falsy_value_label=NO_TIER,
    )
    team_id = fields.Many2one(
        comodel_name="relationship.feedback.team",
        readonly=True,
        falsy_value_label=NO_TEAM,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Assigned to",
        readonly=True,
        falsy_value_label=UNASSIGNED,
    )
    author_id = fields.Many2one(
        comodel_name="res.users", string="Logged by", readonly=True
    )
    kind = fields.Selection(selection=KINDS, readonly=True)
    area_id = fields.Many2one(
        comodel_name="relationship.feedback.area",
        readonly=True,
        falsy_value_label=NO_AREA,
    )
    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    categ_id = fields.Many2one(
        comodel_name="product.category", string="Product category", readonly=True
    )
    state = fields.Selection(
        selection=lambda self: (
            self.env["relationship.feedback"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    received_at = fields.Datetime(string="Received", readonly=True)

    # Times
    acknowledge_hours = fields.Float(
        string="Hours to acknowledge (median)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
    )
    decide_days = fields.Float(
        string="Days to decision (median)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
    )
    implement_days = fields.Float(
        string="Days to implementation (median)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
    )
    tell_days = fields.Float(
        string="Days until told (median)",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Until the customer heard for the first time what we decided or what came "
        "of it.",
    )

    # Rates, and how many they are of
    acknowledged_rate = fields.Float(
        string="Acknowledged in time, %",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
    )
    acknowledged_count = fields.Integer(
        string="Acknowledged or due (n)", readonly=True, aggregator="sum"
    )
    told_rate = fields.Float(
        string="Closed and told, %",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="Of what is closed. Anything below 100 is a mistake.",
    )
    closed_count = fields.Integer(string="Closed (n)", readonly=True, aggregator="sum")
    reopened_rate = fields.Float(
        string="Reopened, %", readonly=True, aggregator="avg", digits=(16, 1)
    )
    settled_count = fields.Integer(
        string="Settled once (n)", readonly=True, aggregator="sum"
    )
    heard_count = fields.Integer(
        string="Acknowledged (n)", readonly=True, aggregator="sum"
    )
    decided_count = fields.Integer(
        string="Decided (n)", readonly=True, aggregator="sum"
    )
    implemented_count = fields.Integer(
        string="Implemented (n)", readonly=True, aggregator="sum"
    )
    told_count = fields.Integer(string="Told (n)", readonly=True, aggregator="sum")
    feedback_count = fields.Integer(string="Number", readonly=True, aggregator="sum")

    _depends = {
        "relationship.feedback": [
            *("account_id", "company_id", "team_id", "user_id", "kind", "area_id"),
            *("product_id", "state", "received_at", "acknowledged_at", "decided_at"),
            *("implemented_at", "closed_at", "acknowledge_deadline", "is_told"),
            *("reopen_count", "create_uid", "is_imported"),
            "taken_over_at",
        ],
        "relationship.feedback.notice": ["feedback_id", "kind", "date"],
        "relationship.account": ["manager_id", "tier_id"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
    }

    @property
    def _table_query(self):
        return SQL(
            "SELECT %s, %s, %s FROM %s WHERE feedback.state != 'duplicate'"
            " AND feedback.is_imported IS NOT TRUE",
            self._select_document(),
            self._select_times(),
            self._select_rates(),
            self._from(),
        )

    def _select_document(self):
        return SQL(
            """
            feedback.id,
            feedback.id AS feedback_id,
            feedback.account_id,
            feedback.company_id,
            account.manager_id,
            account.tier_id,
            feedback.team_id,
            feedback.user_id,
            feedback.create_uid AS author_id,
            feedback.kind,
            feedback.area_id,
            feedback.product_id,
            template.categ_id,
            feedback.state,
            feedback.received_at,
            1 AS feedback_count
            """
        )

    def _select_times(self):
        def since(moment, seconds):
            """Not below 0: what was answered in a call may be logged after it."""
            return SQL(
                "CASE WHEN %(moment)s IS NOT NULL THEN GREATEST(0,"
                " EXTRACT(EPOCH FROM %(moment)s"
                " - COALESCE(feedback.taken_over_at, feedback.received_at))"
                " / %(seconds)s) END",
                moment=moment,
                seconds=seconds,
            )

        hour, day = 3600, 86400
        return SQL(
            """
            %s AS acknowledge_hours, %s AS decide_days, %s AS implement_days,
            %s AS tell_days,
            (feedback.acknowledged_at IS NOT NULL)::int AS heard_count,
            (feedback.decided_at IS NOT NULL)::int AS decided_count,
            (feedback.implemented_at IS NOT NULL)::int AS implemented_count,
            (told.date IS NOT NULL)::int AS told_count
            """,
            since(SQL("feedback.acknowledged_at"), hour),
            since(SQL("feedback.decided_at"), day),
            since(SQL("feedback.implemented_at"), day),
            since(SQL("told.date"), day),
        )

    def _select_rates(self):
        """A rate is 0 or 100 and its number 1; nothing and 0 where it counts not."""
        closed = SQL("feedback.state = 'closed'")
        reopened = SQL("COALESCE(feedback.reopen_count, 0) > 0")
        settled = SQL(
            "(feedback.implemented_at IS NOT NULL OR %s"
            " OR feedback.state IN ('implemented', 'verified', 'closed', 'declined'))",
            reopened,
        )
        acknowledged = SQL(
            "COALESCE(feedback.acknowledged_at <= feedback.acknowledge_deadline, FALSE)"
        )
        due = SQL(
            "(feedback.acknowledge_deadline IS NOT NULL"
            " AND (feedback.acknowledged_at IS NOT NULL"
            " OR feedback.acknowledge_deadline < NOW() AT TIME ZONE 'UTC'))"
        )
        rates = {
            "acknowledged": (due, acknowledged, "acknowledged_count"),
            "told": (closed, SQL("feedback.is_told"), "closed_count"),
            "reopened": (settled, reopened, "settled_count"),
        }
        return SQL(", ").join(
            SQL(
                "CASE WHEN %(counts)s THEN (CASE WHEN %(holds)s THEN 100 ELSE 0 END)"
                " END AS %(rate)s, (%(counts)s)::int AS %(number)s",
                counts=counts,
                holds=holds,
                rate=SQL.identifier(f"{name}_rate"),
                number=SQL.identifier(number),
            )
            for name, (counts, holds, number) in rates.items()
        )

    def _from(self):
        return SQL(
            """
            relationship_feedback AS feedback
            LEFT JOIN relationship_account AS account
              ON account.id = feedback.account_id
            LEFT JOIN product_product AS product ON product.id = feedback.product_id
            LEFT JOIN product_template AS template
              ON template.id = product.product_tmpl_id
            LEFT JOIN (
                 SELECT notice.feedback_id, MIN(notice.date) AS date
                   FROM relationship_feedback_notice AS notice
                  WHERE notice.kind IN ('decision', 'outcome')
                  GROUP BY notice.feedback_id) AS told
              ON told.feedback_id = feedback.id
            """
        )

    def _read_group_select(self, aggregate_spec, query):
        """Pivots, graphs and lists ask for the mean of the times: give the median."""
        name, __, function = aggregate_spec.partition(":")
        expression = super()._read_group_select(aggregate_spec, query)
        if name in MEDIANS and function == "avg":
            column = self._field_to_sql(self._table, name, query)
            return SQL("PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY %s)", column)
        return expression

    def action_open_feedback(self):
        """Open the feedback behind a row."""
        self.ensure_one()
        return self.feedback_id.get_formview_action()

    @api.model
    def _make_headline(self, domain):
        total, rate, heard = self._sum_up(
            domain,
            *("feedback_count:sum", "acknowledged_rate:avg", "acknowledged_count:sum"),
        )
        if not total:
            return ""
        parts = [self._make_waiting_words(domain)]
        if heard:
            words = self.env._(
                "%(share)s of feedback was acknowledged in time",
                share=self._format_share(rate, 100),
            )
            parts.insert(0, words)
        return "; ".join(parts)

    @api.model
    def _make_waiting_words(self, domain):
        """How many wait for an answer, and since when."""
        waiting, since = self._sum_up(
            domain & Domain("state", "in", WORKING_FEEDBACK),
            *("feedback_count:sum", "received_at:min"),
        )
        if not waiting:
            return self.env._("nobody waits for an answer")
        days = (fields.Datetime.now() - since).days
        return self.env._(
            "%(waiting)s wait for an answer, the longest for %(days)s days",
            waiting=self._format_few(waiting),
            days=self._format_few(days),
        )
