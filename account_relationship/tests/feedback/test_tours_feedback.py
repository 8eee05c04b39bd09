from odoo.tests import HttpCase, tagged

from ..common import People
from ..portal.common import Customers
from .common import Feedback

DESK, PHONE = "1366x768", "390x844"


class FeedbackTourCase(Feedback, Customers, People, HttpCase):
    """Customers, managers and technicians, each in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_people()
        cls.set_up_accounts()
        cls.set_up_feedback()
        cls.set_up_customers()


@tagged("post_install", "-at_install")
class TestFeedbackLoopTour(FeedbackTourCase):
    """From a complaint on the phone to a customer who says that it is solved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["relationship.feedback.rule"].create(
            {
                "sequence": 1,
                "kind": "complaint",
                "team_id": cls.technical_team.id,
                "user_id": cls.tess.id,
            }
        )
        # Nothing else is for the customer to confirm.
        cls.ours.action_cancel()

    def _customer(self, tour, page="/my/home"):
        self.browser_size, self.touch_enabled = PHONE, True
        self.start_tour(page, f"account_relationship_feedback_{tour}", login="pia")

    def _work(self, login, tour):
        self.browser_size, self.touch_enabled = DESK, False
        self.start_tour(
            "/odoo/customer-feedback",
            f"account_relationship_feedback_{tour}",
            login=login,
        )

    def _get_feedback(self):
        self.env.invalidate_all()
        return self.env["relationship.feedback"].search(
            [("verbatim", "=", "The lamps over the desks flicker")]
        )

    def test_a_complaint_closes_only_when_the_customer_says_it_is_solved(self):
        self._notify_and_decide()
        self._follow_it()
        self._implement_what_is_not_solved()
        self._implement_what_is_solved()
        self._work("ann", "close")
        feedback = self._get_feedback()
        self.assertEqual((feedback.state, feedback.outcome), ("closed", "implemented"))
        self.assertEqual(feedback.reopen_count, 1)
        self.assertEqual(
            feedback.notice_ids.sorted("id").mapped("kind"),
            ["acknowledged", "decision", "verification", "verification", "outcome"],
        )
        self.assertFalse(feedback.activity_ids)

    def _notify_and_decide(self):
        self._customer("tell")
        feedback = self._get_feedback()
        self.assertEqual(feedback.account_id, self.acme)
        self.assertEqual(feedback.partner_id, self.pia.partner_id)
        self.assertEqual(feedback.importance, "essential")
        self.assertEqual(feedback.user_id, self.tess)
        self._work("tess", "decide")
        self.assertEqual(self._get_feedback().state, "planned")
        self._work("ann", "promise")
        action = self._get_feedback().action_ids
        self.assertEqual(action.plan_id, self.acme_plan)
        self.assertTrue(action._is_visible())

    def _follow_it(self):
        self._customer("follow")
        self.env.invalidate_all()
        self.assertEqual(self.theirs.confirmed_by_id, self.pia.partner_id)
        self.assertEqual(self.theirs.state, "done")

    def _implement_what_is_not_solved(self):
        self._get_feedback().with_user(self.tess).action_start()
        self._work("tess", "implement")
        feedback = self._get_feedback()
        self._customer("unsolved", f"/my/feedback/{feedback.id}")
        feedback = self._get_feedback()
        self.assertEqual((feedback.state, feedback.is_solved), ("in_progress", "no"))
        self.assertIn(self.tess, feedback.activity_ids.user_id)

    def _implement_what_is_solved(self):
        self._work("tess", "implement")
        feedback = self._get_feedback()
        self._customer("solved", f"/my/feedback/{feedback.id}")
        feedback = self._get_feedback()
        self.assertEqual((feedback.state, feedback.is_solved), ("verified", "yes"))


@tagged("post_install", "-at_install")
class TestFeedbackTours(FeedbackTourCase):
    def test_plan_from_a_template_is_agreed_and_shared(self):
        template = self.env["relationship.plan"].create(
            {"name": "Second year", "is_template": True, "duration_days": 90}
        )
        self.env["relationship.action"].create(
            {
                "plan_id": template.id,
                "name": "Review of the year",
                "days_due": 7,
                "is_shared": True,
            }
        )
        self.start_tour(
            "/odoo/customer-plans", "account_relationship_plan_template", login="ann"
        )
        plan = self.env["relationship.plan"].search([("name", "=", "Acme: renewal")])
        self.assertEqual((plan.state, plan.agreed_by_id), ("agreed", self.amy))
        self.assertTrue(plan.is_shared)
        self.assertEqual(plan.user_id, self.ann)
        self.assertTrue(plan.action_ids._is_visible())

    def test_salesperson_without_rights_on_accounts_sees_open_feedback(self):
        order = self._add_order(self.acme_customer, self.sam)
        self.start_tour(
            f"/odoo/sale.order/{order.id}",
            "account_relationship_brief_feedback",
            login="sam",
        )
