from datetime import timedelta

from odoo import fields
from odoo.tests import tagged, users

from ..events import Events
from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanEvents(Events, PlanCommon):
    """Whatever follows from a step is written with it, once."""

    @users("ann")
    def test_steps_of_a_plan_are_written_once(self):
        plan = self.Plan.with_user(self.ann).create(
            {
                "name": "More pumps",
                "account_id": self.acme.id,
                "action_ids": [fields.Command.create({"name": "Call"})],
            }
        )
        with self.assertWrites("relationship.plan"):
            plan._agree(self.amy, fields.Date.today())
        self.assertEqual(plan.review_snapshot["state"], "agreed")
        with self.assertWrites("relationship.plan"):
            plan.action_start()
        plan.action_ids.action_done()
        with self.assertWrites("relationship.plan"):
            plan.action_done()
        with self.assertWrites("relationship.plan"):
            plan.action_reopen()
        self.assertEqual(plan.state, "active")

    def _add_actions(self, number=1, **values):
        actions = self.env["relationship.action"].with_user(self.ann)
        return actions.create(
            [
                {"name": f"Step {n}", "account_id": self.acme.id, **values}
                for n in range(number)
            ]
        )

    @users("ann")
    def test_steps_of_an_action_are_written_once(self):
        action = self._add_actions()
        for step in ("start", "done", "reopen", "cancel"):
            with self.subTest(step), self.assertWrites("relationship.action"):
                getattr(action, f"action_{step}")()
            self.assertEqual(bool(action.date_done), step == "done")

    @users("ann")
    def test_many_actions_are_done_together(self):
        actions = self._add_actions(9)
        with self.assertWrites("relationship.action"):
            actions.action_done()
        self.assertEqual(set(actions.mapped("state")), {"done"})
        self.assertTrue(all(actions.mapped("date_done")))

    def test_what_the_customer_says_of_an_action_is_written_once(self):
        action = self._add_actions(side="theirs", contact_id=self.amy.id).sudo()
        later = fields.Date.today() + timedelta(days=30)
        with self.assertWrites("relationship.action", refreshes=1):
            action._customer_proposes(later, self.amy)
        with self.assertWrites("relationship.action", refreshes=1):
            action._customer_confirms(self.amy)
        self.assertFalse(action.proposed_date)
        self.assertTrue(action.date_done and action.confirmed_at)
        with self.assertWrites("relationship.action"):
            action.action_reopen()
        self.assertFalse(action.date_done or action.confirmed_at)

    @users("ann")
    def test_promises_are_kept_together_with_their_actions(self):
        promises = self.env["relationship.promise"].create(
            [{"name": f"Send {n}", "account_id": self.acme.id} for n in range(5)]
        )
        for promise in promises:
            promise.action_make_action()
        with self.assertWrites("relationship.promise"):
            promises.action_id.action_done()
        self.assertEqual(set(promises.mapped("state")), {"kept"})
