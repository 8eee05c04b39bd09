from collections import defaultdict
from datetime import date

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from . import history, plain
from .common import HistoryCommon

TODAY = date(1998, 7, 1)


@tagged("post_install", "-at_install")
@freeze_time("1998-07-01 12:00:00")
class TestCdnow(HistoryCommon):
    """Real customers: 2,357 people who first bought at CDNOW early in 1997.

    A sample that Fader and Hardie published; it is in the package lifetimes as well.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        purchases = history.read_purchases()
        numbers = sorted({number for number, __, __ in purchases})
        ids = dict(zip(numbers, cls._insert_customers(numbers), strict=True))
        cls.sales = [(ids[number], day, amount) for number, day, amount in purchases]
        cls._insert_invoices([("out_invoice", *sale) for sale in cls.sales])
        days = defaultdict(set)
        for customer, day, amount in cls.sales:
            if amount > 0:
                days[customer].add(day)
        cls.days = {customer: sorted(bought) for customer, bought in days.items()}

    @classmethod
    def _insert_customers(cls, numbers):
        """Customers with an account each, as Birch's."""
        ids = history.insert_customers(cls.env, numbers)
        names = cls.env.execute_query(
            SQL(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = 'relationship_account'"
                " AND column_name NOT IN ('id', 'partner_id', 'access_token')"
            )
        )
        columns = SQL(", ").join(SQL.identifier(name) for (name,) in names)
        cls.env.cr.execute(
            SQL(
                "INSERT INTO relationship_account (partner_id, %(columns)s)"
                " SELECT partner.id, %(columns)s FROM relationship_account,"
                " unnest(%(ids)s) AS partner (id)"
                " WHERE relationship_account.id = %(model)s",
                columns=columns,
                ids=ids,
                model=cls.birch.id,
            )
        )
        return ids

    def test_the_sample_is_whole(self):
        customers = {sale[0] for sale in self.sales}
        self.assertEqual([len(customers), len(self.sales)], [2_357, 6_919])
        # Eight never paid anything: a purchase of 0 is none.
        self.assertEqual(len(self.days), 2_349)

    def test_sales_retention(self):
        for before, after in (
            (
                (date(1997, 1, 1), date(1997, 6, 30)),
                (date(1997, 7, 1), date(1997, 12, 31)),
            ),
            (
                (date(1997, 1, 1), date(1997, 9, 30)),
                (date(1997, 10, 1), date(1998, 6, 30)),
            ),
            (
                (date(1997, 7, 1), date(1997, 12, 15)),
                (date(1998, 1, 7), date(1998, 6, 30)),
            ),
        ):
            found = self.retention._get_sales_retention(before, after)
            self.assertSameFigures(
                found, plain.get_retention(self.sales, self.days, before, after)
            )
        self.assertGreater(found["returned"][0], 50)

    def test_repeat_purchases_and_repurchases(self):
        year, half = (date(1997, 1, 1), date(1997, 12, 31)), (date(1998, 1, 1), TODAY)
        self.assertEqual(
            self.retention._get_repeat_purchase(*year),
            plain.get_repeat_purchase(self.days, *year),
        )
        self.assertEqual(
            self.retention._get_repurchase(year, half),
            plain.get_repurchase(self.days, year, half),
        )

    def test_cohorts(self):
        window = (date(1997, 1, 1), date(1998, 6, 30))
        found = self.retention._get_cohorts(*window)
        self.assertEqual(found, plain.get_cohorts(self.days, *window, TODAY))
        sizes = {size for __, size in found.values()}
        self.assertEqual(sum(sizes), 2_349)

    def test_concentration(self):
        for window in (
            (date(1997, 1, 1), date(1998, 6, 30)),
            (date(1997, 4, 10), date(1998, 4, 9)),
        ):
            found = self.retention._get_concentration(*window)
            self.assertSameFigures(found, plain.get_concentration(self.sales, *window))

    def test_order_rhythm(self):
        customers = {
            account.id: account.partner_id.id
            for account in self.Account.search([("company_id", "=", self.company.id)])
        }
        sales = defaultdict(list)
        for sale in self.sales:
            sales[sale[0]].append(sale)
        states = defaultdict(int)
        for today in (date(1997, 12, 31), date(1998, 6, 30)):
            rows = self.retention._get_order_rhythm(today)
            self.assertEqual(len(rows), len(customers))
            for row in rows:
                customer = customers[row.pop("account_id")]
                states[row["state"]] += 1
                expected = plain.get_rhythm(
                    *(sales[customer], self.days.get(customer, []), customer, today)
                )
                self.assertSameFigures(row, expected)
        self.assertEqual(
            {name for name, number in states.items() if number > 5},
            {"none", "steady", "expected", "late", "very_late", "lost"},
        )
