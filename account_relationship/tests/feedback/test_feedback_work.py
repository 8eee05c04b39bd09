from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools import SQL, html2plaintext

from ..common import InvoicedCommon
from ..communication.common import Contacts
from .common import Feedback, FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedbackWork(Contacts, FeedbackCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_contacts()

    @users("ann")
    def test_opportunity_is_made_once_of_what_the_customer_asks_for(self):
        feedback = self._say("A dimmer\nfor all lamps", kind="request")
        action = feedback.action_make_opportunity()
        lead = feedback.lead_id
        self.assertEqual(action["res_id"], lead.id)
        self.assertRecordValues(
            lead,
            [
                {
                    "type": "opportunity",
                    "name": "A dimmer",
                    "partner_id": self.amy.id,
                    "user_id": self.ann.id,
                    "relationship_account_id": self.acme.id,
                }
            ],
        )
        self.assertIn("for all lamps", lead.description)
        feedback.action_make_opportunity()
        self.assertEqual(feedback.lead_id, lead)

    @users("ann")
    def test_several_become_opportunities_at_once(self):
        first = self._say("A dimmer", kind="request")
        first.action_make_opportunity()
        lead = first.lead_id
        both = first | self._say("A switch", kind="request")
        action = both.action_make_opportunity()
        self.assertEqual(first.lead_id, lead)
        self.assertEqual(both.lead_id.mapped("name"), ["A dimmer", "A switch"])
        self.assertEqual(action["views"][0][1], "list")
        self.assertEqual(
            self.env["crm.lead"].search(action["domain"], order="id"), both.lead_id
        )

    @users("ann")
    def test_opportunity_of_somebody_unknown_is_whoever_makes_it(self):
        known = self._say("A dimmer", kind="request")
        unknown = self._say("A switch", kind="request", partner_id=False)
        self.assertFalse(unknown.account_id)
        (known | unknown).action_make_opportunity()
        self.assertEqual(unknown.lead_id.user_id, self.env.user)

    @users("ann")
    def test_words_of_the_customer_are_no_code_in_the_opportunity(self):
        feedback = self._say("<script>alert(1)</script>\n<b>x</b>")
        feedback.action_make_opportunity()
        self.assertNotIn("<script", feedback.lead_id.description)
        self.assertIn("&lt;b&gt;x", feedback.lead_id.description)

    @users("tess")
    def test_technician_makes_no_opportunity(self):
        feedback = self._say()
        with self.assertRaises(AccessError):
            feedback.action_make_opportunity()

    @users("ann")
    def test_what_is_implemented_says_which_actions_are_still_open(self):
        feedback, other = self._say(), self._say("The switch is loose")
        values = feedback._get_action_defaults()
        actions = self.env["relationship.action"].create(
            [
                {
                    **{name.removeprefix("default_"): values[name] for name in values},
                    "name": name,
                }
                for name in ("Send a lamp", "Call", "Visit")
            ]
        )
        self.assertFalse(feedback.open_work_hint, "it is worked on")
        actions[0].action_done()
        (feedback | other).action_implement()
        self.assertEqual(feedback.state, "implemented", "that stops nobody")
        self.assertEqual(feedback.open_work_hint, "2 actions are still open")
        self.assertFalse(other.open_work_hint)
        actions[1].action_cancel()
        self.assertEqual(feedback.open_work_hint, "1 action is still open")
        actions[2].action_done()
        self.assertFalse(feedback.open_work_hint)
        for view in ("form", "kanban"):
            self.assertIn("open_work_hint", feedback.get_view(view_type=view)["arch"])

    @users("ann")
    def test_actions_of_a_plan_that_is_over_are_not_still_open(self):
        plan = self.env["relationship.plan"].create(
            {"name": "Growth", "account_id": self.acme.id}
        )
        feedback = self._say()
        self.env["relationship.action"].create(
            {"name": "Call", "plan_id": plan.id, "feedback_id": feedback.id}
        )
        feedback.action_implement()
        self.assertEqual(feedback.open_work_hint, "1 action is still open")
        self.env["relationship.plan.cancel"].create(
            {"plan_id": plan.id, "reason": "They moved"}
        ).action_confirm()
        self.assertFalse(feedback.open_work_hint)

    @users("ann")
    def test_action_is_made_of_it(self):
        feedback = self._say()
        action = feedback.action_make_action()
        values = self.env["relationship.action"].with_context(**action["context"])
        made = values.create({})
        self.assertRecordValues(
            made,
            [
                {
                    "name": feedback.name,
                    "account_id": self.acme.id,
                    "feedback_id": feedback.id,
                    "origin": "feedback",
                    "user_id": self.ann.id,
                }
            ],
        )
        self.assertEqual(feedback.action_ids, made)

    def _add_plan(self, **values):
        return self.env["relationship.plan"].create(
            {
                "name": "Move",
                "account_id": self.acme.id,
                "user_id": self.ann.id,
                **values,
            }
        )

    def _open_action(self, feedback, user):
        action = feedback.with_user(user).action_make_action()
        model = self.env["relationship.action"].with_user(user)
        return Form(model.with_context(**action["context"]))

    def test_action_goes_into_the_plan_where_there_is_but_one(self):
        feedback = self._say()
        self.assertFalse(self._open_action(feedback, self.ann).plan_id)
        plan = self._add_plan()
        self.assertEqual(self._open_action(feedback, self.ann).save().plan_id, plan)
        self._add_plan(name="Other")
        self.assertFalse(self._open_action(feedback, self.ann).plan_id)

    def test_technician_makes_an_action_of_feedback_of_the_team(self):
        self._add_plan()
        feedback = self._say()
        form = self._open_action(feedback, self.tess)
        form.date_due = "2030-03-01"
        made = form.save()
        self.assertRecordValues(
            made.sudo(),
            [
                {
                    "user_id": self.tess.id,
                    "account_id": self.acme.id,
                    "plan_id": False,
                    "feedback_id": feedback.id,
                    "is_shared": False,
                }
            ],
        )
        made.action_done()
        with self.assertRaises(AccessError):
            made.unlink()

    def test_feedback_says_the_customer_technicians_cannot_choose(self):
        form = Form(self.env["relationship.action"].with_user(self.tess))
        form.name = "Change the lamp"
        form.feedback_id = self._say().with_user(self.tess)
        self.assertEqual(form.save().sudo().account_id, self.acme)

    def test_technicians_see_what_feedback_of_their_team_became(self):
        made = self._open_action(self._say(), self.tess).save().with_user(self.theo)
        made.check_access("read")
        with self.assertRaises(AccessError):
            made.write({"name": "Change all"})

    def test_technician_makes_no_action_of_anything_else(self):
        model = self.env["relationship.action"].with_user(self.tess)
        ours = self._say()
        elsewhere = self._say(team_id=self.finance_team.id)
        for values, error in (
            ({"account_id": self.acme.id}, AccessError),
            ({"account_id": self.acme.id, "feedback_id": elsewhere.id}, AccessError),
            ({"account_id": self.cedar.id, "feedback_id": ours.id}, ValidationError),
            ({"feedback_id": ours.id, "plan_id": self._add_plan().id}, AccessError),
        ):
            with self.assertRaises(error), self.env.cr.savepoint():
                model.create({"name": "Mine", "user_id": self.tess.id, **values})

    @users("ann")
    def test_interaction_is_passed_on_as_feedback(self):
        interaction = self._log(problem="Two late deliveries", wants="A new carrier")
        action = interaction.action_make_feedback()
        model = self.env["relationship.feedback"].with_context(**action["context"])
        with Form(model) as form:
            self.assertEqual(form.verbatim, "Two late deliveries")
        self.assertRecordValues(
            form.record,
            [
                {
                    "source": "interaction",
                    "interaction_id": interaction.id,
                    "account_id": self.acme.id,
                    "partner_id": self.amy.id,
                    "kind": "complaint",
                }
            ],
        )
        self.assertEqual(interaction.feedback_count, 1)
        self.assertEqual(
            self.env["relationship.feedback"].search(
                interaction.action_view_feedback()["domain"]
            ),
            form.record,
        )

    @users("ann")
    def test_confidential_interaction_stays_out_of_sight(self):
        interaction = self._log(wants="To sell the company", is_confidential=True)
        context = interaction.action_make_feedback()["context"]
        self.assertFalse(context["default_interaction_id"])
        self.assertEqual(context["default_kind"], "request")

    @users("ann")
    def test_opportunity_has_the_notes_unless_they_are_confidential(self):
        for is_confidential, description in ((False, "They pay late"), (True, "")):
            call = self._log(note="They pay late", is_confidential=is_confidential)
            call.action_make_opportunity()
            self.assertEqual(
                html2plaintext(call.lead_id.description or ""), description
            )

    def test_what_another_opportunity_is_about_stays_its_own(self):
        call = self._log(wants="Desks")
        other = call.need_ids.lead_id = self._add_lead(self.acme_customer, self.ann)
        call.action_make_opportunity()
        self.assertNotEqual(call.lead_id, other)
        self.assertEqual(call.need_ids.lead_id, other)

    @users("ann")
    def test_account_counts_its_feedback(self):
        acme, birch = (self.acme | self.birch).with_user(self.env.user)
        closed = self._say()
        self._tell(closed)
        closed.action_close()
        self._say()
        declined = self._say()
        declined.sudo().write({"state": "declined", "decline_reason": "No"})
        self.assertEqual((acme.feedback_count, acme.open_feedback_count), (3, 1))
        self.assertEqual((birch.feedback_count, birch.open_feedback_count), (0, 0))
        found = self.env["relationship.feedback"].search(
            acme.action_view_feedback()["domain"]
        )
        self.assertEqual(len(found), 3)

    @users("ann")
    def test_duplicates_are_counted_and_opened(self):
        first, second = self._say(), self._say()
        second._merge_into(first)
        self.assertEqual(first.duplicate_count, 1)
        domain = first.action_view_duplicates()["domain"]
        self.assertEqual(first.search(domain), second)

    def test_customer_finds_it_at_its_address(self):
        feedback = self._say()
        self.assertEqual(feedback.access_url, f"/my/feedback/{feedback.id}")


@tagged("post_install", "-at_install")
class TestRevenueAtStake(Feedback, InvoicedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_feedback()
        cls.lamps = cls.env["product.category"].create({"name": "Lamps"})
        cls.desk_lamps = cls.env["product.category"].create(
            {"name": "Desk lamps", "parent_id": cls.lamps.id}
        )
        cls.product_a.categ_id = cls.desk_lamps
        cls.other = cls.env["product.product"].create({"name": "Other"})
        cls.today = fields.Date.context_today(cls.acme)

    def _bill(self, amount, product=None, **values):
        product = product or self.product_a
        return self._invoice(
            self.acme_customer, amount, self.today, product_id=product, **values
        )

    def test_order_line_says_the_product_and_so_the_team(self):
        self.env["relationship.feedback.rule"].create(
            {
                "sequence": 1,
                "product_categ_id": self.lamps.id,
                "team_id": self.quality_team.id,
            }
        )
        line = self._confirm_order(self.acme_customer, 100, self.today).order_line
        feedback = self.env["relationship.feedback"].create(
            {"verbatim": "Dark", "partner_id": self.amy.id, "sale_line_id": line.id}
        )
        self.assertEqual(feedback.product_id, self.product_a)
        self.assertEqual(feedback.team_id, self.quality_team)

    def test_order_line_of_another_customer_is_refused(self):
        line = self._confirm_order(self.cedar_customer, 100, self.today).order_line
        with self.assertRaisesRegex(ValidationError, "order of Cedar"):
            self._say(sale_line_id=line.id)

    def test_all_sales_count_without_a_product(self):
        self._bill(100)
        self._bill(40, self.other)
        self._invoice(self.cedar_customer, 1000, self.today)
        old = self.today - relativedelta(months=13)
        self._invoice(self.acme_customer, 500, old)
        self.assertEqual(self._say().revenue_at_stake, 140)

    def test_category_of_the_product_counts_and_those_below_it(self):
        self._bill(100)
        self._bill(40, self.other)
        lamp = self.env["product.product"].create(
            {"name": "Lamp", "categ_id": self.lamps.id}
        )
        self.assertEqual(self._say(product_id=lamp.id).revenue_at_stake, 100)
        self.assertEqual(self._say(product_id=self.product_a.id).revenue_at_stake, 100)
        self.assertEqual(self._say(product_id=self.other.id).revenue_at_stake, 40)

    def test_credit_notes_are_subtracted_and_drafts_do_not_count(self):
        self._bill(100)
        self._bill(30, move_type="out_refund")
        self._bill(1000, post=False)
        self.assertEqual(self._say().revenue_at_stake, 70)

    def test_revenue_follows_account_and_product_at_once(self):
        self._bill(100)
        feedback = self._say(product_id=self.other.id)
        self.assertEqual(feedback.revenue_at_stake, 0)
        feedback.product_id = self.product_a
        self.assertEqual(feedback.revenue_at_stake, 100)
        feedback.write({"partner_id": False, "account_id": self.cedar.id})
        self.assertEqual(feedback.revenue_at_stake, 0)

    def test_all_are_brought_up_to_date_in_one_statement(self):
        feedback = self._say()
        unknown = self._say(partner_id=False)
        self._bill(100)
        self.env.flush_all()
        # The companies; then all feedback of a day: what changed is found, then it is
        # written. In the evening it is tomorrow elsewhere, so one day is given.
        companies = type(self.env["res.company"])
        today = patch.object(companies, "_get_relationship_today", lambda _: self.today)
        with today, self.assertQueryCount(3):
            feedback._write_revenue_at_stake(SQL("TRUE"))
        self.assertEqual(feedback.revenue_at_stake, 100)
        self.assertEqual(unknown.revenue_at_stake, 0)

    def test_rows_that_did_not_change_are_not_written(self):
        self._bill(100)
        feedback = self._say()
        self._bill(40, self.other)
        feedback._refresh_revenue_at_stake()
        other = self._say(product_id=self.other.id)
        lamp = self._say(product_id=self.product_a.id)
        scope = SQL("feedback.account_id = %s", self.acme.id)
        self.assertEqual(feedback._write_revenue_at_stake(scope), 0)
        self._bill(5)
        # What is about another product stays as it was.
        self.assertEqual(feedback._write_revenue_at_stake(scope), 2)
        self.assertEqual(
            (feedback | lamp | other).mapped("revenue_at_stake"), [145, 105, 40]
        )
