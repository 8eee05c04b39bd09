from odoo.exceptions import UserError
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

    @users("hugo")
    def test_opportunity_a_head_makes_is_of_who_looks_after_the_customer(self):
        wish = self.wish.with_env(self.env)
        wish.action_make_opportunity()
        self.assertEqual(wish.lead_id.user_id, self.ann)
        self.acme.sudo().manager_id = self.hugo
        wish.lead_id = False
        wish.action_make_opportunity()
        self.assertEqual(wish.lead_id.user_id, self.hugo)

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
        for action, work in (
            (needs.action_make_feedback(), needs.feedback_id),
            (needs.action_make_opportunity(), needs.lead_id),
        ):
            self.assertEqual(len(work), 2)
            self.assertEqual(action["res_model"], work._name)
            self.assertEqual(action["views"][0][1], "list")
            self.assertEqual(
                self.env[work._name].search(action["domain"]).sorted("id"),
                work.sorted("id"),
            )

    @users("ann")
    def test_what_is_no_longer_open_becomes_no_work(self):
        needs = (self.wish | self.problem).with_env(self.env)
        self.wish.action_done()
        action = needs.action_make_opportunity()
        self.assertFalse(self.wish.lead_id)
        self.assertEqual(action["res_id"], self.problem.lead_id.id, "one opens itself")
        for name in ("action_make_opportunity", "action_make_feedback"):
            with self.assertRaisesRegex(UserError, "reopen it first"):
                getattr(self.wish.with_env(self.env), name)()

    @users("ann")
    def test_many_become_opportunities_at_the_cost_of_few(self):
        def count(number):
            needs = self.env["relationship.need"].browse()
            for index in range(number):
                needs |= self._add_need(self.acme, f"{number} {index}", user=self.ann)
            needs = needs.with_env(self.env)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            needs.action_make_opportunity()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        few, many = count(2), count(12)
        self.assertLess(many - few, 10 * 4, (few, many))

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
