from markupsafe import Markup

from odoo import models
from odoo.tools import html2plaintext

from ...turns import HOUR

CALL = "mail.mail_activity_data_call"
TODO = "mail.mail_activity_data_todo"


class RelationshipAccount(models.Model):
    """What contacts of the customer ask of whoever looks after them today."""

    _inherit = "relationship.account"

    def _customer_asks_for_call(self, partner, phone="", when="", about=""):
        """A call for whoever is there to make, and what was said on the account."""
        body = self._describe_call(phone, when, about)
        summary = self.env._("%(contact)s asks for a call", contact=partner.name)
        self._customer_asks(partner, CALL, summary, body)

    def _describe_call(self, phone="", when="", about=""):
        said = {
            self.env._("Phone"): phone,
            self.env._("When"): when,
            self.env._("About"): about,
        }
        lines = [
            Markup("<b>%s</b>: %s") % (label, text)
            for label, text in said.items()
            if text
        ]
        return Markup("<br/>").join(lines) or self.env._("Please call me.")

    def _customer_writes(self, partner, text):
        """A message for whoever is there to answer."""
        summary = self.env._("Answer %(contact)s", contact=partner.name)
        self._customer_asks(partner, TODO, summary, self._lay_out(text))

    def _lay_out(self, text):
        return Markup("<br/>").join(text.splitlines())

    def _has_asked_for_call(self, partner, phone="", when="", about=""):
        """Whether the contact has just asked for the same call, which is to come."""
        body = self._describe_call(phone, when, about)
        return bool(self._find_asked(partner, CALL, body))

    def _has_written(self, partner, text):
        """Whether the contact has just written the same, which is to be answered."""
        return bool(self._find_asked(partner, TODO, self._lay_out(text)))

    def _find_asked(self, partner, activity_type, body):
        """The open activity of what the contact asked in the same words.

        One that is done is none: whoever asks again then wants something again.
        """
        self.ensure_one()
        # self is superuser's: the page checked that the account is the contact's own
        asked = self.activity_search([activity_type]).filtered_domain(
            [("create_date", ">", self.env.cr.now() - HOUR)]
        )
        words = html2plaintext(body).split()
        said = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("author_id", "=", partner.id),
                ("message_type", "=", "comment"),
                ("create_date", ">", self.env.cr.now() - HOUR),
            ]
        )
        if not any(html2plaintext(message.body).split() == words for message in said):
            return asked.browse()
        return asked.filtered(
            lambda activity: html2plaintext(activity.note or "").split() == words
        )[:1]

    def _customer_asks(self, partner, activity_type, summary, body):
        self.ensure_one()
        if self._find_asked(partner, activity_type, body):
            return
        self.message_post(
            author_id=partner.id,
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        self.activity_schedule(
            activity_type,
            date_deadline=self.company_id._get_relationship_today(),
            summary=summary,
            note=body,
            user_id=self._get_available().id,
        )
