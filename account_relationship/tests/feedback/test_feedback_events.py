import re
from contextlib import contextmanager

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged, users

from ..common import AccountMailCommon
from ..events import Events
from .common import Feedback

#: Of which nothing is asked once for each customer who is told.
OWN_TABLES = re.compile(
    r'(FROM|UPDATE|INTO) "?(relationship_|resource_|mail_activity|mail_template)'
)


@tagged("post_install", "-at_install")
class TestFeedbackEvents(Events, Feedback, AccountMailCommon):
    """Whatever follows from a change of feedback is written with it, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_feedback()

    def _add(self, **values):
        return self._say(user_id=self.tess.id, **values).with_user(self.tess)

    def assertOneEvent(self, **numbers):
        return self.assertWrites("relationship.feedback", **numbers)

    def _ask(self, **values):
        feedback = self._add(source="portal", **values)
        with self.mock_mail_gateway():
            feedback.action_acknowledge()
            feedback.action_implement()
            feedback.action_ask_verification()
        return feedback

    @users("tess")
    def test_one_step_is_written_once(self):
        feedback = self._add()
        for step in ("acknowledge", "plan", "start", "wait", "resume", "implement"):
            with self.subTest(step), self.assertOneEvent():
                getattr(feedback, f"action_{step}")()
        with self.assertOneEvent():
            feedback.action_reopen()
        self.assertTrue(feedback.reopened_at and feedback.resolve_deadline)

    def test_asking_whether_it_is_solved_is_written_once(self):
        feedback = self._add(source="portal")
        with self.mock_mail_gateway():
            feedback.action_implement()
            with self.assertOneEvent():
                feedback.action_ask_verification()
        self.assertTrue(feedback.asked_at and feedback.update_deadline)

    def test_the_customers_answer_is_written_once_and_contacts_looked_for_once(self):
        for solved in (True, False):
            feedback = self._ask().sudo()
            with self.subTest(solved=solved), self.assertOneEvent(refreshes=1):
                feedback._customer_verifies(solved, "As I said", self.amy)
            self.assertEqual(self.acme.last_touch_partner_id, self.amy)

    def test_telling_the_customer_is_written_once(self):
        feedback = self._add()
        with self.assertOneEvent():
            self._tell(feedback, "decision")
        self.assertTrue(feedback.told_at and feedback.acknowledged_at)

    def test_another_team_is_written_once_with_whom_it_takes_off(self):
        feedback = self._add()
        with self.assertOneEvent():
            feedback.team_id = self.quality_team
        self.assertFalse(feedback.user_id)

    def test_first_team_is_written_once_with_its_clocks(self):
        feedback = self._say(partner_id=False, account_id=self.acme.id, team_id=False)
        feedback.sudo().write({"team_id": False})
        feedback.sudo().write(
            dict.fromkeys(
                (
                    *("acknowledge_deadline", "decide_deadline"),
                    *("update_deadline", "resolve_deadline"),
                )
            )
        )
        with self.assertOneEvent():
            feedback.team_id = self.technical_team
        self.assertTrue(feedback.acknowledge_deadline and feedback.resolve_deadline)

    def test_contact_named_later_is_written_once(self):
        feedback = self._say(partner_id=False, source="mail")
        with self.assertOneEvent():
            feedback.partner_id = self.amy
        self.assertEqual(feedback.reporter_ids, self.amy)
        self.assertEqual(feedback.account_id, self.acme)

    @users("tess")
    def test_merging_and_taking_apart_write_once(self):
        first, second = self._add(), self._add()
        with self.assertOneEvent(number=2):
            # And the reporters of the one that goes on.
            second._merge_into(first)
        before = second.before_merge["values"]
        with self.assertOneEvent(number=2):
            second.action_unmerge()
        self.assertEqual(second.state, before["state"])
        self.assertEqual(str(second.update_deadline), before["update_deadline"])

    @users("tess")
    def test_a_step_of_many_is_written_together_whatever_they_came_with(self):
        feedback = self._add()
        feedback.action_acknowledge()
        feedback |= feedback.concat(*(self._add() for __ in range(9)))
        with self.assertOneEvent(number=2, updates=2):
            # Those that were acknowledged already, and those that are by it.
            feedback.action_plan()
        with self.assertOneEvent():
            feedback.action_implement()
        self.assertTrue(all(feedback.mapped("implemented_at")))

    def test_notices_of_many_are_written_together(self):
        feedback = self.env["relationship.feedback"].concat(
            *(self._add() for __ in range(9))
        )
        notices = self.env["relationship.feedback.notice"].sudo()
        with self.assertOneEvent():
            notices.create(
                [
                    {
                        "feedback_id": record.id,
                        "kind": "decision",
                        "channel": "phone",
                        "partner_id": self.amy.id,
                    }
                    for record in feedback
                ]
            )
        self.assertEqual(set(feedback.mapped("is_told")), {True})

    def test_telling_many_customers_asks_little_more_than_odoo_does_for_their_mails(
        self,
    ):
        """Beside the mail nothing is asked once for each: words, clocks, notices."""
        numbers = []
        for number in (3, 13):
            accounts = self._add_accounts(number)
            contacts = self.env["res.partner"].create(
                [
                    {
                        "name": "Zoe",
                        "parent_id": account.partner_id.id,
                        "email": f"zoe{account.id}@example.com",
                    }
                    for account in accounts
                ]
            )
            feedback = self.env["relationship.feedback"].concat(
                *(self._add(partner_id=contact.id) for contact in contacts)
            )
            feedback.action_implement()
            self.env.cr.flush()
            self.env.invalidate_all()
            queries = []
            with (
                self.mock_mail_gateway(),
                self.assertOneEvent(),
                contextmanager(self._patchExecute)(queries, flush=False),
            ):
                feedback.action_ask_verification()
                self.env.flush_all()
            self.assertEqual(len(self._mails), number)
            self.assertTrue(all(feedback.mapped("asked_at")))
            numbers.append(sum(bool(OWN_TABLES.search(query)) for query in queries))
        self.assertEqual(numbers[0], numbers[1])

    def test_nothing_is_proved_by_what_a_change_brings_with_it(self):
        feedback, action = self._say(), {"name": "Repair", "account_id": self.acme.id}
        now = fields.Datetime.now()
        for change in ({"state": "planned"}, {"partner_id": self.amy.id}):
            for proof in ({"confirmed_at": now}, {"proposed_date": now.date()}):
                step = [Command.create({**action, **proof})]
                with self.subTest(change, **proof), self.assertRaises(UserError):
                    feedback.with_user(self.hugo).write({**change, "action_ids": step})
        step = self.env["relationship.action"].with_user(self.hugo).create(action)
        proof = {**action, "confirmed_at": now}
        with self.assertRaises(UserError):
            step.write({"state": "done", "after_ids": [Command.create(proof)]})
