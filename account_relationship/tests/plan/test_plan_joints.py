from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from ..account.test_customer_merge import MergeCommon
from ..common import HandoverCommon, get_brief_words
from ..communication.common import Timeline
from .common import PlanCommon, Plans


class Days:
    """Days of these plans are counted from today."""

    @classmethod
    def _day(cls, **span):
        return fields.Date.context_today(cls.env.user) + relativedelta(**span)

    def _add_late_plan(self, account=None, contact=None):
        """Agreed, with an action of each side that is overdue."""
        plan = self._add_plan(account)
        for side in ("ours", "theirs"):
            self._add_action(plan, side, side=side, date_due=self._day(days=-1))
        self._agree(plan, contact, day=self._day(days=-10))
        return plan


@tagged("post_install", "-at_install")
class TestPlansInTheBrief(Days, PlanCommon):
    def _get_brief(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.amy.with_user(user).relationship_brief

    @users("sam")
    def test_salesperson_sees_how_many_plans_run_and_what_we_are_late_with(self):
        env = self.env
        self.env = env(su=True)
        self._add_late_plan()
        self._add_plan(name="Only a draft")
        self.env = env
        self._add_lead(self.amy, self.sam)
        words = get_brief_words(self._get_brief(self.sam))
        self.assertEqual(
            (words["plans"], words["late_actions"]),
            ("1 running plan", "1 overdue action of ours"),
        )

    def test_draft_and_done_plans_do_not_count(self):
        draft, done = self._add_plan(), self._add_plan()
        self._add_action(draft, date_due=self._day(days=-1))
        self._add_action(done, state="done", date_due=self._day(days=-1))
        self._agree(done)
        done.action_done()
        words = get_brief_words(self._get_brief(self.ann))
        self.assertNotIn("plans", words)
        self.assertNotIn("late_actions", words)

    def test_plans_of_another_customer_do_not_count(self):
        self._add_late_plan(self.birch, self.carl)
        self.assertNotIn("plans", get_brief_words(self._get_brief(self.ann)))


@tagged("post_install", "-at_install")
class TestPlansOnTheTimeline(Timeline, Days, PlanCommon):
    def _get_plan_lines(self, user=None):
        self.env.flush_all()
        lines = self._get_lines(user=user or self.ann, kinds=["plan"])
        return lines.sorted(lambda line: (line.date, line.id))

    def test_what_was_agreed_and_done_shows(self):
        plan = self._add_plan(contact_id=self.ben.id)
        ours = self._add_action(plan, "Send samples")
        theirs = self._add_action(
            plan, "Choose a colour", side="theirs", contact_id=self.ben.id
        )
        self.assertFalse(self._get_plan_lines())
        self._agree(plan, self.amy, day="2026-03-01")
        (ours | theirs).action_done()
        plan.action_done()
        (ours | theirs).date_done = "2026-03-10"
        plan.done_on = "2026-03-20"
        self.assertRecordValues(
            self._get_plan_lines(),
            [
                {
                    "detail": detail,
                    "title": record.name,
                    "date": fields.Datetime.to_datetime(f"{day} 12:00:00"),
                    "partner_id": partner.id,
                    "user_id": record.user_id.id,
                    "res_model": record._name,
                    "res_id": record.id,
                }
                for detail, record, day, partner in [
                    ("agreed", plan, "2026-03-01", self.amy),
                    ("ours", ours, "2026-03-10", ours.contact_id),
                    ("theirs", theirs, "2026-03-10", self.ben),
                    ("done", plan, "2026-03-20", self.ben),
                ]
            ],
        )

    def test_each_line_has_an_id_of_its_own(self):
        for __ in range(3):
            plan = self._add_plan()
            self._add_action(plan, state="done")
            self._agree(plan)
            plan.action_done()
        lines = self._get_plan_lines()
        self.assertEqual(len(lines), 9)
        self.assertEqual(len(set(lines.ids)), 9)

    def test_plan_that_goes_on_is_no_longer_done(self):
        plan = self._add_plan()
        action = self._add_action(plan, state="done")
        self._agree(plan)
        plan.action_done()
        self.assertEqual(plan.done_on, self._day())
        plan.action_reopen()
        action.action_reopen()
        self.assertFalse(plan.done_on)
        self.assertEqual(self._get_plan_lines().mapped("detail"), ["agreed"])

    def test_shows_to_those_who_may_read_the_plan(self):
        plan = self._add_plan()
        self._add_action(plan, state="done", user_id=self.eve.id)
        self._agree(plan)
        for user, number in [
            (self.ann, 2),
            (self.tim, 2),
            (self.hugo, 2),
            (self.bob, 0),
        ]:
            with self.subTest(user=user.login):
                self.assertEqual(len(self._get_plan_lines(user)), number)

    def test_line_opens_its_document(self):
        plan = self._add_plan()
        self._add_action(plan)
        self._agree(plan)
        action = self._get_plan_lines().action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), (plan._name, plan.id))


@tagged("post_install", "-at_install")
class TestPlansInAHandover(Days, Plans, HandoverCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_plans()

    def setUp(self):
        super().setUp()
        self.plan = self._add_late_plan()
        self.ours, self.theirs = self.plan.action_ids.sorted("side")
        self.loose = self._add_action(user_id=self.ann.id, date_due=self._day(days=3))

    @users("hugo")
    def test_open_plans_and_actions_go_along(self):
        self._hand_over(self.acme, self.bob)
        self.assertEqual((self.plan | self.plan).user_id, self.bob)
        self.assertEqual((self.ours | self.loose).user_id, self.bob)
        self.assertFalse(self.theirs.user_id)
        self.assertEqual(self._get_todos(self.loose).user_id, self.bob)

    @users("hugo")
    def test_what_is_done_or_somebody_elses_stays(self):
        done = self._add_action(user_id=self.ann.id, state="done")
        tims = self._add_action(self.plan, user_id=self.tim.id)
        other = self._add_plan(self.birch)
        self._hand_over(self.acme, self.bob)
        self.assertEqual(done.user_id, self.ann)
        self.assertEqual(tims.user_id, self.tim)
        self.assertEqual(other.user_id, self.ann)

    @users("hugo")
    def test_stay_when_the_switch_is_off(self):
        self._hand_over(self.acme, self.bob, move_plans=False)
        self.assertEqual(self.plan.user_id, self.ann)
        self.assertEqual(self.loose.user_id, self.ann)

    @users("hugo")
    def test_return_when_it_is_undone(self):
        bobs = self._add_action(user_id=self.bob.id)
        handover = self._hand_over(self.acme, self.bob)
        self.loose.sudo().action_done()
        handover.action_undo()
        self.assertEqual(self.plan.user_id, self.ann)
        self.assertEqual(self.ours.user_id, self.ann)
        # Done meanwhile by the new manager, or his before.
        self.assertEqual((self.loose | bobs).user_id, self.bob)

    @users("hugo")
    def test_dialog_says_how_many(self):
        handover = self._prepare_handover(self.acme | self.birch, self.bob)
        counts = {line.account_id: line.plan_count for line in handover.line_ids}
        self.assertEqual(counts, {self.acme: 3, self.birch: 0})


@tagged("post_install", "-at_install")
class TestPlansOfMergedCustomers(Days, Plans, MergeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_plans()
        cls.cid = cls.env["res.partner"].create(
            {"name": "Cid", "parent_id": cls.cedar_customer.id}
        )

    def setUp(self):
        super().setUp()
        self.plan = self._add_plan(self.cedar, user_id=self.bob.id)
        self.action = self._add_action(
            self.plan, side="theirs", contact_id=self.cid.id, date_due=self._day(days=9)
        )
        self.objective = self._add_objective(self.plan)
        self._agree(self.plan, self.cid, day=self._day())

    def _assert_at_acme(self):
        parts = (self.plan, self.action, self.objective)
        for part in parts:
            self.assertEqual(part.exists().account_id, self.acme)
        self.assertEqual(self.plan.agreed_by_id, self.cid)
        self.assertEqual(self.action.contact_id, self.cid)
        self.assertEqual(self.action.manager_id, self.ann)
        self.assertIn(self.plan.with_user(self.ann), self._get_seen_by(self.ann))
        self.assertNotIn(self.plan, self._get_seen_by(self.bob) - self.plan)

    def _get_seen_by(self, user):
        self.env.flush_all()
        return self.env["relationship.plan"].with_user(user).search([])

    @users("hugo")
    def test_survivor_has_the_plans_of_both(self):
        own = self._add_plan()
        self._merge(self.cedar_customer, self.acme_customer)
        self._assert_at_acme()
        self.assertEqual(self.acme.plan_ids, own | self.plan)

    def test_customer_of_a_company_brings_its_plans(self):
        self.cedar_customer.write(
            {"parent_id": self.acme_customer.id, "is_company": False}
        )
        self.env.invalidate_all()
        self._assert_at_acme()

    def test_company_without_account_gets_the_plans_with_it(self):
        self.cedar_customer.write({"parent_id": self.dune.id, "is_company": False})
        self.assertEqual(self.plan.exists().customer_id, self.dune)
        self.assertEqual(self.plan.account_id, self.cedar)
        # Whoever works there may have a part in it.
        self._add_action(self.plan, side="theirs", contact_id=self.cid.id)

    def test_plans_of_an_archived_account_stay_as_they_were(self):
        self.cedar.action_archive()
        self.assertRecordValues(
            self.plan | self.plan, [{"state": "agreed", "account_id": self.cedar.id}]
        )
        self.assertEqual(self.action.state, "todo")
        self.assertIn(self.plan, self._get_seen_by(self.hugo))


@tagged("post_install", "-at_install")
class TestOpeningPlans(Days, PlanCommon):
    @users("ann")
    def test_account_and_actions_open_from_the_plan(self):
        plan = self._add_plan(is_shared=True).with_env(self.env)
        action = plan.action_view_account()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (self.acme._name, self.acme.id)
        )
        action = plan.action_view_actions()
        own = self._add_action(plan)
        self._add_action()
        self.assertEqual(self.Action.search(action["domain"]), own)
        self.assertEqual(action["context"]["default_plan_id"], plan.id)
        self.assertTrue(action["context"]["default_is_shared"])

    @users("ann")
    def test_plans_open_from_the_account(self):
        plan = self._add_plan()
        self._add_plan(self.birch)
        action = self.acme.with_env(self.env).action_view_plans()
        self.assertEqual(self.Plan.search(action["domain"]), plan)
        self.assertEqual(action["context"]["default_account_id"], self.acme.id)

    @users("bob")
    def test_other_teams_plans_stay_closed(self):
        plan = self._add_plan().with_env(self.env)
        with self.assertRaises(AccessError):
            plan.action_view_account()


@tagged("post_install", "-at_install")
class TestWhereObjectivesStand(PlanCommon):
    def test_says_from_where_to_where(self):
        plan = self._add_plan()
        desks = self._add_number(plan, baseline=82, target=95, unit="%")
        desks.current = 90.5
        self.assertEqual(desks.standing, "82 → 90.50 of 95 %")

    def test_says_nothing_of_an_objective_in_words(self):
        self.assertFalse(self._add_objective(self._add_plan()).standing)

    def test_says_that_there_is_no_data(self):
        objective = self._add_number(self._add_plan(), measure="csat_12m", target=90)
        self.assertIn("no data", objective.standing)
