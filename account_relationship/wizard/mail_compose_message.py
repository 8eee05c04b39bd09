from odoo import models
from odoo.exceptions import AccessError

from ..people import is_outside


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _action_send_mail(self, auto_commit=False):
        """Mails to many are written with all rights: whose they are is checked here."""
        me = self.env.user.partner_id
        for composer in self:
            is_about_ours = (composer.model or "").startswith("relationship.")
            author = composer.author_id
            if is_about_ours and author != me and is_outside(author):
                raise AccessError(
                    self.env._(
                        "Only customers themselves speak for customers. Post it in "
                        "your own name."
                    )
                )
        return super()._action_send_mail(auto_commit=auto_commit)
