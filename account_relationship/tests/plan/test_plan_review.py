from psycopg2 import IntegrityError

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import PlanCommon

TODAY = "2026-03-15 12:00:00"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPlanReview(PlanCommon):
    def setUp(self):
        super().setUp()
        self.plan = self._add_plan(date_end="2026-12-31")
        self.action = self._add_action(self.plan, date_due="2026-06-01")
        self.goal = self._add_number(self.plan, target=10)
        self._agree(self.plan, day="2026-03-01")

    def test_plan_is_stale_after_the_days_of_the_company(self):
        self.assertFalse(self.plan.is_stale)
        with freeze_time("2026-03-31 12:00:00"):
            self.plan.invalidate_recordset()
            self.assertFalse(self.plan.is_stale, "thirty days")
        with freeze_time("2026-04-01 12:00:00"):
            self.plan.invalidate_recordset()
            self.assertTrue(self.plan.is_stale)
            self.assertIn(self.plan, self.Plan.search([("is_stale", "=", True)]))
            self.plan.action_review()
            self.assertFalse(self.plan.is_stale)
            self.assertNotIn(self.plan, self.Plan.search([("is_stale", "=", True)]))

    def test_zero_days_switch_staleness_off(self):
        self.env.company.relationship_plan_stale_days = 0
        with freeze_time("2027-03-31 12:00:00"):
            self.plan.invalidate_recordset()
            self.assertFalse(self.plan.is_stale)
            self.assertIn(self.plan, self.Plan.search([("is_stale", "=", False)]))

    @mute_logger("odoo.sql_db")
    def test_days_are_not_negative(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.company.relationship_plan_stale_days = -1
            self.env.flush_all()

    def test_form_says_what_changed_since_it_was_agreed(self):
        self.assertFalse(self.plan.changes_since_review)
        self.action.action_done()
        self.goal.current = 4.5
        self.plan.date_end = "2027-01-31"
        new = self._add_action(self.plan, "<b>Call</b>")
        self.plan.invalidate_recordset()
        changes = str(self.plan.changes_since_review)
        self.assertIn("The end moved from 12/31/2026 to 01/31/2027.", changes)
        self.assertIn("“Send samples”: To do → Done.", changes)
        self.assertIn("“More orders” went from 0 to 4.50.", changes)
        self.assertIn("“&lt;b&gt;Call&lt;/b&gt;” is new.", changes)
        self.assertTrue(new)

    def test_review_starts_anew(self):
        self.action.date_due = "2026-07-01"
        self.plan.invalidate_recordset()
        self.assertIn("moved from 06/01/2026", str(self.plan.changes_since_review))
        self.plan.with_user(self.ann).action_review()
        self.plan.invalidate_recordset()
        self.assertFalse(self.plan.changes_since_review)
        self.assertRecordValues(self.plan, [{"reviewed_by_id": self.ann.id}])
        self.assertEqual(str(self.plan.reviewed_on), "2026-03-15")

    def test_what_left_the_plan_is_named(self):
        elsewhere = self._add_plan()
        self.action.plan_id = elsewhere
        self.plan.invalidate_recordset()
        self.assertIn("no longer part", str(self.plan.changes_since_review))

    def test_new_title_other_owner_and_state_of_the_plan_are_said(self):
        self.action.write({"name": "Send all samples", "user_id": self.tim.id})
        self.plan.action_start()
        self.plan.invalidate_recordset()
        changes = str(self.plan.changes_since_review)
        self.assertIn("“Growth 2026”: Agreed → Active.", changes)
        self.assertIn("“Send samples” is called “Send all samples” now.", changes)
        self.assertIn(
            f"“Send all samples”: {self.ann.name} → {self.tim.name}.", changes
        )

    def test_what_is_new_and_done_already_is_new(self):
        self._add_action(self.plan, "Call", state="done")
        self.plan.invalidate_recordset()
        self.assertIn("“Call” is new.", str(self.plan.changes_since_review))

    def test_who_sees_one_action_only_does_not_miss_the_others(self):
        eves = self._add_action(self.plan, "Eve's", user_id=self.eve.id)
        self.plan.action_review()
        eves.date_due = "2026-05-01"
        self.action.date_due = "2026-07-01"
        self.plan.invalidate_recordset()
        changes = str(self.plan.with_user(self.eve).changes_since_review)
        self.assertIn("moved from no date to 05/01/2026.", changes)
        self.assertNotIn("Send samples", changes)

    def test_look_of_the_former_version_is_read(self):
        """Looks were kept by id, with less in them."""
        gone = {"name": "Call", "state": "todo", "date_due": False}
        self.plan.review_snapshot = {
            "date_end": "2026-12-31",
            "actions": {
                str(self.action.id): {
                    "name": "Send sample",
                    "state": "todo",
                    "date_due": "2026-06-01",
                },
                "0": gone,
            },
            "objectives": {
                str(self.goal.id): {
                    "name": "More orders",
                    "state": "open",
                    "current": 4,
                }
            },
        }
        self._migrate("post-review-snapshot")
        self.plan.invalidate_recordset()
        self.assertEqual(
            self.plan._get_changes(),
            [
                "“Send sample” is called “Send samples” now.",
                "“Call” is no longer part.",
                "“More orders” went from 4 to 0.",
            ],
        )
        kept = self.plan.review_snapshot
        self._migrate("post-review-snapshot")
        self.assertEqual(self.plan.review_snapshot, kept, "once is enough")

    def test_objective_without_data_says_so(self):
        self.goal.write({"measure": "days_late_12m"})
        self.plan.invalidate_recordset()
        self.assertIn("from 0 to no data", str(self.plan.changes_since_review))
