from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TransactionsCommon


@tagged("post_install", "-at_install")
class TestTwoAnswersAtOnce(TransactionsCommon):
    """Two answers of one customer, in two real transactions."""

    def setUp(self):
        super().setUp()
        with self._open() as env:
            self.customer = env["res.partner"].create(
                {"name": "Contended customer", "is_company": True}
            )
            contacts = env["res.partner"].create(
                [
                    {"name": name, "parent_id": self.customer.id}
                    for name in ("Dora", "Emil")
                ]
            )
            self.account = env["relationship.account"].create(
                {
                    "partner_id": self.customer.id,
                    "manager_id": env.ref("base.user_admin").id,
                }
            )
            self.scores = env["relationship.score"].create(
                [self._prepare_score(contact) for contact in contacts]
            )
        self.addCleanup(self._remove)

    def _prepare_score(self, contact):
        today = fields.Date.today()
        return {
            "account_id": self.account.id,
            "partner_id": contact.id,
            "email": f"{contact.name}@contended.example.com",
            "sent_at": fields.Datetime.now(),
            "sent_on": today,
            "expires_on": today + timedelta(days=30),
        }

    def _remove(self):
        with self._open() as env:
            self.account.with_env(env).unlink()
            customer = self.customer.with_env(env)
            (customer | customer.child_ids).unlink()

    def _answer_both(self, scores):
        def answer(env, score, wait):
            score = score.with_env(env)
            is_open = score._is_open()
            wait()
            if is_open:
                score._record_answer(3, "")
            return is_open

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            return self._at_once(answer, scores)

    def _get_feedback(self, env):
        return env["relationship.feedback"].search(
            [("account_id", "=", self.account.id)]
        )

    def test_low_scores_at_one_moment_become_one_follow_up(self):
        self.assertEqual(self._answer_both(self.scores), [True, True])
        with self._open() as env:
            self.assertEqual(len(self._get_feedback(env)), 1)
            self.assertEqual(len(self._get_feedback(env).reporter_ids), 2)

    def test_one_answer_sent_twice_counts_once(self):
        score = self.scores[:1]
        outcomes = self._answer_both([score, score])
        self.assertCountEqual(outcomes, [True, False])
        with self._open() as env:
            self.assertEqual(len(self._get_feedback(env).reporter_ids), 1)
