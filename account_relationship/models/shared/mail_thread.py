from odoo import api, models


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

    @api.model
    def message_route(self, message, message_dict, *args, **kwargs):
        """A mail is one feedback, though it goes to several teams; a machine's none."""
        routes = super().message_route(message, message_dict, *args, **kwargs)
        is_automatic = message_dict["message_type"] == "out_of_office"
        left, seen = [], is_automatic
        for route in routes:
            is_new_feedback = route[0] == "relationship.feedback" and not route[1]
            if not is_new_feedback or not seen:
                left.append(route)
            seen = seen or is_new_feedback
        return self.env["relationship.feedback"]._collect_routes(
            left, message_dict.get("email_from")
        )
