from odoo.tests import tagged, users

from .common import TaskCommon


@tagged("post_install", "-at_install")
class TestTaskErasure(TaskCommon):
    @users("adam")
    def test_the_words_of_who_is_erased_leave_the_tasks_as_well(self):
        task = self._add_task(
            name="The lamp does not light",
            description="<p>The lamp does not light<br>Since Monday</p><p>Room 7</p>",
        )
        self.amy.with_user(self.env.user)._erase_persons()
        self.env.invalidate_all()
        self.assertNotIn("lamp", f"{task.name} {task.description}")
        self.assertNotIn("Monday", task.description)
        self.assertIn("Room 7", task.description)
        self.assertEqual(task.relationship_feedback_id, self.feedback)
