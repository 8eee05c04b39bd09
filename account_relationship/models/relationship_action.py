from odoo import api, fields, models


class RelationshipAction(models.Model):
    """One step towards a customer's plan: one owner, ours or theirs, and one date."""

    _name = "relationship.action"
    _description = "Action with a customer"
    _inherit = ["relationship.internal.thread", "mail.activity.mixin"]
    _order = "date_due, sequence, id"
    _check_company_auto = True

    name = fields.Char(string="Action", required=True, tracking=True)
    sequence = fields.Integer(default=10)
    plan_id = fields.Many2one(
        comodel_name="relationship.plan", index=True, ondelete="cascade", tracking=True
    )
    plan_state = fields.Selection(related="plan_id.state", string="Plan's status")
    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        compute="_compute_account_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="cascade",
    )
    customer_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
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

    # When
    date_due = fields.Date(string="Due", index=True, tracking=True)
    date_due_original = fields.Date(
        string="Due at first",
        readonly=True,
        copy=False,
        help="The date that was set first, however often it was moved since.",
    )
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

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
    after_ids = fields.Many2many(
        comodel_name="relationship.action",
        relation="relationship_action_after_rel",
        column1="action_id",
        column2="after_id",
        string="After",
        copy=False,
        domain="[('account_id', '=', account_id), ('id', '!=', id)]",
        help="What has to be done before.",
    )
    before_ids = fields.Many2many(
        comodel_name="relationship.action",
        relation="relationship_action_after_rel",
        column1="after_id",
        column2="action_id",
        string="Before",
        copy=False,
        readonly=True,
    )
    is_blocked = fields.Boolean(
        compute="_compute_is_blocked", search="_search_is_blocked"
    )

    # Where it comes from and what it became
    origin = fields.Selection(
        selection=[
            ("manual", "By hand"),
            ("template", "Template"),
            ("interaction", "Interaction"),
            ("feedback", "Feedback"),
        ],
        default="manual",
        required=True,
        readonly=True,
    )
    interaction_id = fields.Many2one(
        comodel_name="relationship.interaction",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    feedback_id = fields.Many2one(
        comodel_name="relationship.feedback",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('account_id', '=', account_id)]",
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('relationship_account_id', '=', account_id)]",
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Order",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('partner_id.commercial_partner_id', '=', customer_id)]",
    )

    # What the customer sees and says
    is_shared = fields.Boolean(string="Shared with the customer", tracking=True)
    customer_name = fields.Char(string="Title for the customer")
    note = fields.Text(string="Internal notes")
    proposed_date = fields.Date(readonly=True, copy=False, tracking=True)
    proposed_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Proposed by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    confirmed_by_id = fields.Many2one(
        comodel_name="res.partner",
        string="Confirmed by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    confirmed_at = fields.Datetime(readonly=True, copy=False)

    @api.depends("plan_id.account_id")
    def _compute_account_id(self):
        for action in self:
            action.account_id = action.plan_id.account_id or action.account_id

    @api.depends("side", "plan_id.user_id")
    def _compute_user_id(self):
        """An action of ours without owner is the plan's owner's."""
        for action in self:
            if action.side == "theirs":
                action.user_id = False
            elif not action.user_id:
                action.user_id = action.plan_id.user_id or self.env.user

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.is_late = bool(
                action.state in ("todo", "in_progress")
                and action.date_due
                and action.date_due < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("state", "in", ("todo", "in_progress")),
            ("date_due", "<", fields.Date.context_today(self)),
        ]

    @api.depends("state", "after_ids.state")
    def _compute_is_blocked(self):
        for action in self:
            action.is_blocked = action.state == "todo" and any(
                other.state in ("todo", "in_progress") for other in action.after_ids
            )

    def _search_is_blocked(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("state", "=", "todo"),
            ("after_ids.state", "in", ("todo", "in_progress")),
        ]
