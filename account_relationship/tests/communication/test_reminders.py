from odoo.modules.migration import load_script
from odoo.tests import freeze_time, tagged, users
from odoo.tools import SQL, file_path

from ..score.common import Scores
from .common import CommunicationCommon

TYPE = "account_relationship.activity_type_{}"


class RemindersCase(Scores, CommunicationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_scores()

    def _promise(self, **values):
        # sudo: some of those who own a promise may not make one
        return (
            self.env["relationship.promise"]
            .sudo()
            .create(
                {
                    "name": "A catalogue",
                    "account_id": self.acme.id,
                    "date_due": "2026-03-05",
                    **values,
                }
            )
            .sudo(False)
        )

    def _action(self, **values):
        return self.env["relationship.action"].create(
            {
                "name": "Send a catalogue",
                "account_id": self.acme.id,
                "date_due": "2026-03-05",
                **values,
            }
        )

    def _get_reminders(self, records):
        """What is still to do, whoever it is for."""
        activities = self.env["mail.activity"].sudo()
        found = activities.search(
            [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        )
        return sorted(activity.activity_type_id.name for activity in found)

    def _escalate(self):
        self.env["relationship.promise"].sudo().search([])._escalate()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestPromiseReminders(RemindersCase):
    @users("ann")
    def test_promise_taken_over_as_kept_or_cancelled_reminds_nobody(self):
        """As imports and the API bring them."""
        kept, cancelled = self._promise(state="kept"), self._promise(state="cancelled")
        self.assertFalse(self._get_reminders(kept | cancelled))
        self.assertEqual(str(kept.date_done), "2026-03-10")
        self.assertFalse(cancelled.date_done)
        told = self._promise(state="kept", date_done="2026-03-01")
        self.assertEqual(str(told.date_done), "2026-03-01")

    @users("ann")
    def test_import_of_kept_promises_reminds_nobody(self):
        result = self.env["relationship.promise"].load(
            ["name", "account_id/.id", "date_due", "state"],
            [
                ["Samples", str(self.acme.id), "2026-03-05", "kept"],
                ["Prices", str(self.acme.id), "2026-03-05", "open"],
            ],
        )
        self.assertFalse(result["messages"])
        kept, still_open = self.env["relationship.promise"].browse(result["ids"])
        self.assertFalse(self._get_reminders(kept))
        self.assertEqual(self._get_reminders(still_open), ["Promise"])

    @users("ann")
    def test_late_are_the_open_ones_only_in_every_count(self):
        promises = self._promise()
        for number in range(3):
            promises |= self._promise(state="kept", name=f"Kept {number}")
            promises |= self._promise(state="cancelled", name=f"No longer {number}")
        late = promises.search([("id", "in", promises.ids), ("is_late", "=", True)])
        self.assertEqual(late, promises[0])
        self.assertEqual(promises.filtered("is_late"), late)
        overdue = promises.search(
            [("id", "in", promises.ids), ("activity_state", "=", "overdue")]
        )
        self.assertEqual(overdue, late)
        self.assertEqual(self.acme.with_user(self.env.user).open_promise_count, 1)

    @users("ann")
    def test_kept_late_promise_leaves_neither_reminder_nor_what_the_leader_was_told(
        self,
    ):
        self.north.sudo().user_id = self.hugo
        promise = self._promise()
        self._escalate()
        self.assertEqual(self._get_reminders(promise), ["Late promise", "Promise"])
        promise.write({"state": "kept"})
        self.assertFalse(self._get_reminders(promise))

    @users("ann")
    def test_to_do_of_a_person_or_a_rule_stays_when_the_promise_is_kept(self):
        promise = self._promise()
        for automated in (False, True):
            promise.activity_schedule(
                "mail.mail_activity_data_todo",
                summary="Ask whether it came",
                user_id=self.ann.id,
                automated=automated,
            )
        promise.action_keep()
        self.assertEqual(self._get_reminders(promise), ["To-Do", "To-Do"])

    @users("ann")
    def test_promise_whose_action_is_done_already_is_kept_at_once(self):
        action = self._action(state="done")
        promise = self._promise(action_id=action.id)
        later = self._promise()
        later._on_own_path().action_id = action
        self.assertEqual((promise | later).mapped("state"), ["kept", "kept"])
        self.assertFalse(self._get_reminders(promise | later))

    @users("ann")
    def test_promise_whose_action_is_gone_is_reminded_of_again(self):
        promise = self._promise()
        promise.action_make_action()
        self.assertFalse(self._get_reminders(promise))
        promise.action_id.unlink()
        self.assertEqual(self._get_reminders(promise), ["Promise"])

    @users("ann")
    def test_archived_account_reminds_nobody_until_it_is_reopened(self):
        promise, action = self._promise(), self._action()
        account = self.acme.with_user(self.env.user)
        account.action_archive()
        for record in (promise, action):
            with self.subTest(record._name):
                self.assertFalse(self._get_reminders(record))
                self.assertFalse(record.is_late)
                self.assertFalse(
                    record.search([("id", "=", record.id), ("is_late", "=", True)])
                )
        kept = self._promise(state="kept")
        account.action_unarchive()
        self.assertEqual(self._get_reminders(promise), ["Promise"])
        self.assertEqual(self._get_reminders(action), ["Action"])
        self.assertFalse(self._get_reminders(kept))
        self.assertTrue(promise.is_late and action.is_late)

    @users("ann")
    def test_who_was_told_that_a_promise_is_late_is_told_when_it_is_reopened(self):
        self.north.sudo().user_id = self.hugo
        promise = self._promise()
        account = self.acme.with_user(self.env.user)
        self._run_step("escalate_promises")
        account.action_archive()
        self._run_step("escalate_promises")
        self.assertFalse(self._get_reminders(promise))
        account.action_unarchive()
        self._run_step("escalate_promises")
        self.assertEqual(self._get_reminders(promise), ["Late promise", "Promise"])

    @users("ann")
    def test_late_promise_that_is_put_in_other_words_is_late_all_the_same(self):
        self.north.sudo().user_id = self.hugo
        promise = self._promise()
        self._run_step("escalate_promises")
        promise.name = "The catalogue of this year"
        self._run_step("escalate_promises")
        self.assertEqual(self._get_reminders(promise), ["Late promise", "Promise"])

    @users("ann")
    def test_who_has_done_what_a_late_promise_asked_is_not_told_again(self):
        self.north.sudo().user_id = self.hugo
        promise = self._promise()
        self._run_step("escalate_promises")
        promise.sudo().activity_feedback([TYPE.format("promise_late")])
        promise.name = "The catalogue of this year"
        self._run_step("escalate_promises")
        self.assertEqual(self._get_reminders(promise), ["Promise"])

    @users("adam")
    def test_deleted_account_leaves_no_reminder(self):
        account = self.birch.with_user(self.env.user)
        parts = [
            self._promise(account_id=account.id),
            self._action(account_id=account.id),
            self.env["relationship.feedback"].create(
                {"account_id": account.id, "kind": "complaint", "verbatim": "Late"}
            ),
        ]
        self.assertTrue(all(self._get_reminders(part) for part in parts))
        account.unlink()
        for part in parts:
            with self.subTest(part._name):
                self.assertFalse(part.exists())
                self.assertFalse(self._get_reminders(part))

    @users("eve")
    def test_whoever_may_not_see_the_account_sees_what_of_its_own_is_late(self):
        promise = self._promise()
        self.assertFalse(self.acme.with_user(self.env.user).has_access("read"))
        self.assertTrue(promise.is_late)
        self.assertEqual(promise.search([("is_late", "=", True)]), promise)
        promise.action_keep()
        self.assertFalse(self._get_reminders(promise))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestOtherReminders(RemindersCase):
    def _plan(self, **values):
        plan = self.env["relationship.plan"].create(
            {"name": "Growth", "account_id": self.acme.id, **values}
        )
        self._action(plan_id=plan.id)
        return plan

    @users("ann")
    def test_actions_of_a_plan_that_ended_are_not_late_whichever_way_it_did(self):
        plan = self._plan()
        plan._agree(self.amy, "2026-03-01")
        action = plan.action_ids
        analysis = self.env["relationship.plan.analysis"].search(
            [("plan_id", "=", plan.id)]
        )
        self.assertTrue(action.is_late)
        self.assertEqual(analysis.overdue_ours, 1)
        for state in ("cancelled", "done"):
            plan._on_own_path().write({"state": state, "cancel_reason": "Too dear"})
            self.env.flush_all()
            self.env.invalidate_all()
            self.assertFalse(action.is_late)
            self.assertFalse(
                action.search([("id", "=", action.id), ("is_late", "=", True)])
            )
            self.assertEqual(analysis.overdue_ours, 0)
            self.assertFalse(self._get_reminders(action))

    @users("ann")
    def test_answer_to_a_proposed_date_is_not_asked_for_after_the_plan_ended(self):
        plan = self._plan()
        plan._agree(self.amy, "2026-03-01")
        plan.action_ids._ask_for_answer()
        self.assertIn("Answer the customer", self._get_reminders(plan.action_ids))
        plan._on_own_path().write({"state": "cancelled", "cancel_reason": "Too dear"})
        self.assertFalse(self._get_reminders(plan.action_ids))

    @users("ann")
    def test_update_no_longer_promised_is_not_reminded_of(self):
        for change in (
            {"state": "cancelled", "cancel_reason": "Too dear"},
            {"is_shared": False},
            {"update_days": 0},
        ):
            with self.subTest(change):
                plan = self._plan(is_shared=True, update_days=7)
                plan._agree(self.amy, "2026-03-01")
                plan._remind_of_update()
                self.assertEqual(self._get_reminders(plan), ["Scheduled update"])
                plan._on_own_path().write(change)
                self.assertFalse(self._get_reminders(plan))

    @users("hugo")
    def test_low_score_is_got_in_touch_about_until_it_is_settled(self):
        survivor = self.env["relationship.feedback"].create(
            {"account_id": self.acme.id, "kind": "complaint", "verbatim": "Late"}
        )
        follow_up = self.env["relationship.score.follow.up"]._start_follow_up(
            self.acme,
            self.amy,
            {
                "source": "score",
                "score_type": "nps",
                "score_value": 1,
                "verbatim": "Bad",
                "user_id": self.tim.id,
            },
        )
        self.assertIn("Low score", self._get_reminders(follow_up))
        follow_up.with_user(self.env.user)._merge_into(survivor)
        self.assertFalse(self._get_reminders(follow_up))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestRemindersUpgrade(RemindersCase):
    @users("ann")
    def test_upgrade_removes_what_is_over_and_nothing_else(self):
        still_open, kept, gone = (self._promise(name=name) for name in "abc")
        action = self._action()
        feedback = self.env["relationship.feedback"].create(
            {"account_id": self.acme.id, "kind": "complaint", "verbatim": "Late"}
        )
        for record in (still_open, kept, feedback):
            record.sudo().activity_schedule(
                "mail.mail_activity_data_todo", user_id=self.ann.id
            )
        self.env.flush_all()
        # As it was: kept with a reminder, and deleted by the database alone.
        self.env.cr.execute(
            SQL("UPDATE relationship_promise SET state = 'kept' WHERE id = %s", kept.id)
        )
        self.env.cr.execute(
            SQL("DELETE FROM relationship_promise WHERE id = %s", gone.id)
        )
        self.env.invalidate_all()
        path = "account_relationship/migrations/19.0.1.4.0/post-communication.py"
        script = load_script(file_path(path), "post-communication")
        script.migrate(self.env.cr, "19.0.1.3.0")
        self.assertEqual(self._get_reminders(still_open), ["Late promise", "Promise"])
        self.assertFalse(self._get_reminders(kept))
        self.assertFalse(self._get_reminders(gone))
        self.assertEqual(self._get_reminders(action), ["Action"])
        self.assertIn("Low score", self._get_reminders(feedback))
