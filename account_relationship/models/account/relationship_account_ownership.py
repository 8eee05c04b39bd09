from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...among import among
from ...people import check_workers, find_here, get_workers_sql, may_work_accounts
from ...unset import NO_SALES_TEAM
from ..shared.relationship_guard import hear, say


class RelationshipAccount(models.Model):
    """Who looks after an account: its manager, the backup, who acts today.

    Every change of manager leaves an assignment, and the work goes along.
    """

    _inherit = "relationship.account"

    manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Account manager",
        index=True,
        tracking=True,
        ondelete="restrict",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        default=lambda self: self._default_manager_id(),
        check_company=True,
        help="The single owner of the account and the customer's main contact.",
    )
    backup_id = fields.Many2one(
        comodel_name="res.users",
        index="btree_not_null",
        tracking=True,
        ondelete="set null",
        domain="[('share', '=', False), ('company_ids', 'in', company_id),"
        " ('id', '!=', manager_id)]",
        check_company=True,
        help="Stands in for the account manager during an absence.",
    )
    absence_id = fields.Many2one(
        comodel_name="relationship.absence",
        string="Running absence",
        compute="_compute_acting_manager",
        store=True,
        index="btree_not_null",
    )
    acting_manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Acting manager",
        compute="_compute_acting_manager",
        store=True,
        index=True,
        help="Who looks after the account today: the account manager, or the "
        "stand-in while the manager is absent.",
    )
    absent_until = fields.Date(related="absence_id.date_to", string="Absent until")
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        falsy_value_label=NO_SALES_TEAM,
    )
    is_covered = fields.Boolean(
        string="Covered",
        compute="_compute_is_covered",
        search="_search_is_covered",
        help="The account has a manager who works here, in its company, and may work "
        "customer accounts.",
    )
    is_sold_by_me = fields.Boolean(
        compute="_compute_is_sold_by_me",
        search="_search_is_sold_by_me",
        help="The user has opportunities or orders with the customer.",
    )
    planned_handover_id = fields.Many2one(
        comodel_name="relationship.handover",
        compute="_compute_planned_handover_id",
        groups="account_relationship.group_user",
    )

    # ------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------

    def _default_manager_id(self):
        user = self.env.user
        return user if user._is_internal() and not self.env.su else False

    @api.depends("manager_id", "backup_id")
    def _compute_acting_manager(self):
        Absence = self.env["relationship.absence"]
        absences = Absence._get_running(self.manager_id | self.backup_id)
        substitutes = Absence.union(*absences.values()).substitute_id
        away = absences | Absence._get_running(substitutes)
        for account in self:
            absence = absences.get(account.manager_id)
            account.absence_id = absence
            stand_ins = absence.substitute_id | account.backup_id if absence else []
            account.acting_manager_id = next(
                (
                    user
                    for user in stand_ins
                    if user not in away and may_work_accounts(user, account.company_id)
                ),
                account.manager_id,
            )

    def _find_in_charge(self, *first, leaving=()):
        """Who acts for the account now: the one answer to it.

        The manager, or while away who stands in; the backup; the leader of the team;
        the head of the company. Of them who works here and may see the account. Asks
        the database for nothing more when there are many accounts.

        :param first: users who come before these, as whom a record is assigned to; in
            place of the account manager comes who acts
        :param leaving: users who are about to leave
        :return: a user, or none
        """
        self.ensure_one()
        # sudo: only who it is; customers, too, set our work in motion
        account = self.sudo()
        company = account.company_id
        owners = [account.acting_manager_id, account.backup_id]
        leaders = [account.team_id.user_id, company.relationship_head_id]
        # A leader is reached without the right to work accounts; an owner who lost it
        # is so when there is nobody else.
        able = [user for user in owners if may_work_accounts(user, company)]
        acting = find_here([*able, *leaders, *owners], company, leaving)
        named = [acting if user == account.manager_id else user for user in first]
        return find_here([*named, acting], company, leaving).with_env(self.env)

    def _get_available(self, *first):
        """As :meth:`_find_in_charge`; when nobody is left, the manager it had."""
        # sudo: who acts is decided by the account, whoever asks
        return self._find_in_charge(*first) or self.sudo().acting_manager_id

    def _get_seller(self):
        """Who an opportunity is for that is made of what the customer needs.

        Whoever makes it; a head who does it for others leaves it to who acts for them.
        Where there is no account yet, whoever makes it.
        """
        user = self.env.user
        # sudo: who acts is decided by the account, whoever asks
        account = self.sudo()
        own = account.manager_id | account.backup_id | account.acting_manager_id
        if user in own or not user.has_group("account_relationship.group_head"):
            return user
        # Odoo takes nobody as salesperson who is not of the company.
        return account and account._find_in_charge().with_env(self.env) or user

    @api.depends("manager_id", "company_id")
    def _compute_team_id(self):
        for account in self:
            # A manager without a team leaves the account in the team it has.
            own = account.manager_id.sale_team_id | account.manager_id.crm_team_ids
            # sudo: of which company they are, whoever hands the account over
            teams = (own | account.team_id).sudo()
            here = teams.filtered(
                lambda team, company=account.company_id: (
                    team.company_id in (company, company.browse())
                )
            )
            account.team_id = here[:1].with_env(account.env)

    @api.depends(
        "company_id",
        "manager_id.active",
        "manager_id.share",
        "manager_id.company_ids",
        "manager_id.group_ids",
    )
    def _compute_is_covered(self):
        # sudo: whether the manager may work it, whoever looks
        groups = self.sudo().grouped(lambda one: (one.manager_id, one.company_id))
        for (manager, company), accounts in groups.items():
            accounts.is_covered = may_work_accounts(manager, company)

    def _search_is_covered(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain(
            "id",
            "in",
            SQL(
                "(SELECT account.id FROM relationship_account AS account"
                " JOIN (%s) AS worker ON worker.user_id = account.manager_id"
                " AND worker.company_id = account.company_id)",
                get_workers_sql(self.env),
            ),
        )

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("manager_id")
    def _check_manager(self):
        """Those who were manager before stay it: coverage shows them."""
        check_workers(self.manager_id)

    @api.constrains("backup_id")
    def _check_backup(self):
        check_workers(self.backup_id)

    @api.depends_context("uid")
    def _compute_is_sold_by_me(self):
        # sudo: as in _get_sold_by_me_domain
        accounts = self.sudo().with_context(active_test=False)
        mine = accounts.search(
            Domain("id", "in", self.ids) & self._get_sold_by_me_domain()
        )
        for account in self:
            account.is_sold_by_me = account._origin.id in mine._ids

    def _search_is_sold_by_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_sold_by_me_domain()

    def _get_sold_by_me_domain(self):
        """Accounts the user has opportunities or orders with.

        This decides who may read an account, so it is looked up as superuser: it
        selects nothing but the user's own documents. It starts from these, which
        are few, as it is part of every query of a salesperson.
        """
        # sudo: only accounts tied to the user's own documents come out
        env = self.sudo().with_context(active_test=False).env
        own = Domain("user_id", "=", self.env.uid)
        leads = env["crm.lead"]._search(
            own & Domain("relationship_account_id", "!=", False)
        )
        # A column that is selected is flushed because the domain names it.
        orders = env["sale.order"]._search(own & Domain("partner_id", "!=", False))
        customers = env["res.partner"]._search(
            Domain("id", "in", orders.subselect("partner_id"))
            & Domain("commercial_partner_id", "!=", False)
        )
        account, customer = "relationship_account_id", "commercial_partner_id"
        return among("id", leads.subselect(account), account) | among(
            "partner_id", customers.subselect(customer), customer
        )

    def _compute_planned_handover_id(self):
        planned = self._get_planned_handovers()
        self.planned_handover_id = False
        for account in self if planned else ():
            account.planned_handover_id = planned.get(account._origin)

    def _get_planned_handovers(self):
        """Return ``{account: the handover planned first}``, of those with one."""
        lines = self.env["relationship.handover.line"].search(
            [("account_id", "in", self.ids), ("state", "=", "planned")],
            order="date_effective desc",
        )
        return {line.account_id: line.handover_id for line in lines}

    # ------------------------------------------------------------
    # Changing hands
    # ------------------------------------------------------------

    @api.model
    def load(self, fields, data):
        """Managers are told once of all that is imported for them."""
        accounts = self.with_context(
            mail_auto_subscribe_no_notify=True,
            **say(relationship_assignment_reason="import"),
        )
        result = super(RelationshipAccount, accounts).load(fields, data)
        if result["ids"]:
            self.env["relationship.assignment"]._notify_import(
                self.browse(result["ids"])
            )
        return result

    def _record_ownership(self, changed, toggled):
        """Keep the history of managers in step with what was just written."""
        Assignment = self.env["relationship.assignment"]
        reason = hear(self.env, "relationship_assignment_reason", "manual")
        Assignment._record((changed - toggled).filtered("active"), reason)
        Assignment._close(toggled.filtered(lambda account: not account.active))
        Assignment._record(toggled.filtered("active"), "reopened")

    def action_hand_over(self):
        """Open the handover of the accounts."""
        return self.env["relationship.handover"]._get_new_action(self)
