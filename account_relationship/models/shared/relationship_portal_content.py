from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import human_size

from ...people import is_outside


class Description(NamedTuple):
    """What a customer reads of a record, on pages or in a mail."""

    #: Of which model the record is.
    model: str
    #: The content, of the record: dicts, lists, text, numbers and dates.
    describe: Callable
    #: Fields written for the customer, or by the customer; all others are ours.
    written: tuple = ()
    #: Addresses of the pages made of it, of the record.
    get_pages: Callable = lambda record: []


class RelationshipPortalContent(models.AbstractModel):
    """What leaves the company: the one list of what a customer may read.

    The pages of the portal, the mails and the PDF are made of these dicts and of
    nothing else, so that one place decides. They hold text, numbers, dates, lists
    and such dicts, in the language of the environment, and of a plan its shared
    parts only. Health, sentiment, revenue, severity and notes are not in them.
    """

    _name = "relationship.portal.content"
    _description = "What the customer sees"

    @api.model
    def _get_descriptions(self):
        """Return ``{key: Description}`` of all that leaves the company.

        What a page or a mail shows a customer is listed here, by other addons as well:
        the test of secrets fills all else of the records with words that must not
        appear.
        """
        return {}

    @api.model
    def _get_written_fields(self, model):
        """Fields of a model that are written for the customer, or by the customer."""
        return {
            name
            for description in self._get_descriptions().values()
            if description.model == model
            for name in description.written
        }

    @api.model
    def _describe_template(self, template, record):
        """``{"subject", "body_html"}`` of the mail a template (its XML id) makes."""
        template = self.env.ref(template, raise_if_not_found=False)
        if not template:
            return {}
        return template._generate_template(record.ids, ["subject", "body_html"])[
            record.id
        ]

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
        messages = messages.search(
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
        return messages.filtered(lambda message: is_outside(message.author_id))

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
