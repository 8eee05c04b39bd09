from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged, users

from .common import FeedbackCommon

MONDAY = "2026-03-09 10:00:00"


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestFeedbackStates(FeedbackCommon):
    def _implement(self, **values):
        feedback = self._say(**values)
        feedback.action_implement()
        return feedback

    @users("tess")
    def test_each_step_notes_when_it_was_taken(self):
        feedback = self._say()
        steps = [
            ("2026-03-09 11:00:00", feedback.action_acknowledge, "acknowledged"),
            ("2026-03-09 12:00:00", feedback.action_plan, "planned"),
            ("2026-03-09 13:00:00", feedback.action_start, "in_progress"),
            ("2026-03-09 14:00:00", feedback.action_implement, "implemented"),
        ]
        for moment, step, state in steps:
            with freeze_time(moment):
                step()
            self.assertEqual(feedback.state, state)
        self.assertRecordValues(
            feedback,
            [
                {
                    "acknowledged_at": self._at("2026-03-09 11:00:00"),
                    "decided_at": self._at("2026-03-09 12:00:00"),
                    "implemented_at": self._at("2026-03-09 14:00:00"),
                }
            ],
        )

    @users("tess")
    def test_skipped_steps_count_as_taken(self):
        feedback = self._implement()
        for name in ("acknowledged_at", "decided_at", "implemented_at"):
            self.assertEqual(feedback[name], self._at(MONDAY))

    @users("tess")
    def test_step_taken_back_is_forgotten(self):
        feedback = self._say()
        feedback.action_plan()
        feedback.state = "acknowledged"
        self.assertFalse(feedback.decided_at)
        self.assertTrue(feedback.acknowledged_at)
        feedback.state = "new"
        self.assertFalse(feedback.acknowledged_at)
        self.assertFalse(feedback.reopen_count)

    @users("tess")
    def test_acknowledging_takes_nothing_back(self):
        feedback = self._say()
        feedback.action_start()
        feedback.action_acknowledge()
        self.assertEqual(feedback.state, "in_progress")

    @users("tess")
    def test_buttons_of_a_form_that_is_out_of_date_take_nothing_back(self):
        feedback = self._implement()
        feedback.action_plan()
        feedback.action_start()
        self.assertEqual(feedback.state, "implemented")
        self.assertFalse(feedback.reopen_count)

    @users("tess")
    def test_feedback_logged_in_a_later_state_notes_its_steps(self):
        feedback = self._say(state="planned")
        self.assertEqual(feedback.decided_at, self._at(MONDAY))
        with self.assertRaisesRegex(UserError, "Tell the customer"):
            self._say(state="closed")

    # Closing

    @users("tess")
    def test_not_closed_before_the_customer_was_told(self):
        feedback = self._say(kind="question")
        with self.assertRaisesRegex(UserError, "Tell the customer"):
            feedback.action_close()
        with self.assertRaisesRegex(UserError, "Tell the customer"):
            feedback.write({"state": "closed"})
        self._tell(feedback, "acknowledged")
        self._tell(feedback, "update")
        with self.assertRaisesRegex(UserError, "Tell the customer"):
            feedback.action_close()
        self._tell(feedback, "outcome")
        feedback.action_close()
        self.assertRecordValues(
            feedback,
            [
                {
                    "state": "closed",
                    "outcome": "answered",
                    "is_told": True,
                    "told_at": self._at(MONDAY),
                    "decided_at": self._at(MONDAY),
                    "closed_at": self._at(MONDAY),
                }
            ],
        )

    @users("tess")
    def test_nobody_writes_that_the_customer_was_told(self):
        feedback = self._say(kind="question")
        for user in (self.tess, self.hugo, self.adam):
            for name in ("told_at", "is_told", "asked_at"):
                with self.assertRaisesRegex(UserError, "by telling the customer"):
                    feedback.with_user(user).write(
                        {name: self._at(MONDAY), "state": "closed"}
                    )
                with self.assertRaisesRegex(UserError, "by telling the customer"):
                    self._say(**{name: self._at(MONDAY), "state": "closed"})

    @users("tess")
    def test_defaults_of_a_call_prove_nothing_either(self):
        Feedback = self.env["relationship.feedback"]
        values = {"verbatim": "Dark", "account_id": self.acme.id}
        for name in ("told_at", "is_told", "implemented_at", "asked_at"):
            told = Feedback.with_context(**{f"default_{name}": self._at(MONDAY)})
            with self.subTest(name), self.assertRaises(UserError):
                told.create(values)
        with self.assertRaisesRegex(UserError, "Tell the customer"):
            Feedback.with_context(default_state="closed").create(values)

    @users("tess")
    def test_nobody_forgets_that_it_was_implemented_to_close_it_unasked(self):
        feedback = self._say()
        feedback.action_implement()
        with self.assertRaises(UserError):
            feedback.implemented_at = False

    @users("tess")
    def test_new_card_begins_in_its_column_of_the_board(self):
        board = self.env["relationship.feedback"].with_context(default_state="planned")
        feedback = board.create({"verbatim": "Dark", "account_id": self.acme.id})
        self.assertEqual(feedback.state, "planned")
        self.assertTrue(feedback.decided_at)

    @users("tess")
    def test_what_was_told_before_we_decided_does_not_count(self):
        feedback = self._say()
        self._tell(feedback, "decision", date="2026-03-08 10:00:00")
        self.assertTrue(feedback.is_told)
        feedback.state = "new"
        feedback.action_implement()
        self.assertFalse(feedback.is_told)
        self._tell(feedback, "verification")
        with self.assertRaisesRegex(UserError, "Tell the customer"):
            feedback.action_close()

    @users("tess")
    def test_planned_work_is_not_closed_though_the_customer_was_told(self):
        feedback = self._say()
        feedback.action_plan()
        self._tell(feedback, "decision")
        with self.assertRaisesRegex(UserError, "Implement it or decline it"):
            feedback.action_close()

    @users("tess")
    def test_implemented_is_closed_after_asking_the_customer(self):
        feedback = self._implement()
        self._tell(feedback)
        with self.assertRaisesRegex(UserError, "whether it is solved"):
            feedback.action_close()
        self._tell(feedback, "verification")
        self.assertEqual(feedback.asked_at, self._at(MONDAY))
        feedback.action_close()
        self.assertEqual(feedback.outcome, "implemented")

    @users("tess")
    def test_everything_that_is_missing_is_said_at_once(self):
        feedback = self._implement()
        with self.assertRaisesRegex(UserError, "Tell the customer.* whether it is"):
            feedback.action_close()

    @users("tess")
    def test_declined_needs_a_reason_and_is_closed_when_told(self):
        feedback = self._say()
        with self.assertRaisesRegex(UserError, "Say why"):
            feedback.state = "declined"
        with self.assertRaisesRegex(UserError, "Say why"):
            feedback.write({"state": "declined", "decline_reason": "  "})
        feedback.write({"state": "declined", "decline_reason": "Too dear"})
        with self.assertRaisesRegex(UserError, "Tell the customer"):
            feedback.action_close()
        self._tell(feedback, "decision")
        feedback.action_close()
        self.assertEqual(feedback.outcome, "declined")
        with self.assertRaisesRegex(UserError, "Reopen it"):
            feedback.state = "declined"

    @users("tess")
    def test_duplicate_needs_what_it_repeats(self):
        feedback = self._say()
        with self.assertRaisesRegex(UserError, "Merge it"):
            feedback.state = "duplicate"
        first = self._say()
        feedback._merge_into(first)
        self.assertTrue(feedback.closed_at)
        with self.assertRaisesRegex(UserError, "It is a duplicate"):
            feedback.action_close()
        for state in ("new", "in_progress", "implemented"):
            with self.assertRaisesRegex(UserError, "cannot be moved on"):
                feedback.state = state
        with self.assertRaisesRegex(UserError, "Take it apart"):
            feedback.action_reopen()
        self.assertEqual(feedback.duplicate_of_id, first)

    # The customer

    @users("tess")
    def test_only_what_was_asked_is_verified(self):
        feedback = self._implement()
        for solved in (True, False):
            with self.assertRaisesRegex(UserError, "nothing to confirm"):
                feedback._customer_verifies(solved, "", self.amy)
        with self.assertRaisesRegex(UserError, "ask the customer"):
            feedback.state = "verified"

    def test_customer_says_it_is_solved(self):
        feedback = self._implement()
        self._tell(feedback, "verification")
        feedback._customer_verifies(True, "Thanks <b>all</b>", self.amy)
        self.assertRecordValues(
            feedback,
            [
                {
                    "state": "verified",
                    "is_solved": "yes",
                    "verified_at": self._at(MONDAY),
                }
            ],
        )
        message = feedback.message_ids[0]
        self.assertEqual(message.author_id, self.amy)
        self.assertIn("Solved: Thanks &lt;b&gt;all", message.body)
        number = len(feedback.message_ids)
        feedback._customer_verifies(True, "Again", self.amy)
        self.assertEqual(len(feedback.message_ids), number)

    def test_not_solved_begins_anew(self):
        feedback = self._implement(user_id=self.tess.id)
        self._tell(feedback)
        self._tell(feedback, "verification")
        feedback.action_close()
        with freeze_time("2026-03-16 10:00:00"):
            feedback._customer_verifies(False, "Dark again", self.amy)
        self.assertRecordValues(
            feedback,
            [
                {
                    "state": "in_progress",
                    "is_solved": "no",
                    "reopen_count": 1,
                    "reopened_at": self._at("2026-03-16 10:00:00"),
                    "implemented_at": False,
                    "asked_at": False,
                    "closed_at": False,
                    "outcome": False,
                    "is_told": False,
                    # Five working days from then, the first one counted.
                    "update_deadline": self._at("2026-03-20 17:00:00"),
                }
            ],
        )
        self.assertIn((self.tess, "2026-03-16"), self._get_work(feedback))
        feedback.action_implement()
        with self.assertRaisesRegex(UserError, "Tell the customer.*whether it is"):
            feedback.action_close()

    @users("tess")
    def test_notice_stays_as_it_was_said(self):
        notice = self._tell(self._say())
        with self.assertRaises(UserError):
            notice.sudo().body = "Something else"
        with self.assertRaises(UserError):
            notice.sudo().feedback_id = self._say()

    @users("tess")
    def test_telling_the_customer_acknowledges(self):
        feedback = self._say()
        self._tell(feedback, "acknowledged")
        self.assertEqual(feedback.state, "acknowledged")
        self.assertEqual(feedback.acknowledged_at, self._at(MONDAY))
        self.assertFalse(feedback.told_at)
