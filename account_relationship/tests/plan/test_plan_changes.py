import doctest

from odoo.tests import TransactionCase, tagged

from ... import plan_changes
from ...plan_changes import compare

STEP = {
    "id": 1,
    "title": "Send samples",
    "side": "ours",
    "who": "Ann",
    "state": "todo",
    "date_due": "2026-03-01",
}
GOAL = {"id": 1, "title": "Desks", "state": "open", "progress": 20, "has_data": True}
PLAN = {
    "title": "Move",
    "state": "active",
    "actions": [STEP],
    "objectives": [GOAL],
}


@tagged("post_install", "-at_install")
class TestPlanChanges(TransactionCase):
    def _get_kinds(self, after, before=PLAN):
        return [change.kind for change in compare(before, after)]

    def _change_step(self, **values):
        return {**PLAN, "actions": [{**STEP, **values}]}

    def _change_goal(self, **values):
        return {**PLAN, "objectives": [{**GOAL, **values}]}

    def test_examples_in_the_documentation_hold(self):
        results = doctest.testmod(plan_changes)
        self.assertGreater(results.attempted, 10)
        self.assertEqual(results.failed, 0)

    def test_same_plan_is_no_change(self):
        self.assertEqual(compare(PLAN, PLAN), [])

    def test_words_and_lateness_are_no_change(self):
        later = self._change_step(is_late=True, state_label="Geplant")
        later |= {"status_label": "1 step is late", "progress": 12, "late_count": 1}
        self.assertEqual(compare(PLAN, later), [])

    def test_each_thing_that_can_happen_to_a_step_is_told(self):
        for values, kind in [
            ({"state": "in_progress"}, "action_started"),
            ({"state": "done"}, "action_done"),
            ({"state": "cancelled"}, "action_dropped"),
            ({"date_due": "2026-04-01"}, "action_moved"),
            ({"date_due": False}, "action_moved"),
            ({"who": "Bob"}, "action_handed"),
            ({"side": "theirs"}, "action_handed"),
            ({"title": "Send more samples"}, "action_renamed"),
        ]:
            with self.subTest(kind=kind, values=values):
                self.assertEqual(self._get_kinds(self._change_step(**values)), [kind])

    def test_step_taken_back_is_told(self):
        for before, after, kind in [
            ("done", "todo", "action_reopened"),
            ("done", "in_progress", "action_reopened"),
            ("cancelled", "todo", "action_reopened"),
            ("in_progress", "todo", "action_paused"),
        ]:
            kinds = self._get_kinds(
                self._change_step(state=after), self._change_step(state=before)
            )
            self.assertEqual(kinds, [kind])

    def test_new_and_vanished_steps_are_told(self):
        with_new = {**PLAN, "actions": [STEP, {**STEP, "id": 2, "title": "New"}]}
        [change] = compare(PLAN, with_new)
        self.assertEqual((change.kind, change.title), ("action_new", "New"))
        [change] = compare(PLAN, {**PLAN, "actions": []})
        self.assertEqual((change.kind, change.title), ("action_gone", "Send samples"))

    def test_finished_step_that_vanishes_is_no_news(self):
        before = self._change_step(state="done")
        self.assertEqual(compare(before, {**PLAN, "actions": []}), [])

    def test_new_step_that_is_dropped_already_is_no_news(self):
        dropped = {**STEP, "id": 2, "state": "cancelled"}
        self.assertEqual(compare(PLAN, {**PLAN, "actions": [STEP, dropped]}), [])

    def test_each_thing_that_can_happen_to_a_goal_is_told(self):
        for values, kind in [
            ({"progress": 60}, "objective_progressed"),
            ({"state": "reached", "progress": 100}, "objective_state"),
            ({"state": "missed"}, "objective_state"),
            ({"date_due": "2026-04-01"}, "objective_moved"),
            ({"title": "Forty desks"}, "objective_renamed"),
        ]:
            with self.subTest(kind=kind):
                self.assertEqual(self._get_kinds(self._change_goal(**values)), [kind])
        self.assertEqual(
            self._get_kinds({**PLAN, "objectives": []}), ["objective_gone"]
        )

    def test_goal_that_lost_its_numbers_is_no_news(self):
        self.assertEqual(
            compare(PLAN, self._change_goal(progress=0, has_data=False)), []
        )

    def test_the_plan_itself_comes_first(self):
        after = {**self._change_step(state="done"), "state": "done", "summary": "x"}
        self.assertEqual(
            self._get_kinds(after), ["plan_state", "plan_summary", "action_done"]
        )
