from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...people import check_colleagues, check_words

OWN = "account_relationship.activity_type_promise"
LATE = "account_relationship.activity_type_promise_late"
#: So long before the due date the owner is reminded.
REMIND_BEFORE = relativedelta(days=1)


class RelationshipPromise(models.Model):
    """What somebody on our side promised to a customer, and by when.

    The owner is reminded before it is due; when it is late the account manager is
    told, and the manager's own late promises go to the leader of the sales team.
    """

    _name = "relationship.promise"
    _description = "Promise to a customer"
    _inherit = ["relationship.guard", "mail.thread.internal", "mail.activity.mixin"]
    _order = "date_due, id"
    # Whoever is late does not say that the others were told.
    _proof_fields = frozenset({"is_escalated"})

    name = fields.Char(string="Promise", required=True, tracking=True)
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
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    interaction_id = fields.Many2one(
        comodel_name="relationship.interaction",
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        tracking=True,
    )
    date_due = fields.Date(string="Due", index=True, tracking=True)
    date_done = fields.Date(string="Done on", readonly=True, copy=False)
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("kept", "Kept"),
            ("cancelled", "Cancelled"),
        ],
        default="open",
        required=True,
        index=True,
        tracking=True,
        copy=False,
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    is_escalated = fields.Boolean(readonly=True, copy=False)

    @api.depends("interaction_id.account_id")
    def _compute_account_id(self):
        for promise in self:
            promise.account_id = promise.interaction_id.account_id or promise.account_id

    @api.depends("state", "date_due", "company_id.relationship_tz", "account_id.active")
    def _compute_is_late(self):
        for promise in self:
            # sudo: whoever promised something need not be allowed to read the account
            is_running = promise.sudo().account_id.active
            promise.is_late = bool(
                promise.state == "open"
                and promise.date_due
                and is_running
                and promise.date_due < promise.company_id._get_relationship_today()
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return (
            Domain("state", "=", "open")
            # Whoever promised something need not be allowed to read the account.
            & Domain("account_id", "any!", Domain("active", "=", True))
            & self.env["res.company"]._get_today_domain("date_due", "<")
        )

    @api.constrains("user_id")
    def _check_colleagues(self):
        check_colleagues(self, "user_id")

    @api.constrains("name")
    def _check_words(self):
        check_words(self, "name")

    @api.constrains("interaction_id", "account_id")
    def _check_interaction(self):
        # sudo: only whether both are of one customer
        for promise in self.sudo():
            interaction = promise.interaction_id
            if interaction and interaction.account_id != promise.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(promise)s” was promised to another customer than the "
                        "interaction was with.",
                        promise=promise.name,
                    )
                )

    @api.constrains("date_due")
    def _check_date_due(self):
        for promise in self.filtered("date_due"):
            if not 2000 <= promise.date_due.year <= 2100:
                raise ValidationError(
                    self.env._(
                        "%(date)s is not a date a promise can be due.",
                        date=promise.date_due,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create(vals_list)
        # Imported as kept, without the day.
        undated = promises.filtered(lambda p: p.state == "kept" and not p.date_done)
        for company, kept in undated.grouped("company_id").items():
            kept.date_done = company._get_relationship_today()
        promises._plan_reminders()
        return promises

    def _get_today(self):
        """The company's day; of several companies' promises the writer's company's."""
        company = self.company_id if len(self.company_id) == 1 else self.env.company
        return company._get_relationship_today()

    def write(self, vals):
        self._check_proofs(vals)
        if {"user_id", "date_due"} & vals.keys() or vals.get("state") == "open":
            # Of another owner's, or another day's, the others are told anew.
            self.filtered("is_escalated")._on_own_path().is_escalated = False
        # What is said again is no news.
        moved = self.filtered(lambda p: p.state != vals.get("state", p.state))
        result = super(RelationshipPromise, self - moved).write(vals)
        if moved:
            kept = vals["state"] == "kept"
            day = moved._get_today() if kept else False
            super(RelationshipPromise, moved).write({"date_done": day, **vals})
        if {"account_id", "interaction_id"} & vals.keys():
            # Odoo checks rights before it writes: the other account counts as well.
            self.account_id.check_access("read")
        if {"user_id", "date_due", "state", "name"} & vals.keys():
            self._renew_reminders()
        return result

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_keep(self):
        """The promise was kept."""
        self._move(["open"], {"state": "kept"})

    def action_cancel(self):
        """The customer no longer needs it."""
        self._move(["open"], {"state": "cancelled"})

    def action_reopen(self):
        """It was not kept after all."""
        self._move(["kept", "cancelled"], {"state": "open"})

    def _move(self, states, values):
        """A button of a form opened before a colleague pressed it does nothing."""
        self.check_access("write")
        self.filtered(lambda promise: promise.state in states).write(values)

    # ------------------------------------------------------------
    # Reminding
    # ------------------------------------------------------------

    def _renew_reminders(self):
        """Whatever happened to them, nobody is reminded of more than is open."""
        # sudo: whoever was told that it was late
        promises = self.sudo()
        told = promises.activity_search([LATE]).mapped("res_id")
        promises.activity_unlink([LATE])
        # What is late all the same, or again, is told anew.
        promises.filtered(lambda p: p.id in told and p.state == "open").write(
            {"is_escalated": False}
        )
        self._plan_reminders()

    def _needs_reminder(self):
        # sudo: as in _compute_is_late
        is_running = self.sudo().account_id.active
        return self.state == "open" and self.date_due and is_running

    def _plan_reminders(self):
        """A to-do for the owner, in time to keep the promise."""
        self.env["mail.activity"]._sync(
            OWN,
            {
                promise: promise._needs_reminder()
                and (promise.user_id, promise._get_reminder_date(), promise.name)
                for promise in self
            },
        )

    def _get_reminder_date(self):
        """Before it is due, though never earlier than today."""
        earliest = min(self._get_today_of(self.user_id), self.date_due)
        return max(earliest, self.date_due - REMIND_BEFORE)

    @api.model
    def _cron_escalate(self):
        """Tell those responsible of promises that are late, once each."""
        late = self.search([("is_late", "=", True), ("is_escalated", "=", False)])
        # Where the owner is the day may not be over yet.
        late = late.filtered(lambda p: p.date_due < p._get_today_of(p.user_id))
        self.env["ir.cron"]._work_off_many(late, lambda part: part._escalate())

    def _get_today_of(self, user):
        return fields.Date.context_today(self.with_context(tz=user.tz))

    def _say_late(self, env):
        return env._("Late promise: %(name)s", name=self.name)

    def _escalate(self):
        told = {}
        for promise in self:
            account = promise.account_id
            responsible = account._get_available()
            if responsible == promise.user_id:
                responsible = account.team_id.user_id
            if responsible and responsible != promise.user_id:
                day = promise._get_today_of(responsible)
                told[promise] = (responsible, day, promise._say_late)
        self.env["mail.activity"]._sync(LATE, told)
        self.is_escalated = True
