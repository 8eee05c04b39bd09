from datetime import date
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from odoo.addons.account_relationship.models.measure import (
    relationship_measure_library as library,
)

from ...measures import Measure
from ..common import InvoicedCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestMeasureLibrary(InvoicedCommon):
    """The window is 16 March 2025 to 15 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chairs = cls.env["product.category"].create({"name": "Chairs"})
        cls.stools = cls.env["product.category"].create(
            {"name": "Stools", "parent_id": cls.chairs.id}
        )

    def _measure(self, key, account=None, **values):
        account = account or self.acme
        return self.env["relationship.measure"]._measure(key, account, **values)[
            account.id
        ]

    def _rate(self, partner, rating, day="2026-01-10"):
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": partner.id,
                "partner_id": partner.id,
                "rating": rating,
                "consumed": True,
            }
        )
        # Odoo takes the moment from the database's clock.
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE rating_rating SET write_date = %(day)s, rated_on = %(day)s"
                " WHERE id = %(rating)s",
                day=day,
                rating=rating.id,
            )
        )

    def _add_other_account(self):
        """Acme as a customer of a second company."""
        other = self.setup_other_company()["company"]
        self.ann.company_ids |= other
        return self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": other.id,
                "manager_id": self.ann.id,
            }
        )

    def test_every_measure_says_what_it_is_and_answers(self):
        measures = self.env["relationship.measure"]._get_measures()
        for key, measure in measures.items():
            self.assertIn(
                measure.unit,
                {"money", "count", "days", "percent", "score", "points"}
                | (set() if measure.is_goal else {"date", "months"}),
            )
            self.assertIn(
                measure.better, {"up", "down"} | (set() if measure.is_goal else {""})
            )
            self._measure(key, category=self.chairs)

    def test_each_account_has_one_row_whatever_is_measured(self):
        accounts = self.acme | self.birch
        for customer in (self.acme_customer, self.amy, self.birch.partner_id):
            self._confirm_order(customer, 10, "2026-01-10 10:00:00")
            self._pay(self._invoice(customer, 100, "2026-01-10"), "2026-02-10")
            self._invoice(customer, 50, "2026-02-10")
        self.env.flush_all()
        model = self.env["relationship.measure"]
        query = model._get_values_query(
            model._get_known(list(model._get_measures()), self.chairs),
            model._get_scope(accounts, self.env.company),
            *(date(2026, 3, 15), self.chairs),
        )
        rows = self.env.execute_query_dict(query)
        self.assertEqual(sorted(row["account_id"] for row in rows), accounts.ids)

    def test_revenue_is_that_of_the_account(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        self._invoice(self.amy, 30, "2026-02-10", move_type="out_refund")
        self._invoice(self.acme_customer, 7, "2025-03-15")
        self.assertEqual(self._measure("revenue_12m"), 70)
        self.assertEqual(self._measure("revenue_12m", self.birch), 0)

    def test_today_may_be_another_day(self):
        self._invoice(self.acme_customer, 7, "2025-03-15")
        self.assertEqual(self._measure("revenue_12m", today=date(2025, 4, 2)), 7)

    def test_category_counts_products_of_the_categories_below(self):
        self.product_a.categ_id = self.stools
        self._invoice(self.acme_customer, 100, "2026-01-10", product_id=self.product_a)
        self._invoice(
            self.acme_customer,
            30,
            "2026-01-11",
            product_id=self.product_a,
            move_type="out_refund",
        )
        self._invoice(self.acme_customer, 8, "2026-01-10", product_id=self.product_b)
        self.assertEqual(
            self._measure("category_revenue_12m", category=self.chairs), 70
        )
        self.assertEqual(
            self._measure("category_revenue_12m", self.birch, category=self.chairs), 0
        )

    def test_category_is_asked_for(self):
        self.assertIsNone(self._measure("category_revenue_12m"))

    def test_category_counts_foreign_currency_at_the_rate_of_the_invoice(self):
        self.product_a.categ_id = self.chairs
        currency = self.setup_other_currency("EUR", rates=[("2025-01-01", 2.0)])
        self._invoice(
            self.acme_customer,
            100,
            "2026-02-10",
            product_id=self.product_a,
            currency_id=currency,
        )
        self.assertEqual(
            self._measure("category_revenue_12m", category=self.chairs), 50
        )

    def test_each_company_counts_its_own(self):
        there = self._add_other_account()
        for amount in (60, 40):
            self._invoice(self.acme_customer, amount, "2026-01-10")
        self._invoice(
            self.acme_customer, 7, "2026-01-10", company_id=there.company_id.id
        )
        measure = self.env["relationship.measure"]._measure
        for key, expected in (
            ("revenue_12m", {self.acme.id: 100, there.id: 7}),
            ("overdue_amount", {self.acme.id: 100, there.id: 7}),
            ("purchases_12m", {self.acme.id: 2, there.id: 1}),
        ):
            self.assertEqual(measure(key, self.acme | there), expected)

    def test_purchases_are_confirmed_orders_in_twelve_months(self):
        for day in ("2025-03-16", "2026-03-15", "2025-03-15"):
            self._confirm_order(self.amy, 10, f"{day} 10:00:00")
        self._add_order(self.acme_customer, self.sam)
        for __ in range(5):
            self._confirm_order(self.birch.partner_id, 10, "2026-01-10 10:00:00")
        self.assertEqual(self._measure("purchases_12m"), 2)

    def test_overdue_is_what_remains_to_be_paid(self):
        invoice = self._invoice(self.acme_customer, 100, "2026-01-10")
        self._pay(invoice, "2026-01-20", 40)
        self._invoice(self.acme_customer, 5, "2026-03-15")
        self.assertEqual(self._measure("overdue_amount"), 60)

    def test_what_is_paid_late_in_another_currency_counts_in_that_of_the_company(self):
        currency = self.setup_other_currency("EUR", rates=[("2025-01-01", 2.0)])
        for day, amount in (("2026-02-10", 100), ("2026-01-10", 60)):
            invoice = self._invoice(
                self.acme_customer, amount, day, currency_id=currency
            )
        self._pay(invoice, "2026-01-20", currency_id=currency.id)
        self._pay(self._invoice(self.acme_customer, 30, "2026-01-10"), "2026-01-14")
        self.assertEqual(self._measure("overdue_amount"), 50)
        self.assertEqual(self._measure("days_late_12m"), (10 + 4) / 2)

    def test_days_late_are_weighted_by_amount(self):
        late = self._invoice(self.acme_customer, 300, "2026-01-10")
        early = self._invoice(self.amy, 100, "2026-02-10")
        self._pay(late, "2026-01-20")
        self._pay(early, "2026-02-06")
        for other in (
            self._invoice(self.birch.partner_id, 50, "2025-06-10"),
            self._invoice(
                *(self.acme_customer, 70, "2025-06-10"),
                company_id=self._add_other_account().company_id.id,
            ),
        ):
            self._pay(other, "2026-02-10")
        self.assertEqual(
            self._measure("days_late_12m"), (300 * 10 + 100 * -4) / (300 + 100)
        )

    def test_days_late_count_each_payment_on_its_day(self):
        invoice = self._invoice(self.acme_customer, 100, "2026-01-10")
        self._pay(invoice, "2026-01-12", 50)
        self.assertEqual(self._measure("days_late_12m"), 2)
        self._pay(invoice, "2026-01-30", 50)
        self.assertEqual(self._measure("days_late_12m"), (2 + 20) / 2)

    def test_days_late_without_a_paid_invoice_have_no_data(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        self.assertIsNone(self._measure("days_late_12m"))

    def test_invoices_paid_before_the_window_do_not_count(self):
        invoice = self._invoice(self.acme_customer, 100, "2025-03-01")
        self._pay(invoice, "2025-03-15")
        self.assertIsNone(self._measure("days_late_12m"))

    def test_csat_is_the_share_of_fours_and_fives(self):
        for rating in (5, 4, 3, 1):
            self._rate(self.amy, rating)
        self._rate(self.amy, 1, day="2025-03-15")
        self.assertEqual(self._measure("csat_12m"), 50)
        self.assertIsNone(self._measure("csat_12m", self.birch))

    def test_recommendation_is_the_mean_of_each_respondents_mean(self):
        now = "2026-01-10 10:00:00"
        answers = [
            ("amy@example.com", 10, now),
            ("amy@example.com", 8, "2026-02-10 10:00:00"),
            ("ben@example.com", 3, now),
            ("old@example.com", 0, "2025-03-15 10:00:00"),
            ("nobody@example.com", 0, False),
        ]
        self.env["relationship.score"].create(
            [
                {
                    "account_id": self.acme.id,
                    "email": email,
                    "value": value,
                    "sent_at": now,
                    "sent_on": f"2026-01-{number:02}",
                    "expires_on": "2026-12-31",
                    "answered_at": answered_at,
                }
                for number, (email, value, answered_at) in enumerate(answers, 1)
            ]
        )
        self.assertEqual(self._measure("recommendation_12m"), (9 + 3) / 2)
        self.assertIsNone(self._measure("recommendation_12m", self.birch))

    def _answer(self, **values_by_name):
        """A contact of Acme for each, who gave these values."""
        for name, values in values_by_name.items():
            contact = self.env["res.partner"].create(
                {"name": name, "parent_id": self.acme_customer.id}
            )
            self.env["relationship.score"].create(
                [
                    {
                        "account_id": self.acme.id,
                        "partner_id": contact.id,
                        "email": f"{name}@example.com",
                        "value": value,
                        "sent_at": "2026-01-10 10:00:00",
                        "sent_on": f"2026-01-{number:02}",
                        "expires_on": "2026-12-31",
                        "answered_at": "2026-01-10 10:00:00",
                    }
                    for number, value in enumerate(values, 1)
                ]
            )

    def test_nps_is_in_points_of_each_person_first(self):
        self.env.company.relationship_nps_minimum = 3
        self._answer(dan=[0, 3, 5], eli=[10])
        self.assertIsNone(self._measure("nps_12m"), "fewer people than the minimum")
        self._answer(fay=[6])
        self.assertAlmostEqual(self._measure("nps_12m"), -100 / 3)

    def test_measures_of_scores_are_those_the_account_shows(self):
        self.env.company.relationship_nps_minimum = 2
        self._answer(dan=[10, 6], eli=[9])
        for rating in (5, 4, 1):
            self._rate(self.amy, rating)
        account = self.acme.with_user(self.ann)
        self.assertEqual(self._measure("nps_12m"), account.nps_12m)
        self.assertEqual(account.nps_12m, 50)
        self.assertAlmostEqual(self._measure("csat_12m"), 100 * account.csat_12m)
        self.assertAlmostEqual(account.csat_12m, 2 / 3)

    def test_feedback_is_open_until_closed_declined_or_merged(self):
        feedback = self.env["relationship.feedback"].create(
            [
                {"account_id": self.acme.id, "kind": "complaint", "verbatim": "Late"}
                for __ in range(4)
            ]
        )
        self.env.flush_all()
        for record, state in zip(
            feedback, ("closed", "declined", "duplicate"), strict=False
        ):
            # As if the customer had been told.
            self.env.cr.execute(
                SQL(
                    "UPDATE relationship_feedback SET state = %s WHERE id = %s",
                    *(state, record.id),
                )
            )
        self.assertEqual(self._measure("open_feedback"), 1)
        self.assertEqual(self._measure("open_feedback", self.birch), 0)

    def test_another_addon_adds_a_measure(self):
        original = library.RelationshipMeasure._get_measures

        def get_measures(library):
            described = Measure(
                *("Orders, again", "count", "up", library._measure_purchases), empty=0
            )
            return {**original(library), "orders": described}

        with patch.object(library.RelationshipMeasure, "_get_measures", get_measures):
            self.assertEqual(self._measure("orders"), 0)

    def test_accounts_are_measured_in_one_query_whatever_their_number(self):
        accounts = self._add_accounts(10)
        measure = self.env["relationship.measure"]._measure
        measure("purchases_12m", accounts)
        with self.assertQueryCount(1):
            measure("purchases_12m", accounts)
