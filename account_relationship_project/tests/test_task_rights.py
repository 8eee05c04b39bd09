from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged, users

from .common import TaskCommon


@tagged("post_install", "-at_install")
class TestTaskRights(TaskCommon):
    """What technicians and customers see of the feedback behind a task."""

    def setUp(self):
        super().setUp()
        self.task = self._add_task(self.new_stage)

    @users("max")
    def test_technicians_without_rights_on_feedback_move_it(self):
        with self.assertRaises(AccessError):
            self.feedback.with_user(self.env.user).read(["state"])
        self.task.with_user(self.env.user).stage_id = self.ready_stage
        self.assertEqual(self.feedback.state, "implemented")

    @users("max")
    def test_technicians_see_the_customers_words_and_the_deadline_only(self):
        task = self.task.with_user(self.env.user)
        with Form(task) as form:
            self.assertEqual(
                form.relationship_feedback_verbatim, self.feedback.verbatim
            )
            self.assertEqual(
                form.relationship_feedback_deadline,
                fields.Datetime.to_string(self.feedback.resolve_deadline),
            )
            self.assertNotIn("relationship_feedback_id", form._view["fields"])
        with self.assertRaises(AccessError):
            task.read(["relationship_feedback_id"])
        with self.assertRaises(AccessError):
            self.env["project.task"].search(
                [("relationship_feedback_id.account_id.name", "ilike", "acme")]
            )

    @users("max")
    def test_technicians_without_rights_on_feedback_work_on_other_tasks(self):
        task = self.env["project.task"].create(
            {"name": "Tidy up", "project_id": self.project.id}
        )
        task.write({"stage_id": self.ready_stage.id, "name": "Tidied up"})
        copy = self.task.with_user(self.env.user).copy()
        self.assertFalse(copy.sudo().relationship_feedback_id)
        (task | copy).unlink()

    @users("max")
    def test_technicians_without_rights_on_feedback_tie_no_task(self):
        task = self._add_task(relationship_feedback_id=False)
        with self.assertRaises(AccessError):
            task.with_user(self.env.user).relationship_feedback_id = self.feedback

    @users("tess")
    def test_nobody_reads_feedback_by_tying_a_task_to_it(self):
        cedars = self._add_feedback(
            account_id=self.cedar.id,
            partner_id=self.cedar_customer.id,
            team_id=self.finance_team.id,
            user_id=False,
        )
        task = self._add_task(relationship_feedback_id=False)
        with self.assertRaises(AccessError):
            task.with_user(self.env.user).relationship_feedback_id = cedars
        with self.assertRaises(AccessError):
            self.env["project.task"].create(
                {
                    "name": "Curious",
                    "project_id": self.project.id,
                    "relationship_feedback_id": cedars.id,
                }
            )
        with self.assertRaises(AccessError):
            self.env["project.task"].with_context(
                default_relationship_feedback_id=cedars.id
            ).create({"name": "Curious", "project_id": self.project.id})

    @users("max", "tess")
    def test_form_of_a_task_tells_nothing_of_feedback_one_may_not_read(self):
        cedars = self._add_feedback(
            verbatim="Cedar's secret",
            account_id=self.cedar.id,
            partner_id=self.cedar_customer.id,
            team_id=self.finance_team.id,
            user_id=False,
        )
        name, tasks = "relationship_feedback_id", self.env["project.task"]
        spec = {"relationship_feedback_verbatim": {}, "name": {}}
        named = {name: cedars.id}
        lines = {"child_ids": [[Command.CREATE, "virtual_1", named]]}
        default = tasks.with_context(**{f"default_{name}": cedars.id})
        own = self.task.with_env(self.env)
        for form, *asked in (
            (tasks, {**named}, [name], spec),
            (tasks, {**named, "name": "x"}, ["name"], spec),
            (tasks, {name: {"id": cedars.id}, "name": "x"}, ["name"], spec),
            (tasks, {**named}, [], spec),
            (default, {}, [], spec),
            (tasks, lines, ["child_ids"], {"child_ids": {"fields": spec}}),
            (own, {**named}, [name], spec),
            (own, {**named, "name": "x"}, ["name"], spec),
        ):
            with self.subTest(asked=asked):
                try:
                    told = form.onchange(*asked)
                except AccessError as refused:
                    told = refused
                self.assertNotIn("secret", str(told))
        # Of its own task the words go on being shown.
        told = own.onchange({"name": "x"}, ["name"], spec)
        self.assertNotIn("relationship_feedback_verbatim", told.get("value", {}))
        self.assertEqual(own.relationship_feedback_verbatim, self.feedback.verbatim)

    @users("sam")
    def test_salespeople_who_only_read_feedback_make_no_task(self):
        self._add_order(self.acme_customer, self.sam)
        feedback = self.feedback.with_user(self.env.user)
        with self.assertRaises(AccessError):
            feedback.action_make_task()

    @users("eve")
    def test_employees_read_tasks_without_the_feedback(self):
        task = self.task.with_user(self.env.user)
        self.assertEqual(task.name, "Mend the lamp")
        with self.assertRaises(AccessError):
            task.read(["relationship_feedback_id"])

    @users("pia")
    def test_customers_in_a_shared_project_see_none_of_it(self):
        self.project.privacy_visibility = "portal"
        self.project.sudo().collaborator_ids = [
            Command.create({"partner_id": self.pia.partner_id.id})
        ]
        self.task.message_subscribe(self.pia.partner_id.ids)
        task = self.task.with_user(self.env.user)
        self.assertEqual(task.name, "Mend the lamp")
        names = [name for name in task._fields if name.startswith("relationship")]
        self.assertEqual(len(names), 3)
        for name in names:
            with self.assertRaises(AccessError):
                task.read([name])
            with self.assertRaises(AccessError):
                task.search([(name, "!=", False)])
            self._assert_not_told_in_groups(task, name)
        with self.assertRaises(AccessError):
            task.write({"relationship_feedback_id": False})
        with self.assertRaises(AccessError):
            task.stage_id.read(["relationship_feedback_state"])
        readable = task.fields_get()
        self.assertFalse(readable.keys() & set(names))

    def _assert_not_told_in_groups(self, task, name):
        is_moment = task._fields[name].type == "datetime"
        spec = f"{name}:day" if is_moment else name
        for groupby, aggregates in (([spec], []), ([], [f"{name}:array_agg"])):
            with self.assertRaises(AccessError):
                task.formatted_read_group([], groupby, aggregates)
        with self.assertRaises(AccessError):
            task.web_read_group([], [spec])
        with self.assertRaises(AccessError):
            task.search([], order=name)

    @users("hugo")
    def test_a_head_of_two_companies_makes_a_task_in_the_feedbacks_company(self):
        company = self._add_company()
        self.hugo.group_ids |= self.env.ref("project.group_project_user")
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "manager_id": self.hugo.id,
                "company_id": company.id,
            }
        )
        theirs = self._add_feedback(
            account_id=account.id, partner_id=self.dune.id, user_id=False
        )
        feedback = theirs.with_user(self.env.user).with_context(
            allowed_company_ids=[self.env.company.id, company.id]
        )
        feedback.action_make_task()
        self.assertEqual(theirs.task_ids.company_id, company)
        ours = self.env["project.task"].with_user(self.tess)
        self.assertFalse(ours.search([("id", "in", theirs.task_ids.ids)]))
