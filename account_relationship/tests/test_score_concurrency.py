from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier

from odoo import api, fields
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

PATIENCE = 60


@tagged("post_install", "-at_install")
class TestTwoAnswersAtOnce(BaseCase):
    """Two answers of one customer, in two real transactions."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
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

    @contextmanager
    def _open(self):
        """An environment in a transaction of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})

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
        """As two requests do: each begins before the other has ended."""
        both_began = Barrier(2)
        outcomes = []

        def answer(score_id):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
                score = env["relationship.score"].browse(score_id)
                tries = []

                def give():
                    is_open = score._is_open()
                    if not tries:
                        tries.append(1)
                        both_began.wait(PATIENCE)
                    if is_open:
                        score._record_answer(3, "")
                    return is_open

                outcomes.append(retrying(give, env))

        with mute_logger("odoo.sql_db", "odoo.service.model"):
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(answer, scores.ids, timeout=PATIENCE))
        return outcomes

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
        outcomes = self._answer_both(score.browse(score.ids * 2))
        self.assertCountEqual(outcomes, [True, False])
        with self._open() as env:
            self.assertEqual(len(self._get_feedback(env).reporter_ids), 1)
