from types import SimpleNamespace

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, is_html_empty

from ..models.shared.mail_thread_internal import CUSTOMER_LAYOUT
from ..models.shared.states import WORKING_FEEDBACK
from ..turns import take_turns


class RelationshipFeedbackTell(models.TransientModel):
    """Tell those who said it what comes of it: by mail, or note what was said.

    What it proposes is computed with the rights of whoever tells.
    """

    _name = "relationship.feedback.tell"
    _description = "Tell the customer"
    _inherit = ["relationship.guard"]

    feedback_id = fields.Many2one(
        comodel_name="relationship.feedback", required=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(related="feedback_id.customer_id")
    kind = fields.Selection(
        selection=lambda self: self._get_notice_selection("kind"),
        string="What about",
        compute="_compute_kind",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    channel = fields.Selection(
        selection=lambda self: self._get_notice_selection("channel"),
        string="How",
        compute="_compute_channel",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    date = fields.Datetime(string="When", default=fields.Datetime.now, required=True)
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Whom",
        compute="_compute_partner_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('commercial_partner_id', '=', customer_id)]",
    )
    email = fields.Char(string="Sender", compute="_compute_email")
    subject = fields.Char(
        compute="_compute_subject", compute_sudo=False, store=True, readonly=False
    )
    body = fields.Html(
        string="What we say",
        compute="_compute_body",
        compute_sudo=False,
        store=True,
        readonly=False,
        sanitize=True,
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    unreachable = fields.Char(compute="_compute_hints")
    other_language = fields.Char(compute="_compute_hints")
    is_done = fields.Boolean(readonly=True)

    @api.model
    def _get_notice_selection(self, name):
        notice = self.env["relationship.feedback.notice"]
        return notice._fields[name]._description_selection(self.env)

    # ------------------------------------------------------------
    # What is proposed
    # ------------------------------------------------------------

    @api.depends("feedback_id")
    def _compute_kind(self):
        for wizard in self:
            wizard.kind = wizard.kind or wizard._propose_kind()

    def _propose_kind(self):
        feedback = self.feedback_id
        if feedback.state == "new":
            return "acknowledged"
        if feedback.state not in WORKING_FEEDBACK and feedback.state != "declined":
            return "outcome"
        return "update" if feedback.is_told else "decision"

    @api.depends("feedback_id")
    def _compute_channel(self):
        for wizard in self:
            reachable = wizard.feedback_id and wizard.feedback_id._get_addressees()
            wizard.channel = wizard.channel or ("mail" if reachable else "phone")

    @api.depends("feedback_id")
    def _compute_partner_ids(self):
        for wizard in self:
            wizard.partner_ids = wizard.feedback_id._get_present_reporters()

    @api.depends("feedback_id", "partner_ids")
    def _compute_email(self):
        """The address of a sender whom no contact stands for."""
        for wizard in self:
            sender = wizard.feedback_id.email_from
            wizard.email = not wizard.partner_ids and email_normalize(sender)

    @api.depends("feedback_id", "kind")
    def _compute_subject(self):
        for wizard in self:
            wizard.subject = wizard._propose_words()[0]

    @api.depends("feedback_id", "kind")
    def _compute_body(self):
        for wizard in self:
            wizard.body = wizard._propose_words()[1]

    def _propose_words(self):
        if not (self.feedback_id and self.kind):
            return False, False
        feedback = self.feedback_id.with_context(lang=self._get_lang())
        return feedback._render_notice(self.kind)

    def _get_lang(self):
        first = (self.feedback_id._get_reporters() or self.partner_ids._origin)[:1]
        return self.feedback_id._get_lang_of(first)

    # ------------------------------------------------------------
    # What is shown beside it
    # ------------------------------------------------------------

    @api.depends("partner_ids", "channel", "feedback_id")
    def _compute_hints(self):
        for wizard in self:
            contacts = wizard.partner_ids
            silent = contacts.filtered(lambda contact: not contact.email_normalized)
            lang = wizard._get_lang()
            known = contacts.filtered("lang")
            others = known - known.filtered_domain([("lang", "=", lang)])
            wizard.unreachable = ", ".join(silent.mapped("display_name"))
            wizard.other_language = ", ".join(others.mapped("display_name"))

    @api.depends("subject", "body", "channel", "kind", "partner_ids")
    def _compute_preview(self):
        for wizard in self:
            wizard.preview = wizard.channel == "mail" and wizard._render_preview()

    def _render_preview(self):
        """The mail as the customer will see it."""
        feedback = self.feedback_id
        contact = self.partner_ids._origin[:1]
        button = feedback._get_customer_button(self.kind, contact)
        # The link is the customer's own: whoever has it answers in the customer's name.
        button = button and {**button, "url": "#"}
        # sudo: the name, logo and website of the company the customer knows
        company_sudo = feedback.company_id.sudo()
        return self.env["ir.qweb"]._render(
            CUSTOMER_LAYOUT,
            {
                "message": SimpleNamespace(body=self.body or ""),
                "company": company_sudo,
                "has_button_access": bool(button),
                "button_access": button,
                "email_add_signature": True,
                "signature": self.env.user.signature,
                "website_url": company_sudo.website,
                "is_html_empty": is_html_empty,
                "lang": self._get_lang(),
            },
            minimal_qcontext=True,
            lang=self._get_lang(),
        )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_confirm(self):
        """Tell each of them, and keep when and what."""
        self.ensure_one()
        self.feedback_id.check_access("write")
        take_turns(self.feedback_id)
        if self.is_done:
            # The same request, sent again.
            return {"type": "ir.actions.act_window_close"}
        self._check_ready()
        body = Markup(self.body)
        self.feedback_id._check_repetition(self.kind, self.partner_ids, body)
        self.is_done = True
        if self.channel == "mail":
            self._send_mails(body)
        else:
            for contact in self.partner_ids or [self.env["res.partner"]]:
                self.feedback_id._note_told(
                    self.kind, self.channel, contact, body, date=self.date
                )
        return {"type": "ir.actions.act_window_close"}

    def _send_mails(self, body):
        nobody = self.env["res.partner"]
        addressees = [(contact, False) for contact in self.partner_ids]
        mails = [
            (
                self.feedback_id.with_context(
                    lang=self.feedback_id._get_lang_of(contact)
                ),
                *(contact, self.subject, body, address),
            )
            for contact, address in addressees or [(nobody, self.email)]
        ]
        self.feedback_id._send_mails(self.kind, mails)

    def _check_ready(self):
        """Say what is missing before anything is sent."""
        if problem := self._find_problem() or self._get_stranger_gap():
            raise UserError(problem)

    def _find_problem(self):
        if self.kind == "verification" and self.feedback_id.state != "implemented":
            return self.env._(
                "It is not implemented yet: there is nothing to ask the customer about."
            )
        if is_html_empty(self.body):
            return self.env._("Write down what the customer is told.")
        if self.channel == "mail":
            return self._get_mail_gap()
        if self.date > fields.Datetime.now():
            return self.env._("The customer cannot have been told in the future.")
        if self.date < self._get_first_moment():
            return self.env._(
                "The customer cannot have been told before the customer said it."
            )
        if self.channel == "portal" and not self.feedback_id.is_shared:
            return self.env._(
                "The customer does not see this feedback in the portal. Switch on "
                "“Shown in the portal” first, or tell the customer otherwise."
            )
        return False

    def _get_first_moment(self):
        """When it was said; people note the time without seconds."""
        return self.feedback_id.received_at.replace(second=0, microsecond=0)

    def _get_stranger_gap(self):
        """What one customer said is not told to another."""
        customer = self.customer_id
        strangers = self.partner_ids - self.feedback_id._get_present_reporters()
        strangers = strangers.filtered(lambda c: c.commercial_partner_id != customer)
        if not strangers:
            return False
        return self.env._(
            "Not a contact of the customer: %(contacts)s.",
            contacts=", ".join(strangers.mapped("display_name")),
        )

    def _get_mail_gap(self):
        if self.unreachable:
            return self.env._(
                "No e-mail address: %(contacts)s. Take them out and tell them by phone "
                "or in person.",
                contacts=self.unreachable,
            )
        if not self.partner_ids and not self.email:
            return self.env._("Choose whom you write to.")
        if not (self.subject or "").strip():
            return self.env._("Write a subject.")
        return False
