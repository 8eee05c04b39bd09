from markupsafe import Markup

from odoo import models
from odoo.tools import html2plaintext

from ...turns import HOUR

CALL = "mail.mail_activity_data_call"
TODO = "mail.mail_activity_data_todo"


class RelationshipAccount(models.Model):
    """What contacts of the customer ask of whoever looks after them today."""

    _inherit = "relationship.account"

    def _customer_asks_for_call(self, partner, phone="", when="", about="", check=None):
        """A call for whoever is there to make, and what was said on the account.

        :param check: called before anything is made, unless the same call is to come
        """
        # In the words of whoever of us reads it.
        env = self.with_context(lang=self._get_available().lang).env
        said = {
            env._("Phone"): phone,
            env._("When"): when,
            env._("About"): about,
        }
        lines = [
            Markup("<b>%s</b>: %s") % (label, text)
            for label, text in said.items()
            if text
        ]
        body = Markup("<br/>").join(lines) or env._("Please call me.")
        summary = env._("%(contact)s asks for a call", contact=partner.name)
        self._customer_asks(partner, CALL, summary, body, check)

    def _customer_writes(self, partner, text, check=None):
        """A message for whoever is there to answer; ``check`` as for a call."""
        body = Markup("<br/>").join(text.splitlines())
        env = self.with_context(lang=self._get_available().lang).env
        summary = env._("Answer %(contact)s", contact=partner.name)
        self._customer_asks(partner, TODO, summary, body, check)

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

    def _customer_asks(self, partner, activity_type, summary, body, check):
        self.ensure_one()
        if self._find_asked(partner, activity_type, body):
            return
        if check:
            check()
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
