from markupsafe import Markup

from odoo import models


class RelationshipAccountPortal(models.AbstractModel):
    """What contacts of the customer ask of whoever looks after them today."""

    _name = "relationship.account.portal"
    _description = "Requests of a customer to the account manager"

    def _customer_asks_for_call(self, partner, phone="", when="", about=""):
        """A call for whoever is there to make, and what was said on the account."""
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
        body = Markup("<br/>").join(lines) or self.env._("Please call me.")
        summary = self.env._("%(contact)s asks for a call", contact=partner.name)
        self._customer_asks(partner, "mail.mail_activity_data_call", summary, body)

    def _customer_writes(self, partner, text):
        """A message for whoever is there to answer."""
        body = Markup("<br/>").join(text.splitlines())
        summary = self.env._("Answer %(contact)s", contact=partner.name)
        self._customer_asks(partner, "mail.mail_activity_data_todo", summary, body)

    def _customer_asks(self, partner, activity_type, summary, body):
        self.ensure_one()
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
