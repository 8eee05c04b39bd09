from odoo.fields import Command
from odoo.tests import tagged, users

from .common import TaskCommon


@tagged("post_install", "-at_install")
class TestTaskMoves(TaskCommon):
    """The stage of a task moves the feedback on, forward only."""

    def _get_state(self):
        return self.feedback.sudo().state

    def test_each_stage_moves_the_feedback_on(self):
        task = self._add_task()
        self.assertEqual(self._get_state(), "new")
        for stage, state in (
            (self.new_stage, "planned"),
            (self.doing_stage, "in_progress"),
            (self.checking_stage, "in_progress"),
            (self.ready_stage, "implemented"),
        ):
            task.stage_id = stage
            self.assertEqual(self._get_state(), state)

    def test_a_new_task_moves_it_too(self):
        self._add_task(self.new_stage)
        self.assertEqual(self._get_state(), "planned")

    def test_states_in_between_are_skipped_where_the_task_skips_them(self):
        task = self._add_task()
        task.stage_id = self.ready_stage
        self.assertEqual(self._get_state(), "implemented")

    def test_it_never_goes_back(self):
        task = self._add_task(self.ready_stage)
        task.stage_id = self.doing_stage
        self.assertEqual(self._get_state(), "implemented")

    def test_where_people_decided_the_task_moves_nothing(self):
        task = self._add_task(self.doing_stage)
        for state in ("verified", "closed", "declined", "duplicate"):
            self._force_state(state)
            task.stage_id = self.doing_stage
            task.stage_id = self.ready_stage
            self.assertEqual(self._get_state(), state)

    def _force_state(self, state):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_feedback SET state = %s WHERE id = %s",
            (state, self.feedback.id),
        )
        self.feedback.invalidate_recordset()

    def test_a_done_task_counts_as_implemented(self):
        task = self._add_task(self.doing_stage)
        task.state = "1_done"
        self.assertEqual(self._get_state(), "implemented")

    def test_changes_requested_move_nothing(self):
        task = self._add_task(self.doing_stage)
        task.state = "02_changes_requested"
        self.assertEqual(self._get_state(), "in_progress")

    def test_the_least_advanced_task_decides(self):
        first, second = self._add_task(), self._add_task(self.new_stage)
        self.assertEqual(self._get_state(), "new", "the first says nothing yet")
        first.stage_id = self.ready_stage
        self.assertEqual(self._get_state(), "planned")
        second.stage_id = self.doing_stage
        self.assertEqual(self._get_state(), "in_progress")
        second.state = "1_done"
        self.assertEqual(self._get_state(), "implemented")

    def test_cancelled_and_dropped_tasks_do_not_hold_it_back(self):
        first, second = self._add_task(self.ready_stage), self._add_task()
        third = self._add_task(self.new_stage)
        self._force_state("planned")
        second.state = "1_canceled"
        self.assertEqual(self._get_state(), "planned", "the third is not there yet")
        third.stage_id = self.dropped_stage
        self.assertEqual(self._get_state(), "implemented")
        self.assertEqual(first.stage_id, self.ready_stage)

    def test_archived_tasks_do_not_hold_it_back(self):
        first = self._add_task(self.new_stage)
        second = self._add_task(self.new_stage)
        second.active = False
        first.stage_id = self.doing_stage
        self.assertEqual(self._get_state(), "in_progress")

    def test_the_last_task_that_held_it_back_is_archived(self):
        self._add_task(self.ready_stage)
        held = self._add_task(self.new_stage)
        self._force_state("planned")
        held.active = False
        self.assertEqual(self._get_state(), "implemented")
        self.assertIn("Mend the lamp", self._get_notes(self.feedback)[0])

    def test_a_task_that_comes_back_from_the_archive_moves_it(self):
        task = self._add_task(self.doing_stage, active=False)
        self.assertEqual(self._get_state(), "new")
        task.active = True
        self.assertEqual(self._get_state(), "in_progress")

    def test_when_all_is_archived_it_stays_where_it_is(self):
        task = self._add_task(self.new_stage)
        task.active = False
        self.assertEqual(self._get_state(), "planned")

    def test_when_all_is_cancelled_it_stays_where_it_is(self):
        task = self._add_task(self.new_stage)
        task.state = "1_canceled"
        self.assertEqual(self._get_state(), "planned")

    def test_without_mapping_nothing_happens(self):
        stages = self.project.type_ids
        stages.relationship_feedback_state = False
        task = self._add_task(self.new_stage)
        task.stage_id = self.ready_stage
        task.state = "1_done"
        self.assertEqual(self._get_state(), "new")
        self.assertFalse(any("Mend" in note for note in self._get_notes(self.feedback)))

    def test_a_task_without_feedback_moves_nothing(self):
        task = self._add_task(relationship_feedback_id=False)
        task.stage_id = self.ready_stage
        self.assertEqual(self._get_state(), "new")

    def test_reopened_feedback_follows_its_task_again(self):
        task = self._add_task(self.ready_stage)
        self.feedback.state = "in_progress"
        task.name = "Mend it well"
        task.stage_id = self.ready_stage
        self.assertEqual(self._get_state(), "in_progress", "the task did not move")
        task.stage_id = self.doing_stage
        task.stage_id = self.ready_stage
        self.assertEqual(self._get_state(), "implemented")

    @users("max")
    def test_the_feedback_says_which_task_moved_it(self):
        task = self._add_task(self.checking_stage)
        task.with_user(self.env.user).stage_id = self.doing_stage
        note = self.feedback.message_ids[:1]
        self.assertIn("Mend the lamp", note.body)
        self.assertIn("Doing", note.body)
        self.assertEqual(note.author_id, self.max.partner_id)
        self.assertTrue(note.is_internal or note.subtype_id.internal)

    def test_what_is_typed_into_a_task_stays_text(self):
        self._add_task(self.doing_stage, name="<img src=x onerror=alert(1)>")
        self.assertNotIn("<img", " ".join(self._get_notes(self.feedback)))

    def test_many_tasks_move_in_one_go(self):
        others = [self._add_feedback() for __ in range(3)]
        tasks = self.env["project.task"].browse()
        for feedback in others:
            tasks |= self._add_task(feedback=feedback)
        tasks.stage_id = self.doing_stage
        self.assertEqual({record.state for record in others}, {"in_progress"})

    @users("pia")
    def test_customers_move_the_task_and_not_the_feedback(self):
        self.project.privacy_visibility = "portal"
        self.project.sudo().collaborator_ids = [
            Command.create({"partner_id": self.pia.partner_id.id})
        ]
        task = self._add_task(self.doing_stage)
        task.message_subscribe(self.pia.partner_id.ids)
        task.with_user(self.env.user).stage_id = self.ready_stage
        self.assertEqual(task.stage_id, self.ready_stage)
        self.assertEqual(self._get_state(), "in_progress")
