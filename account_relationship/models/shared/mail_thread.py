from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def message_parse(self, message, save_original=False):
        """Tell automatic answers from what a person wrote.

        Odoo files both as incoming e-mail; an absence note is no contact with the
        customer. The headers are those of RFC 3834 and what came before it.
        """
        values = super().message_parse(message, save_original=save_original)
        submitted = (message.get("Auto-Submitted") or "no").lower()
        precedence = (message.get("Precedence") or "").lower()
        if (
            not submitted.startswith("no")
            or precedence == "auto_reply"
            or message.get("X-Autoreply")
            or message.get("X-Autorespond")
        ):
            values["message_type"] = "out_of_office"
        return values
