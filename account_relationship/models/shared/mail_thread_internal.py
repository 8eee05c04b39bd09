from itertools import takewhile

from odoo import api, models
from odoo.tools import html2plaintext, plaintext2html

from ...mail_words import get_own_words
from ...turns import HOUR
from .relationship_guard import OWN_PATH, hear, say

#: The one look of mails to customers.
CUSTOMER_LAYOUT = "account_relationship.mail_customer_layout"
#: Odoo's groups of recipients outside; their buttons open our record and name it.
ODOO_GROUPS = ("portal_customer", "portal", "follower", "customer")


class MailThreadInternal(models.AbstractModel):
    """A conversation among ourselves about something that concerns a customer.

    The customer never becomes a follower: what reaches the customer is written for the
    customer and sent on purpose, in a layout that names nothing of ours.
    """

    _name = "mail.thread.internal"
    _description = "Conversation the customer does not follow"
    _inherit = ["mail.thread"]

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        # sudo: contacts are read for whether they are colleagues only
        partners = self.env["res.partner"].sudo().browse(partner_ids)
        colleagues = partners.filtered(lambda partner: not partner.partner_share)
        return super()._message_subscribe(colleagues.ids, subtype_ids, customer_ids)

    def _message_get_suggested_recipients_batch(self, *args, **kwargs):
        """The chatter proposes nobody: it would send our words to the customer."""
        suggested = super()._message_get_suggested_recipients_batch(*args, **kwargs)
        return dict.fromkeys(suggested, [])

    @api.model
    def _get_thread_with_access(self, thread_id, *, mode="read", **kwargs):
        """The token of a link opens our page for the customer, not our conversation.

        Odoo's routes of the portal would show it all to whoever has the token.
        """
        return super()._get_thread_with_access(thread_id, mode=mode)

    # ------------------------------------------------------------
    # What reaches the customer
    # ------------------------------------------------------------

    def _get_customer_subject(self):
        """Subject of mails to the customer that have none; never our own title."""
        return self.env.company.name

    def _send_to_customer(self, partner, subject, body, button=None, **kwargs):
        """Send what was written for a customer to that customer and to nobody else.

        :param partner: the contact; none where ``outgoing_email_to`` is given
        :param subject: in the customer's words
        :param body: ``Markup``, in the customer's words and language
        :param dict button: ``url`` and ``title`` of what the customer can open
        :return: the message
        """
        self.ensure_one()
        return self.with_context(
            **say(relationship_customer_button=button)
        ).message_post(
            subject=subject,
            body=body,
            partner_ids=partner.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid=CUSTOMER_LAYOUT,
            notify_skip_followers=True,
            force_email_lang=(
                partner._get_customer_lang() if partner else self.env.lang
            ),
            **kwargs,
        )

    def message_post(self, **kwargs):
        """A message to or from a customer does not have our title as its subject."""
        people = filter(
            None, [*(kwargs.get("partner_ids") or []), kwargs.get("author_id")]
        )
        # sudo: contacts are read for whether they are colleagues only
        partners = self.env["res.partner"].sudo().browse(people)
        if any(partners.mapped("partner_share")) and not kwargs.get("subject"):
            kwargs["subject"] = self._get_customer_subject()
        return super().message_post(**kwargs)

    def _post_from_customer(
        self, partner, body, attachments=None, is_new=False, **kwargs
    ):
        """Keep what a contact wrote, as the contact's own message.

        :param str body: plain text
        :param attachments: ``(name, content)`` pairs
        :param bool is_new: whether it is new, though the words were said before
        :return: the message
        """
        self.ensure_one()
        if said := not is_new and self._find_said(partner, body, attachments):
            return said
        speaking = self.with_context(relationship_own_path=OWN_PATH)
        message = speaking.message_post(
            body=plaintext2html(body) if body else "",
            author_id=partner.id,
            attachments=attachments or [],
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **kwargs,
        )
        return message.with_env(self.env)

    def _check_can_update_message_content(self, messages):
        """What the customer wrote stays as it was written, for administrators, too."""
        messages._check_other_voices({"body"})
        return super()._check_can_update_message_content(messages)

    def _find_said(self, partner, body, attachments=None):
        """What the contact has just said in the same words: sent twice is said once.

        What the contact said before one of us answered is another matter: a second
        “Yes” answers a second question.
        """
        self.ensure_one()
        # sudo: the contact's own messages are compared with what the contact sends
        messages = self.env["mail.message"].sudo()
        latest = messages.search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "!=", "notification"),
                ("subtype_id.internal", "=", False),
                ("create_date", ">", self.env.cr.now() - HOUR),
            ],
            order="id desc",
        )
        own = takewhile(lambda message: message.author_id == partner, latest)
        wanted = self._get_gist(body, [name for name, __ in attachments or []])
        return next(
            (
                message
                for message in own
                if wanted
                == self._get_gist(
                    html2plaintext(message.body or ""),
                    message.attachment_ids.mapped("name"),
                )
            ),
            messages,
        )

    @api.model
    def _get_gist(self, text, names):
        """Words and names of files, however they are laid out."""
        return (text or "").split(), sorted(names)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Notes stay among ourselves, whoever is mentioned in them.

        What one customer writes is not passed on to another either, and a customer's
        absence note wakes nobody.
        """
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        # sudo: who wrote it and of what kind it is, for those who may post it
        message_sudo = message.sudo()
        author = message_sudo.author_id
        is_from_outside = not author or author.partner_share
        if is_from_outside and message_sudo.message_type == "out_of_office":
            return []
        is_note = message_sudo.is_internal or message_sudo.subtype_id.internal
        if is_note or is_from_outside:
            return [person for person in recipients if not person["share"]]
        return recipients

    def _notify_by_email_render_layout(
        self, message, recipients_group, msg_vals=False, render_values=None
    ):
        """Customers get the customers' layout, whatever was asked for."""
        group = recipients_group["notification_group_name"]
        if group != "user":
            msg_vals = {**(msg_vals or {}), "email_layout_xmlid": CUSTOMER_LAYOUT}
            own_words = self._get_own_words(message)
            render_values = {**(render_values or {}), "own_words": own_words}
            button = hear(self.env, "relationship_customer_button")
            if button or group in ODOO_GROUPS:
                recipients_group = {
                    **recipients_group,
                    "has_button_access": bool(button),
                    "button_access": button,
                }
        return super()._notify_by_email_render_layout(
            message, recipients_group, msg_vals=msg_vals, render_values=render_values
        )

    @api.model
    def _get_own_words(self, message):
        """What a colleague answers by mail, without our mail quoted below it.

        That one has our title and the address of our record. From HTML Odoo takes them
        out, from plain text it cannot.
        """
        # sudo: of the message that is being sent
        body = message.sudo().body or ""
        if message.sudo().message_type != "email" or not body.startswith("<pre>"):
            return body
        return plaintext2html(get_own_words(body))
