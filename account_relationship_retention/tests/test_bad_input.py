from datetime import date

from odoo.tests import freeze_time, tagged

from .common import HistoryCommon

BEFORE = (date(2024, 3, 1), date(2025, 2, 28))
AFTER = (date(2025, 3, 1), date(2026, 2, 28))
TODAY = date(2026, 3, 15)
NONE = {"gross": None, "net": None, "customers_kept": None}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestBadInput(HistoryCommon):
    """Histories nobody thinks of: a figure or none, never 0 % of nothing."""

    def _sell(self, *sales):
        """Documents of Acme: a day and an amount, credit notes below 0."""
        self._insert_invoices(
            [
                (
                    "out_invoice" if amount >= 0 else "out_refund",
                    *(self.acme_customer.id, day, amount),
                )
                for day, amount in sales
            ]
        )

    def _rhythm(self, today=TODAY):
        [row] = self.retention._get_order_rhythm(today, self.acme)
        return row

    def assertNothing(self, before=BEFORE, after=AFTER):
        found = self.retention._get_sales_retention(before, after)
        self.assertEqual({name: found[name] for name in NONE}, NONE)
        self.assertEqual([found["customers"], found["start"]], [0, 0])
        return found

    def test_refunds_larger_than_sales_before_are_nobody_who_stayed(self):
        self._sell((BEFORE[0], 10), (BEFORE[1], -50), (AFTER[0], 30))
        found = self.assertNothing()
        self.assertEqual(found["returned"], (1, 30), "who bought before is not new")

    def test_refunds_larger_than_sales_after_are_all_that_was_lost(self):
        self._sell((BEFORE[0], 10), (AFTER[0], -50))
        found = self.retention._get_sales_retention(BEFORE, AFTER)
        self.assertEqual([found["gross"], found["net"]], [0, 0])
        self.assertEqual(found["lost"], (1, 10), "no more than there was")
        concentration = self.retention._get_concentration(*AFTER)
        self.assertEqual(
            [concentration[name] for name in ("customers", "negative", "top1", "hhi")],
            [0, 1, None, None],
        )

    def test_refunds_alone_are_no_purchase_and_stake_nothing(self):
        self._sell((AFTER[0], -50))
        row = self._rhythm()
        self.assertEqual(
            [row["state"], row["last_day"], row["at_stake"]], ["none", None, 0]
        )
        self.assertEqual(self.retention._get_repeat_purchase(*AFTER), (0, 0))
        self.assertEqual(self.retention._get_cohorts(BEFORE[0], AFTER[1]), {})

    def test_invoices_of_nothing_are_no_purchase(self):
        self._sell((BEFORE[0], 0), (AFTER[0], 0))
        self.assertNothing()
        self.assertEqual(self._rhythm()["purchase_days"], 0)
        self.assertEqual(self.retention._get_repurchase(BEFORE, AFTER), (0, 0))
        self.assertIsNone(self.retention._get_concentration(*AFTER)["top1"])

    def test_one_purchase_has_no_gap_and_no_next_order(self):
        self._sell((AFTER[1], 10))
        row = self._rhythm()
        self.assertEqual(
            [
                row[name]
                for name in (
                    *("purchase_days", "median_gap", "longest_gap"),
                    *("expected_day", "missed", "state", "at_stake"),
                )
            ],
            [1, None, None, None, None, "none", 10],
        )
        self.assertEqual(self.retention._get_repeat_purchase(*AFTER), (0, 1))

    def test_purchases_of_one_day_are_one(self):
        self._sell(*[(AFTER[1], 10)] * 9)
        self.assertEqual(self._rhythm()["purchase_days"], 1)
        self.assertEqual(self.retention._get_repeat_purchase(*AFTER), (0, 1))

    def test_the_future_is_of_no_window_and_makes_nobody_steady(self):
        self._sell((date(2031, 5, 1), 10))
        self.assertNothing()
        row = self._rhythm()
        self.assertEqual([row["last_day"], row["state"]], [None, "none"])
        self.assertEqual(self.retention._get_cohorts(BEFORE[0], date(2031, 12, 1)), {})

    def test_the_future_does_not_hide_that_a_customer_is_lost(self):
        self._sell((date(2024, 5, 1), 10), (date(2031, 5, 1), 10))
        row = self._rhythm()
        self.assertEqual([row["state"], row["last_day"]], ["lost", date(2024, 5, 1)])

    def test_decades_between_purchases(self):
        self._sell((date(1971, 2, 28), 10), (date(2025, 12, 1), 30))
        found = self.assertNothing()
        self.assertEqual(found["returned"], (1, 30))
        cells = self.retention._get_cohorts(date(1971, 1, 1), AFTER[1])
        self.assertEqual(cells[date(1971, 2, 1), 0], (1, 1))
        self.assertEqual(cells[date(1971, 2, 1), 658], (1, 1))
        self.assertEqual(self._rhythm()["purchase_days"], 1)

    def test_the_last_day_of_february_has_a_year_before(self):
        self._sell((date(2023, 2, 28), 10), (date(2024, 2, 29), 20))
        row = self._rhythm(date(2024, 2, 29))
        self.assertEqual([row["state"], row["at_stake"]], ["none", 20])

    def test_windows_that_are_empty_or_upside_down_are_nothing(self):
        self._sell((BEFORE[0], 10), (AFTER[0], 10))
        upside = (AFTER[1], AFTER[0])
        self.assertNothing((BEFORE[1], BEFORE[0]), upside)
        self.assertEqual(self.retention._get_repeat_purchase(*upside), (0, 0))
        self.assertEqual(self.retention._get_repurchase(upside, upside), (0, 0))
        self.assertEqual(self.retention._get_cohorts(*upside), {})
        self.assertEqual(self.retention._get_concentration(*upside)["customers"], 0)

    def test_accounts_of_another_company_are_nobody(self):
        self._sell((BEFORE[0], 10), (AFTER[0], 10))
        there = self.setup_other_company()["company"]
        retention = self.retention.with_company(there)
        found = retention._get_sales_retention(BEFORE, AFTER, self.acme)
        self.assertEqual([found["gross"], found["customers"]], [None, 0])
        self.assertEqual(retention._get_order_rhythm(TODAY, self.acme), [])
        self.assertEqual(retention._get_cohorts(*BEFORE, self.acme), {})
