from datetime import date

from lxml import html

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import SQL

from ..common import InvoicedCommon
from .common import Customers


@tagged("post_install", "-at_install")
@freeze_time("2026-03-31 12:00:00")
class TestBusinessReview(Customers, InvoicedCommon):
    """What is gone through with a customer: of its days, and of what is shared."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_customers()
        cls.env.company.relationship_tz = "America/Los_Angeles"

    def _prepare(self, user=None, **values):
        values = {
            "account_id": self.acme.id,
            "date_from": "2026-01-01",
            "date_to": "2026-03-31",
            **values,
        }
        reviews = self.env["relationship.business.review"].with_user(user or self.ann)
        # What is not said is proposed.
        return reviews.create({name: said for name, said in values.items() if said})

    def _describe(self, **values):
        return self.side.with_user(self.ann)._describe_review(self._prepare(**values))

    def _print(self, review, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.ann)
        content, __ = report._render_qweb_html(
            "account_relationship.action_report_business_review", review.ids
        )
        page = html.fromstring(content).find_class("o_relationship_business_review")
        return " ".join(page[0].text_content().split())

    def _get_titles(self, key, **values):
        return [one["title"] for one in self._describe(**values)[key]]

    def _finish(self, action, day):
        action.write({"state": "done"})
        action.date_done = day

    # ------------------------------------------------------------
    # Period
    # ------------------------------------------------------------

    def test_it_goes_back_to_the_review_before(self):
        self.acme.tier_id.review_days = 90
        review = self._prepare(date_from=None, date_to=None)
        self.assertEqual(review.date_from, date(2026, 1, 1))
        self.assertEqual(review.date_to, date(2026, 3, 31))

    def test_without_reviews_it_is_of_a_year(self):
        self.acme.tier_id.review_days = 0
        self.assertEqual(self._prepare(date_from=None).date_from, date(2025, 4, 1))

    def test_days_to_come_and_days_the_wrong_way_round_are_refused(self):
        for start, end in (
            ("2026-03-02", "2026-03-01"),
            ("2026-03-01", "2026-04-01"),
            ("0001-01-01", "2026-03-01"),
        ):
            with self.subTest(start), self.assertRaises(ValidationError):
                self._prepare(date_from=start, date_to=end)

    # ------------------------------------------------------------
    # What is in it
    # ------------------------------------------------------------

    def test_steps_of_the_period_are_done_and_open_ones_are_next(self):
        before = self._add_action(self.acme_plan, name="Measured", side="ours")
        self._finish(before, "2025-12-31")
        self._finish(self.ours, "2026-02-01")
        first = self._add_action(self.acme_plan, name="Drawn", side="ours")
        self._finish(first, "2026-01-01")
        (plan,) = self._describe()["plans"]
        self.assertEqual(
            [s["title"] for s in plan["done_steps"]], ["Drawn", "Order desks"]
        )
        self.assertEqual(
            [s["title"] for s in plan["next_steps"]], ["Confirm the floor plan"]
        )

    def test_plan_that_was_over_before_is_not_in_it(self):
        self.acme_plan._on_own_path().write({"state": "done", "done_on": "2025-12-31"})
        self.assertFalse(self._describe()["plans"])
        self.assertTrue(self._describe(date_from="2025-12-31")["plans"])

    def test_what_is_not_shared_is_not_in_it(self):
        page = self._print(self._prepare())
        self.assertIn("New office", page)
        self.assertIn("Late again", page)
        for words in ("Draft", "Unshared", "Upsell", "Said on the phone", "Birch"):
            self.assertNotIn(words, page)

    def test_what_a_contact_said_in_confidence_is_not_in_it(self):
        self._add_feedback(
            self.acme, self.pia, "Between us", source="score", is_shared=True
        )
        self.assertEqual(self._get_titles("feedback"), ["Late again"])

    def test_what_was_open_before_is_in_it_and_what_was_over_is_not(self):
        self.assertEqual(self._stand("new"), (["Late again"], 0))
        self.assertEqual(self._stand("closed", closed_at="2025-12-31"), ([], 0))
        self.assertEqual(
            self._stand("closed", closed_at="2026-01-02"), (["Late again"], 1)
        )

    def test_what_was_closed_after_the_period_was_open_in_it(self):
        closed = {"closed_at": "2026-03-31 11:00", "date_to": "2026-03-30"}
        self.assertEqual(self._stand("closed", **closed), (["Late again"], 0))

    def test_what_was_over_is_not_in_it_for_what_was_said_of_it_since(self):
        told = {"closed_at": "2025-12-31", "told_at": "2026-01-02"}
        self.assertEqual(self._stand("closed", **told), ([], 0))

    def test_what_is_open_comes_first(self):
        over = self._add_feedback(self.acme, self.pia, "Thank you")
        self._set(over, state="closed", closed_at="2026-03-31 11:00")
        self.assertEqual(self._get_titles("feedback"), ["Late again", "Thank you"])

    def test_what_the_customer_confirmed_is_over(self):
        self.assertEqual(self._stand("verified", verified_at="2025-12-31"), ([], 0))
        self.assertEqual(
            self._stand("verified", verified_at="2026-01-02"), (["Late again"], 1)
        )

    def test_what_was_declined_is_over_once_it_was_told(self):
        self.assertEqual(self._stand("declined"), (["Late again"], 0))
        told = {"is_told": True, "told_at": "2025-12-31"}
        self.assertEqual(self._stand("declined", **told), ([], 0))
        told["told_at"] = "2026-01-02"
        self.assertEqual(self._stand("declined", **told), (["Late again"], 1))

    def test_what_was_joined_stands_where_the_other_stands(self):
        other = self._add_feedback(self.birch, self.bert, "The same")
        joined = {"duplicate_of_id": other.id, "closed_at": "2026-01-02"}
        self.assertEqual(self._stand("duplicate", **joined), (["Late again"], 0))
        self._set(other, state="closed", closed_at="2025-12-31")
        self.assertEqual(self._stand("duplicate", **joined), ([], 0))
        self._set(other, state="closed", closed_at="2026-01-02")
        self.assertEqual(self._stand("duplicate", **joined), (["Late again"], 1))

    def _set(self, feedback, **values):
        """As it would be at the end of a long way."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE relationship_feedback SET %s WHERE id = %s",
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value)
                    for name, value in values.items()
                ),
                feedback.id,
            )
        )
        self.env.invalidate_all()

    def _stand(self, state, date_to="2026-03-31", **values):
        """What a review says of feedback from before: titles, how many were closed."""
        self._set(self.acme_feedback, state=state, received_at="2025-06-01", **values)
        content = self._describe(date_to=date_to)
        titles = [one["title"] for one in content["feedback"]]
        closed = int(content["feedback_words"].split("closed ")[1].rstrip("."))
        return titles, closed

    def test_last_evening_counts_where_the_company_is(self):
        # Half past eleven in the evening of the last day, in Los Angeles.
        self.acme_feedback.received_at = "2026-03-01 07:30:00"
        self.assertTrue(self._get_titles("feedback", date_to="2026-02-28"))
        self.assertFalse(self._get_titles("feedback", date_to="2026-02-27"))

    def test_much_feedback_is_counted(self):
        for number in range(21):
            self._add_feedback(self.acme, self.pia, f"Number {number}")
        content = self._describe()
        self.assertEqual(len(content["feedback"]), 20)
        self.assertEqual(content["feedback_more"], 2)
        self.assertIn("received 22 and closed 0", content["feedback_words"])
        self.assertIn("and 2 more", self._print(self._prepare()))

    def _count_queries(self):
        review = self._prepare()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.side.with_user(self.ann)._describe_review(review)
        return self.env.cr.sql_log_count - before

    def test_many_plans_and_much_feedback_ask_no_more_than_few(self):
        self._ask_whether_solved(self.acme_feedback)
        self._count_queries()
        few = self._count_queries()
        for number in range(5):
            plan = self._add_plan(self.acme, name=f"Plan {number}")
            first = self._add_action(plan, name="First")
            self._add_action(plan, name="Second", after_ids=first.ids)
            self._ask_whether_solved(
                self._add_feedback(self.acme, self.pia, f"Number {number}")
            )
        self.assertEqual(self._count_queries(), few)

    def test_dialog_says_how_much_there_is(self):
        contents = self._prepare().contents
        self.assertIn("Shared plans: 1 · Feedback: 1", contents)

    def test_markup_is_text(self):
        page = self._print(self._prepare(introduction="<b>Thanks</b> & more"))
        self.assertIn("<b>Thanks</b> & more", page)

    # ------------------------------------------------------------
    # What was bought
    # ------------------------------------------------------------

    def test_nothing_is_said_of_money_unless_it_is_asked_for(self):
        self._invoice(self.acme_customer, 1234, "2026-02-01")
        self.assertNotIn("purchases", self._describe())
        self.assertNotIn("1,234", self._print(self._prepare()))

    def test_invoices_of_the_period_stand_beside_those_of_as_many_days_before(self):
        amy = self.amy
        for amount, day, values in (
            (500, "2025-10-02", {}),
            (70, "2025-10-03", {}),
            (30, "2025-12-31", {}),
            (200, "2026-01-01", {"partner_id": amy}),
            (50, "2026-03-31", {"move_type": "out_refund"}),
            (900, "2026-03-01", {"post": False}),
        ):
            self._invoice(self.acme_customer, amount, day, **values)
        self._invoice(self.birch_customer, 7000, "2026-02-01")
        bought = self._describe(has_purchases=True)["purchases"]
        self.assertEqual(bought["invoiced"], "$\xa0150")
        self.assertEqual(bought["before_words"], "as many days before: $\xa0100")
        self.assertEqual(bought["change"], "+50 %")

    def test_of_a_year_it_says_what_the_account_says(self):
        self.acme.tier_id.review_days = 0
        for amount, day in (
            *((1, "2024-03-31"), (2, "2024-04-01"), (4, "2025-03-31")),
            *((8, "2025-04-01"), (16, "2026-03-31")),
        ):
            self._invoice(self.acme_customer, amount, day)
        self.acme.action_refresh_measures()
        review = self._prepare(date_from=None, date_to=None)
        self.assertEqual(
            self.side.with_user(self.ann)._get_invoiced(review),
            (self.acme.revenue_prior_12m, self.acme.revenue_12m),
        )
        self.assertEqual(self.acme.revenue_12m, 24)

    def test_of_nothing_there_is_no_change(self):
        self._invoice(self.acme_customer, 100, "2026-02-01")
        bought = self._describe(has_purchases=True)["purchases"]
        self.assertEqual(bought["change"], "")

    def test_of_less_than_nothing_there_is_no_change(self):
        self._invoice(self.acme_customer, 100, "2025-12-01")
        self._invoice(self.acme_customer, 30, "2026-02-01", move_type="out_refund")
        bought = self._describe(has_purchases=True)["purchases"]
        self.assertEqual(bought["change"], "")
        self.assertFalse(bought["products"], "what was given back is none")

    def test_five_products_are_named(self):
        products = self.env["product.product"].create(
            [{"name": f"Product {number}"} for number in range(6)]
        )
        for number, product in enumerate(products, 1):
            self._invoice(
                *(self.acme_customer, 10 * number, "2026-02-01"), product_id=product
            )
        self._invoice(self.acme_customer, 900, "2025-12-31", product_id=products[0])
        names = [name for name, __ in self._get_products(self.accountant)]
        self.assertEqual(names, [f"Product {number}" for number in range(5, 0, -1)])

    def _get_products(self, user):
        review = self._prepare(has_purchases=True, user=user)
        bought = self.side.with_user(user)._describe_review(review)["purchases"]
        return [(one["name"], one["amount"]) for one in bought["products"]]

    def test_products_say_what_most_of_it_was_for(self):
        for amount, product in ((100, self.product_a), (300, self.product_b)):
            self._invoice(self.acme_customer, amount, "2026-02-01", product_id=product)
        self.assertEqual(
            self._get_products(self.accountant),
            [("product_b", "$\xa0300"), ("product_a", "$\xa0100")],
        )

    def test_who_may_not_read_the_invoices_does_not_learn_what_was_on_them(self):
        self._invoice(self.acme_customer, 100, "2026-02-01", product_id=self.product_a)
        self.assertTrue(self._get_products(self.ann))
        # Who reads some would say less than was bought.
        lines = self.env["ir.model"]._get("account.move.line")
        self.env["ir.rule"].create(
            {
                "name": "None of product A",
                "model_id": lines.id,
                "domain_force": [("product_id", "!=", self.product_a.id)],
            }
        )
        self._invoice(self.acme_customer, 100, "2026-02-01", product_id=self.product_b)
        for user in (self.ann, self.accountant):
            self.assertFalse(self._get_products(user))

    def test_another_companys_invoices_do_not_count(self):
        other = self.setup_other_company()
        self._invoice(
            self.acme_customer,
            100,
            "2026-02-01",
            company_id=other["company"],
            journal_id=other["default_journal_sale"],
            account_id=other["default_account_revenue"],
        )
        bought = self._describe(has_purchases=True)["purchases"]
        self.assertEqual(bought["invoiced"], "$\xa00")
        self.assertFalse(bought["products"])

    # ------------------------------------------------------------
    # Who, and for whom
    # ------------------------------------------------------------

    def test_who_may_not_read_the_account_prepares_nothing(self):
        for user in (self.bob, self.sam, self.eve, self.pia):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._prepare(user=user)

    def _fill_in(self, user, **values):
        """What a form that is being filled in says of what is shared."""
        reviews = self.env["relationship.business.review"].with_user(user)
        values = {
            "account_id": self.acme.id,
            "date_from": "2026-01-01",
            "date_to": "2026-03-31",
            **values,
        }
        spec = dict.fromkeys((*values, "contents"), {})
        return reviews.onchange(values, ["date_to"], spec)["value"].get("contents", "")

    def test_form_that_is_made_up_tells_nothing(self):
        self.assertIn("Shared plans: 1", self._fill_in(self.ann))
        for user in (self.bob, self.sam):
            with self.subTest(user.login):
                try:
                    told = self._fill_in(user)
                except AccessError:
                    told = ""
                self.assertFalse(told)

    def test_days_that_no_calendar_has_count_nothing(self):
        self.assertFalse(self._fill_in(self.ann, date_to="9999-12-31"))
        self.assertFalse(self._fill_in(self.ann, date_from="2026-04-01"))
        self.assertFalse(self._fill_in(self.ann, date_from=False))

    def test_what_one_prepares_nobody_else_reads(self):
        review = self._prepare(introduction="Mine")
        with self.assertRaises(AccessError):
            review.with_user(self.tim).introduction  # noqa: B018
        with self.assertRaises(AccessError):
            self._print(review, user=self.tim)

    def test_who_lost_the_account_prints_it_no_more(self):
        review = self._prepare()
        self.acme.write(
            {"manager_id": self.bob.id, "backup_id": False, "team_id": self.south.id}
        )
        with self.assertRaises(AccessError):
            self._print(review)

    def test_it_goes_to_no_other_customers_people(self):
        with self.assertRaises(ValidationError):
            self._prepare(contact_id=self.birch_customer.id)

    def test_contact_reads_its_own_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.amy.lang = "es_ES"
        page = self._print(self._prepare(contact_id=self.amy.id))
        self.assertIn("01/01/2026 – 31/03/2026", page)

    def test_file_has_its_name_in_the_language_of_the_contact(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.amy.write({"lang": "es_ES", "email": "amy@example.com"})
        review = self._prepare(contact_id=self.amy.id)
        file = self.env["ir.attachment"].browse(
            review.action_send()["context"]["default_attachment_ids"]
        )
        self.assertIn("31/03/2026", file.name)

    def test_it_is_for_whom_a_running_plan_names(self):
        self.draft_plan.contact_id = self.pia.partner_id
        self.assertEqual(self._prepare().contact_id, self.acme_customer)
        self.acme_plan.contact_id = self.amy
        self.assertEqual(self._prepare().contact_id, self.amy)
        self.amy.parent_id = self.birch_customer
        self.assertEqual(self._prepare().contact_id, self.acme_customer)

    @users("ann")
    def test_it_is_sent_to_the_contact_with_the_file(self):
        self.amy.sudo().email = "amy@example.com"
        review = self._prepare(contact_id=self.amy.id)
        context = review.action_send()["context"]
        composer = self.env["mail.compose.message"].with_context(**context).create({})
        composer._action_send_mail()
        message = self.acme.message_ids[0]
        self.assertEqual(message.partner_ids, self.amy)
        self.assertIn("Dear Amy", message.body)
        self.assertEqual(len(message.attachment_ids), 1)
        self.assertEqual(message.attachment_ids.res_model, "relationship.account")

    def test_who_left_since_is_not_named_in_a_mail_to_the_customer(self):
        self.acme_customer.email = "acme@example.com"
        review = self._prepare(contact_id=self.amy.id)
        self.amy.parent_id = self.birch_customer
        context = review.action_send()["context"]
        self.assertEqual(context["default_partner_ids"], self.acme_customer.ids)
        self.assertIn("Dear Acme", context["default_body"])
        self.assertNotIn("Amy", context["default_body"])

    def test_without_an_address_it_is_not_sent(self):
        self.amy.email = False
        with self.assertRaises(UserError):
            self._prepare(contact_id=self.amy.id).action_send()

    def test_account_opens_it(self):
        action = self.acme.with_user(self.ann).action_view_business_review()
        review = self.env[action["res_model"]].with_user(self.ann)
        review = review.with_context(**action["context"]).create({})
        self.assertEqual(review.account_id, self.acme)
        self.assertEqual(review.contact_id, self.acme_customer)
        preview = review.action_preview()
        self.assertTrue(preview["url"].endswith(f"/{review.id}"))
        self.assertEqual(review.action_print()["type"], "ir.actions.report")
