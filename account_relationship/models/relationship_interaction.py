from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import is_html_empty

#: Answers of the customer that an interaction brings to its account.
ANSWERS = ("wants", "wants_by", "problem")


class RelationshipInteraction(models.Model):
    """A logged contact with a customer: what was said, wanted and promised.

    Planned for later it is the agenda of a meeting in the calendar. It may describe a
    meeting or a message that is in Odoo already; both then show once.
    """

    _name = "relationship.interaction"
    _description = "Interaction with a customer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _rec_name = "subject"
    _mail_post_access = "read"

    account_id = fields.Many2one(
        comodel_name="relationship.account",
        string="Customer account",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self._default_account_id(),
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, index=True
    )
    customer_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    type_id = fields.Many2one(
        comodel_name="relationship.interaction.type",
        string="Type",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_type_id(),
    )
    icon = fields.Char(related="type_id.icon", string="Type icon")
    subject = fields.Char(compute="_compute_subject", store=True, readonly=False)
    date_start = fields.Datetime(
        string="When", required=True, default=fields.Datetime.now, index=True
    )
    duration = fields.Integer(
        string="Minutes", compute="_compute_duration", store=True, readonly=False
    )
    direction = fields.Selection(
        selection=[("out", "We approached them"), ("in", "They approached us")],
        default="out",
    )
    state = fields.Selection(
        selection=[
            ("planned", "Planned"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state",
        store=True,
        readonly=False,
        index=True,
    )

    # Who took part
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="relationship_interaction_partner_rel",
        string="With",
        default=lambda self: self._default_partner_ids(),
        domain="[('commercial_partner_id', '=', customer_id)]",
    )
    user_ids = fields.Many2many(
        comodel_name="res.users",
        relation="relationship_interaction_user_rel",
        string="Our side",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    is_touch = fields.Boolean(
        string="Counts as contact",
        compute="_compute_is_touch",
        store=True,
        help="It took place, its type counts, and somebody of the customer took part.",
    )

    # What was said
    note = fields.Html(string="Notes", sanitize_attributes=True)
    sentiment = fields.Selection(
        selection=[
            ("negative", "Unhappy"),
            ("neutral", "Neutral"),
            ("positive", "Happy"),
        ],
        string="How did it feel",
    )
    sentiment_user_id = fields.Many2one(
        comodel_name="res.users", string="Felt by", readonly=True
    )
    tag_ids = fields.Many2many(
        comodel_name="relationship.interaction.tag", string="Reasons"
    )
    wants = fields.Text(string="They want")
    wants_by = fields.Date(string="By when")
    problem = fields.Text()
    promise_ids = fields.One2many(
        comodel_name="relationship.promise",
        inverse_name="interaction_id",
        string="Promises",
    )
    next_step = fields.Char()
    next_step_date = fields.Date(string="On")
    is_confidential = fields.Boolean(
        string="Confidential",
        help="Only those who took part, the account manager and heads see it.",
    )

    # What it belongs to
    event_id = fields.Many2one(
        comodel_name="calendar.event",
        string="Meeting",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    message_id = fields.Many2one(
        comodel_name="mail.message",
        string="Describes message",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )
    res_model = fields.Char(string="Logged from (model)", readonly=True)
    res_id = fields.Many2oneReference(
        string="Logged from", model_field="res_model", readonly=True
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )

    _duration_sensible = models.Constraint(
        "CHECK(duration IS NULL OR duration BETWEEN 0 AND 10080)",
        "An interaction lasts between nothing and a week.",
    )
    _event_once = models.UniqueIndex(
        "(event_id, account_id) WHERE event_id IS NOT NULL",
        "This meeting is described already.",
    )
    _account_date_idx = models.Index("(account_id, date_start DESC)")

    # ------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------

    @api.model
    def _get_source(self):
        """The record the dialog was opened from, if it may be read."""
        model_name = self.env.context.get("default_res_model")
        record_id = self.env.context.get("default_res_id")
        if not model_name or not record_id or model_name not in self.env:
            return None
        record = self.env[model_name].browse(record_id).exists()
        return record if record and record.has_access("read") else None

    def _default_account_id(self):
        source = self._get_source()
        if source is not None and "relationship_account_id" in source._fields:
            return source.relationship_account_id
        return False

    def _default_partner_ids(self):
        """The person the document is about, when it is a person."""
        source = self._get_source()
        partner = self.env["res.partner"]
        if source is not None and source._name == "res.partner":
            partner = source
        elif source is not None and "partner_id" in source._fields:
            partner = source.partner_id
        return partner.filtered(lambda contact: not contact.is_company)

    def _default_type_id(self):
        """The type the user logged last."""
        last = self.search_fetch(
            [("create_uid", "=", self.env.uid)], ["type_id"], order="id desc", limit=1
        )
        types = self.env["relationship.interaction.type"]
        return last.type_id.filtered("active") or types.search([], limit=1)

    @api.depends("type_id", "partner_ids")
    def _compute_subject(self):
        for interaction in self.filtered(lambda i: not i.subject and i.type_id):
            names = ", ".join(interaction.partner_ids.mapped("name")[:3])
            interaction.subject = (
                self.env._(
                    "%(type)s with %(names)s",
                    type=interaction.type_id.name,
                    names=names,
                )
                if names
                else interaction.type_id.name
            )

    @api.depends("type_id")
    def _compute_duration(self):
        for interaction in self:
            if not interaction.duration and interaction.type_id.asks_duration:
                interaction.duration = interaction.type_id.duration

    @api.depends("date_start")
    def _compute_state(self):
        now = fields.Datetime.now()
        for interaction in self:
            if interaction.state == "cancelled":
                continue
            later = interaction.date_start and interaction.date_start > now
            interaction.state = "planned" if later else "done"

    @api.depends("state", "type_id.is_touch", "partner_ids")
    def _compute_is_touch(self):
        for interaction in self:
            interaction.is_touch = (
                interaction.state == "done"
                and interaction.type_id.is_touch
                and bool(interaction.partner_ids)
            )

    # ------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------

    @api.constrains("date_start")
    def _check_date_start(self):
        latest = fields.Datetime.now() + relativedelta(years=5)
        for interaction in self:
            if not 1990 <= interaction.date_start.year or (
                interaction.date_start > latest
            ):
                raise ValidationError(
                    self.env._(
                        "%(date)s is too far away for a contact with a customer.",
                        date=interaction.date_start.date(),
                    )
                )

    @api.constrains("partner_ids", "account_id")
    def _check_participants(self):
        for interaction in self:
            customer = interaction.account_id.partner_id
            strangers = interaction.partner_ids.filtered(
                lambda contact, customer=customer: contact.commercial_partner_id
                != customer
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(names)s are not contacts of %(customer)s.",
                        names=", ".join(strangers.mapped("display_name")),
                        customer=customer.display_name,
                    )
                )

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("sentiment"):
                vals.setdefault("sentiment_user_id", self.env.uid)
        interactions = super().create(vals_list)
        interactions._bring_home()
        interactions._plan_meetings()
        return interactions

    def write(self, vals):
        if vals.get("sentiment"):
            vals = {"sentiment_user_id": self.env.uid, **vals}
        result = super().write(vals)
        if {*ANSWERS, "next_step", "next_step_date"} & vals.keys():
            self._bring_answers(vals.keys())
        if {"date_start", "duration", "subject", "partner_ids", "state"} & vals.keys():
            self._reschedule_meetings()
        if {"state", "type_id", "partner_ids", "date_start"} & vals.keys():
            self.account_id._refresh_touches()
        return result

    def unlink(self):
        accounts = self.account_id
        result = super().unlink()
        accounts._refresh_touches()
        return result

    def _bring_home(self):
        """Tell the accounts what was learnt."""
        self._bring_answers()
        self.account_id._refresh_touches()

    def _bring_answers(self, names=None):
        """The account keeps the latest answer to each of the three questions."""
        for interaction in self.filtered(lambda i: i.state == "done"):
            values = {
                name: interaction[name]
                for name in (*ANSWERS, "next_step", "next_step_date")
                if interaction[name] and (names is None or name in names)
            }
            if values:
                # sudo: whoever may log what a customer wants need not be allowed
                # to edit the account
                interaction.account_id.sudo().with_context(
                    answered_on=interaction.date_start
                ).write(values)

    # ------------------------------------------------------------
    # The meeting in the calendar
    # ------------------------------------------------------------

    def _plan_meetings(self):
        """A planned contact of a type that meets gets a meeting in the calendar."""
        for interaction in self:
            if (
                interaction.state == "planned"
                and interaction.type_id.plans_meeting
                and not interaction.event_id
            ):
                interaction.event_id = self.env["calendar.event"].create(
                    interaction._prepare_event()
                )

    def _prepare_event(self):
        self.ensure_one()
        attendees = self.partner_ids | self.user_ids.partner_id
        return {
            "name": self.subject,
            "start": self.date_start,
            "stop": self.date_start + relativedelta(minutes=self.duration or 30),
            "user_id": self.env.uid,
            "partner_ids": [Command.set(attendees.ids)],
        }

    def _reschedule_meetings(self):
        """The meeting follows the interaction."""
        if self.env.context.get("from_calendar"):
            return
        for interaction in self.filtered("event_id"):
            values = interaction._prepare_event()
            values.pop("user_id")
            if interaction.state == "cancelled":
                values = {"active": False}
            interaction.event_id.with_context(from_interaction=True).write(values)

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_done(self):
        """The planned contact took place."""
        self.write({"state": "done"})
        self._bring_home()

    def action_cancel(self):
        """The planned contact does not take place."""
        self.write({"state": "cancelled"})

    def action_make_opportunity(self):
        """Make an opportunity of what the customer wants, and open it."""
        self.ensure_one()
        if not self.lead_id:
            self.lead_id = self.env["crm.lead"].create(self._prepare_opportunity())
        return self.lead_id.get_formview_action()

    def _prepare_opportunity(self):
        self.ensure_one()
        wish = (self.wants or "").strip().splitlines()
        contact = self.partner_ids[:1] or self.customer_id
        return {
            "type": "opportunity",
            "name": wish[0][:120] if wish else self.subject,
            "partner_id": contact.id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
            "date_deadline": self.wants_by,
            "description": self.note if not is_html_empty(self.note) else False,
            "relationship_motion": self._get_motion(),
        }

    def _get_motion(self):
        """A customer that bought before is an expansion, otherwise new business."""
        return "upsell" if self.account_id.sudo().last_order_date else "new"

    def action_log_and_make_opportunity(self):
        """Log, then go on with the opportunity."""
        return self.action_make_opportunity()

    @api.model
    def _get_dialog_action(self, context):
        """Open the quick dialog."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Log interaction"),
            "res_model": self._name,
            "views": [
                (
                    self.env.ref(
                        "account_relationship.relationship_interaction_view_form_dialog"
                    ).id,
                    "form",
                )
            ],
            "target": "new",
            "context": context,
        }

    def action_open_source(self):
        """Open the document the interaction was logged from."""
        self.ensure_one()
        source = self.env[self.res_model].browse(self.res_id).exists()
        if not source:
            raise UserError(self.env._("The document is no longer there."))
        return source.get_formview_action()

    @api.model
    def _cron_take_place(self):
        """Planned contacts whose time has come took place, unless cancelled."""
        due = self.search(
            Domain("state", "=", "planned")
            & Domain("date_start", "<=", fields.Datetime.now())
        )
        due.write({"state": "done"})
        due._bring_home()
