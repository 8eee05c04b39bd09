from odoo.fields import Command
from odoo.tests import tagged, users

from ..plan.common import PlanCommon


@tagged("post_install", "-at_install")
class TestColleagueElsewhere(PlanCommon):
    """Ann, acme's manager, and Tim work in another company now; Bea is the backup."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hugo.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.wish = cls._add_need(cls.acme, "Ten pumps")
        cls.plan = cls._add_plan(user_id=cls.tim.id)
        cls.promise = cls.env["relationship.promise"].create(
            {"name": "A catalogue", "account_id": cls.acme.id, "user_id": cls.tim.id}
        )
        there = cls._add_company()
        (cls.ann | cls.tim).write(
            {"company_ids": [Command.set(there.ids)], "company_id": there.id}
        )

    @users("hugo")
    def test_opportunity_is_of_who_acts_now(self):
        self.wish.with_env(self.env).action_make_opportunity()
        self.assertEqual(self.wish.lead_id.user_id, self.bea)

    @users("hugo")
    def test_opportunity_of_a_manager_who_is_archived_is_of_who_acts_now(self):
        self.ann.sudo().active = False
        self.wish.with_env(self.env).action_make_opportunity()
        self.assertEqual(self.wish.lead_id.user_id, self.bea)

    @users("hugo")
    def test_opportunity_is_of_who_makes_it_where_nobody_acts(self):
        self.acme.sudo().backup_id = False
        self.wish.with_env(self.env).action_make_opportunity()
        self.assertEqual(self.wish.lead_id.user_id, self.hugo)

    @users("hugo")
    def test_action_of_a_plan_is_of_who_adds_it(self):
        action = self.env["relationship.action"].create(
            {"name": "Send samples", "plan_id": self.plan.id}
        )
        self.assertEqual(action.user_id, self.hugo)

    @users("hugo")
    def test_promise_becomes_an_action_of_who_makes_it(self):
        promise = self.promise.with_env(self.env)
        promise.action_make_action()
        self.assertEqual(promise.action_id.user_id, self.hugo)

    def test_account_merged_with_another_is_of_who_is_there(self):
        self.acme._merge(self.cedar)
        self.assertEqual(self.acme.manager_id, self.bob)

    def test_step_of_a_playbook_is_of_who_is_there(self):
        step = self.env["mail.activity.plan.template"].new(
            {"responsible_type": "account_manager"}
        )
        found = step._determine_responsible(False, self.acme)
        self.assertEqual(found["responsible"], self.bea)
        self.assertTrue(found["warning"])
