from odoo import api, models
from odoo.tools import email_normalize

from ...people import is_outside


class MailThread(models.AbstractModel):
    """Several contacts may have one address: the mailbox of an office or of a group."""

    _inherit = "mail.thread"

    @api.model
    def _message_parse_post_process(self, message, message_dict, routes):
        """Odoo takes the oldest contact with the address, be it of another customer."""
        values = super()._message_parse_post_process(message, message_dict, routes)
        for model, record_id, *__ in routes or ():
            if record_id and model.startswith("relationship."):
                record = self.env[model].browse(record_id)
                if author := record._find_who_answers(message_dict):
                    values["author_id"] = author.id
        return values

    def _find_who_answers(self, message_dict):
        """Of several contacts with the address whom we wrote to, or the customer's own.

        :return: the contact, none where there is no doubt or one of us has the address
        """
        # sudo: whoever the gateway works as; nothing is shown of them
        partners = self.env["res.partner"].sudo()
        address = email_normalize(message_dict.get("email_from"))
        found = address and partners.search([("email_normalized", "=", address)])
        if not found or len(found) == 1 or not all(map(is_outside, found)):
            return partners
        # sudo: as above
        parent = self.env["mail.message"].sudo().browse(message_dict.get("parent_id"))
        written_to = found & (parent.partner_ids | parent.author_id)
        # sudo: as above; which customer the thread is about
        customer = self.sudo()._get_customer_of_thread()
        own = found.filtered(lambda contact: contact.commercial_partner_id == customer)
        return ((written_to & own) or written_to or own)[:1]

    def _get_customer_of_thread(self):
        """The customer a record of ours is about, none where it is about none."""
        if self._name == "relationship.account":
            return self.partner_id
        if "account_id" in self._fields:
            return self.account_id.partner_id
        return self.env["res.partner"]
