from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, *args, **kwargs):
        """A mail is one feedback, though it goes to several teams.

        Absence notes and newsletters are none; a ticket system's mail is one.
        """
        routes = super().message_route(message, message_dict, *args, **kwargs)
        is_absence = message_dict["message_type"] == "out_of_office"
        left, seen = [], is_absence or self._is_newsletter(message)
        for route in routes:
            is_new_feedback = route[0] == "relationship.feedback" and not route[1]
            if not is_new_feedback or not seen:
                left.append(route)
            seen = seen or is_new_feedback
        return self.env["relationship.feedback"]._collect_routes(
            left, message_dict.get("email_from")
        )

    @api.model
    def _is_newsletter(self, message):
        """Whether it went to many, and nobody can answer all of them.

        A list one may write to (RFC 2369) is one on which people talk, and who answers
        a mail is a person: what they write is never dropped.
        """
        if "mailto:" in (message.get("List-Post") or "").lower():
            return False
        if message.get("In-Reply-To"):
            return False
        precedence = (message.get("Precedence") or "").strip().lower()
        return precedence in ("bulk", "list", "junk") or any(
            message.get(name) for name in ("List-Unsubscribe", "List-Id")
        )
