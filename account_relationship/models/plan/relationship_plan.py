from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...people import check_colleagues, check_words
from ..shared.relationship_guard import hear
from ..shared.states import OPEN_ACTION, RUNNING_PLAN, SHOWN_PLAN
from .relationship_plan_shared_mixin import WITH_TEMPLATES


class RelationshipPlan(models.Model):
    """What we and a customer agreed to do together, with objectives and actions.

    It is ours until it is shared: the customer sees a plan that was agreed or is
    proposed, and of it the objectives and actions that are shared themselves.
    """

    _name = "relationship.plan"
    _description = "Action plan"
    _inherit = [
        "relationship.guard",
        "relationship.plan.shared.mixin",
        "mail.thread.internal",
        "mail.activity.mixin",
    ]
    _order = "date_end, id"
    _check_company_auto = True
    _mail_post_access = "read"
    # That the customer agreed, was told and looked at it.
    _proof_fields = frozenset(
        {
            *("state", "agreed_by_id", "agreed_on", "done_on", "cancel_reason"),
            *("reviewed_on", "reviewed_by_id", "review_snapshot"),
            *("told_at", "scheduled_from", "changed_at", "visit_ids", "update_ids"),
            *("copied_from_id", "is_template"),
        }
    )
    _free_values = {"state": ("draft",), "is_template": (False, True)}
    _contact_fields = frozenset({"contact_id"})

    name = fields.Char(string="Plan", required=True, index="trigram", tracking=True)
    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        index=True,
        ondelete="cascade",
    )
    is_template = fields.Boolean(readonly=True)
    customer_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
    )
    manager_id = fields.Many2one(
        related="account_id.manager_id", string="Account manager"
    )

    # Who
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
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

    # What the customer sees
    is_shared = fields.Boolean(tracking=True)
    customer_summary = fields.Html(
        string="Summary for the customer", sanitize_attributes=True
    )
    changed_at = fields.Datetime(
        string="Changed for the customer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When something the customer sees was last changed by somebody. "
        "Numbers that are read at night do not count.",
    )

    # What is in it
    note = fields.Html(string="Internal notes", sanitize_attributes=True)
    objective_ids = fields.One2many(
        comodel_name="relationship.objective",
        inverse_name="plan_id",
        string="Objectives",
        context=WITH_TEMPLATES,
    )
    action_ids = fields.One2many(
        comodel_name="relationship.action",
        inverse_name="plan_id",
        string="Actions",
        context=WITH_TEMPLATES,
    )
    # For the rules: they would read all actions into what the user sees.
    has_action_of_mine = fields.Boolean(
        compute="_compute_has_action_of_mine",
        search="_search_has_action_of_mine",
        compute_sudo=True,
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
        string="Actions in all", compute="_compute_progress", store=True
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

    _starts_before_it_ends = models.Constraint(
        "CHECK(date_start <= date_end)",
        "The plan ends before it starts. Choose a later end.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("account_id.company_id")
    def _compute_company_id(self):
        """The account's; templates are of one company or of all."""
        for plan in self:
            if plan.account_id or not plan.company_id:
                plan.company_id = plan.account_id.company_id

    @api.depends("action_ids.state", "objective_ids.state", "objective_ids.progress")
    def _compute_progress(self):
        """Counted by query: whoever does one action may not see the others."""
        counts = {
            (plan, state): count
            for plan, state, count in self.env["relationship.action"]._read_group(
                [("plan_id", "in", self.ids), ("state", "!=", "cancelled")],
                ["plan_id", "state"],
                ["__count"],
            )
        }
        means = self.env["relationship.objective"]._get_mean_progress(self)
        for plan in self:
            done = counts.get((plan._origin, "done"), 0)
            number = done + sum(
                counts.get((plan._origin, state), 0) for state in OPEN_ACTION
            )
            plan.action_count = number
            plan.action_done_count = done
            plan.progress = (
                100.0 * done / number if number else means.get(plan._origin, 0.0)
            )

    @api.depends_context("uid")
    def _compute_has_action_of_mine(self):
        found = self.search(
            Domain("id", "in", self.ids) & Domain("has_action_of_mine", "=", True)
        )
        for plan in self:
            plan.has_action_of_mine = plan._origin in found

    def _search_has_action_of_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("action_ids", "any!", [("user_id", "=", self.env.uid)])

    @api.depends("action_ids.state", "action_ids.date_due", "action_ids.side", "state")
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

    @api.depends(
        *("state", "date_end", "action_ids.state", "action_ids.date_due"),
        *("action_ids.after_ids", "objective_ids.state", "objective_ids.date_due"),
    )
    def _compute_plan_health(self):
        """As the search finds them, so that a badge never contradicts a filter."""
        self.plan_health = False
        running = self.filtered(lambda plan: plan.state in RUNNING_PLAN)
        found = running._find_by("plan_health", "late", "at_risk")
        for plan in running:
            plan.plan_health = found.get(plan._origin.id, "on_track")

    def _search_plan_health(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._get_health_domains()
        domains[False] = ~Domain("state", "in", RUNNING_PLAN)
        return Domain.OR(domains[health] for health in value if health in domains)

    @api.model
    def _get_health_domains(self):
        """Return ``{health: domain}``; a plan fits none or one of them."""
        compare = self.env["res.company"]._get_today_domain
        running = Domain("state", "in", RUNNING_PLAN)
        late = compare("date_end", "<")
        late |= Domain("action_ids", "any!", [("is_late", "=", True)])
        late |= Domain("objective_ids", "any!", [("is_late", "=", True)])
        soon = Domain("is_blocked", "=", True) & compare("date_due", "<=", days=7)
        at_risk = Domain("action_ids", "any!", soon)
        return {
            "on_track": running & ~late & ~at_risk,
            "at_risk": running & ~late & at_risk,
            "late": running & late,
        }

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("user_id")
    def _check_colleagues(self):
        check_colleagues(self, "user_id")

    @api.constrains("name")
    def _check_words(self):
        check_words(self, "name")

    # Each by itself: who agreed, or led it, may have left when the other is chosen.
    @api.constrains("contact_id", "account_id")
    def _check_contact(self):
        self._check_own("contact_id")

    @api.constrains("agreed_by_id", "account_id")
    def _check_agreed_by(self):
        self._check_own("agreed_by_id")

    def _check_own(self, name):
        for plan in self.filtered(name):
            plan._check_no_template()
            plan.account_id._check_own_contacts(plan[name])

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model
    def get_import_templates(self):
        """Offer a template in the import screen."""
        return self._get_import_templates(
            self.env._("Import template for plans"), "plans"
        )

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        if not hear(self.env, "relationship_plan_is_copy"):
            plans.filtered("template_id")._apply_template()
        return plans

    def write(self, vals):
        moving = self.browse()
        if "account_id" in vals:
            moving = self.filtered(lambda p: p.account_id.id != vals["account_id"])
            moving._check_agreed_kept()
        if "agreed_on" in vals and not vals["agreed_on"]:
            self._check_not_agreed()
        result = super().write(vals)
        if "account_id" in vals:
            # Odoo checks rights before it writes: the other account counts as well.
            self.account_id.check_access("read")
            moving._forget_strangers()
        if "state" in vals:
            self.action_ids._plan_reminders()
        return result

    def unlink(self):
        """Their activities and messages go with the actions."""
        self._check_not_agreed()
        self.action_ids.unlink()
        return super().unlink()

    def _check_not_agreed(self):
        agreed = self.filtered("agreed_on")[:1]
        if agreed:
            raise UserError(
                self.env._(
                    "“%(plan)s” was agreed with the customer and stays. "
                    "Cancel it and say why instead.",
                    plan=agreed.name,
                )
            )

    def _check_agreed_kept(self):
        agreed = self.filtered("agreed_on")[:1]
        if agreed:
            raise ValidationError(
                self.env._(
                    "“%(plan)s” was agreed with %(customer)s and cannot go to another "
                    "customer. Duplicate it instead.",
                    plan=agreed.name,
                    customer=agreed.customer_id.display_name,
                )
            )

    def _forget_strangers(self):
        """After a change of customer the former customer's people are gone."""
        for plan in self:
            plan.action_ids.filtered(
                lambda action, customer=plan.customer_id: (
                    action.contact_id.commercial_partner_id != customer
                )
            ).contact_id = False

    # ------------------------------------------------------------
    # What the customer sees
    # ------------------------------------------------------------

    @api.model
    def _get_shown_fields(self):
        return super()._get_shown_fields() | {
            *("customer_summary", "date_start", "date_end", "user_id"),
        }

    @api.model
    def _get_date_fields(self):
        return ["date_start", "date_end"]

    def _get_plans(self):
        return self

    def _is_visible(self):
        return self.is_shared and (self.state in SHOWN_PLAN or self._is_proposed())
