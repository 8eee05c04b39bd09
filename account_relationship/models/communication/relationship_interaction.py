from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import is_html_empty
from odoo.tools.translate import LazyTranslate

from ...people import check_colleagues, check_words
from ...turns import browse_given, find_twin, take_turns

_lt = LazyTranslate(__name__)
NOT_JUDGED = _lt("Not judged")

#: Minutes of a week, for trips and fairs.
LONGEST = 7 * 24 * 60


class RelationshipInteraction(models.Model):
    """A logged contact with a customer: what was said, wanted and promised.

    Planned for later it is the agenda of a meeting in the calendar. It may describe a
    meeting or a message that is in Odoo already; both then show once.
    """

    _name = "relationship.interaction"
    _description = "Interaction with a customer"
    _inherit = [
        "relationship.guard",
        "relationship.headline",
        "relationship.visit",
        "mail.thread.internal",
        "mail.activity.mixin",
    ]
    _order = "date_start desc, id desc"
    _rec_name = "subject"
    _mail_post_access = "read"
    # Whoever says how it felt felt it.
    _proof_fields = frozenset({"sentiment_user_id"})
    _imported_names_field = "note"
    _contact_fields = frozenset({"partner_ids"})

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
    manager_id = fields.Many2one(
        related="account_id.manager_id", string="Account manager"
    )
    type_id = fields.Many2one(
        comodel_name="relationship.interaction.type",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_type_id(),
    )
    icon = fields.Char(related="type_id.icon", string="Type icon")
    is_internal = fields.Boolean(related="type_id.is_internal")
    asks_duration = fields.Boolean(related="type_id.asks_duration")
    asks_sentiment = fields.Boolean(related="type_id.asks_sentiment")
    asks_direction = fields.Boolean(related="type_id.asks_direction")
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
        default=lambda self: self._default_user_ids(),
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
        falsy_value_label=NOT_JUDGED,
    )
    sentiment_user_id = fields.Many2one(
        comodel_name="res.users", string="Felt by", readonly=True, copy=False
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
        f"CHECK(duration IS NULL OR duration BETWEEN 0 AND {LONGEST})",
        "An interaction lasts between nothing and a week.",
    )
    _event_once = models.UniqueIndex(
        "(event_id, account_id) WHERE event_id IS NOT NULL",
        "This meeting is described already.",
    )
    _account_date_idx = models.Index("(account_id, date_start DESC)")
    # What was written since the last look for contacts is found without reading all.
    _written_idx = models.Index("(write_date)")

    # ------------------------------------------------------------
    # Defaults and computes
    # ------------------------------------------------------------

    @api.depends("type_id", "partner_ids")
    def _compute_subject(self):
        for interaction in self.filtered("type_id"):
            if not interaction.subject or interaction._has_suggested_subject():
                names = ", ".join(interaction.partner_ids[:3]._get_spoken_names())
                interaction.subject = interaction._suggest_subject(
                    interaction.type_id, names
                )

    @api.model
    def _suggest_subject(self, interaction_type, names):
        if not names:
            return interaction_type.name
        return self.env._(
            "%(type)s with %(names)s", type=interaction_type.name, names=names
        )

    def _has_suggested_subject(self):
        """Whether nobody wrote the subject: it is that of a type and of contacts."""
        contacts = self.env["res.partner"].search(
            [("commercial_partner_id", "=", self.customer_id.id)]
        )
        names = {*contacts._get_spoken_names(), *self.partner_ids._get_spoken_names()}
        for interaction_type in self._get_all_types():
            start, __, end = self._suggest_subject(interaction_type, "|").partition("|")
            said = self.subject.removeprefix(start).removesuffix(end)
            if self.subject == interaction_type.name or (
                said != self.subject and names.issuperset(said.split(", "))
            ):
                return True
        return False

    @api.model
    def _get_all_types(self):
        # A handful, also of those no longer offered.
        types = self.env["relationship.interaction.type"]
        return types.with_context(active_test=False).search([], limit=100)

    @api.depends("type_id")
    def _compute_duration(self):
        """The usual minutes of the type, unless somebody said how long it took."""
        usual = {0, *self._get_all_types().mapped("duration")}
        for interaction in self.filtered(lambda i: (i.duration or 0) in usual):
            interaction_type = interaction.type_id
            interaction.duration = (
                interaction_type.duration if interaction_type.asks_duration else 0
            )

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

    @api.constrains("user_ids")
    def _check_colleagues(self):
        check_colleagues(self, "user_ids")

    @api.constrains("subject", "wants", "problem", "next_step")
    def _check_words(self):
        check_words(self, "subject", "wants", "problem", "next_step")

    @api.constrains("date_start")
    def _check_date_start(self):
        latest = fields.Datetime.now() + relativedelta(years=5)
        # One without a moment is refused when it is saved.
        for interaction in self.filtered("date_start"):
            if not 1990 <= interaction.date_start.year or (
                interaction.date_start > latest
            ):
                raise ValidationError(
                    self.env._(
                        "%(date)s is too far away for a contact with a customer.",
                        date=interaction.date_start.date(),
                    )
                )

    @api.constrains("account_id")
    def _check_all_participants(self):
        self._check_participants({})

    def _check_participants(self, former):
        """Who took part and left the customer since did take part.

        :param dict former: ``{interaction: who took part before}``
        """
        for interaction in self:
            account = interaction.account_id
            known = former.get(interaction, interaction.partner_ids.browse())
            chosen = interaction.partner_ids - known
            strangers = chosen - account._get_own_contacts(chosen)
            if strangers:
                customer = account.partner_id
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

    @api.model
    def get_import_templates(self):
        """Offer a template in the import screen."""
        return self._get_import_templates(
            self.env._("Import template for interactions"), "interactions"
        )

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("relationship_log_dialog") and len(vals_list) == 1:
            # What the dialog sends is logged once, though it may arrive twice.
            default = self.env.context.get("default_account_id")
            account_id = vals_list[0].get("account_id", default)
            take_turns(browse_given(self.account_id, account_id))
            if twin := find_twin(self, vals_list[0], "account_id"):
                return twin
        for vals in vals_list:
            self._check_source(vals)
        interactions = super().create(vals_list)
        interactions.filtered("sentiment")._note_who_felt()
        interactions._bring_answers()
        interactions.account_id._refresh_touches(is_contact=True)
        interactions._plan_meetings()
        return interactions

    def write(self, vals):
        self._check_source(vals)
        accounts = self.account_id
        to_come = self.filtered(lambda interaction: interaction.state != "done")
        agendas = {interaction: interaction._get_agenda() for interaction in self}
        corrected = self._find_said_by_account()
        people = {interaction: interaction.partner_ids for interaction in self}
        result = super().write(vals)
        if "sentiment" in vals:
            self._note_who_felt()
        if "partner_ids" in vals:
            self._check_participants(people)
        if "account_id" in vals:
            # Odoo checks rights before it writes: the other account counts as well.
            self.check_access("write")
        took_place = to_come.filtered(lambda interaction: interaction.state == "done")
        took_place._bring_answers()
        later = self - took_place
        (later - corrected)._bring_answers(vals.keys())
        (later & corrected)._bring_answers(vals.keys(), is_correction=True)
        to_come._reschedule_meetings(vals.keys(), agendas)
        if {
            "account_id",
            "state",
            "type_id",
            "partner_ids",
            "date_start",
        } & vals.keys():
            (accounts | self.account_id)._refresh_touches(is_contact=True)
        return result

    def _note_who_felt(self):
        """Not by a write of its own: nothing follows from it."""
        author = self.env.user if self[:1].sentiment else self.env["res.users"]
        # pylint: disable-next=super-method-mismatch
        return super(RelationshipInteraction, self._on_own_path()).write(
            {"sentiment_user_id": author.id}
        )

    def unlink(self):
        accounts = self.account_id
        self._call_meetings_off()
        result = super().unlink()
        accounts._refresh_touches(is_contact=True)
        return result

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_done(self):
        """The planned contact took place, now if it was planned for later."""
        now = fields.Datetime.now()
        early = self.filtered(lambda i: i.date_start > now)
        early.write({"state": "done", "date_start": now})
        (self - early).write({"state": "done"})

    def action_cancel(self):
        """The planned contact does not take place."""
        self.write({"state": "cancelled"})

    def action_make_opportunity(self):
        """Make an opportunity of what the customer wants, and open it."""
        self.ensure_one()
        self.check_access("read")
        take_turns(self)
        if not self.lead_id:
            self.lead_id = self.env["crm.lead"].create(self._prepare_opportunity())
            wants = self.need_ids.filtered(lambda need: need.kind == "want")
            wants.filtered(lambda need: not need.lead_id).lead_id = self.lead_id
        return self.lead_id.get_formview_action()

    def _prepare_opportunity(self):
        self.ensure_one()
        wish = (self.wants or "").strip().splitlines()
        account = self.account_id
        present = account._get_own_contacts(self.partner_ids)
        return {
            "type": "opportunity",
            "name": wish[0][:120] if wish else self.subject,
            "partner_id": account._get_addressee(present[:1]).id,
            "company_id": self.company_id.id,
            "user_id": self.env.uid,
            "date_deadline": self.wants_by,
            "description": self._get_shared_note(),
            "relationship_motion": account._get_motion(),
        }

    def _get_shared_note(self):
        """The notes, for those who may read the opportunity."""
        if self.is_confidential or is_html_empty(self.note):
            return False
        return self.note

    def action_log_and_make_opportunity(self):
        """Log, then go on with the opportunity."""
        return self.action_make_opportunity()

    def action_open_source(self):
        """Open the document the interaction was logged from."""
        self.ensure_one()
        source = self._find_source(self.res_model, self.res_id)
        if source is None:
            raise UserError(self.env._("The document is no longer there."))
        return source.get_formview_action()

    @api.model
    def _cron_take_place(self):
        """Planned contacts whose time has come took place, unless cancelled."""
        due = self.search(
            Domain("state", "=", "planned")
            & Domain("date_start", "<=", fields.Datetime.now())
        )
        self.env["ir.cron"]._work_off_many(due, lambda part: part._take_place())

    def _take_place(self):
        for author, interactions in self.grouped("create_uid").items():
            # sudo: it takes place whatever the author may do by now; in the author's
            # name, as it was the author who noted what they wanted
            interactions.with_user(author).sudo().write({"state": "done"})

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    @api.model
    def _make_headline(self, domain):
        kind, number, count = self._find_most(domain, "type_id")
        [customers] = self._sum_up(domain, "account_id:count_distinct")
        return count and self.env._(
            "%(count)s contacts with %(customers)s customers, most often: %(kind)s "
            "(%(number)s)",
            count=self._format_few(count),
            customers=self._format_few(customers),
            kind=kind,
            number=self._format_few(number),
        )
