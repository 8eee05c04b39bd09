from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from .common import PlanCommon


@tagged("post_install", "-at_install")
class TestPlanRights(PlanCommon):
    """Acme's plan is ann's; an action of it is eve's, any employee's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._add_plan()
        cls.goal = cls._add_objective(cls.plan)
        cls.anns = cls._add_action(cls.plan, "Ann's")
        cls.eves = cls._add_action(cls.plan, "Eve's", user_id=cls.eve.id)
        cls.foreign = cls._add_plan(cls.cedar, user_id=cls.bob.id)
        cls.foreign_goal = cls._add_objective(cls.foreign)
        cls.bobs = cls._add_action(cls.foreign, "Bob's", user_id=cls.bob.id)

    def _as(self, user):
        return [
            record.with_user(user)
            for record in (self.plan, self.goal, self.anns, self.eves)
        ]

    def _assert_cannot(self, operation, *records):
        for record in records:
            with self.assertRaises(AccessError):
                record.check_access(operation)

    def test_manager_backup_and_team_work_on_plans(self):
        for user in (self.ann, self.bea, self.tim, self.hugo):
            for record in self._as(user):
                for operation in ("read", "write", "create", "unlink"):
                    record.check_access(operation)

    def test_manager_of_others_sees_and_does_nothing(self):
        for record in self._as(self.bob):
            self._assert_cannot("read", record)
            self.assertFalse(record.search([("id", "=", record.id)]))
        with self.assertRaises(AccessError):
            self.Plan.with_user(self.bob).create(
                {"name": "Mine", "account_id": self.acme.id}
            )
        with self.assertRaises(AccessError):
            self.Action.with_user(self.bob).create(
                {"name": "Mine", "account_id": self.acme.id}
            )

    def test_owner_of_an_action_reads_its_plan_and_does_the_action(self):
        plan, goal, anns, eves = self._as(self.eve)
        for record in (plan, goal, eves):
            record.check_access("read")
        self._assert_cannot("write", plan, goal)
        self._assert_cannot("read", anns)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(plan.action_ids, eves)
        eves.action_done()
        self.assertEqual(self.eves.state, "done")
        self._assert_cannot("unlink", eves)
        self._assert_cannot(
            "read", self.foreign.with_user(self.eve), self.bobs.with_user(self.eve)
        )
        self.assertEqual(plan.progress, 50, "as everybody else's progress")

    def test_owner_of_an_action_finds_it_among_the_to_dos_at_the_top(self):
        self._agree(self.plan)
        self.eves.date_due = "2026-04-01"
        groups = self.eve.with_user(self.eve)._get_activity_groups()
        (todo,) = [g for g in groups if g.get("model") == "relationship.action"]
        self.assertEqual(todo["total_count"], 1)
        self.env.invalidate_all()
        self.assertTrue(self.eves.with_user(self.eve).is_late)

    @users("eve")
    def test_owner_of_an_action_cannot_carry_it_to_another_customer(self):
        eves = self.eves.with_user(self.eve)
        with self.assertRaises(AccessError):
            eves.write({"plan_id": self.foreign.id})
        with self.assertRaises(AccessError):
            eves.write({"plan_id": False, "account_id": self.cedar.id})
        with self.assertRaises(AccessError):
            self.Action.with_user(self.eve).create(
                {"name": "New", "account_id": self.acme.id}
            )

    @users("eve")
    def test_owner_of_an_action_does_not_join_plans_unseen(self):
        """Owning an action lets one read its plan: nobody lets himself in."""
        other = self._add_plan(name="Secret")
        with self.assertRaises(AccessError):
            self.eves.with_user(self.eve).write({"plan_id": other.id})
        self.assertEqual(self.eves.plan_id, self.plan)

    def test_employee_without_an_action_sees_nothing(self):
        self.eves.user_id = self.ann
        for record in self._as(self.eve):
            self._assert_cannot("read", record)

    def test_owner_of_a_plan_reads_it_without_the_customer_account(self):
        self.foreign.user_id = self.eve
        plan = self.foreign.with_user(self.eve)
        plan.check_access("read")
        self.foreign_goal.with_user(self.eve).check_access("read")
        self._assert_cannot("write", plan)

    def test_salesperson_reads_plans_of_customers_sold_to(self):
        for record in self._as(self.sam):
            self._assert_cannot("read", record)
        self._add_lead(self.acme_customer, self.sam)
        for record in self._as(self.sam):
            record.check_access("read")
            self._assert_cannot("write", record)
        self._assert_cannot("read", self.foreign.with_user(self.sam))

    def test_portal_users_have_no_access_at_all(self):
        for record in self._as(self.pia):
            self._assert_cannot("read", record)
        for model in (
            "relationship.plan.analysis",
            "relationship.plan.agree",
            "relationship.plan.cancel",
        ):
            self.assertFalse(self.env[model].with_user(self.pia).has_access("read"))

    def test_other_companies_plans_are_out_of_sight(self):
        company = self._add_company()
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        plan = self._add_plan(account, user_id=self.hugo.id)
        goal = self._add_objective(plan)
        action = self._add_action(plan)
        here = self.env.company.ids
        for record in (plan, goal, action):
            record = record.with_user(self.hugo)
            self._assert_cannot("read", record.with_context(allowed_company_ids=here))
            record.with_context(allowed_company_ids=[*here, company.id]).check_access(
                "read"
            )
        report = self.env["relationship.plan.analysis"].with_user(self.hugo)
        report = report.with_context(allowed_company_ids=here)
        self.assertFalse(report.search([("plan_id", "=", plan.id)]))

    def test_report_shows_the_plans_of_accounts_one_sees(self):
        report = self.env["relationship.plan.analysis"]
        for user, expected in (
            (self.ann, self.plan),
            (self.bob, self.foreign),
            (self.hugo, self.plan | self.foreign),
        ):
            rows = report.with_user(user).search(
                [("plan_id", "in", (self.plan | self.foreign).ids)]
            )
            self.assertEqual(rows.sudo().plan_id, expected)

    def test_templates_are_everybodys_to_use_and_the_administrators_to_delete(self):
        template = self._add_template()
        template.with_user(self.ann).write({"name": "U"})
        self._assert_cannot("unlink", template.with_user(self.ann))
        template.with_user(self.eve).check_access("read")
        self._assert_cannot("write", template.with_user(self.eve))
        template.with_user(self.adam).check_access("unlink")

    def test_templates_of_other_companies_are_out_of_sight(self):
        company = self._add_company()
        template = self._add_template(company_id=company.id)
        template = template.with_user(self.hugo).with_context(
            allowed_company_ids=self.env.company.ids
        )
        self._assert_cannot("read", template)

    def test_rights_decide_what_the_customer_account_counts(self):
        account = self.acme.with_user(self.ann)
        self.assertEqual(account.plan_count, 1)
        action = account.action_view_plans()
        self.assertEqual(action["domain"], [("account_id", "=", self.acme.id)])
