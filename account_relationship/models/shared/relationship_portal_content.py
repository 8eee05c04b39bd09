from datetime import datetime

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import human_size
from odoo.tools.image import image_data_uri


class RelationshipPortalContent(models.AbstractModel):
    """What leaves the company: the one list of what a customer may read.

    The pages of the portal, the mails and the PDF are made of these dicts and of
    nothing else, so that one place decides. They hold text, numbers, dates, lists
    and such dicts, in the language of the environment, and of a plan its shared
    parts only. Health, sentiment, revenue, severity and notes are not in them.
    """

    _name = "relationship.portal.content"
    _description = "What the customer sees"

    # ------------------------------------------------------------
    # Account manager
    # ------------------------------------------------------------

    @api.model
    def _describe_manager(self, account):
        """Who looks after the customer, and who does so today."""
        # sudo: name, photo, phone and mail of the people the customer talks to
        account = account.sudo()
        acting = account._get_available()
        manager = account.manager_id if account.manager_id.active else acting
        return {
            "account_id": account.id,
            "company": account.company_id.name,
            **self._describe_person(manager),
            "is_away": bool(account.absence_id),
            "until": account.absent_until,
            "stand_in": self._describe_person(acting) if acting != manager else {},
        }

    @api.model
    def _describe_person(self, user):
        return {
            "name": user.name or "",
            "photo": image_data_uri(user.avatar_256) if user.avatar_256 else "",
            "phone": user.phone or "",
            "email": user.email or "",
        }

    # ------------------------------------------------------------
    # What the customer said
    # ------------------------------------------------------------

    @api.model
    def _describe_comments(self, records, account):
        """What people of the customer wrote on feedback or actions.

        What we write there stays inside: the customer reads our notices and updates.

        :return: ``{record id: [{author, date, body, attachments}]}``, oldest first
        """
        comments = {}
        for message in self._get_customer_messages(records, account):
            comments.setdefault(message.res_id, []).append(
                {
                    "author": message.author_id.name or "",
                    "date": self._get_day(message.date),
                    "body": message.body or "",
                    "attachments": self._describe_attachments(message.attachment_ids),
                }
            )
        return comments

    @api.model
    def _get_customer_messages(self, records, account):
        # sudo: only which customer it is
        customer = account.sudo().partner_id
        # sudo: the customer's own words only, on records the caller checked
        messages = self.env["mail.message"].sudo()
        return messages.search(
            [
                ("model", "=", records._name),
                ("res_id", "in", records.ids),
                ("message_type", "=", "comment"),
                ("author_id.commercial_partner_id", "=", customer.id),
                ("author_id.partner_share", "=", True),
                # Written by the customer, not by one of us in the customer's name.
                "|",
                ("create_uid", "=", SUPERUSER_ID),
                ("create_uid.share", "=", True),
            ],
            order="id",
        )

    @api.model
    def _describe_attachments(self, attachments):
        return [
            {
                "id": attachment.id,
                "name": attachment.name or "",
                "size_label": human_size(attachment.file_size) or "",
            }
            for attachment in attachments.sorted("id")
        ]

    @api.model
    def _get_day(self, moment):
        """The day of a moment, where the reader is."""
        if isinstance(moment, datetime):
            return fields.Datetime.context_timestamp(self, moment).date()
        return moment
