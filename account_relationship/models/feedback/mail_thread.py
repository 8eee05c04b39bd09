from odoo import api, models
from odoo.tools import email_normalize

from ...people import is_outside

#: What programs for campaigns write into what they send.
CAMPAIGN_HEADERS = (
    *("Feedback-ID", "X-CSA-Complaints", "X-MC-User"),
    *("X-Campaign", "X-CampaignID", "X-Campaign-ID"),
)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_route(self, message, message_dict, *args, **kwargs):
        """A mail is one feedback, though it goes to several teams.

        Absence notes and newsletters are none; a ticket system's mail is one.
        """
        routes = super().message_route(message, message_dict, *args, **kwargs)
        left, feedback = [], []
        for route in routes:
            is_new_feedback = route[0] == "relationship.feedback" and not route[1]
            (feedback if is_new_feedback else left).append(route)
        if feedback and message_dict["message_type"] != "out_of_office":
            writer = self._judge_sender(message, message_dict)
            if writer == "machine":
                message_dict["message_type"] = "auto_comment"
            left += feedback[: writer != "many"]
        return self.env["relationship.feedback"]._collect_routes(
            left, message_dict.get("email_from")
        )

    @api.model
    def _message_parse_post_process(self, message, message_dict, routes):
        """A mail that may be from several customers is from none until somebody says.

        It would be a contact with the one Odoo happens to find first.
        """
        values = super()._message_parse_post_process(message, message_dict, routes)
        feedback = self.env["relationship.feedback"]
        for model, record_id, defaults, *__ in routes or ():
            if model == feedback._name and not record_id:
                # sudo: only which company the team is of
                teams = self.env["relationship.feedback.team"].sudo()
                company = teams.browse((defaults or {}).get("team_id")).company_id
                if feedback._find_candidates(message_dict.get("email_from"), company):
                    values["author_id"] = False
        return values

    @api.model
    def _judge_sender(self, message, message_dict):
        """Whether a person wrote it, a machine, or it went to many.

        What a person wrote is never dropped: only of a stranger, and by several signs,
        it is a newsletter. Whatever may be one is kept as from a machine.

        :return: ``"person"``, ``"machine"`` or ``"many"``
        """
        if self._is_notification(message, message_dict):
            return "machine"
        signs = 0 if self._is_conversation(message) else self._count_signs(message)
        if signs and self._is_of_customer(message_dict.get("email_from")):
            return "machine" if signs > 1 else "person"
        return ("person", "machine", "many")[min(signs, 2)]

    @api.model
    def _is_notification(self, message, message_dict):
        """Programs tell what somebody did in them, and want no answering machine."""
        suppressed = (message.get("X-Auto-Response-Suppress") or "").lower()
        return message_dict["message_type"] == "auto_comment" or "all" in suppressed

    @api.model
    def _is_conversation(self, message):
        """An answer, or on a list one may write to (RFC 2369): persons talk there."""
        posted = (message.get("List-Post") or "").lower()
        is_answer = message.get("In-Reply-To") or message.get("References")
        return bool(is_answer or "mailto:" in posted)

    @api.model
    def _count_signs(self, message):
        """How many kinds of heads say that it went to many.

        What sales programs send to one has an address to unsubscribe, too; Amazon marks
        all that is sent through it.
        """
        precedence = (message.get("Precedence") or "").strip().lower()
        return sum(
            (
                precedence in ("bulk", "list", "junk"),
                bool(message.get("List-Id")),
                bool(message.get("List-Unsubscribe")),
                any(
                    not value.strip().lower().endswith(":amazonses")
                    for name in CAMPAIGN_HEADERS
                    for value in message.get_all(name, ())
                ),
            )
        )

    @api.model
    def _is_of_customer(self, email):
        """Whether it is the address of a contact of a customer of ours."""
        address = email_normalize(email)
        # sudo: whoever the gateway works as; nothing is shown of them
        contacts = self.env["res.partner"].sudo()
        contacts = address and contacts.search(
            [("email_normalized", "=", address), ("partner_share", "=", True)]
        ).filtered(is_outside)
        return bool(
            contacts and contacts.commercial_partner_id.relationship_account_ids
        )
