from odoo import api, models

from ...people import is_outside
from ..shared.states import SPOKEN_MESSAGE


class MailMessage(models.Model):
    """What customers write is a touch."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        """A message from a customer's contact is a touch at once."""
        messages = super().create(vals_list)
        messages._get_authors_accounts()._refresh_touches(is_contact=True)
        return messages

    def unlink(self):
        """A message that is deleted, with its document perhaps, is a touch no more."""
        # What does not exist has defaults, whoever asks being its author.
        accounts = (
            self.exists()
            ._get_authors_accounts()
            .filtered(lambda account: account.last_touch_kind in ("mail", "portal"))
        )
        result = super().unlink()
        accounts._refresh_touches(is_contact=True)
        return result

    def _get_authors_accounts(self):
        """The accounts of the customers who wrote some of the messages."""
        # sudo: a customer writing must not need rights on the account
        accounts = self.env["relationship.account"].sudo()
        # What is no message yet has Odoo's defaults: whoever calls would be its author.
        written = self.filtered(lambda m: m.id and m.message_type in SPOKEN_MESSAGE)
        # sudo: whoever posts need not be allowed to read the author's contact
        authors = written.sudo().author_id.filtered(is_outside)
        if not authors:
            return accounts
        return accounts.search(
            [("partner_id", "in", authors.commercial_partner_id.ids)]
        )
