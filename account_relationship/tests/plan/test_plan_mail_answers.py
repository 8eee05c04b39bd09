from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .informing import InformCommon

ANSWER = """From: "Amy" <{sender}>
To: {to}
Subject: Re: Your plan
Message-Id: <answer-1@example.com>
In-Reply-To: {message_id}
References: {message_id}
{headers}Content-Type: text/plain

Fine with us.
"""


@tagged("post_install", "-at_install")
class TestAnswers(InformCommon):
    def _answer(self, mail, headers="", sender="amy@example.com"):
        source = ANSWER.format(
            to="catchall@example.com",
            sender=sender,
            message_id=mail.mail_message_id.message_id,
            headers=headers,
        )
        with (
            self.mock_mail_gateway(),
            mute_logger("odoo.addons.mail.models.shared.mail_thread"),
        ):
            self.env["mail.thread"].message_process(None, source)
        return self.plan.message_ids.filtered(lambda m: "Fine with us" in m.body)

    def _get_mail(self):
        self._touch()
        return self._tell()

    def test_answer_lands_on_the_plan_and_tells_the_owner(self):
        message = self._answer(self._get_mail())
        self.assertEqual(message.author_id, self.amy)
        self.assertIn(self.ann.partner_id, message.notified_partner_ids)
        self.assertNotIn(self.amy, self.plan.message_partner_ids)

    def test_answer_tells_the_owner_who_follows_no_longer(self):
        mail = self._get_mail()
        self.plan.message_unsubscribe(self.ann.partner_id.ids)
        message = self._answer(mail)
        self.assertIn(self.ann.partner_id, message.notified_partner_ids)

    def test_answer_from_an_address_we_do_not_know_tells_the_owner(self):
        mail = self._get_mail()
        self.plan.message_unsubscribe(self.ann.partner_id.ids)
        message = self._answer(mail, sender="amy@home.example.com")
        self.assertFalse(message.author_id)
        self.assertIn(self.ann.partner_id, message.notified_partner_ids)

    def test_absence_note_is_kept_but_tells_nobody(self):
        message = self._answer(
            self._get_mail(), headers="Auto-Submitted: auto-replied\n"
        )
        self.assertEqual(message.message_type, "out_of_office")
        self.assertFalse(message.notified_partner_ids)
        self.assertFalse(message.notification_ids)

    def test_who_stands_in_answers_what_the_customer_proposes(self):
        today = fields.Date.today()
        self.env["relationship.absence"].create(
            {
                "state": "planned",
                "user_id": self.ann.id,
                "date_from": today,
                "date_to": today,
            }
        )
        self.floor_plan._customer_proposes(today, self.amy)
        self.assertEqual(self.floor_plan.activity_ids.user_id, self.bea)
        said = self.floor_plan._customer_comments("Monday is better", self.amy)
        self.assertEqual(said.partner_ids, self.bea.partner_id)

    def test_answer_of_one_contact_is_not_passed_on_to_the_others(self):
        self._add_contact(self.ben)
        mails = self._get_mail()
        message = self._answer(mails[0])
        self.assertNotIn(self.ben, message.notified_partner_ids)

    def test_portal_users_get_the_portal_and_others_a_link(self):
        self.pia.partner_id.email = "pia@example.com"
        self._add_contact(self.pia.partner_id)
        bodies = {mail.recipient_ids: mail.body_html for mail in self._get_mail()}
        page = f"/my/plans/{self.plan.id}"
        self.assertIn(page, bodies[self.pia.partner_id])
        self.assertNotIn(page, bodies[self.amy])
        share = self.env["relationship.plan.link"].search(
            [("plan_id", "=", self.plan.id)]
        )
        self.assertEqual(share.partner_id, self.amy)
        self.assertGreater(share.date_expires, fields.Date.today())
        self.assertIn(share.url, bodies[self.amy])

    def test_link_that_works_is_used_again_and_one_that_does_not_is_not(self):
        share = self.to_amy._get_link()
        self.assertEqual(self.to_amy._get_link(), share)
        share.is_revoked = True
        self.assertNotEqual(self.to_amy._get_link(), share)
        other = self.to_amy._get_link()
        other.date_expires = fields.Date.today()
        self.assertNotIn(self.to_amy._get_link(), share | other)
