from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..allocation import CLASS_LIMITS
from ..people import get_workers_sql
from ..unset import NO_SALES_TEAM


class RelationshipCoverage(models.Model):
    """How well each manager's accounts are looked after: one row per manager.

    Accounts whose manager was archived are the rows of managers who no longer work
    here; they count as uncovered, as those whose manager may not work them.
    """

    _name = "relationship.coverage"
    _description = "Customer account coverage"
    _inherit = "relationship.headline"
    _auto = False
    _order = "load_share desc, id"
    _rec_name = "manager_id"

    manager_id = fields.Many2one(
        comodel_name="res.users", string="Account manager", readonly=True
    )
    is_active = fields.Boolean(string="Works here", readonly=True)
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales team",
        readonly=True,
        falsy_value_label=NO_SALES_TEAM,
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    account_count = fields.Integer(string="Customer accounts", readonly=True)
    uncovered_count = fields.Integer(
        string="Without manager",
        readonly=True,
        help="Accounts whose manager no longer works here, or not in their company, or "
        "may not work customer accounts.",
    )
    no_backup_count = fields.Integer(string="Without backup", readonly=True)
    at_risk_count = fields.Integer(
        string="At risk", readonly=True, help="Accounts in a stage at risk."
    )
    contact_due_count = fields.Integer(
        string="Contact due",
        readonly=True,
        help="Accounts whose next contact is due today or earlier. Not those that are "
        "paused.",
    )
    unattended_count = fields.Integer(
        string="Top accounts unattended",
        readonly=True,
        help="Accounts among the fewest that make 80 % of the company's 12-month "
        "revenue, with a contact due or without cadence, and no open activity.",
    )
    unattended_revenue = fields.Monetary(
        string="Revenue unattended",
        readonly=True,
        help="12-month revenue of the top accounts without attention.",
    )
    load = fields.Float(
        readonly=True, help="Accounts weighted by the capacity weight of their tier."
    )
    capacity = fields.Float(
        readonly=True,
        help="Weighted accounts the manager can look after. 0: no limit.",
    )
    load_share = fields.Float(
        string="Load of capacity", readonly=True, aggregator="avg"
    )
    revenue_12m = fields.Monetary(string="12-month revenue", readonly=True)

    _depends = {
        "relationship.account": [
            "manager_id",
            "company_id",
            "tier_id",
            "stage_id",
            "backup_id",
            "active",
            "cadence_state",
            "revenue_12m",
        ],
        "mail.activity": ["res_model", "res_id", "active"],
        "relationship.stage": ["kind"],
        "relationship.tier": ["capacity_weight"],
        "res.users": [
            "active",
            "share",
            "company_ids",
            "group_ids",
            "account_capacity",
        ],
        "res.company": ["relationship_capacity"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT covered.*,
                   load / NULLIF(capacity, 0) AS load_share
              FROM (%s) AS covered
            """,
            self._get_manager_query(),
        )

    def _get_conditions(self):
        """Return ``{number: which of a manager's accounts it counts}``."""
        return {
            "account_count": SQL("TRUE"),
            "uncovered_count": SQL("worker.user_id IS NULL"),
            "no_backup_count": SQL("account.backup_id IS NULL"),
            "at_risk_count": SQL("stage.kind = 'at_risk'"),
            "contact_due_count": SQL("account.cadence_state IN ('due', 'overdue')"),
            "unattended_count": SQL("account.is_unattended"),
        }

    def _get_manager_query(self):
        """One row per company and manager, made from one row per account."""
        counts = SQL(", ").join(
            SQL(
                "COUNT(*) FILTER (WHERE %s) AS %s",
                condition,
                SQL.identifier(name),
            )
            for name, condition in self._get_conditions().items()
        )
        return SQL(
            """
            SELECT MIN(account.id) AS id,
                   account.company_id,
                   account.manager_id,
                   manager.active AS is_active,
                   MODE() WITHIN GROUP (ORDER BY account.team_id) AS team_id,
                   %(counts)s,
                   COALESCE(SUM(account.revenue_12m)
                            FILTER (WHERE account.is_unattended), 0)
                       AS unattended_revenue,
                   SUM(COALESCE(tier.capacity_weight, 1)) AS load,
                   COALESCE(NULLIF(manager.account_capacity, 0),
                            company.relationship_capacity, 0) AS capacity,
                   SUM(account.revenue_12m) AS revenue_12m
              FROM %(accounts)s
             GROUP BY account.company_id, company.relationship_capacity,
                      account.manager_id, manager.active, manager.account_capacity
            """,
            counts=counts,
            accounts=self._from_accounts(),
        )

    def _from_accounts(self):
        """The accounts that need cover, and what their numbers depend on."""
        return SQL(
            """
            (%s) AS account
              JOIN res_users AS manager ON manager.id = account.manager_id
              LEFT JOIN (%s) AS worker
                ON worker.user_id = account.manager_id
               AND worker.company_id = account.company_id
              JOIN res_company AS company ON company.id = account.company_id
              JOIN relationship_stage AS stage
                ON stage.id = account.stage_id AND stage.kind != 'ended'
              LEFT JOIN relationship_tier AS tier ON tier.id = account.tier_id
            """,
            self._get_account_query(),
            get_workers_sql(self.env),
        )

    def _get_account_query(self):
        """Running accounts, with those among the top 80 % nobody attends to."""
        return SQL(
            """
            SELECT ranked.*,
                   ranked.revenue_12m > 0
                   AND ranked.running - ranked.revenue_12m < %s * ranked.total
                   AND ranked.cadence_state IN ('due', 'overdue', 'none')
                   AND NOT EXISTS (
                       SELECT FROM mail_activity AS activity
                        WHERE activity.res_model = 'relationship.account'
                          AND activity.res_id = ranked.id
                          AND activity.active) AS is_unattended
              FROM (
                   SELECT account.*,
                          SUM(GREATEST(revenue_12m, 0)) OVER (
                              PARTITION BY company_id ORDER BY revenue_12m DESC, id
                              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
                          ) AS running,
                          SUM(GREATEST(revenue_12m, 0)) OVER (PARTITION BY company_id)
                              AS total
                     FROM relationship_account AS account
                    WHERE account.active
                   ) AS ranked
            """,
            CLASS_LIMITS[0],
        )

    @api.model
    def _make_headline(self, domain):
        managers, accounts, uncovered, no_backup = self._sum_up(
            domain,
            *("__count", "account_count:sum"),
            *("uncovered_count:sum", "no_backup_count:sum"),
        )
        over = self.search_count(domain & Domain("load_share", ">", 1))
        if not managers:
            return ""
        return self.env._(
            "%(accounts)s customers, %(managers)s account managers, %(over)s of them "
            "over capacity; without manager: %(uncovered)s, without backup: "
            "%(no_backup)s",
            accounts=self._format_few(accounts),
            managers=self._format_few(managers),
            over=self._format_few(over),
            uncovered=self._format_few(uncovered),
            no_backup=self._format_few(no_backup),
        )

    def action_view_accounts(self):
        """Open the accounts behind a row."""
        return self.action_view_counted()

    def action_view_counted(self, name="account_count"):
        """Open the accounts behind a number of a row, and no others.

        :param name: the number, a field of this report
        """
        self.ensure_one()
        self.check_access("read")
        conditions = self._get_conditions()
        if not isinstance(name, str) or name not in conditions:
            raise UserError(self.env._("This number has no customer accounts."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_account_action"
        )
        action["domain"] = [("id", "in", self._find_counted(conditions[name]))]
        action["context"] = {}
        action["views"] = sorted(action["views"], key=lambda view: view[1] != "list")
        return action

    def _find_counted(self, condition):
        """Ids of this manager's accounts for which a condition holds."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account.id FROM %(accounts)s
                 WHERE account.company_id = %(company)s
                   AND account.manager_id = %(manager)s
                   AND %(condition)s
                """,
                accounts=self._from_accounts(),
                company=self.company_id.id,
                manager=self.manager_id.id,
                condition=condition,
            )
        )
        return [account_id for (account_id,) in rows]
