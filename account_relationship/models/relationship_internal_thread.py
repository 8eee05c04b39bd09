from odoo import models


class RelationshipInternalThread(models.AbstractModel):
    """A conversation among ourselves about something that concerns a customer.

    The customer never becomes a follower: what reaches the customer is written for the
    customer and sent on purpose.
    """

    _name = "relationship.internal.thread"
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
