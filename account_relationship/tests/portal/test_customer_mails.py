from odoo.fields import Command
from odoo.tests import tagged

from ..common import AccountMailCommon
from ..score.common import Scores
from .common import Customers
from .test_portal_content import AT_STAKE, REVENUE, SECRET, Secrets

NOTICES = ("acknowledged", "decision", "update", "outcome", "verification")


@tagged("post_install", "-at_install")
class TestSecretsInMails(Secrets, Customers, Scores, AccountMailCommon):
    """Nothing internal is in a mail about feedback or a score, nor in its headers.

    Those about plans have a test of their own.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_customers()
        cls.set_up_secrets()
        cls.set_up_scores()
        cls.ann.email = "ann@ours.example.com"
        cls.pia.partner_id.email = "pia@example.com"

    def assertNothingLeaks(self, send, words):
        with self.mock_mail_gateway():
            send()
            self._new_mails.send()
        self.assertTrue(self._mails)
        for sent in self._mails:
            self.assertIn(words, str(sent))
            for secret in (SECRET, f"{REVENUE:,.0f}", f"{AT_STAKE:,.0f}"):
                self.assertNotIn(secret.lower(), str(sent).lower())

    def test_mails_about_feedback(self):
        self.acme_feedback.team_id.name = SECRET
        feedback = self.acme_feedback.with_user(self.ann)
        for kind in NOTICES:
            with self.subTest(kind=kind):
                self.assertNothingLeaks(
                    lambda kind=kind: feedback._send_by_template(kind),
                    "Late again",
                )

    def test_mail_from_the_chatter(self):
        feedback = self.acme_feedback.with_user(self.ann)
        self.assertNothingLeaks(
            lambda: feedback.message_post(
                body="Please send a picture.",
                partner_ids=self.pia.partner_id.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            ),
            "Please send a picture.",
        )

    def test_mail_that_asks_for_a_score(self):
        rows = [(self.acme.id, self.amy.id, self.amy.email_normalized, 30)]
        self.assertNothingLeaks(lambda: self.Score._ask(rows), "/relationship/score/")


@tagged("post_install", "-at_install")
class TestAmongOurselves(AccountMailCommon):
    """What we note of a customer is talked about without the customer."""

    TITLE = "Their boss is on the way out"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        interaction = cls.env["relationship.interaction"].create(
            {
                "account_id": cls.acme.id,
                "subject": cls.TITLE,
                "partner_ids": [Command.set(cls.amy.ids)],
            }
        )
        promise = cls.env["relationship.promise"].create(
            {
                "account_id": cls.acme.id,
                "name": cls.TITLE,
                "interaction_id": interaction.id,
            }
        )
        cls.records = [interaction, promise, cls._add_need(cls.acme, cls.TITLE)]

    def _write(self, record, subtype):
        with self.mock_mail_gateway():
            record.with_user(self.ann).message_post(
                body="Keep it to yourself",
                partner_ids=self.amy.ids,
                message_type="comment",
                subtype_xmlid=subtype,
            )
            self._new_mails.filtered(lambda mail: mail.state == "outgoing").send()
        return self._mails

    def test_customer_is_neither_proposed_nor_becomes_a_follower(self):
        for record in self.records:
            with self.subTest(model=record._name):
                thread = record.with_user(self.ann)
                self.assertFalse(
                    thread._message_get_suggested_recipients(
                        reply_discussion=True, no_create=True
                    )
                )
                thread.message_subscribe(self.amy.ids)
                self.assertNotIn(self.amy, record.message_partner_ids)

    def test_what_nobody_we_know_writes_is_not_passed_on_to_a_customer(self):
        """A mail from an unknown address, with a copy to somebody we know."""
        for record in self.records:
            with self.subTest(model=record._name), self.mock_mail_gateway():
                record.message_post(
                    body="They owe us money",
                    author_id=False,
                    email_from="somebody@elsewhere.example.com",
                    message_type="email",
                    partner_ids=self.amy.ids,
                    subtype_xmlid="mail.mt_comment",
                )
                self.assertNotSentEmail(self.amy)

    def test_note_that_mentions_a_customer_stays_inside(self):
        for record in self.records:
            with self.subTest(model=record._name):
                self.assertFalse(self._write(record, "mail.mt_note"))

    def test_mail_to_a_customer_does_not_say_what_we_call_it(self):
        for record in self.records:
            with self.subTest(model=record._name):
                [mail] = self._write(record, "mail.mt_comment")
                self.assertIn("Keep it to yourself", mail["body"])
                self.assertNotIn(self.TITLE, str(mail))
