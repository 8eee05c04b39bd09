from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ...people import check_colleagues, check_words, find_here
from ..shared.states import OPEN_ACTION, WORKED_ON


class RelationshipAction(models.Model):
    """One step towards a customer's plan: one owner, ours or theirs, and one date."""

    _name = "relationship.action"
    _description = "Action with a customer"
    _inherit = [
        "relationship.guard",
        "relationship.headline",
        "relationship.plan.shared.mixin",
        "mail.thread.internal",
        "mail.activity.mixin",
    ]
    _order = "date_due, days_due, sequence, id"
    _check_company_auto = True
    _mail_post_access = "read"
    # What the customer said of it, and the date that was agreed first.
    _proof_fields = frozenset(
        {
            *("proposed_date", "proposed_by_id", "confirmed_by_id", "confirmed_at"),
            "date_due_original",
        }
    )
    _contact_fields = frozenset({"contact_id"})

    name = fields.Char(string="Action", required=True, index="trigram", tracking=True)
    sequence = fields.Integer(default=10)
    plan_id = fields.Many2one(
        comodel_name="relationship.plan",
        index="btree_not_null",
        ondelete="cascade",
        tracking=True,
        domain="[('account_id', '=?', account_id)]",
    )
    plan_state = fields.Selection(
        related="plan_id.state", string="Plan's status", store=True
    )
    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        compute="_compute_account_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="cascade",
    )
    customer_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    manager_id = fields.Many2one(
        related="account_id.manager_id", store=True, string="Account manager"
    )
    is_template = fields.Boolean(
        related="plan_id.is_template", store=True, precompute=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_company_id",
        store=True,
        index=True,
    )
    objective_id = fields.Many2one(
        comodel_name="relationship.objective",
        index="btree_not_null",
        ondelete="set null",
        domain="[('plan_id', '=', plan_id)]",
    )

    # Who
    side = fields.Selection(
        selection=[("ours", "Ours"), ("theirs", "The customer's")],
        default="ours",
        required=True,
        index=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("share", "=", False)],
        tracking=True,
        help="Who does it on our side.",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer's contact",
        index="btree_not_null",
        ondelete="set null",
        domain="[('commercial_partner_id', '=', customer_id)]",
        tracking=True,
        help="Who does it at the customer.",
    )

    owner_name = fields.Char(string="Who", compute="_compute_owner_name")

    # When
    date_due = fields.Date(string="Due", index=True, tracking=True)
    days_due = fields.Integer(
        string="Due after days",
        default=0,
        help="Days after the start of the plan, of an action of a template.",
    )
    date_due_original = fields.Date(
        string="Due at first",
        compute="_compute_date_due_original",
        store=True,
        precompute=True,
        copy=False,
        help="The date that was agreed first, however often it was moved since.",
    )
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    is_late = fields.Boolean(
        string="Overdue", compute="_compute_is_late", search="_search_is_late"
    )
    is_moved = fields.Boolean(string="Moved", compute="_compute_is_moved")

    # State
    state = fields.Selection(
        selection=[
            ("todo", "To do"),
            ("in_progress", "In progress"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        default="todo",
        required=True,
        index=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )

    # What the customer sees, see relationship.plan.part
    is_shared = fields.Boolean(tracking=True)
    note = fields.Text(string="Internal notes")

    _ours_has_an_owner = models.Constraint(
        "CHECK(side != 'ours' OR user_id IS NOT NULL OR is_template IS TRUE)",
        "An action on our side needs an owner. Choose a colleague.",
    )
    _has_a_customer = models.Constraint(
        "CHECK((account_id IS NULL) = (is_template IS TRUE))",
        "An action is for a customer account, one of a template for none.",
    )
    _days_sensible = models.Constraint(
        "CHECK(days_due IS NULL OR days_due BETWEEN 0 AND 3650)",
        "An action is due between the start of the plan and ten years later.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("plan_id.account_id")
    def _compute_account_id(self):
        for action in self:
            action.account_id = action.plan_id.account_id or action.account_id

    @api.depends("account_id.company_id", "plan_id.company_id")
    def _compute_company_id(self):
        for action in self:
            source = action.plan_id if action.is_template else action.account_id
            action.company_id = source.company_id

    @api.depends("side", "plan_id.user_id", "is_template")
    def _compute_user_id(self):
        """An action of ours without owner is the plan's owner's."""
        for action in self:
            if action.side == "theirs" or action.is_template:
                action.user_id = False
            elif not action.user_id:
                here = find_here([action.plan_id.user_id], action.company_id)
                action.user_id = here or self.env.user

    @api.depends("side", "user_id.name", "contact_id.name", "customer_id.name")
    def _compute_owner_name(self):
        for action in self:
            owner = action.user_id if action.side == "ours" else action.contact_id
            action.owner_name = owner.name or action.customer_id.name

    @api.depends("date_due")
    def _compute_date_due_original(self):
        """While the plan is a draft, dates are still found, not moved."""
        for action in self:
            if action.plan_state == "draft" or not action.date_due_original:
                action.date_due_original = action.date_due

    @api.depends("date_due", "date_due_original")
    def _compute_is_moved(self):
        for action in self:
            action.is_moved = action.date_due != action.date_due_original

    @api.depends(
        *("state", "date_due", "plan_state"),
        *("company_id.relationship_tz", "account_id.active"),
    )
    def _compute_is_late(self):
        for action in self:
            action.is_late = bool(
                action._is_running()
                and action.date_due
                and action.date_due < action.company_id._get_relationship_today()
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return (
            Domain("state", "in", OPEN_ACTION)
            & Domain("plan_state", "in", WORKED_ON)
            # Whoever does an action need not be allowed to read the account.
            & Domain("account_id", "any!", Domain("active", "=", True))
            & self.env["res.company"]._get_today_domain("date_due", "<")
        )

    def _is_running(self):
        """Whether somebody has to do it: not before its plan is agreed, nor after."""
        # sudo: as in _search_is_late
        is_running = self.sudo().account_id.active
        return self._is_open() and self.plan_state in WORKED_ON and is_running

    def _is_open(self):
        return self.state in OPEN_ACTION

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("user_id")
    def _check_colleagues(self):
        check_colleagues(self, "user_id")

    @api.constrains("name")
    def _check_words(self):
        check_words(self, "name")

    @api.constrains("contact_id", "account_id")
    def _check_contact(self):
        for action in self.filtered("contact_id"):
            action.plan_id._check_no_template()
            action.account_id._check_own_contacts(action.contact_id)

    @api.constrains("plan_id", "account_id", "objective_id")
    def _check_belongs_together(self):
        for action in self:
            plan = action.plan_id
            if plan and plan.account_id != action.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(action)s” is in a plan of another customer. "
                        "Choose a plan of %(customer)s.",
                        action=action.name,
                        customer=action.account_id.name,
                    )
                )
            action._check_serves_own_plan()

    def _check_serves_own_plan(self):
        """Those of templates: see relationship_action_order.py."""
        objective = not self.is_template and self.objective_id
        if objective and objective.plan_id != self.plan_id:
            raise ValidationError(
                self.env._(
                    "“%(action)s” serves an objective of another plan. "
                    "Choose one of its own plan.",
                    action=self.name,
                )
            )

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_plan_id")
        self._check_plans([vals.get("plan_id", default) for vals in vals_list])
        actions = super().create(vals_list)
        actions._write_each(actions._prepare_done({}))
        actions._plan_reminders()
        return actions

    def write(self, vals):
        if "plan_id" in vals:
            self._check_plans([vals["plan_id"]])
            vals = {"objective_id": False, **vals}
        self._check_proofs(vals)
        self._check_links([vals])
        done = self._prepare_done(vals) if {"state", "date_done"} & vals.keys() else {}
        for values, actions in self._group_by_values(dict.fromkeys(self, {}) | done):
            if not values:
                super(RelationshipAction, actions).write(vals)
                continue
            said, lines = self._split_lines(vals)
            own = actions._on_own_path()
            super(RelationshipAction, own).write({**said, **values})
            if lines:
                super(RelationshipAction, actions).write(lines)
        if {"account_id", "plan_id"} & vals.keys():
            # Odoo checks rights before it writes: the other account counts as well.
            self.account_id.check_access("read")
        if {"state", "date_done"} & vals.keys():
            self._settle_promises()
            self._settle_next_steps()
        if {"user_id", "side", "date_due", "state", "plan_id", "name"} & vals.keys():
            self._plan_reminders()
        return True

    @api.model
    def _check_plans(self, plan_ids):
        """Whoever owns an action reads its plan, so nobody joins one unseen."""
        # What is no number is the id of nothing.
        ids = {number for number in plan_ids if type(number) is int and number}
        plans = self.env["relationship.plan"].browse(ids)
        plans.check_access("read")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        agreed = self.filtered("plan_id.agreed_on")[:1]
        if agreed:
            raise UserError(
                self.env._(
                    "“%(action)s” is part of a plan that was agreed with the "
                    "customer. Cancel it instead.",
                    action=agreed.name,
                )
            )

    def _prepare_done(self, vals):
        """When it was done, and what is settled with it.

        :param dict vals: what is written
        :return: ``{action: values}``
        """
        changes = {action: {} for action in self}
        for action, values in changes.items():
            names = ("state", "date_done", "proposed_date", "confirmed_at")
            written = {name: vals.get(name, action[name]) for name in names}
            is_done = written["state"] == "done"
            if is_done != bool(written["date_done"]):
                today = action.company_id._get_relationship_today()
                values["date_done"] = is_done and today
            if written["state"] in OPEN_ACTION:
                if written["confirmed_at"]:
                    values |= {"confirmed_at": False, "confirmed_by_id": False}
            elif written["proposed_date"]:
                values |= {"proposed_date": False, "proposed_by_id": False}
        return changes

    @api.model
    def _get_shown_fields(self):
        return super()._get_shown_fields() | {
            *("plan_id", "side", "user_id", "contact_id", "date_due", "after_ids"),
            *("date_done", "proposed_date", "confirmed_at"),
        }

    def _get_planned_values(self, start):
        """What a plan that starts then has of an action of a template."""
        return {
            "date_due": start + relativedelta(days=self.days_due),
            "days_due": 0,
            "user_id": None,
            "origin": "template",
        }

    def _get_template_values(self):
        """What a template has of it, besides its day."""
        return {"user_id": False, "contact_id": False, "origin": "manual"}

    def _get_twin_values(self, plan, years):
        """What a copied plan has of it; the plan's owner follows one who left."""
        here = find_here([self.user_id], plan.company_id)
        heir = here or self.user_id and plan.user_id
        return {"user_id": heir.id}

    def _get_snapshot_line(self):
        """Who does it, too."""
        return super()._get_snapshot_line() | {
            "side": self.side,
            "who": self.owner_name,
        }

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_start(self):
        """Work on it has begun."""
        self._move(["todo"], "in_progress")

    def action_done(self):
        """It is done."""
        self._move(OPEN_ACTION, "done")

    def action_cancel(self):
        """It is no longer needed."""
        self._move(OPEN_ACTION, "cancelled")

    def action_reopen(self):
        """There is more to do after all."""
        done = self.filtered(lambda action: action.state == "done")
        self._move(["done", "cancelled"], "todo")
        done._take_up_next_steps()

    def _move(self, states, state):
        """A button of a form opened before a colleague pressed it does nothing."""
        self.check_access("write")
        self.filtered(lambda action: action.state in states).write({"state": state})

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        late = domain & Domain("is_late", "=", True)
        groups = self._read_group(late, ["side"], ["__count", "date_due:min"])
        if not groups:
            is_any = self.search_count([], limit=1)
            return is_any and self.env._("No action is overdue.")
        counts = {side: count for side, count, __ in groups}
        return self.env._(
            "%(count)s actions are overdue: %(ours)s ours, %(theirs)s the customers'; "
            "the oldest since %(date)s",
            count=self._format_few(sum(counts.values())),
            ours=self._format_few(counts.get("ours", 0)),
            theirs=self._format_few(counts.get("theirs", 0)),
            date=format_date(self.env, min(first for __, __, first in groups)),
        )
