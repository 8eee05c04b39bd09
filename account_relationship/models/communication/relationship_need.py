from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from ...people import check_colleagues, check_words
from ...turns import take_turns
from ..shared.windows import open_records

_lt = LazyTranslate(__name__)
NO_DAY = _lt("No day")

#: What becomes of each kind when it is no longer open.
DONE = {"want": "met", "problem": "solved"}
#: Fields of which a change is news to whoever sells to the customer.
NEWS = {"name", "date_by", "kind", "state", "account_id"}
#: Who closed it, and when: whoever does.
CLOSING = ("closed_on", "closed_by_id")
#: More than a page is a document, not a need.
LONGEST = 5000


class RelationshipNeed(models.Model):
    """One thing a customer wants, or one problem it has.

    It stays open until it is met, solved or dropped with a reason: another one never
    takes its place. What was not confirmed for the tier's days is stale.
    """

    _name = "relationship.need"
    _description = "Need of a customer"
    _inherit = ["relationship.guard", "mail.thread.internal", "mail.activity.mixin"]
    _order = "date_by, said_on desc, id desc"
    _mail_post_access = "read"
    _proof_fields = frozenset({"user_id", *CLOSING})
    _contact_fields = frozenset({"partner_id"})

    name = fields.Text(string="Need", required=True, tracking=True)
    kind = fields.Selection(
        selection=[("want", "They want"), ("problem", "Problem")],
        required=True,
        default="want",
        index=True,
        tracking=True,
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("met", "Met"),
            ("solved", "Solved"),
            ("dropped", "Dropped"),
        ],
        default="open",
        required=True,
        index=True,
        tracking=True,
        copy=False,
    )
    drop_reason = fields.Char(string="Why it was dropped", tracking=True, copy=False)
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
    customer_id = fields.Many2one(related="account_id.partner_id", string="Customer")
    manager_id = fields.Many2one(
        related="account_id.manager_id", string="Account manager"
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Said by",
        index="btree_not_null",
        ondelete="set null",
        domain="[('commercial_partner_id', '=', customer_id)]",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Noted by",
        index="btree_not_null",
        default=lambda self: self.env.user,
        readonly=True,
        copy=False,
        domain=[("share", "=", False)],
    )
    said_on = fields.Date(
        string="Said on", required=True, default=fields.Date.context_today, index=True
    )
    confirmed_on = fields.Date(
        string="Last confirmed on",
        compute="_compute_confirmed_on",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="When somebody last heard that it is still so.",
    )
    date_by = fields.Date(
        string="By when",
        index="btree_not_null",
        tracking=True,
        falsy_value_label=NO_DAY,
    )
    closed_on = fields.Date(
        string="Met, solved or dropped on", readonly=True, copy=False
    )
    closed_by_id = fields.Many2one(
        comodel_name="res.users", string="Closed by", readonly=True, copy=False
    )
    is_stale = fields.Boolean(
        string="Stale", compute="_compute_is_stale", search="_search_is_stale"
    )
    is_late = fields.Boolean(string="Late", compute="_compute_is_late")
    interaction_id = fields.Many2one(
        comodel_name="relationship.interaction",
        string="Heard in",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )

    # ------------------------------------------------------------
    # Computes and constraints
    # ------------------------------------------------------------

    @api.depends("name")
    def _compute_display_name(self):
        for need in self:
            lines = (need.name or "").strip().splitlines()
            need.display_name = lines[0][:120] if lines else ""

    @api.depends("interaction_id.account_id")
    def _compute_account_id(self):
        for need in self:
            need.account_id = need.interaction_id.account_id or need.account_id

    @api.depends("said_on")
    def _compute_confirmed_on(self):
        for need in self.filtered("said_on"):
            need.confirmed_on = max(need.confirmed_on or need.said_on, need.said_on)

    @api.depends("state", "confirmed_on", "account_id.tier_id.stale_days")
    def _compute_is_stale(self):
        for need in self:
            # sudo: the tier is no secret
            days = need.sudo().account_id.tier_id.stale_days
            heard_on = need.confirmed_on
            is_asked = days and heard_on and need.state == "open"
            need.is_stale = is_asked and (need._get_today() - heard_on).days > days

    def _search_is_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = self.env["res.company"]
        tiers = self.env["relationship.tier"].with_context(active_test=False)
        return Domain("state", "=", "open") & Domain.OR(
            # Whoever sees the need need not be allowed to read the account.
            Domain("account_id", "any!", Domain("tier_id", "in", group.ids))
            & companies._get_today_domain("confirmed_on", "<", -days)
            for days, group in tiers.search([("stale_days", ">", 0)])
            .grouped("stale_days")
            .items()
        )

    @api.depends("state", "date_by")
    def _compute_is_late(self):
        for need in self:
            need.is_late = bool(
                need.state == "open"
                and need.date_by
                and need.date_by < need._get_today()
            )

    def _get_today(self):
        """The company's day; of several companies' needs the writer's company's."""
        company = self.company_id if len(self.company_id) == 1 else self.env.company
        return company._get_relationship_today()

    @api.constrains("name", "drop_reason")
    def _check_words(self):
        check_words(self, "name", "drop_reason")

    @api.constrains("name")
    def _check_length(self):
        """Of what is written now: needs of before may be longer, and are closed."""
        if any(len(need.name) > LONGEST for need in self):
            raise ValidationError(
                self.env._(
                    "A need has at most %(number)s characters. Attach what is longer.",
                    number=LONGEST,
                )
            )

    @api.constrains("user_id")
    def _check_colleagues(self):
        check_colleagues(self, "user_id")

    @api.constrains("kind", "state", "drop_reason")
    def _check_state(self):
        for need in self:
            if need.state not in ("open", "dropped", DONE.get(need.kind)):
                raise ValidationError(
                    self.env._("What they want is met, a problem is solved.")
                )
            if need.state == "dropped" and not need.drop_reason:
                raise ValidationError(
                    self.env._("Say why “%(need)s” is dropped.", need=need.display_name)
                )

    @api.constrains("said_on", "confirmed_on", "date_by")
    def _check_days(self):
        for need in self:
            for day in filter(None, (need.said_on, need.confirmed_on, need.date_by)):
                if not 1990 <= day.year <= 2100:
                    raise ValidationError(
                        self.env._("%(date)s is not a date of a need.", date=day)
                    )

    @api.constrains("account_id", "partner_id", "interaction_id")
    def _check_customer(self):
        # sudo: only whether all are of one customer
        for need in self.sudo():
            customer = need.account_id.partner_id
            contact, interaction = need.partner_id, need.interaction_id
            if (contact and contact.commercial_partner_id != customer) or (
                interaction and interaction.account_id != need.account_id
            ):
                raise ValidationError(
                    self.env._(
                        "“%(need)s” was said by another customer.",
                        need=need.display_name,
                    )
                )

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model
    def get_import_templates(self):
        """Offer a template in the import screen."""
        return self._get_import_templates(
            self.env._("Import template for needs"), "needs"
        )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._complete(vals) for vals in vals_list]
        needs = super().create(vals_list)
        for need, vals in zip(needs, vals_list, strict=True):
            if need.state != "open":
                need._note_closing(vals)
        needs._note_news()
        return needs

    def write(self, vals):
        vals = self._complete(vals)
        accounts = self.account_id
        changed = NEWS & vals.keys()
        # What is said again was closed before.
        moved = self.filtered(lambda n: n.state != vals.get("state", n.state))
        result = super().write(vals)
        if moved:
            moved._note_closing(vals)
        if {"account_id", "interaction_id"} & vals.keys():
            # Odoo checks rights before it writes: the other account counts as well.
            self.account_id.check_access("read")
        if changed:
            (accounts | self.account_id)._note_answers()
        return result

    def unlink(self):
        accounts = self.account_id
        result = super().unlink()
        accounts._note_answers()
        return result

    def _note_news(self):
        self.filtered(lambda need: need.state == "open").account_id._note_answers()

    def _complete(self, vals):
        """A reason drops it; what is open has none."""
        if vals.get("drop_reason"):
            return {"state": "dropped", **vals}
        if vals.get("state") == "open":
            return {"drop_reason": False, **vals}
        return vals

    def _note_closing(self, said):
        """What is closed says by whom and when, but for what our own paths said."""
        is_closed = self[:1].state != "open"
        values = {
            "closed_on": is_closed and self._get_today(),
            "closed_by_id": is_closed and self.env.uid,
        }
        values = {name: values[name] for name in CLOSING if name not in said}
        self._on_own_path().write(values)

    # ------------------------------------------------------------
    # What interactions say of it
    # ------------------------------------------------------------

    @api.model
    def _get_key(self, words):
        """Words are the same however they are spaced and written."""
        return " ".join((words or "").split()).casefold()

    def _correct(self, values):
        """The interaction it was heard in says it otherwise now, or not at all."""
        if self.state != "open":
            return
        if not values["name"]:
            self.drop_reason = self.env._("Taken out of the interaction.")
            return
        said = {"name": values["name"], "date_by": values["date_by"]}
        if any((self[name] or False) != (said[name] or False) for name in said):
            self.write(said)

    def _hear_again(self, values):
        """Somebody said the same: it is confirmed, and may have a date now."""
        self.action_confirm(values["said_on"])
        if values["date_by"] and values["date_by"] != self.date_by:
            self.date_by = values["date_by"]

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_confirm(self, day=None):
        """The customer said that it is still so.

        :param day: when, as a date or its text; today by default. What was heard since
            counts, and nobody heard it in the future.
        :return: what the list of needs in a form shows, see :meth:`_get_rows`
        :raises UserError: for what is no date
        """
        self.check_access("write")
        for need in self.filtered(lambda need: need.state == "open"):
            today = need._get_today()
            heard_on = min(self._read_day(day) or today, today)
            need.confirmed_on = max(need.confirmed_on or heard_on, heard_on)
        return self._get_rows()

    def action_done(self):
        """The customer got what it wants; the problem is gone.

        :return: what the list of needs in a form shows, see :meth:`_get_rows`
        """
        self.check_access("write")
        # A button pressed after a colleague pressed it does nothing.
        needs = self.filtered(lambda need: need.state == "open")
        for kind, group in needs.grouped("kind").items():
            group.state = DONE[kind]
        return self._get_rows()

    def action_reopen(self):
        """It is open after all.

        :return: what the list of needs in a form shows, see :meth:`_get_rows`
        """
        self.check_access("write")
        self.filtered(lambda need: need.state != "open").state = "open"
        return self._get_rows()

    def action_change(self, name, date_by=None):
        """The customer says it otherwise now; what it said before stays in the log.

        :param str name: the words now
        :param date_by: by when, as a date or its text; none for no date
        :return: what the list of needs in a form shows, see :meth:`_get_rows`
        :raises UserError: where there are no words, or for what is no date
        """
        self.ensure_one()
        if not isinstance(name, str) or not name.strip():
            raise UserError(self.env._("Write down what it is now."))
        self.write({"name": name.strip(), "date_by": self._read_day(date_by)})
        return self.action_confirm()

    @api.model
    def _read_day(self, day):
        try:
            return fields.Date.to_date(day)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("%(date)s is not a date of a need.", date=day)
            ) from error

    def action_drop(self):
        """Ask why it is dropped."""
        self.ensure_one()
        view = self.env.ref("account_relationship.relationship_need_view_form_drop")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Drop a need"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(view.id, "form")],
            "target": "new",
        }

    def action_make_opportunity(self):
        """Make an opportunity of each open need that has none, and open them.

        :return: the action that opens the form of one, the list of several
        :raises UserError: when there is neither an open need nor an opportunity
        """
        self.check_access("write")
        take_turns(self)
        pending = self.filtered(lambda need: need.state == "open" and not need.lead_id)
        leads = self.env["crm.lead"].create(
            [need._prepare_opportunity() for need in pending]
        )
        for need, lead in zip(pending, leads, strict=True):
            need.lead_id = lead
        self._check_passed_on(self.lead_id)
        return open_records(self.lead_id, "crm.crm_lead_opportunities")

    def _check_passed_on(self, work):
        if self and not work:
            raise UserError(self.env._("It is no longer open: reopen it first."))

    def _prepare_opportunity(self):
        self.ensure_one()
        return {
            "type": "opportunity",
            "name": self.display_name,
            "partner_id": self.account_id._get_addressee(self.partner_id).id,
            "company_id": self.company_id.id,
            "user_id": self.account_id._get_seller().id,
            "date_deadline": self.date_by,
            "relationship_motion": self.account_id._get_motion(),
        }

    # ------------------------------------------------------------
    # For forms, the dialog and the brief
    # ------------------------------------------------------------

    def _get_rows(self):
        """Return the needs as lines: a dict of words, days and states for each."""
        to_string = fields.Date.to_string
        return [
            {
                "id": need.id,
                "kind": need.kind,
                "state": need.state,
                "name": need.name,
                "by": to_string(need.date_by) or "",
                "late": need.is_late,
                # sudo: the names of colleagues are no secret
                "user": need.sudo().user_id.name or "",
                "on": to_string(need.confirmed_on) or "",
                "stale": need.is_stale,
                "hint": need._get_hint() if need.state == "open" else "",
                "passed_on": bool(need._get_work()),
            }
            for need in self
        ]

    def _get_work(self):
        """What it became: the record that is to meet or solve it, or none."""
        return self.lead_id

    def _get_hint(self):
        """What speaks for its being met or solved, for somebody to ask the customer.

        Nothing closes it by itself: that something was sold or answered does not yet
        say that the customer has what it wants.
        """
        # sudo: only whether it was won
        if self.sudo().lead_id.won_status == "won":
            return self.env._("The opportunity is won.")
        return ""
