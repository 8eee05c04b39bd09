from odoo.fields import Command
from odoo.tests import tagged, users

from .common import TaskCommon


@tagged("post_install", "-at_install")
class TestTaskSuccession(TaskCommon):
    """Tasks made of feedback, and activities on them, go along with the account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        workers = cls.env.ref("project.group_project_user")
        cls.tim.group_ids = [Command.link(workers.id)]
        cls.feedback.user_id = cls.ann
        cls.task, cls.done = cls.env["project.task"].create(
            [
                {
                    "name": name,
                    "project_id": cls.project.id,
                    "user_ids": [Command.set((cls.ann | cls.max).ids)],
                    "relationship_feedback_id": cls.feedback.id,
                    **values,
                }
                for name, values in [("Open", {}), ("Done", {"state": "1_done"})]
            ]
        )
        cls.activity = cls._plan_activity(cls.task, cls.ann)

    @users("hugo")
    def test_new_manager_gets_open_tasks_and_their_activities(self):
        self.acme.with_env(self.env).manager_id = self.tim
        self.assertEqual(self.task.user_ids, self.tim | self.max)
        self.assertEqual(self.done.user_ids, self.ann | self.max)
        self.assertEqual(self.activity.user_id, self.tim)

    @users("hugo")
    def test_who_may_not_work_in_projects_gets_no_tasks(self):
        self.acme.with_env(self.env).manager_id = self.bob
        self.assertEqual(self.task.user_ids, self.max)
        self.assertEqual(self.activity.user_id, self.bob)

    def test_activity_of_somebody_archived_waits(self):
        self.ann.sudo().action_archive()
        self.assertEqual(self.activity.exists().user_id, self.bea)
        self.acme.manager_id = self.tim
        self.assertEqual(self.activity.user_id, self.tim)
        self.assertEqual(self.task.user_ids, self.tim | self.max)

    @users("ann")
    def test_absence_passes_it_on_and_back(self):
        absence = self.env["relationship.absence"].create({"user_id": self.ann.id})
        if absence.state != "running":
            absence.action_confirm()
        self.assertEqual(self.activity.user_id, self.bea)
        absence.action_end()
        self.assertEqual(self.activity.user_id, self.ann)
