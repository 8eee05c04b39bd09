from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..models.shared.mail_thread_internal import CUSTOMER_LAYOUT
from ..models.shared.states import RUNNING_PLAN

PAGE = "account_relationship.report_business_review"
REPORT = "account_relationship.action_report_business_review"
TEMPLATE = "account_relationship.mail_template_business_review"
#: Text somebody writes for the first page: more is a letter of its own.
TEXT_SIZE = 5000


class RelationshipBusinessReview(models.TransientModel):
    """What is gone through with the customer: a period, in words it may read.

    What it says is asked of :class:`RelationshipPortalContent`, as every page is.
    """

    _name = "relationship.business.review"
    _description = "Business review"
    _inherit = ["relationship.guard"]

    account_id = fields.Many2one(
        comodel_name="relationship.account", required=True, ondelete="cascade"
    )
    customer_id = fields.Many2one(related="account_id.partner_id")
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="For",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="cascade",
        domain="[('commercial_partner_id', '=', customer_id)]",
        help="It is written in this person's language, and sent to this person.",
    )
    date_from = fields.Date(
        string="From",
        compute="_compute_period",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    date_to = fields.Date(
        string="To",
        compute="_compute_period",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    introduction = fields.Text(string="What you want to say first")
    outlook = fields.Text(string="What you propose next")
    has_purchases = fields.Boolean(
        string="Say what was bought",
        help="What was invoiced in the period and in as many days before, and the "
        "products most of it was for.",
    )
    contents = fields.Char(
        compute="_compute_contents", help="What is shared with the customer already."
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("account_id")
    def _compute_contact_id(self):
        """Whom a plan that runs names, else the customer."""
        for review in self:
            account = review.account_id
            plans = account.plan_ids.filtered(lambda plan: plan.state in RUNNING_PLAN)
            review.contact_id = account._get_addressee(plans.contact_id[:1])

    @api.depends("account_id")
    def _compute_period(self):
        """As long as from one review of the customer to the next, else a year."""
        for review in self:
            account = review.account_id
            today = account.company_id._get_relationship_today()
            days = account.tier_id._get_review_days()
            length = relativedelta(days=days) if days else relativedelta(years=1)
            review.date_to = today
            review.date_from = today - length + relativedelta(days=1)

    @api.depends("account_id", "date_from", "date_to")
    def _compute_contents(self):
        side = self.env["relationship.portal.content"]
        for review in self:
            # A form that was made up names any account, and any days.
            may_know = review.account_id and review.account_id.has_access("read")
            is_asked = may_know and review._has_period()
            review.contents = " · ".join(side._count_review(review)) if is_asked else ""

    @api.constrains("contact_id")
    def _check_contact(self):
        for review in self:
            if review.contact_id != review.account_id._get_own_contacts(
                review.contact_id
            ):
                raise ValidationError(
                    self.env._("A review goes to one of the customer's people.")
                )

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for review in self:
            if not review._has_period():
                raise ValidationError(
                    self.env._(
                        "A review is of days gone by: choose a first day that is "
                        "not after the last, and a last one that is not after today."
                    )
                )

    @api.constrains("introduction", "outlook")
    def _check_texts(self):
        for text in self.mapped("introduction") + self.mapped("outlook"):
            if text and len(text) > TEXT_SIZE:
                raise ValidationError(
                    self.env._(
                        "Say it shorter: at most %(size)s characters.", size=TEXT_SIZE
                    )
                )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_preview(self):
        """Look at it as the customer will, in a tab of its own."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/report/html/{PAGE}/{self.id}",
            "target": "new",
        }

    def action_print(self):
        """The PDF."""
        self.ensure_one()
        # The dialog stays: what was written in it may be sent as well.
        return self.env.ref(REPORT).report_action(self, config=False)

    def action_send(self):
        """Open a mail to the contact with the PDF in it, to be read once more."""
        self.ensure_one()
        contact = self._get_contact()
        if not contact.email:
            raise UserError(
                self.env._(
                    "%(contact)s has no e-mail address. Choose somebody else, or print "
                    "it.",
                    contact=contact.display_name,
                )
            )
        # The letter names whom it goes to, also where who was chosen has left since.
        self.contact_id = contact
        side = self.env["relationship.portal.content"]
        letter = side.with_context(lang=self._get_lang())._describe_template(
            TEMPLATE, self
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the Business Review"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": "relationship.account",
                "default_res_ids": self.account_id.ids,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": CUSTOMER_LAYOUT,
                "default_partner_ids": contact.ids,
                "default_subject": letter.get("subject", ""),
                "default_body": letter.get("body_html", ""),
                "default_attachment_ids": self._make_attachment().ids,
            },
        }

    def _make_attachment(self):
        """The PDF as a file of the mail that is being written."""
        content, kind = self.env["ir.actions.report"]._render_qweb_pdf(REPORT, self.ids)
        side = self.env["relationship.portal.content"]
        title = side.with_context(lang=self._get_lang())._get_review_title(self)
        return self.env["ir.attachment"].create(
            {
                "name": f"{title}.{kind}",
                "raw": content,
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )

    # ------------------------------------------------------------
    # Its period, and for whom
    # ------------------------------------------------------------

    def _has_period(self):
        """Whether it is of days gone by, the first not after the last."""
        start, end = self.date_from, self.date_to
        today = self.account_id.company_id._get_relationship_today()
        return bool(start and end) and start.year >= 2000 and start <= end <= today

    def _get_moments(self):
        """When the period begins, and when it is over: two moments (UTC)."""
        company, day = self.account_id.company_id, relativedelta(days=1)
        return (
            company._get_relationship_moment(self.date_from),
            company._get_relationship_moment(self.date_to + day),
        )

    def _has_day(self, day):
        """Whether a day is one of the period; none is not."""
        return bool(day) and self.date_from <= day <= self.date_to

    def _get_contact(self):
        """Who it is for: the customer, where nobody was chosen or who was has left."""
        return self.account_id._get_addressee(self.contact_id)

    def _get_lang(self):
        """The language of whom it is for."""
        return self._get_contact()._get_customer_lang(self.account_id.partner_id)
