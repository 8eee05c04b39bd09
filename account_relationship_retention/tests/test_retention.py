from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from .common import HistoryCommon

BEFORE = (date(2024, 3, 1), date(2025, 2, 28))
AFTER = (date(2025, 3, 1), date(2026, 2, 28))
MOVEMENTS = ("new", "returned", "grown", "kept", "shrunk", "lost")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestRetention(HistoryCommon):
    """What the random histories do not say by name."""

    def _get(self, **values):
        return self.retention._get_sales_retention(BEFORE, AFTER, **values)

    def _rhythm(self, days, today=date(2026, 3, 15)):
        """The row of Acme, who bought on some days."""
        self._insert_invoices(
            [("out_invoice", self.acme_customer.id, day, 10) for day in days]
        )
        [row] = self.retention._get_order_rhythm(today, self.acme)
        return row

    # ------------------------------------------------------------
    # Nothing, and nothing to divide by
    # ------------------------------------------------------------

    def test_without_history_there_is_nothing_to_divide_by(self):
        found = self._get()
        self.assertEqual(
            [found[name] for name in ("gross", "net", "customers_kept", "customers")],
            [None, None, None, 0],
        )
        self.assertEqual({found[name] for name in MOVEMENTS}, {(0, 0)})
        self.assertEqual(self.retention._get_repeat_purchase(*AFTER), (0, 0))
        self.assertEqual(self.retention._get_repurchase(BEFORE, AFTER), (0, 0))
        self.assertEqual(self.retention._get_cohorts(BEFORE[0], AFTER[1]), {})
        concentration = self.retention._get_concentration(*AFTER)
        self.assertEqual(concentration["pareto"], 0)
        self.assertIsNone(concentration["top1"])

    def test_one_customer_with_all_sales_is_all_classes_there_are(self):
        self._insert_invoices([("out_invoice", self.acme_customer.id, AFTER[0], 10)])
        found = self.retention._get_concentration(*AFTER)
        self.assertEqual(found["classes"], {"A": 1, "B": 0, "C": 0})
        self.assertEqual([found["top1"], found["hhi"]], [1, 1])

    def test_refunds_larger_than_sales_are_named_and_count_nothing(self):
        self._insert_invoices(
            [
                ("out_invoice", self.acme_customer.id, AFTER[0], 10),
                ("out_refund", self.birch_customer.id, AFTER[0], -30),
            ]
        )
        found = self.retention._get_concentration(*AFTER)
        self.assertEqual([found["customers"], found["negative"]], [1, 1])
        self.assertEqual(self._get()["end"], 10)

    def test_a_tenth_less_or_more_is_kept_and_beyond_is_not(self):
        after = {
            self.acme_customer: 90,
            self.birch_customer: 110,
            self.cedar_customer: 89.99,
            self.dune: 110.01,
        }
        for customer, amount in after.items():
            self._insert_invoices(
                [
                    ("out_invoice", customer.id, BEFORE[0], 100),
                    ("out_invoice", customer.id, AFTER[0], amount),
                ]
            )
        found = self._get()
        self.assertEqual([found["kept"][0], *found["shrunk"]], [2, 1, 10.01])
        self.assertEqual(found["grown"], (1, 10.01))

    def test_no_account_chosen_is_nobody(self):
        self._insert_invoices([("out_invoice", self.acme_customer.id, AFTER[0], 10)])
        nobody = self.Account
        self.assertEqual(self._get(accounts=nobody)["end"], 0)
        self.assertEqual(self.retention._get_repeat_purchase(*AFTER, nobody), (0, 0))
        self.assertEqual(
            self.retention._get_order_rhythm(date(2026, 3, 15), nobody), []
        )

    # ------------------------------------------------------------
    # Documents as Odoo makes them
    # ------------------------------------------------------------

    def test_what_was_just_posted_counts_at_once(self):
        invoice = self._invoice(self.amy, 100, "2025-04-10")
        self.assertEqual(self._get()["new"], (1, 100))
        invoice.button_draft()
        self.assertEqual(self._get()["new"], (0, 0))

    def test_each_company_counts_its_own(self):
        there = self.setup_other_company()["company"]
        self._invoice(self.acme_customer, 100, "2025-04-10")
        self._invoice(self.acme_customer, 7, "2025-04-10", company_id=there.id)
        self.assertEqual(self._get()["end"], 100)
        other = self.retention.with_company(there)
        self.assertEqual(other._get_sales_retention(BEFORE, AFTER)["end"], 7)
        self.assertEqual(other._get_sales_retention(BEFORE, AFTER, self.acme)["end"], 0)

    def test_who_ordered_before_and_was_invoiced_after_had_bought_before(self):
        self._confirm_order(self.acme_customer, 100, "2025-02-20 12:00:00")
        order = self.env["sale.order"].search(
            [("partner_id", "=", self.acme_customer.id)]
        )
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.invoice_date = "2025-03-03"
        invoice.action_post()
        found = self._get()
        self.assertEqual([found["new"][0], found["returned"][0]], [0, 1])
        # The invoice of an order is no purchase of its own.
        self.assertEqual(self.retention._get_repeat_purchase(*AFTER), (0, 0))
        self.assertEqual(self.retention._get_repeat_purchase(*BEFORE), (0, 1))

    # ------------------------------------------------------------
    # History begins
    # ------------------------------------------------------------

    def test_customers_of_another_system_are_not_new(self):
        self.company.relationship_history_begins = "2025-02-15"
        self._insert_invoices(
            [
                ("out_invoice", self.acme_customer.id, date(2025, 5, 14), 10),
                ("out_invoice", self.acme_customer.id, date(2025, 7, 1), 10),
                ("out_invoice", self.birch_customer.id, date(2025, 5, 15), 10),
            ]
        )
        found = self._get()
        self.assertEqual([found["new"][0], found["returned"][0]], [1, 1])
        cohorts = self.retention._get_cohorts(BEFORE[0], date(2025, 7, 1))
        self.assertEqual(
            cohorts,
            {
                (False, 0): (0, 1),
                (False, 1): (0, 1),
                (False, 2): (0, 1),
                (False, 3): (1, 1),
                (False, 4): (0, 1),
                (False, 5): (1, 1),
                (date(2025, 5, 1), 0): (1, 1),
                (date(2025, 5, 1), 1): (0, 1),
                (date(2025, 5, 1), 2): (0, 1),
            },
        )

    def test_months_that_are_not_over_have_no_cells(self):
        self._insert_invoices(
            [
                ("out_invoice", self.acme_customer.id, date(2026, 2, 1), 10),
                ("out_invoice", self.birch_customer.id, date(2026, 3, 1), 10),
                ("out_invoice", self.dune.id, date(2031, 1, 1), 10),
            ]
        )
        self.assertEqual(
            self.retention._get_cohorts(date(2026, 1, 1), date(2035, 1, 1)),
            {(date(2026, 2, 1), 0): (1, 1)},
        )

    # ------------------------------------------------------------
    # Order rhythm
    # ------------------------------------------------------------

    def _get_monthly(self, last, number=8):
        return [last - timedelta(days=30 * place) for place in range(number)]

    def test_states_follow_each_other_as_time_goes_by(self):
        last = date(2024, 10, 1)
        self._rhythm(self._get_monthly(last))
        states = []
        for days in range(500):
            [row] = self.retention._get_order_rhythm(
                last + timedelta(days=days), self.acme
            )
            if not states or states[-1][1] != row["state"]:
                states.append((days, row["state"]))
            if days % 20:
                continue
            self.assertEqual(row["expected_day"], last + timedelta(days=30))
            self.assertEqual(row["missed"], max(0, days // 30 - 1))
        self.assertEqual(
            states,
            [(0, "steady"), (30, "expected"), (61, "very_late"), (366, "lost")],
        )

    def test_late_comes_before_very_late(self):
        days = self._get_monthly(date(2026, 1, 1))
        days.append(days[-1] - timedelta(days=70))
        row = self._rhythm(days, date(2026, 3, 15))
        self.assertEqual([row["state"], row["longest_gap"]], ["late", 70])

    def test_who_is_quiet_at_this_season_is_not_late(self):
        """Every week, but not from June until September."""
        days = [
            start + timedelta(days=7 * week)
            for start, weeks in ((date(2024, 1, 6), 22), (date(2024, 9, 9), 38))
            for week in range(weeks)
        ]
        self._rhythm(days)
        states = {}
        for today in (date(2025, 8, 31), date(2025, 9, 12), date(2025, 10, 12)):
            [row] = self.retention._get_order_rhythm(today, self.acme)
            states[today] = row["state"]
        self.assertEqual(row["last_day"], date(2025, 5, 26))
        self.assertEqual(row["longest_gap"], 100)
        self.assertEqual([*states.values()], ["expected", "seasonal", "very_late"])

    def test_who_was_no_customer_last_year_is_not_quiet_at_this_season(self):
        days = [date(2025, 1, 6) + timedelta(days=7 * week) for week in range(20)]
        row = self._rhythm(days, date(2025, 9, 12))
        self.assertEqual(row["state"], "very_late")

    def test_without_a_rhythm_only_the_tier_speaks(self):
        self.acme.tier_id.purchase_months = 6
        self._rhythm([date(2025, 9, 15)])
        for today, state in (
            (date(2026, 3, 14), "none"),
            (date(2026, 3, 15), "lost"),
        ):
            [row] = self.retention._get_order_rhythm(today, self.acme)
            self.assertEqual([row["state"], row["expected_day"]], [state, None])

    def test_at_stake_is_a_year_up_to_the_last_purchase(self):
        self._insert_invoices(
            [
                ("out_invoice", self.acme_customer.id, date(2024, 6, 1), 1_000),
                ("out_invoice", self.acme_customer.id, date(2024, 6, 2), 100),
                ("out_refund", self.acme_customer.id, date(2025, 1, 2), -30),
                ("out_invoice", self.acme_customer.id, date(2025, 6, 1), 5),
                ("out_refund", self.acme_customer.id, date(2025, 6, 2), -5),
            ]
        )
        [row] = self.retention._get_order_rhythm(date(2026, 3, 15), self.acme)
        self.assertEqual(row["at_stake"], 75)

    def test_ended_accounts_are_watched_no_more(self):
        self.acme.active = False
        rows = self.retention._get_order_rhythm(date(2026, 3, 15))
        found = {row["account_id"] for row in rows}
        self.assertNotIn(self.acme.id, found)
        self.assertIn(self.birch.id, found)
        self.assertEqual(
            len(self.retention._get_order_rhythm(date(2026, 3, 15), self.acme)), 1
        )

    def test_figures_take_as_many_statements_whatever_the_number_of_customers(self):
        for call, statements in (
            (self._get, 1),
            (lambda: self.retention._get_repeat_purchase(*AFTER), 1),
            (lambda: self.retention._get_repurchase(BEFORE, AFTER), 1),
            (lambda: self.retention._get_cohorts(BEFORE[0], AFTER[1]), 1),
            (lambda: self.retention._get_concentration(*AFTER), 1),
            # Gaps first, and then what they say.
            (lambda: self.retention._get_order_rhythm(date(2026, 3, 15)), 2),
        ):
            # What is known of the company is kept.
            call()
            with self.assertQueryCount(statements):
                call()
