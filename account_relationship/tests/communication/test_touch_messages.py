from email.utils import format_datetime
from unittest.mock import patch

from odoo.tests import tagged, users

from odoo.addons.mail.tests.common import MailCase

from .common import TouchCommon

MAIL = """Return-Path: <{sender}>
From: {name} <{sender}>
To: sales@example.com
Subject: {subject}
Message-Id: <{subject}@example.com>
Date: {date}
{headers}Content-Type: text/plain; charset="utf-8"

We would like to order.
"""

BOUNCE = """Return-Path: <>
From: Mail Delivery Subsystem <{sender}>
To: sales@example.com
Subject: Delivery Status Notification (Failure)
Message-Id: <failure@example.com>
Date: {date}
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

The address was not found.
--x
Content-Type: message/delivery-status

Final-Recipient: rfc822; amy@example.com
Action: failed
Status: 5.1.1
--x--
"""


@tagged("post_install", "-at_install")
class TestMessagesThatCount(TouchCommon, MailCase):
    def _receive(self, record, sender="amy@example.com", template=MAIL, headers=""):
        raw = template.format(
            sender=sender,
            name=sender.partition("@")[0].capitalize(),
            subject=f"order-{self.env.cr.now().timestamp()}-{len(headers)}",
            date=format_datetime(self._ago(minutes=5)),
            headers=headers,
        )
        with self.mock_mail_gateway():
            self.env["mail.thread"].message_process(
                record._name, raw, thread_id=record.id
            )

    def test_mail_from_a_contact_counts_at_once(self):
        lead = self._add_lead(self.amy, self.ann)
        self._receive(lead)
        mail = lead.message_ids[0]
        self.assertEqual(mail.author_id, self.amy)
        self.assertEqual(
            self._get_touch(),
            (mail.date, "mail", self.amy, self.env["res.users"]),
        )

    def test_automatic_answers_do_not_count(self):
        lead = self._add_lead(self.amy, self.ann)
        for headers in (
            "Auto-Submitted: auto-replied\n",
            "Auto-Submitted: auto-generated\n",
            "Precedence: auto_reply\n",
            "X-Autoreply: yes\n",
            "X-Autorespond: absent\n",
        ):
            with self.subTest(headers=headers):
                before = len(lead.message_ids)
                self._receive(lead, headers=headers)
                self.assertGreater(len(lead.message_ids), before, "it was filed")
                self.assertUntouched()

    def test_mail_that_says_it_is_not_automatic_counts(self):
        self._receive(
            self._add_lead(self.amy, self.ann), headers="Auto-Submitted: no\n"
        )
        self.assertEqual(self.acme.last_touch_kind, "mail")

    def test_bounce_does_not_count(self):
        lead = self._add_lead(self.amy, self.ann)
        for sender in ("mailer-daemon@example.com", "amy@example.com"):
            self._receive(lead, sender=sender, template=BOUNCE)
            self.assertUntouched()

    def test_mail_from_an_unknown_address_does_not_count(self):
        lead = self._add_lead(self.amy, self.ann)
        self._receive(lead, sender="stranger@elsewhere.example.com")
        self.assertTrue(
            lead.message_ids.filtered(lambda m: "stranger" in (m.email_from or ""))
        )
        self.assertUntouched()

    def test_mail_from_a_contact_of_another_customer_counts_for_that_one(self):
        self._receive(self._add_lead(self.amy, self.ann), sender="carl@example.com")
        self.assertUntouched(self.acme)
        self.assertEqual(self.birch.last_touch_partner_id, self.carl)

    def test_portal_message_counts(self):
        order = self._add_order(self.pia.partner_id, self.ann)
        message = (
            order.with_user(self.pia)
            .sudo()
            .message_post(
                body="When does it come?",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                author_id=self.pia.partner_id.id,
            )
        )
        self.assertEqual(
            self._get_touch(),
            (message.date, "portal", self.pia.partner_id, self.env["res.users"]),
        )

    @users("ann")
    def test_what_we_write_does_not_count(self):
        order = self._add_order(self.amy, self.ann).with_env(self.env)
        with self.mock_mail_gateway():
            order.message_post(
                body="Here is your quotation",
                partner_ids=self.amy.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            order.message_post(body="They hesitate", subtype_xmlid="mail.mt_note")
            order.message_post(body="Sent", message_type="email_outgoing")
        self.assertUntouched()

    def test_colleague_who_is_a_contact_of_the_customer_does_not_count(self):
        self.tim.partner_id.parent_id = self.acme_customer
        self._add_message(self.acme, self.tim.partner_id)
        self.assertUntouched()
        self.tim.action_archive()
        self.assertUntouched()
        self._add_message(self.acme, self.tim.partner_id)
        self.assertUntouched()

    def test_system_messages_of_a_contact_do_not_count(self):
        for message_type in ("notification", "auto_comment", "user_notification"):
            self._add_message(self.acme, self.amy, message_type=message_type)
        self.assertUntouched()

    def test_same_mail_on_two_documents_counts_once(self):
        values = {"message_id": "<one@example.com>", "date": self._ago(days=1)}
        first = self._add_message(
            self._add_lead(self.amy, self.ann), self.amy, **values
        )
        self._add_message(self._add_order(self.amy, self.ann), self.amy, **values)
        self.assertTouched(first.date, "mail", self.amy)

    def test_deleted_message_does_not_count(self):
        self._add_message(self.acme, self.amy).unlink()
        self.assertUntouched()

    @users("pia")
    def test_deleting_what_does_not_exist_touches_nothing(self):
        """No message has the id 0; Odoo fills it with defaults, pia as its author."""
        self.acme.sudo().last_touch_kind = "mail"
        Account = self.registry["relationship.account"]
        touched = []
        with patch.object(
            Account, "_refresh_touches", lambda accounts, **_: touched.extend(accounts)
        ):
            self.env["mail.message"].browse([0]).unlink()
        self.assertFalse(touched)

    def test_message_dated_in_the_future_does_not_count_yet(self):
        self._add_message(self.acme, self.amy, date=self._ago(days=-2))
        self.assertUntouched()
