from odoo import api, models
from odoo.exceptions import AccessError

from ...people import is_outside
from .relationship_guard import OWN_PATH
from .states import SPOKEN_MESSAGE

#: Who said what, where and when.
VOICE = {
    *("author_id", "author_guest_id", "email_from", "body", "subject", "date"),
    *("message_type", "subtype_id", "model", "res_id", "attachment_ids"),
}


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.depends_context("uid")
    def _compute_record_name(self):
        """Customers read messages to and from them, not the titles we gave our records.

        Odoo shows the title of a message's record to whoever reads the message.
        """
        result = super()._compute_record_name()
        if self.env.user.share and not self.env.su:
            self.filtered(lambda message: message._is_about_ours()).record_name = False
        return result

    def _is_about_ours(self):
        thread = self.env.registry["mail.thread.internal"]
        return self.model in self.env and isinstance(self.env[self.model], thread)

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        messages._check_voices()
        return messages

    def write(self, vals):
        """What a customer said stays as it was said, and is the customer's own.

        Odoo lets everybody change messages of one's own over the API, the author, too.
        """
        is_customer = self.env.user.share and not self.env.su
        if is_customer and any(message._is_about_ours() for message in self):
            raise AccessError(
                self.env._(
                    "What you told us stays as it is. Write another comment to tell us "
                    "more."
                )
            )
        self._check_voices(vals)
        result = super().write(vals)
        self._check_voices(vals)
        return result

    def _check_voices(self, names=VOICE):
        """Nobody of us speaks as a customer, or changes what a customer said."""
        is_own_path = self.env.context.get("relationship_own_path") is OWN_PATH
        if not self.env.su and not is_own_path:
            self._check_other_voices(names)

    def _check_other_voices(self, names):
        if not VOICE.intersection(names):
            return
        me = self.env.user.partner_id
        # sudo: who speaks, for whoever may write the message
        for message in self.sudo().filtered(
            lambda m: m._is_about_customer() or m._is_about_nothing()
        ):
            if message.author_id != me and message._is_said_by_customer():
                raise AccessError(
                    self.env._(
                        "Only customers themselves speak for customers. Post it in "
                        "your own name."
                    )
                )

    def _is_said_by_customer(self):
        if self.author_id:
            return is_outside(self.author_id)
        return self.message_type in SPOKEN_MESSAGE

    def _is_about_customer(self):
        return (self.model or "").startswith("relationship.")

    def _is_about_nothing(self):
        """It would count as heard of the customer all the same."""
        return not self.model and self.message_type in SPOKEN_MESSAGE

    def unlink(self):
        self._check_voices()
        return super().unlink()
