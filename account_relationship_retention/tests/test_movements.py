from datetime import date

from odoo.tests import freeze_time, tagged

from .common import HistoryCommon

BEFORE = (date(2024, 3, 1), date(2025, 2, 28))
AFTER = (date(2025, 3, 1), date(2026, 2, 28))
MOVEMENTS = ("new", "returned", "grown", "kept", "shrunk", "lost")


class MovementsCommon(HistoryCommon):
    """Acme and Birch of ann's, Cedar of bob's, with a history of two years."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Comparison = cls.env["relationship.comparison"]
        cls.Movement = cls.env["relationship.movement"]
        cls.dune = cls.env["res.partner"].create({"name": "Dune", "is_company": True})

    @classmethod
    def _buy(cls, *sales):
        """Invoices, and credit notes below 0, and the comparisons of them."""
        cls._insert_invoices(
            [
                ("out_invoice" if amount >= 0 else "out_refund", one.id, day, amount)
                for one, day, amount in sales
            ]
        )
        cls._refresh()

    @classmethod
    def _refresh(cls):
        cls.Comparison._refresh_standing(cls.env.company)
        cls.env.invalidate_all()

    def _latest(self, user=None, model="relationship.movement"):
        rows = self.env[model].with_user(user or self.hugo)
        own = [("is_latest", "=", True), ("company_id", "=", self.env.company.id)]
        return rows.search(own)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestMovements(MovementsCommon):
    """What is kept of each customer of two periods."""

    def _by_customer(self, user=None):
        return {row.partner_id: row for row in self._latest(user)}

    def test_each_customer_moved_as_the_contract_says(self):
        self._buy(
            (self.acme_customer, BEFORE[0], 100),
            (self.acme_customer, AFTER[0], 150),
            (self.birch_customer, BEFORE[1], 80),
            (self.dune, AFTER[1], 40),
        )
        rows = self._by_customer()
        self.assertEqual(
            {one: (row.movement, row.difference) for one, row in rows.items()},
            {
                self.acme_customer: ("grown", 50),
                self.birch_customer: ("lost", -80),
                self.dune: ("new", 40),
            },
        )
        acme = rows[self.acme_customer]
        self.assertEqual(acme.account_id, self.acme)
        self.assertEqual(acme.last_purchase_day, AFTER[0])
        self.assertEqual((acme.up_amount, acme.down_amount), (50, 0))
        self.assertTrue(acme.is_first_year)
        self.assertEqual(rows[self.birch_customer].down_amount, -80)

    def test_there_is_one_of_each_of_24_closed_months(self):
        self._buy((self.acme_customer, BEFORE[0], 100))
        own = [("company_id", "=", self.env.company.id)]
        months = self.Comparison.search(own).mapped("month")
        self.assertEqual(len(months), 24)
        self.assertEqual((months[0], months[-1]), (date(2026, 2, 1), date(2024, 3, 1)))
        with freeze_time("2026-04-15 12:00:00"):
            self._refresh()
            found = self.Comparison.search(own)
            self.assertEqual(found[0].month, date(2026, 3, 1))
            self.assertEqual(len(found), 24)
        self.assertFalse(
            self.Movement.with_user(self.hugo).search(
                [("month", "=", "2024-03-01"), *own]
            ),
            "too old",
        )

    def test_rows_that_did_not_change_stay(self):
        self._buy((self.acme_customer, BEFORE[0], 100), (self.dune, AFTER[0], 10))
        former = {row.partner_id: row.id for row in self._latest()}
        self._buy((self.dune, AFTER[0], 5))
        found = {row.partner_id: row.id for row in self._latest()}
        self.assertEqual(found[self.acme_customer], former[self.acme_customer])
        self.assertNotEqual(found[self.dune], former[self.dune])

    def test_sums_are_those_of_the_contract_and_rates_are_of_sums(self):
        self._buy(
            (self.acme_customer, BEFORE[0], 300),
            (self.acme_customer, AFTER[0], 150),
            (self.birch_customer, BEFORE[0], 100),
            (self.birch_customer, AFTER[0], 200),
            (self.cedar_customer, BEFORE[0], 50),
            (self.dune, AFTER[0], 70.55),
        )
        expected = self.retention._get_sales_retention(BEFORE, AFTER)
        [found] = self.Movement.with_user(self.hugo)._read_group(
            [("id", "in", self._latest().ids)],
            [],
            [
                *("sales_before:sum", "sales_after:sum", "difference:sum"),
                *("gross:avg", "net:avg", "kept_rate:avg", "customers_before:sum"),
            ],
        )
        before, after, difference, gross, net, kept, customers = found
        self.assertEqual((before, after), (expected["start"], expected["end"]))
        self.assertAlmostEqual(before + difference, after)
        self.assertAlmostEqual(gross, 100 * expected["gross"])
        self.assertAlmostEqual(net, 100 * expected["net"])
        self.assertAlmostEqual(kept, 100 * expected["customers_kept"])
        self.assertEqual(customers, expected["customers"])

    def test_rates_of_nobody_are_none_and_not_0(self):
        self._buy((self.dune, AFTER[0], 70))
        rows = [("id", "in", self._latest().ids)]
        names = ("gross:avg", "net:avg", "kept_rate:avg")
        [rates] = self.Movement.with_user(self.hugo)._read_group(rows, [], names)
        self.assertEqual(rates, (None, None, None))

    def test_refunds_larger_than_sales_are_0(self):
        self._buy(
            (self.acme_customer, BEFORE[0], 100),
            (self.acme_customer, BEFORE[0], -150),
            (self.acme_customer, AFTER[0], 30),
        )
        [row] = self._latest()
        self.assertEqual((row.sales_before, row.movement), (0, "returned"))
        self.assertEqual((row.customers_before, row.up_amount), (0, 80))
