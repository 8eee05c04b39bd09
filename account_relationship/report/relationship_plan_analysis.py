from odoo import api, fields, models
from odoo.tools import SQL

from ..unset import NO_SALES_TEAM, NO_TIER


class RelationshipPlanAnalysis(models.Model):
    """How plans go: one row for each, with what is overdue on either side today."""

    _name = "relationship.plan.analysis"
    _description = "Action plan analysis"
    _inherit = "relationship.headline"
    _auto = False
    _order = "overdue_ours desc, overdue_theirs desc, id"
    _rec_name = "plan_id"

    plan_id = fields.Many2one(comodel_name="relationship.plan", readonly=True)
    account_id = fields.Many2one(
        comodel_name="relationship.account", string="Customer account", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    manager_id = fields.Many2one(
        comodel_name="res.users", string="Account manager", readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Plan's owner", readonly=True
    )
    tier_id = fields.Many2one(
        comodel_name="relationship.tier",
        readonly=True,
        falsy_value_label=NO_TIER,
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales team",
        readonly=True,
        falsy_value_label=NO_SALES_TEAM,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("agreed", "Agreed"),
            ("active", "Active"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        readonly=True,
    )
    date_end = fields.Date(string="End", readonly=True)
    progress = fields.Float(string="Progress (%)", readonly=True, aggregator="avg")
    action_count = fields.Integer(string="Actions", readonly=True)
    action_done_count = fields.Integer(string="Actions done", readonly=True)
    overdue_ours = fields.Integer(string="Overdue, ours", readonly=True)
    overdue_theirs = fields.Integer(string="Overdue, the customer's", readonly=True)

    _depends = {
        "relationship.plan": [
            *("account_id", "user_id", "state", "date_end"),
            *("progress", "action_count", "action_done_count"),
        ],
        "relationship.action": ["plan_id", "side", "state", "plan_state", "date_due"],
        "relationship.account": [
            *("company_id", "manager_id", "tier_id", "team_id", "active"),
        ],
        "res.company": ["relationship_tz"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT plan.id AS id, plan.id AS plan_id, plan.account_id,
                   account.company_id, account.manager_id, account.tier_id,
                   account.team_id, plan.user_id, plan.state, plan.date_end,
                   plan.progress, plan.action_count, plan.action_done_count,
                   COUNT(late.id) FILTER (WHERE late.side = 'ours') AS overdue_ours,
                   COUNT(late.id) FILTER (WHERE late.side = 'theirs')
                       AS overdue_theirs
              FROM relationship_plan AS plan
              JOIN relationship_account AS account ON account.id = plan.account_id
              JOIN res_company AS company ON company.id = account.company_id
              LEFT JOIN relationship_action AS late
                ON late.plan_id = plan.id
               AND late.state IN ('todo', 'in_progress')
               AND plan.state IN ('agreed', 'active')
               AND account.active
               AND late.date_due < %s
             GROUP BY plan.id, account.id
            """,
            self.env["res.company"]._get_relationship_day_sql(
                SQL("%s::timestamp", fields.Datetime.now()), "company"
            ),
        )

    @api.model
    def _make_headline(self, domain):
        plans, progress, ours, theirs = self._sum_up(
            domain,
            *("__count", "progress:avg", "overdue_ours:sum", "overdue_theirs:sum"),
        )
        if not plans:
            return ""
        return self.env._(
            "%(plans)s plans are done to %(share)s on average; overdue: %(ours)s "
            "actions of ours, %(theirs)s of the customers'",
            plans=self._format_few(plans),
            share=self._format_share(progress, 100),
            ours=self._format_few(ours),
            theirs=self._format_few(theirs),
        )

    def action_open_plan(self):
        """Open the plan behind a row."""
        self.ensure_one()
        return self.plan_id.get_formview_action()
