from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..allocation import revenue_classes, share_by_capacity
from ..people import may_work_accounts


class RelationshipAccountOpening(models.TransientModel):
    """Open accounts for many customers at once, in a handful of queries.

    A rule says who gets each customer and which tier it is in; what each manager
    will have is shown before anything is made.
    """

    _name = "relationship.account.opening"
    _description = "Open customer accounts"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    candidate_ids = fields.Json(
        default=lambda self: self.env.context.get("active_ids") or [],
        help="Customers chosen in the list; all without account when empty.",
    )
    candidate_count = fields.Integer(
        string="Customers", compute="_compute_candidate_count"
    )
    manager_rule = fields.Selection(
        selection=[
            ("salesperson", "The customer's salesperson"),
            ("capacity", "Share out by capacity"),
            ("team", "Share out among a sales team"),
            ("country", "By the customer's country"),
            ("one", "One manager for all"),
        ],
        string="Who looks after them",
        required=True,
        default="salesperson",
    )
    manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Otherwise",
        required=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        default=lambda self: self.env.user,
        help="Gets the customers the rule finds nobody for.",
    )
    manager_ids = fields.Many2many(
        comodel_name="res.users",
        string="Managers",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="The customers are shared out among these, in proportion to what "
        "their capacity leaves.",
    )
    team_id = fields.Many2one(
        comodel_name="crm.team",
        string="Sales team",
        domain="[('company_id', 'in', [company_id, False])]",
    )
    tier_rule = fields.Selection(
        selection=[
            ("revenue", "By share of revenue (80 %, 95 %, rest)"),
            ("one", "One tier for all"),
        ],
        string="Tier rule",
        required=True,
        default="revenue",
    )
    tier_id = fields.Many2one(
        comodel_name="relationship.tier",
        default=lambda self: self.env.company._get_relationship_tier(),
    )
    unfit_user_ids = fields.Many2many(
        comodel_name="res.users",
        string="Cannot work customer accounts",
        compute="_compute_unfit_user_ids",
        help="Would get customers by the rule, but lack the right to work accounts.",
    )
    may_grant = fields.Boolean(compute="_compute_unfit_user_ids")
    replace_unfit = fields.Boolean(
        string="Give their customers to the others",
        help="To the other managers of the rule, or to the one chosen for customers "
        "the rule finds nobody for.",
    )
    line_ids = fields.One2many(
        comodel_name="relationship.account.opening.line",
        inverse_name="opening_id",
        string="What each manager gets",
        compute="_compute_line_ids",
    )

    @api.depends("candidate_ids")
    def _compute_candidate_count(self):
        for opening in self:
            opening.candidate_count = len(opening._get_candidates())

    @api.depends(
        "candidate_ids", "manager_rule", "manager_id", "manager_ids", "team_id"
    )
    def _compute_unfit_user_ids(self):
        """Colleagues the rule names who would be managers nobody sees as missing."""
        for opening in self:
            opening.may_grant = self.env.user.has_group("base.group_erp_manager")
            opening.unfit_user_ids = opening._get_named_users()._origin.filtered(
                lambda user, company=opening.company_id: (
                    user.active
                    and not user.share
                    and company in user.company_ids
                    and not may_work_accounts(user)
                )
            )

    def _get_named_users(self):
        """Whom the rule names, whether they may own accounts or not."""
        users = self.manager_id
        if self.manager_rule == "salesperson":
            salespeople = {row[2] for row in self._get_candidates() if row[2]}
            return users | users.browse(salespeople)
        if self.manager_rule == "country":
            return users | users.search([("account_country_ids", "!=", False)])
        if self.manager_rule == "capacity":
            return self.manager_ids
        return self.team_id.member_ids if self.manager_rule == "team" else users

    @api.depends(
        *("manager_rule", "manager_id", "manager_ids", "team_id", "tier_rule"),
        *("tier_id", "replace_unfit"),
    )
    def _compute_line_ids(self):
        for opening in self:
            opening.line_ids = [Command.clear()] + [
                Command.create(vals) for vals in opening._prepare_lines()
            ]

    # ------------------------------------------------------------
    # Action
    # ------------------------------------------------------------

    def action_allow_unfit(self):
        """Let them work customer accounts, and go on with the same choices.

        In a dialog of its own: what each manager gets is shown before saving only.
        """
        self.ensure_one()
        self.unfit_user_ids.action_allow_accounts()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open customer accounts"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_candidate_ids": self.candidate_ids,
                "default_manager_rule": self.manager_rule,
                "default_manager_id": self.manager_id.id,
                "default_manager_ids": self.manager_ids.ids,
                "default_team_id": self.team_id.id,
                "default_tier_rule": self.tier_rule,
                "default_tier_id": self.tier_id.id,
            },
        }

    def action_open(self):
        """Make the accounts and show them."""
        self.ensure_one()
        self.env["relationship.account"].check_access("create")
        self._check_ready()
        proposal = self._propose()
        if not proposal:
            raise UserError(
                self.env._("All of these customers have an account by now.")
            )
        account_ids = self.env["relationship.account"]._open_in_bulk(
            self.company_id, proposal
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_relationship.relationship_account_action"
        )
        action["domain"] = [("id", "in", account_ids)]
        action["context"] = {}
        action["views"] = sorted(action["views"], key=lambda view: view[1] != "list")
        return action

    def _check_ready(self):
        if self.manager_rule == "capacity" and not self.manager_ids:
            raise UserError(self.env._("Choose the managers to share out among."))
        if self.manager_rule == "team" and not self.team_id.member_ids:
            raise UserError(self.env._("Choose a sales team that has members."))
        self._check_fit()
        if self._needs_manager() and not self._get_eligible(self.manager_id):
            raise UserError(
                self.env._(
                    "%(user)s cannot own accounts of %(company)s.",
                    user=self.manager_id.name,
                    company=self.company_id.name,
                )
            )

    def _needs_manager(self):
        """Whether somebody is needed for customers the rule finds nobody for."""
        users = self.team_id.member_ids
        if self.manager_rule == "capacity":
            users = self.manager_ids
        elif self.manager_rule != "team":
            return True
        return not self._get_eligible(users)

    # ------------------------------------------------------------
    # The proposal
    # ------------------------------------------------------------

    def _get_candidates(self):
        """Return the rows of the chosen customers, largest revenue first.

        :return: list of ``(partner id, country id, salesperson id, revenue)``
        """
        Candidate = self.env["relationship.candidate"].with_company(self.company_id)
        domain = [("id", "in", self.candidate_ids)] if self.candidate_ids else []
        query = Candidate._search(domain, order="revenue_rank")
        columns = ("partner_id", "country_id", "user_id", "revenue_12m")
        return self.env.execute_query(
            query.select(*(SQL.identifier(query.table, name) for name in columns))
        )

    def _propose(self):
        """Return ``[(partner id, manager id, tier id)]``."""
        candidates = self._get_candidates()
        tiers = self._propose_tiers(candidates)
        managers = self._propose_managers(candidates, tiers)
        return [
            (candidate[0], manager.id, tier.id or None)
            for candidate, manager, tier in zip(
                candidates, managers, tiers, strict=True
            )
        ]

    def _propose_tiers(self, candidates):
        """Return the tier of each candidate."""
        if self.tier_rule == "one":
            return [self.tier_id] * len(candidates)
        tiers = self.env["relationship.tier"].search([], limit=3)
        if not tiers:
            return [tiers] * len(candidates)
        classes = revenue_classes([candidate[3] for candidate in candidates])
        return [tiers[min(number, len(tiers) - 1)] for number in classes]

    def _propose_managers(self, candidates, tiers):
        """Return the manager of each candidate."""
        if self.manager_rule == "one":
            return [self.manager_id] * len(candidates)
        if self.manager_rule == "salesperson":
            return self._propose_salespeople(candidates)
        if self.manager_rule == "country":
            return self._propose_by_country(candidates, tiers)
        users = self.manager_ids
        if self.manager_rule == "team":
            users = self.team_id.member_ids
        return self._share_out(tiers, users)

    def _propose_salespeople(self, candidates):
        salespeople = self.env["res.users"].browse(
            {candidate[2] for candidate in candidates if candidate[2]}
        )
        allowed = set(self._get_eligible(salespeople).ids)
        return [
            self.env["res.users"].browse(candidate[2])
            if candidate[2] in allowed
            else self.manager_id
            for candidate in candidates
        ]

    def _propose_by_country(self, candidates, tiers):
        """Share each country's customers among the managers who look after it."""
        users = self._get_eligible(
            self.env["res.users"].search(
                [("account_country_ids", "!=", False), ("share", "=", False)]
            )
        )
        managers = [self.manager_id] * len(candidates)
        for country in users.account_country_ids:
            positions = [
                position
                for position, candidate in enumerate(candidates)
                if candidate[1] == country.id
            ]
            in_charge = users.filtered(
                lambda user, country=country: country in user.account_country_ids
            )
            shared = self._share_out([tiers[p] for p in positions], in_charge)
            for position, manager in zip(positions, shared, strict=True):
                managers[position] = manager
        return managers

    def _share_out(self, tiers, users):
        """Share customers of these tiers out to users by what capacity they have."""
        users = self._get_eligible(users) or self.manager_id
        loads = self._get_loads(users)
        return share_by_capacity(
            [tier.capacity_weight if tier else 1.0 for tier in tiers],
            {
                user: (loads.get(user.id, 0), user._get_account_capacity())
                for user in users
            },
        )

    def _get_eligible(self, users):
        """Users who can own accounts of the company."""
        return users.filtered(lambda user: may_work_accounts(user, self.company_id))

    def _get_loads(self, users):
        """Return ``{user id: weighted accounts the user has in the company}``."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT account.manager_id, SUM(COALESCE(tier.capacity_weight, 1))
                      FROM relationship_account AS account
                      LEFT JOIN relationship_tier AS tier ON tier.id = account.tier_id
                     WHERE account.active
                       AND account.company_id = %s
                       AND account.manager_id = ANY(%s)
                     GROUP BY account.manager_id
                    """,
                    self.company_id.id,
                    users.ids,
                )
            )
        )

    def _check_fit(self):
        if self.unfit_user_ids and not self.replace_unfit:
            raise UserError(
                self.env._(
                    "%(users)s cannot work customer accounts, and so cannot look after "
                    "any. Let an administrator give the right “Customer Accounts: "
                    "User”, or let the others have their customers.",
                    users=", ".join(self.unfit_user_ids.mapped("name")),
                )
            )

    def _prepare_lines(self):
        """Sum the proposal up by manager: what there is, what comes, the capacity."""
        new = self._count_new()
        managers = self.env["res.users"].browse(new)
        loads = self._get_loads(managers)
        return [
            {
                "manager_id": manager.id,
                "new_count": new[manager.id][0],
                "load": loads.get(manager.id, 0.0) + new[manager.id][1],
                "capacity": manager._get_account_capacity(),
            }
            for manager in managers.sorted(lambda user: -new[user.id][0])
        ]

    def _count_new(self):
        """``{manager id: (accounts, load)}`` of what is proposed."""
        weights = {
            tier.id: tier.capacity_weight
            for tier in self.env["relationship.tier"].search([])
        }
        new = {}
        for __, manager_id, tier_id in self._propose():
            number, load = new.get(manager_id, (0, 0.0))
            new[manager_id] = (number + 1, load + weights.get(tier_id, 1.0))
        return new
