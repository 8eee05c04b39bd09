from odoo.fields import Command
from odoo.tests import tagged, users

from ..feedback.common import FeedbackCommon


@tagged("post_install", "-at_install")
class TestNeedsWork(FeedbackCommon):
    """A problem becomes feedback, a want an opportunity, linked both ways."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann.group_ids += cls.env.ref("sales_team.group_sale_salesman")
        cls.wish = cls._add_need(
            cls.acme,
            "Ten pumps\nand hoses",
            user=cls.ann,
            date_by="2030-05-01",
            partner_id=cls.amy.id,
        )
        cls.problem = cls._add_need(
            cls.acme, "Late deliveries", "problem", cls.ann, partner_id=cls.amy.id
        )

    @users("ann")
    def test_want_becomes_one_opportunity_however_often_it_is_pressed(self):
        wish = self.wish.with_env(self.env)
        action = wish.action_make_opportunity()
        lead = wish.lead_id
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.lead", lead.id))
        self.assertRecordValues(
            lead,
            [
                {
                    "name": "Ten pumps",
                    "type": "opportunity",
                    "partner_id": self.amy.id,
                    "user_id": self.ann.id,
                    "relationship_account_id": self.acme.id,
                    "need_ids": wish.ids,
                }
            ],
        )
        self.assertEqual(str(lead.date_deadline), "2030-05-01")
        wish.action_make_opportunity()
        self.assertEqual(wish.lead_id, lead)
        self.assertEqual(wish.state, "open")

    @users("ann")
    def test_won_opportunity_asks_and_does_not_close_the_want(self):
        wish = self.wish.with_env(self.env)
        wish.action_make_opportunity()
        self.assertFalse(wish._get_rows()[0]["hint"])
        wish.lead_id.action_set_won()
        [row] = wish._get_rows()
        self.assertEqual(
            (row["state"], row["hint"]), ("open", "The opportunity is won.")
        )

    @users("ann")
    def test_problem_becomes_one_complaint_of_who_said_it(self):
        problem = self.problem.with_env(self.env)
        action = problem.action_make_feedback()
        feedback = problem.feedback_id
        self.assertEqual(action["res_id"], feedback.id)
        self.assertRecordValues(
            feedback,
            [
                {
                    "verbatim": "Late deliveries",
                    "kind": "complaint",
                    "account_id": self.acme.id,
                    "partner_id": self.amy.id,
                    "need_ids": problem.ids,
                }
            ],
        )
        problem.action_make_feedback()
        self.assertEqual(problem.feedback_id, feedback)
        feedback.sudo().write({"state": "implemented"})
        [row] = problem._get_rows()
        self.assertEqual(
            (row["state"], row["hint"]), ("open", "Its feedback is answered.")
        )

    @users("ann")
    def test_several_become_work_at_once(self):
        needs = (self.wish | self.problem).with_env(self.env)
        needs.action_make_feedback()
        needs.action_make_opportunity()
        self.assertEqual(len(needs.feedback_id), 2)
        self.assertEqual(len(needs.lead_id), 2)

    @users("ann")
    def test_what_was_passed_on_from_the_interaction_is_not_passed_on_again(self):
        interaction = self.env["relationship.interaction"].create(
            {
                "account_id": self.acme.id,
                "partner_ids": [Command.set(self.amy.ids)],
                "wants": "Lamps",
                "problem": "Dents",
            }
        )
        lamps, dents = interaction.need_ids.sorted("kind", reverse=True)
        defaults = interaction.action_make_feedback()["context"]
        feedback = self.env["relationship.feedback"].with_context(**defaults).create({})
        self.assertEqual(dents.feedback_id, feedback, "linked as it was passed on")
        dents.action_make_feedback()
        self.assertEqual(dents.feedback_id, feedback)
        interaction.action_make_opportunity()
        self.assertEqual(lamps.lead_id, interaction.lead_id)
        self.assertFalse(dents.lead_id)
