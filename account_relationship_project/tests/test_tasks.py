from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged, users

from .common import TaskCommon


@tagged("post_install", "-at_install")
class TestTasks(TaskCommon):
    """Feedback becomes a task in the project of its team."""

    def _make_task(self, feedback=None):
        feedback = (feedback or self.feedback).with_user(self.env.user)
        action = feedback.action_make_task()
        self.assertEqual(action["res_model"], "project.task")
        return self.env["project.task"].browse(action["res_id"])

    def _make_another_task(self):
        """With the one before out of the way: while it is open, it is opened."""
        self.feedback.task_ids.active = False
        return self._make_task()

    @users("tess")
    def test_task_has_customer_deadline_and_what_was_said(self):
        task = self._make_task()
        self.assertEqual(task.project_id, self.project)
        self.assertEqual(task.partner_id, self.amy)
        self.assertEqual(task.user_ids, self.tess)
        self.assertTrue(self.feedback.resolve_deadline)
        self.assertEqual(task.date_deadline, self.feedback.resolve_deadline)
        self.assertEqual(task.company_id, self.feedback.company_id)
        self.assertEqual(task.relationship_feedback_id, self.feedback)
        self.assertEqual(task.relationship_feedback_verbatim, self.feedback.verbatim)
        self.assertIn("Lot 12 lacks the fuse", task.description)

    @users("tess")
    def test_task_of_who_went_to_another_customer_is_the_customers(self):
        self.amy.sudo().parent_id = self.birch_customer
        self.assertEqual(self._make_task().partner_id, self.acme_customer)

    @users("tess")
    def test_task_is_named_as_the_customer_put_it(self):
        self.assertEqual(self._make_task().name, "The lamp does not light")
        self.feedback.customer_wording = "Dark lamps"
        self.assertEqual(self._make_another_task().name, "Dark lamps")

    @users("tess")
    def test_second_click_opens_the_task_the_first_made(self):
        first = self._make_task()
        self.assertEqual(self._make_task(), first)
        first.sudo().state = "1_done"
        self.assertNotEqual(self._make_task(), first)

    @users("tess")
    def test_making_a_task_mails_nothing_to_the_customer(self):
        self.new_stage.sudo().mail_template_id = self.env.ref(
            "project.mail_template_data_project_task"
        )
        feedback = self.feedback.with_env(self.env)
        feedback = feedback.with_context(tracking_disable=False)
        action = feedback.action_make_task()
        self.env.flush_all()
        self.cr.precommit.run()
        task = self.env["project.task"].browse(action["res_id"])
        self.assertEqual(task.stage_id, self.new_stage)
        self.assertNotIn(self.amy, task.message_partner_ids)
        self.assertNotIn(self.amy, task.message_ids.sudo().notified_partner_ids)
        # What is changed afterwards is mailed as the project wants it.
        self.assertNotIn("relationship_silent", action["context"])

    @users("tess")
    def test_no_task_is_made_where_nobody_looks_for_it(self):
        """The project of the team was put away, or made a template, since."""
        for values in ({"active": False}, {"active": True, "is_template": True}):
            self.project.sudo().write(values)
            with self.assertRaisesRegex(UserError, "no project to make tasks in"):
                self._make_task()
        self.assertFalse(self.feedback.task_ids)

    @users("tess")
    def test_without_summary_the_task_says_what_the_customer_said(self):
        self.feedback.summary = False
        self.assertIn("Since Monday", self._make_task().description)

    @users("tess")
    def test_project_open_to_customers_gets_their_words_only(self):
        for visibility in ("portal", "invited_users"):
            self.project.privacy_visibility = visibility
            self.project.message_subscribe(self.tess.partner_id.ids)
            task = self._make_task()
            self.assertIn("Since Monday", task.description)
            self.assertNotIn("fuse", task.description)
            self.assertNotIn("Defective", task.name)

    def test_project_open_to_customers_does_not_get_what_one_of_them_confided(self):
        feedback = self._add_feedback(
            verbatim="My boss lies", summary="His boss", source="score"
        )
        self.project.privacy_visibility = "portal"
        task = self._make_task(feedback)
        for text in (task.name, task.description or ""):
            self.assertNotIn("boss", text)
        # Those who work on it read it all the same.
        self.assertEqual(task.relationship_feedback_verbatim, "My boss lies")

    @users("tess")
    def test_markup_of_the_customer_is_text(self):
        feedback = self._add_feedback(
            verbatim="<script>alert(1)</script>", summary=False
        )
        task = self._make_task(feedback)
        self.assertNotIn("<script>", task.description)
        self.assertIn("alert(1)", task.description)

    @users("ann")
    def test_only_who_may_work_in_the_project_is_assigned(self):
        self.feedback.user_id = self.bob
        self.assertFalse(self._make_task().user_ids, "no rights on projects")
        self.feedback.user_id = self.tess
        self.project.privacy_visibility = "followers"
        self.project.message_subscribe(self.ann.partner_id.ids)
        self.assertFalse(
            self._make_another_task().user_ids, "not invited to the project"
        )
        self.project.message_subscribe(self.tess.partner_id.ids)
        self.assertEqual(self._make_another_task().user_ids, self.tess)
        self.feedback.user_id = False
        self.assertFalse(self._make_another_task().user_ids)

    @users("ann")
    def test_who_works_elsewhere_by_now_is_assigned_no_task(self):
        elsewhere = self._add_company()
        here = self.tess.company_ids
        for companies in (elsewhere, here):
            self.tess.sudo().write(
                {
                    "company_ids": [Command.set(companies.ids)],
                    "company_id": companies[:1].id,
                    "active": companies != here,
                }
            )
            self.assertEqual(self.feedback.user_id, self.tess)
            self.assertFalse(self._make_another_task().user_ids)

    @users("tess")
    def test_team_without_project_says_where_to_choose_one(self):
        self.technical_team.project_id = False
        with self.assertRaisesRegex(UserError, "Technical has no project"):
            self.feedback.with_user(self.env.user).action_make_task()

    @users("ann")
    def test_feedback_without_team_asks_for_one(self):
        self.feedback.team_id = False
        with self.assertRaisesRegex(UserError, "Choose the team"):
            self.feedback.with_user(self.env.user).action_make_task()

    @users("tess")
    def test_feedback_opens_its_only_task_or_the_list(self):
        feedback = self.feedback.with_user(self.env.user)
        task = self._make_task()
        feedback.invalidate_recordset()
        self.assertEqual(feedback.task_count, 1)
        self.assertEqual(feedback.action_view_tasks()["res_id"], task.id)
        self._add_task()
        feedback.invalidate_recordset()
        self.assertEqual(feedback.task_count, 2)
        domain = feedback.action_view_tasks()["domain"]
        self.assertEqual(self.env["project.task"].search_count(domain), 2)

    def test_tasks_of_many_are_counted_in_one_query(self):
        feedback = self.feedback | self._add_feedback() | self._add_feedback()
        self._add_task()
        self.env.flush_all()
        self.env.invalidate_all()
        feedback.mapped("state")
        with self.assertQueryCount(1):
            self.assertEqual(feedback.mapped("task_count"), [1, 0, 0])

    def test_copy_of_a_task_answers_nothing(self):
        self.assertFalse(self._add_task().copy().relationship_feedback_id)

    def test_deleting_the_task_leaves_the_feedback(self):
        task = self._add_task(self.doing_stage)
        self.assertEqual(self.feedback.state, "in_progress")
        task.unlink()
        self.assertEqual(self.feedback.state, "in_progress")
        self.assertEqual(self.feedback.task_count, 0)

    def test_deleting_the_feedback_leaves_the_task(self):
        task = self._add_task()
        self.feedback.with_user(self.adam).unlink()
        self.assertTrue(task.exists())
        self.assertFalse(task.relationship_feedback_id)

    @users("hugo")
    def test_tasks_of_merged_feedback_go_to_the_survivor(self):
        survivor = self._add_feedback(verbatim="Dark")
        task = self._add_task(self.doing_stage)
        archived = self._add_task(active=False)
        self.feedback.with_user(self.env.user)._merge_into(
            survivor.with_user(self.env.user)
        )
        self.assertEqual((task | archived).relationship_feedback_id, survivor)
        self.assertEqual(survivor.state, "in_progress", "as far as its task")
        self.assertEqual(self.feedback.state, "duplicate")

    def test_project_of_another_company_is_refused(self):
        company = self._add_company()
        theirs = self._add_project("Theirs", company_id=company.id)
        self.technical_team.company_id = self.env.company
        with self.assertRaisesRegex(ValidationError, "choose another project"):
            self.technical_team.project_id = theirs
        with self.assertRaisesRegex(ValidationError, "choose a project"):
            self._add_task(project_id=theirs.id)
        with self.assertRaisesRegex(ValidationError, "choose a project"):
            self._add_task(project_id=theirs.id, company_id=self.env.company.id)
        task = self._add_task()
        with self.assertRaisesRegex(ValidationError, "choose a project"):
            task.company_id = company

    @users("tess")
    def test_an_existing_task_is_tied_in_its_form(self):
        task = self.env["project.task"].create(
            {"name": "Lamps", "project_id": self.project.id}
        )
        with Form(task) as form:
            form.relationship_feedback_id = self.feedback.with_user(self.env.user)
        self.assertEqual(self.feedback.task_ids, task)
        self.assertEqual(self.feedback.state, "planned", "as its stage says")
