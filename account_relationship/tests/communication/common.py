from datetime import datetime

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command
from odoo.tools import SQL

from ..common import AccountCommon


class Contacts:
    """Ways to be in touch with the customers of the people in ``common``.

    Acme has a second contact, Ben; Birch has Carl.
    """

    @classmethod
    def set_up_contacts(cls):
        cls.ben, cls.carl = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "parent_id": customer.id,
                    "email": f"{name.lower()}@example.com",
                }
                for name, customer in [
                    ("Ben", cls.acme_customer),
                    ("Carl", cls.birch_customer),
                ]
            ]
        )
        for name in ("call", "visit", "meeting", "chat", "note"):
            interaction_type = cls.env.ref(
                f"account_relationship.interaction_type_{name}"
            )
            setattr(cls, f"{name}_type", interaction_type)

    def _log(self, account=None, **values):
        """A call with Amy of Acme, logged by the user of the test."""
        account = account or self.acme
        defaults = {
            "account_id": account.id,
            "type_id": self.call_type.id,
            "partner_ids": [Command.set(self.amy.ids if account == self.acme else [])],
        }
        return self.env["relationship.interaction"].create({**defaults, **values})

    @classmethod
    def _ago(cls, **span):
        """A moment so long ago, to the second."""
        return fields.Datetime.now() - relativedelta(**span)

    @classmethod
    def _add_meeting(cls, partners, start, **values):
        start = fields.Datetime.to_datetime(start)
        return (
            cls.env["calendar.event"]
            .with_context(no_mail_to_attendees=True)
            .create(
                {
                    "name": "Meeting",
                    "user_id": cls.ann.id,
                    "start": start,
                    "stop": start + relativedelta(hours=1),
                    "partner_ids": [Command.set(partners.ids)],
                    **values,
                }
            )
        )

    @classmethod
    def _add_message(cls, record, author, **values):
        """A message as the mail gateway and the portal leave it."""
        return cls.env["mail.message"].create(
            {
                "model": record._name,
                "res_id": record.id,
                "author_id": author.id,
                "message_type": "email",
                "subtype_id": cls.env.ref("mail.mt_comment").id,
                "body": f"<p>Hello from {author.name}</p>",
                "date": fields.Datetime.now(),
                "record_company_id": record.company_id.id or False,
                **values,
            }
        )

    @classmethod
    def _set_opened(cls, accounts, moment):
        """Opened then; Odoo takes the moment from the database's clock."""
        if not isinstance(moment, datetime):
            moment = fields.Datetime.to_datetime(moment)
        accounts.flush_recordset()
        cls.env.cr.execute(
            SQL(
                "UPDATE relationship_account SET create_date = %s WHERE id = ANY(%s)",
                moment,
                accounts.ids,
            )
        )
        accounts.invalidate_recordset(["create_date"])
        accounts._refresh_touches()


class CommunicationCommon(Contacts, AccountCommon):
    """The people, the accounts and their contacts, without mails and tracking."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_contacts()


class TouchCommon(CommunicationCommon):
    def _get_touch(self, account=None):
        account = account or self.acme
        return (
            account.last_touch_at,
            account.last_touch_kind,
            account.last_touch_partner_id,
            account.last_touch_user_id,
        )

    def _refresh(self):
        self.env["relationship.touch"].sudo()._refresh()

    def assertTouched(self, moment, kind, partner=None, user=None, account=None):
        self._refresh()
        self.assertEqual(
            self._get_touch(account),
            (
                moment,
                kind,
                partner or self.env["res.partner"],
                user or self.env["res.users"],
            ),
        )

    def assertUntouched(self, *accounts):
        self._refresh()
        for account in accounts or [self.acme]:
            self.assertFalse(account.last_touch_at)
            self.assertFalse(account.last_touch_kind)


class Timeline:
    def _get_lines(self, account=None, user=None, kinds=()):
        account = account or self.acme
        lines = self.env["relationship.timeline"].with_user(user or self.env.user)
        domain = [("account_id", "=", account.id)]
        if kinds:
            domain.append(("kind", "in", kinds))
        return lines.search(domain)

    def _get_kinds(self, account=None, user=None):
        """Kinds of lines without the account's own assignment."""
        return [
            line.kind
            for line in self._get_lines(account, user)
            if line.kind != "handover"
        ]

    def _write_to(self, record, recipient, author=None, **values):
        """A message to somebody, as the composer leaves it."""
        message = self._add_message(
            record,
            author or self.ann.partner_id,
            **{"message_type": "comment", **values},
        )
        self.env["mail.notification"].create(
            {
                "mail_message_id": message.id,
                "res_partner_id": recipient.id,
                "notification_type": "email",
            }
        )
        return message
