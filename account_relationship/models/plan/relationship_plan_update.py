from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..shared.windows import notify, open_window


class RelationshipPlanUpdate(models.Model):
    """What we told the customer about a plan, or are about to tell.

    A draft holds our own words; what is new in the plan is added when it is sent, for
    each reader since that reader's last mail and in that reader's language. Once sent
    it is history and stays as it is.
    """

    _name = "relationship.plan.update"
    _description = "Update on an action plan"
    _inherit = ["relationship.guard"]
    _order = "sent_at desc, id desc"
    _proof_fields = frozenset(
        {*("body", "sent_at", "message_id", "state", "kind", "user_id")}
    )
    _free_values = {"state": ("draft",), "kind": ("manual",)}
    _rec_name = "subject"

    plan_id = fields.Many2one(
        comodel_name="relationship.plan",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    account_id = fields.Many2one(
        related="plan_id.account_id", store=True, index=True, string="Customer account"
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="From",
        readonly=True,
        index=True,
        ondelete="set null",
        help="Whose name stands under the mail.",
    )
    kind = fields.Selection(
        selection=[
            ("change", "Something changed"),
            ("digest", "Weekly mail"),
            ("scheduled", "Scheduled update"),
            ("manual", "Written by us"),
        ],
        string="Reason",
        default="manual",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        selection=[("draft", "To send"), ("sent", "Sent"), ("discarded", "Discarded")],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
    )
    allowed_partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="Contacts to choose from",
        compute="_compute_allowed_partner_ids",
        compute_sudo=True,
    )
    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        string="To",
        domain="[('id', 'in', allowed_partner_ids)]",
        help="Those of the plan's contacts who want mails and have an e-mail address.",
    )
    subject = fields.Char(
        help="Left empty, each reader gets one in his or her language."
    )
    words = fields.Html(
        string="Our words",
        sanitize_attributes=True,
        help="Comes first in the mail. What is new in the plan follows by itself.",
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    body = fields.Html(string="What was said", readonly=True, copy=False)
    sent_at = fields.Datetime(string="Sent on", readonly=True, copy=False)
    message_id = fields.Many2one(
        comodel_name="mail.message",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _one_draft = models.UniqueIndex(
        "(plan_id) WHERE state = 'draft'",
        "There is an update of this plan to send already. Open that one.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("subject", "state", "plan_id")
    def _compute_display_name(self):
        for update in self:
            update.display_name = update.subject or self.env._(
                "Update of %(plan)s", plan=update.plan_id.display_name
            )

    @api.depends("plan_id.plan_contact_ids.inform", "plan_id.plan_contact_ids.reach")
    def _compute_allowed_partner_ids(self):
        for update in self:
            contacts = update.plan_id.plan_contact_ids._can_be_told()
            update.allowed_partner_ids = contacts.partner_id

    @api.depends("plan_id", "partner_ids", "subject", "words", "state")
    def _compute_preview(self):
        """The mails as they would go out now, one for each kind of reader."""
        for update in self:
            # sudo: whoever reads the update reads what goes into it
            contacts = update.sudo()._get_readers()
            letters = [
                (group, group._prepare_letter(update.words, update.subject))
                for group in contacts._group_alike()
            ]
            update.preview = update.state == "draft" and Markup("<hr/>").join(
                self._show_letter(group, letter) for group, letter in letters if letter
            )

    @api.model
    def _show_letter(self, contacts, letter):
        readers = ", ".join(contacts.partner_id._get_spoken_names())
        return Markup("<p>%s<br/><strong>%s</strong></p>%s") % (
            self.env._("To %(names)s", names=readers),
            letter["subject"],
            letter["body"],
        )

    # ------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """By hand only drafts: nobody adds to what was told by writing it down here."""
        if not self.env.su and any(
            vals.keys() & {"body", "sent_at", "message_id"}
            or vals.get("state", "draft") != "draft"
            for vals in vals_list
        ):
            raise UserError(self._get_history_message())
        updates = super().create(vals_list)
        updates.plan_id._check_no_template()
        return updates

    def write(self, vals):
        allowed = {"partner_ids", "subject", "words"}
        if not self.env.su and (
            not vals.keys() <= allowed
            or any(update.state != "draft" for update in self)
        ):
            raise UserError(self._get_history_message())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(update.state == "sent" for update in self):
            raise UserError(self._get_history_message())

    @api.model
    def _get_history_message(self):
        return self.env._(
            "What the customer was told stays as it was said. Send another update to "
            "tell the customer more."
        )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_send(self):
        """Mail it; a second click, or somebody else's, finds it sent."""
        for update in self:
            update._check_can_be_sent()
            update._send_to(update._get_readers(), update.kind, draft=update)
        return notify("success", self.env._("The update is on its way."))

    def action_discard(self):
        """Not this time; the next scheduled one is reckoned from today."""
        self.check_access("write")
        drafts = self.filtered(lambda update: update.state == "draft")
        # sudo: the right to write the draft was checked
        drafts = drafts.sudo()
        drafts.state = "discarded"
        drafts.plan_id._schedule_next()
        return notify("info", self.env._("Nothing was sent."))

    def _get_dialog_action(self):
        return open_window(
            self.env._("Update to the Customer"),
            "relationship.plan.update",
            res_id=self.id,
        )

    def _check_can_be_sent(self):
        self.check_access("write")
        plan = self.plan_id
        if not self.try_lock_for_update() or self.state != "draft":
            raise UserError(
                self.env._("This update was sent or discarded already. Open it again.")
            )
        if not self.env["relationship.portal.content"]._is_plan_visible(plan):
            raise UserError(
                self.env._(
                    "The customer does not see the plan yet. Share it and agree it "
                    "first, then send the update."
                )
            )
        if not self._get_readers():
            raise UserError(
                self.env._(
                    "Nobody would get this update. Choose contacts of the tab “Shared "
                    "with” who have an e-mail address and did not stop the mails."
                )
            )

    def _get_readers(self):
        # sudo: an employee who reads the update need not read all contacts
        contacts = self.sudo().plan_id.plan_contact_ids._can_be_told()
        return contacts.filtered(lambda c: c.partner_id in self.partner_ids)

    # ------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------

    @api.model
    def _send_to(self, contacts, kind, draft=None):
        """Mail contacts of one plan; those who get the same words share one update.

        :param contacts: relationship.plan.contact who can be told
        :param kind: why; for a change, those for whom nothing changed get no mail
        :param draft: what the first update is made of; none for automatic ones
        """
        # sudo: the caller checked the right to tell the customer; tokens are read
        contacts, sent = contacts.sudo(), self.sudo().browse()
        # sudo: the same right; once sent nobody else writes it
        draft = (draft or self.browse()).sudo()
        words, subject = draft.words, draft.subject
        for group in contacts._group_alike():
            letter = group._prepare_letter(words, subject)
            if not letter or (kind == "change" and not letter["changes"]):
                continue
            message = group._post(letter["subject"], letter["body"], kind)
            sent |= draft._keep(group, kind, letter, message)
            draft = draft.browse()
        sent.plan_id._schedule_next()
        return sent

    @api.model
    def _send_digest(self, contacts):
        """One mail to one reader about those plans in which something changed."""
        # sudo: run by the cron only; tokens are read
        contacts, sent = contacts.sudo(), self.sudo().browse()
        letters = {contact: contact._prepare_letter() for contact in contacts}
        letters = {
            contact: letter
            for contact, letter in letters.items()
            if letter and letter["changes"]
        }
        if letters:
            message = self._post_digest(letters)
            for contact, letter in letters.items():
                sent |= sent.browse()._keep(contact, "digest", letter, message)
            sent.plan_id._schedule_next()
        return sent

    @api.model
    def _post_digest(self, letters):
        """The letters in one; answers go to the plan that changed last."""
        contact = max(
            letters, key=lambda c: (c.plan_id.changed_at or c.create_date, c.id)
        )
        letter = letters[contact]
        subject, body = letter["subject"], letter["body"]
        if len(letters) > 1:
            words = contact._get_words()
            subject = words._get_digest_subject(len(letters), contact.company_id.name)
            sections = [letter["section"] for letter in letters.values()]
            body = words._render_letter(sections, contact._describe_sender())
        return contact._post(subject, body, "digest", len(letters))

    def _keep(self, contacts, kind, letter, message):
        """Note what was sent, in the draft or anew, and what the contacts know now."""
        values = {
            "state": "sent",
            "kind": kind,
            "partner_ids": [Command.set(contacts.partner_id.ids)],
            "subject": letter["subject"],
            "body": letter["body"],
            "sent_at": fields.Datetime.now(),
            "message_id": message.id,
            "user_id": contacts.plan_id._get_sender().id,
        }
        contacts._mark_told(letter["description"])
        if not self:
            return self.create({"plan_id": contacts.plan_id.id, **values})
        self.write(values)
        return self
