from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..communication.common import CommunicationCommon
from ..feedback.common import FeedbackCommon

#: Queries each further record may take, all that Odoo does with a to-do counted.
EACH = 4


@tagged("post_install", "-at_install")
class TestManyAtOnce(FeedbackCommon, CommunicationCommon):
    """What comes due in one night is asked of people in few queries a record."""

    def _count(self, prepare, work, number):
        records = prepare(number)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        with self._without_commits():
            work(records)
            self.env.flush_all()
        queries = self.cr.sql_log_count - before
        asked = records.activity_ids.filtered(lambda a: a.user_id in self.asked)
        self.assertEqual(len(asked), number)
        return queries

    def assertFewQueries(self, prepare, work, asked):
        """Count for ten, and for a hundred: each has one to-do of those asked."""
        self.asked = asked
        # Once for what is read once.
        self._count(prepare, work, 3)
        few, many = (self._count(prepare, work, number) for number in (10, 100))
        self.assertLessEqual(many - few, 90 * EACH)

    def _say_many(self, number, **values):
        feedback = self.env["relationship.feedback"].create(
            [
                {
                    "verbatim": f"Complaint {index}",
                    "partner_id": self.amy.id,
                    "team_id": self.technical_team.id,
                    "user_id": self.tess.id,
                }
                for index in range(number)
            ]
        )
        feedback.write({"state": "planned", **values})
        return feedback

    def _let_run_out(self, number):
        feedback = self._say_many(number)
        feedback.deadline = fields.Datetime.now() - timedelta(hours=1)
        return feedback

    def test_clocks_run_out(self):
        self.assertFewQueries(
            self._let_run_out,
            lambda feedback: feedback._cron_escalate(),
            self.lena,
        )

    def _let_updates_be_due(self, number):
        feedback = self._say_many(
            number, update_deadline=fields.Datetime.now() - timedelta(hours=1)
        )
        feedback.activity_ids.unlink()
        return feedback

    def test_customers_to_be_told(self):
        self.assertFewQueries(
            self._let_updates_be_due,
            lambda feedback: feedback._cron_plan_updates(),
            self.tess,
        )

    def test_feedback_nobody_is_asked_to_answer(self):
        def leave(number):
            feedback = self._say_many(number)
            feedback.user_id = False
            feedback.activity_ids.unlink()
            return feedback

        self.assertFewQueries(
            leave, lambda feedback: feedback._cron_escalate(), self.lena
        )

    def _promise_many(self, number, **values):
        return self.env["relationship.promise"].create(
            [
                {
                    "name": f"Catalogue {index}",
                    "account_id": self.acme.id,
                    "user_id": self.tim.id,
                    "date_due": fields.Date.today() - timedelta(days=5),
                    **values,
                }
                for index in range(number)
            ]
        )

    def test_promises_late(self):
        self.assertFewQueries(
            self._promise_many, lambda promises: promises._cron_escalate(), self.ann
        )

    def test_promises_given_to_somebody_else(self):
        self.assertFewQueries(
            self._promise_many,
            lambda promises: promises.write({"user_id": self.ann.id}),
            self.ann,
        )

    def test_contacts_due(self):
        def be_due(number):
            accounts = self._add_accounts(number)
            self._set_opened(accounts, self._ago(days=300))
            accounts.activity_ids.unlink()
            accounts.contact_planned_on = False
            return accounts

        self.assertFewQueries(
            be_due, lambda accounts: accounts._plan_contacts(), self.ann
        )

    def test_actions_given_to_somebody_else(self):
        self.assertFewQueries(
            lambda number: self.env["relationship.action"].create(
                [
                    {
                        "name": f"Catalogue {index}",
                        "account_id": self.acme.id,
                        "user_id": self.tim.id,
                        "date_due": "2030-01-01",
                    }
                    for index in range(number)
                ]
            ),
            lambda actions: actions.write({"user_id": self.ann.id}),
            self.ann,
        )
