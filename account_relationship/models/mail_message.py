from odoo import api, models


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        """A message from a customer's contact is a touch at once."""
        messages = super().create(vals_list)
        written = messages.filtered(lambda m: m.message_type in ("email", "comment"))
        # sudo: whoever posts need not be allowed to read the author's contact
        authors = written.sudo().author_id.filtered("partner_share")
        if authors:
            # sudo: a customer writing must not need rights on the account
            accounts = self.env["relationship.account"].sudo()
            accounts.search(
                [("partner_id", "in", authors.commercial_partner_id.ids)]
            )._refresh_touches()
        return messages
