from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged, users

from ..communication.common import Contacts
from ..feedback.common import FeedbackCommon
from ..plan.common import Plans


class LeaveCommon(Contacts, Plans, FeedbackCommon):
    """Amy of Acme goes to Birch, another customer of ours; Ben stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_contacts()
        cls.set_up_plans()
        cls.ann.group_ids += cls.env.ref("sales_team.group_sale_salesman")

    def _leave(self):
        self.amy.sudo().parent_id = self.birch_customer

    def assertOfAcme(self, document):
        self.assertEqual(document.partner_id, self.acme_customer)


@tagged("post_install", "-at_install")
class TestWorkOfWhoLeft(LeaveCommon):
    """What one customer said is not made the business of another."""

    def _make_opportunity(self, record):
        record.action_make_opportunity()
        self.assertOfAcme(record.lead_id)
        self.assertEqual(record.lead_id.relationship_account_id, self.acme)

    @users("ann")
    def test_opportunity_of_a_want_is_the_customers(self):
        wish = self._add_need(
            self.acme, "Ten pumps", user=self.ann, partner_id=self.amy.id
        )
        self._leave()
        self._make_opportunity(wish)

    @users("ann")
    def test_opportunity_of_feedback_is_the_customers(self):
        feedback = self._say(user_id=self.ann.id)
        self._leave()
        self._make_opportunity(feedback)

    @users("ann")
    def test_opportunity_of_an_interaction_is_that_of_who_is_still_there(self):
        talk = self._log(wants="Ten pumps")
        both = self._log(
            wants="Hoses", partner_ids=[Command.set((self.amy | self.ben).ids)]
        )
        self._leave()
        self._make_opportunity(talk)
        both.action_make_opportunity()
        self.assertEqual(both.lead_id.partner_id, self.ben)

    @users("ann")
    def test_opportunity_of_what_an_archived_contact_said_is_the_customers(self):
        wish = self._add_need(
            self.acme, "Ten pumps", user=self.ann, partner_id=self.amy.id
        )
        self.amy.sudo().active = False
        self._make_opportunity(wish)

    @users("ann")
    def test_problem_becomes_feedback_without_a_name(self):
        problem = self._add_need(
            self.acme, "Late", "problem", self.ann, partner_id=self.amy.id
        )
        self._leave()
        problem.action_make_feedback()
        self.assertEqual(problem.feedback_id.account_id, self.acme)
        self.assertFalse(problem.feedback_id.partner_id)

    @users("ann")
    def test_want_written_down_later_has_no_name(self):
        talk = self._log()
        self._leave()
        talk.wants = "Ten pumps"
        self.assertFalse(talk.need_ids.partner_id)

    @users("ann")
    def test_dialogs_propose_who_is_still_there(self):
        talk = self._log(
            wants="Hoses", partner_ids=[Command.set((self.amy | self.ben).ids)]
        )
        plan = self._add_plan(contact_id=self.amy.id).with_env(self.env)
        self._leave()
        defaults = talk._get_feedback_defaults()
        self.assertEqual(defaults["default_partner_id"], self.ben.id)
        defaults = plan.action_share_link()["context"]
        self.assertFalse(defaults["default_partner_id"])

    def test_low_score_of_who_left_joins_without_a_name(self):
        follow_up = self.env["relationship.score.follow.up"]
        values = {
            "source": "score",
            "score_type": "nps",
            "score_value": 2,
            "verbatim": "Slow",
        }
        feedback = follow_up._follow_up(self.acme, self.ben, values)
        self._leave()
        follow_up._follow_up(self.acme, self.amy, values)
        self.assertEqual(feedback.reporter_ids, self.ben)


@tagged("post_install", "-at_install")
class TestRecordsOfWhoLeft(LeaveCommon):
    """What was agreed with somebody who left goes on, and is copied without."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._add_plan(
            contact_id=cls.amy.id, date_start="2026-01-01", date_end="2026-12-31"
        )
        cls._add_action(cls.plan, side="theirs", contact_id=cls.amy.id)
        cls._add_action(cls.plan, side="theirs", contact_id=cls.ben.id)

    @users("ann")
    def test_plan_gets_another_lead(self):
        plan = self.plan.with_env(self.env)
        self._agree(plan, self.amy)
        self._leave()
        plan.contact_id = self.ben
        self.assertEqual(plan.agreed_by_id, self.amy)

    @users("ann")
    def test_plan_is_agreed_by_whoever_is_there(self):
        plan = self.plan.with_env(self.env)
        self._leave()
        dialog = self.env["relationship.plan.agree"].new({"plan_id": plan.id})
        self.assertFalse(dialog.agreed_by_id)
        self._agree(plan, self.ben)
        self.assertEqual(plan.agreed_by_id, self.ben)

    @users("ann")
    def test_plan_is_not_agreed_by_who_left(self):
        self._leave()
        with self.assertRaisesRegex(ValidationError, "do not work for Acme"):
            self._agree(self.plan.with_env(self.env), self.amy)

    @users("ann")
    def test_next_years_plan_is_without_who_left(self):
        plan = self.plan.with_env(self.env)
        self._leave()
        plan.action_copy_next_year()
        following = self._find_following(plan)
        self.assertFalse(following.contact_id)
        self.assertEqual(following.action_ids.contact_id, self.ben)
        self.assertEqual(len(following.action_ids), 2)

    def _find_following(self, plan):
        return self.env["relationship.plan"].search([("copied_from_id", "=", plan.id)])

    @users("ann")
    def test_duplicates_are_without_who_left(self):
        wish = self._add_need(
            self.acme, "Ten pumps", user=self.ann, partner_id=self.amy.id
        )
        talk = self._log(partner_ids=[Command.set((self.amy | self.ben).ids)])
        self._leave()
        self.assertFalse(wish.copy().partner_id)
        self.assertEqual(talk.copy().partner_ids, self.ben)
        self.assertFalse(self.plan.with_env(self.env).copy().contact_id)

    @users("ann")
    def test_another_participant_is_added_to_an_interaction(self):
        talk = self._log()
        self._leave()
        talk.partner_ids |= self.ben
        self.assertEqual(talk.partner_ids, self.amy | self.ben)
        with self.assertRaisesRegex(ValidationError, "Carl are not contacts of Acme"):
            talk.partner_ids |= self.carl
