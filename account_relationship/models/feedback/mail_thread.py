from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

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
