from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

#: A plan in one of these states is being worked on.
RUNNING = ("agreed", "active")


class RelationshipPlan(models.Model):
    """What we and a customer agreed to do together, with objectives and actions.

    It is ours until it is shared: the customer sees a plan that was agreed, and of
    it the objectives and actions that are shared themselves.
    """

    _name = "relationship.plan"
    _description = "Action plan"
    _inherit = [
        "relationship.plan.sharing",
        "relationship.plan.informing",
        "relationship.internal.thread",
        "mail.activity.mixin",
    ]
    _order = "date_end, id"
    _check_company_auto = True

    name = fields.Char(string="Plan", required=True, tracking=True)
    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        required=True,
        index=True,
        ondelete="cascade",
    )
    customer_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    template_id = fields.Many2one(
        comodel_name="relationship.plan.template",
        string="Made from",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )

    # Who
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        tracking=True,
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer's lead",
        index="btree_not_null",
        ondelete="set null",
        domain="[('commercial_partner_id', '=', customer_id)]",
        tracking=True,
        help="Who leads the plan at the customer.",
    )

    # When
    date_start = fields.Date(string="Start", tracking=True)
    date_end = fields.Date(string="End", index=True, tracking=True)

    # State
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("agreed", "Agreed"),
            ("active", "Active"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    agreed_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Agreed by",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('commercial_partner_id', '=', customer_id)]",
        readonly=True,
        copy=False,
        tracking=True,
    )
    agreed_on = fields.Date(readonly=True, copy=False, tracking=True)
    cancel_reason = fields.Text(readonly=True, copy=False, tracking=True)

    # What the customer sees
    is_shared = fields.Boolean(string="Shared with the customer", tracking=True)
    customer_name = fields.Char(
        string="Title for the customer",
        help="How the customer sees the plan; its own title when empty.",
    )
    customer_summary = fields.Html(
        string="Summary for the customer", sanitize_attributes=True
    )
    changed_at = fields.Datetime(
        string="Changed for the customer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When something the customer sees was last changed by somebody.",
    )

    # What is in it
    note = fields.Html(string="Internal notes", sanitize_attributes=True)
    objective_ids = fields.One2many(
        comodel_name="relationship.objective",
        inverse_name="plan_id",
        string="Objectives",
    )
    action_ids = fields.One2many(
        comodel_name="relationship.action", inverse_name="plan_id", string="Actions"
    )

    # How it goes
    progress = fields.Float(
        compute="_compute_progress",
        store=True,
        aggregator="avg",
        help="Actions done among those not cancelled, in percent; without actions "
        "the mean progress of the objectives.",
    )
    action_count = fields.Integer(
        string="Actions to do", compute="_compute_progress", store=True
    )
    action_done_count = fields.Integer(
        string="Actions done", compute="_compute_progress", store=True
    )
    overdue_ours = fields.Integer(
        string="Overdue, ours", compute="_compute_overdue", compute_sudo=True
    )
    overdue_theirs = fields.Integer(
        string="Overdue, the customer's", compute="_compute_overdue", compute_sudo=True
    )
    plan_health = fields.Selection(
        selection=[
            ("on_track", "On track"),
            ("at_risk", "At risk"),
            ("late", "Late"),
        ],
        string="Health",
        compute="_compute_plan_health",
        search="_search_plan_health",
        compute_sudo=True,
        help="Late: an action, an open objective or the plan itself is past its date. "
        "At risk: an action due within a week waits for another one. "
        "Only plans that are agreed or active have a health.",
    )

    # Review
    is_stale = fields.Boolean(
        string="Stale",
        compute="_compute_is_stale",
        search="_search_is_stale",
        help="Agreed or active, and not reviewed for longer than the settings allow.",
    )
    reviewed_on = fields.Date(readonly=True, copy=False, tracking=True)
    reviewed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, ondelete="set null"
    )
    review_snapshot = fields.Json(readonly=True, copy=False)

    @api.depends("action_ids.state", "objective_ids.state", "objective_ids.progress")
    def _compute_progress(self):
        for plan in self:
            actions = plan.action_ids.filtered(lambda a: a.state != "cancelled")
            done = actions.filtered(lambda action: action.state == "done")
            plan.action_count = len(actions)
            plan.action_done_count = len(done)
            if actions:
                plan.progress = 100.0 * len(done) / len(actions)
            else:
                plan.progress = plan.objective_ids._get_mean_progress()

    def _compute_overdue(self):
        counts = {
            (plan, side): count
            for plan, side, count in self.env["relationship.action"]._read_group(
                [("plan_id", "in", self.ids), ("is_late", "=", True)],
                ["plan_id", "side"],
                ["__count"],
            )
        }
        for plan in self:
            plan.overdue_ours = counts.get((plan._origin, "ours"), 0)
            plan.overdue_theirs = counts.get((plan._origin, "theirs"), 0)

    def _compute_plan_health(self):
        """As the search finds them, so that a badge never contradicts a filter."""
        domains = self._get_health_domains()
        self.plan_health = False
        for health, domain in domains.items():
            found = self.search(domain & Domain("id", "in", self.ids))
            for plan in self:
                if plan._origin in found:
                    plan.plan_health = health

    def _search_plan_health(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._get_health_domains()
        if False in value:
            domains[False] = ~Domain("state", "in", RUNNING)
        return Domain.OR(domains[health] for health in value if health in domains)

    @api.model
    def _get_health_domains(self):
        """Return ``{health: domain}``; a plan fits none or one of them."""
        today = fields.Date.context_today(self)
        soon = today + relativedelta(days=7)
        running = Domain("state", "in", RUNNING)
        late = Domain("date_end", "<", today)
        late |= Domain("action_ids", "any!", [("is_late", "=", True)])
        late |= Domain(
            "objective_ids", "any!", [("state", "=", "open"), ("date_due", "<", today)]
        )
        at_risk = Domain(
            "action_ids", "any!", [("is_blocked", "=", True), ("date_due", "<=", soon)]
        )
        return {
            "on_track": running & ~late & ~at_risk,
            "at_risk": running & ~late & at_risk,
            "late": running & late,
        }

    @api.depends("state", "reviewed_on", "agreed_on")
    def _compute_is_stale(self):
        today = fields.Date.context_today(self)
        for plan in self:
            days = plan.company_id.relationship_plan_stale_days
            since = plan.reviewed_on or plan.agreed_on
            plan.is_stale = bool(
                plan.state in RUNNING
                and days
                and since
                and since < today - relativedelta(days=days)
            )

    def _search_is_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        # sudo: how many days a company allows is no secret
        companies = self.env["res.company"].sudo().search([])
        limits = companies.grouped("relationship_plan_stale_days")
        limits.pop(0, None)
        return Domain("state", "in", RUNNING) & Domain.OR(
            Domain("company_id", "in", group.ids)
            & self._get_not_reviewed_domain(today - relativedelta(days=days))
            for days, group in limits.items()
        )

    @api.model
    def _get_not_reviewed_domain(self, day):
        """Plans neither reviewed nor agreed on or after a day."""
        return Domain("reviewed_on", "<", day) | (
            Domain("reviewed_on", "=", False) & Domain("agreed_on", "<", day)
        )
