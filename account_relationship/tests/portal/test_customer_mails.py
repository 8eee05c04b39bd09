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
