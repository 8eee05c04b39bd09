from odoo.tests import freeze_time, tagged, users

from .common import HandoverCommon
from .communication import Timeline
from .plans import Plans


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestPlansElsewhere(Plans, Timeline, HandoverCommon):
    """Handovers, merges and the timeline know plans."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_plans()
        cls.plan = cls._add_plan()
        cls.action = cls._add_action(cls.plan, date_due="2026-04-01")
        cls.tims = cls._add_action(cls.plan, user_id=cls.tim.id)

    @users("hugo")
    def test_open_plans_and_actions_go_to_the_new_manager(self):
        done = self._add_action(self.plan)
        done.action_done()
        self._agree(self.plan)
        handover = self._hand_over(self.acme, self.bob)
        self.assertEqual(self.plan.user_id, self.bob)
        self.assertEqual(self.action.user_id, self.bob)
        self.assertEqual(self._get_todos(self.action).user_id, self.bob)
        self.assertEqual(self.tims.user_id, self.tim, "his own stay his")
        self.assertEqual(done.user_id, self.ann, "history stays")
        handover.action_undo()
        self.assertEqual(self.plan.user_id, self.ann)
        self.assertEqual(self.action.user_id, self.ann)

    @users("hugo")
    def test_plans_may_stay_with_the_outgoing_manager(self):
        self._hand_over(self.acme, self.bob, move_plans=False)
        self.assertEqual(self.plan.user_id, self.ann)
        self.assertEqual(self.action.user_id, self.ann)

    def test_timeline_tells_of_plans_agreed_and_actions_done(self):
        self._agree(self.plan, day="2026-03-10")
        self.action.action_done()
        lines = self._get_lines(user=self.ann, kinds=["plan"])
        self.assertEqual(
            [(line.detail, line.title, line.res_model) for line in lines],
            [
                ("ours", "Send samples", "relationship.action"),
                ("agreed", "Growth 2026", "relationship.plan"),
            ],
        )
        self.assertEqual(lines[0].action_open_document()["res_id"], self.action.id)
        self.assertFalse(self._get_lines(user=self.bob, kinds=["plan"]))

    def test_each_line_of_plans_has_an_id_of_its_own(self):
        ids = []
        for __ in range(6):
            plan = self._add_plan()
            self._add_action(plan).action_done()
            self._agree(plan)
        ids = self._get_lines(user=self.ann, kinds=["plan"]).ids
        self.assertEqual(len(ids), 12)
        self.assertEqual(len(set(ids)), 12)

    def test_merged_customers_keep_their_plans_and_people(self):
        plan = self._add_plan(self.birch, contact_id=self.carl.id)
        action = self._add_action(plan)
        self._agree(plan, partner=self.carl)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge(
            [self.birch_customer.id, self.acme_customer.id], self.acme_customer
        )
        self.env.invalidate_all()
        self.assertFalse(self.birch.exists())
        self.assertEqual((plan | self.plan).mapped("account_id"), self.acme)
        self.assertEqual(action.account_id, self.acme)
        self.assertEqual(plan.agreed_by_id, self.carl)
        self.assertEqual(self.carl.commercial_partner_id, self.acme_customer)
