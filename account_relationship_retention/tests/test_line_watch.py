from collections import defaultdict
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged, users

from . import plain
from .common import HistoryCommon

TODAY = date(2026, 3, 15)
DAYS = st.integers(-40, 1_300).map(lambda ago: TODAY - timedelta(days=ago))
DOCUMENTS = st.lists(
    st.tuples(
        st.sampled_from(["out_invoice", "out_receipt", "out_refund"]),
        st.integers(0, 1),
        DAYS,
        st.decimals(0, 300, places=2) | st.sampled_from([90, 100, 110]),
        st.integers(0, 2),
    ),
    max_size=20,
)
#: What is bought every so many months, so often, for the last time so long ago.
LINES = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(0, 1),
        st.integers(1, 3),
        st.integers(3, 30),
        st.integers(-1, 26),
        st.sampled_from([40, 100]),
    ),
    min_size=1,
    max_size=6,
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestLineWatch(HistoryCommon):
    """What customers who still buy buy less of, or no more, by product category."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.toner, cls.paper = cls.env["product.category"].create(
            [{"name": "Toner"}, {"name": "Paper"}]
        )
        cls.products = cls.env["product.product"].create(
            [
                {"name": category.name, "categ_id": category.id}
                for category in (cls.toner, cls.paper)
            ]
        )
        cls.Watch = cls.env["relationship.line.watch"]

    def _buy(self, customer, product, months, amount=100, day=10):
        """Invoices of a product, in months so long ago."""
        self._insert_invoices(
            [
                (
                    "out_invoice",
                    customer.id,
                    TODAY.replace(day=day) - relativedelta(months=ago),
                    amount,
                    product.id,
                )
                for ago in months
            ]
        )

    def _get(self, account=None, today=TODAY):
        rows = self.retention._get_line_watch(today, account or self.acme)
        return {row["category_id"]: row for row in rows}

    # ------------------------------------------------------------
    # What slips
    # ------------------------------------------------------------

    def test_a_line_lapses_a_month_after_its_longest_pause(self):
        toner, paper = self.products
        self._buy(self.acme_customer, paper, range(24))
        self._buy(self.acme_customer, toner, [2, 3, 4, 6, 7])
        # One month without, as long as its longest pause.
        self.assertNotIn(self.toner.id, self._get())
        later = TODAY + relativedelta(months=1)
        self._buy(self.acme_customer, paper, [-1])
        self.assertNotIn(self.toner.id, self._get(today=later))
        later += relativedelta(months=1)
        self._buy(self.acme_customer, paper, [-2])
        self.assertEqual(
            self._get(today=later)[self.toner.id],
            {
                "account_id": self.acme.id,
                "category_id": self.toner.id,
                "kind": "lapsed",
                "last_day": date(2026, 1, 10),
                "longest_pause": 1,
                "amount": 500.0,
            },
        )

    def test_a_line_bought_in_three_months_only_does_not_lapse(self):
        toner, paper = self.products
        self._buy(self.acme_customer, paper, range(24))
        self._buy(self.acme_customer, toner, [6, 7, 8])
        self.assertEqual(self._get(), {})

    def test_a_line_shrinks_below_seven_tenths_of_the_same_months_a_year_ago(self):
        toner, paper = self.products
        self._buy(self.acme_customer, paper, range(24))
        self._buy(self.acme_customer, toner, range(7, 19))
        self._buy(self.acme_customer, toner, range(1, 7), amount=70)
        self.assertEqual(self._get(), {})
        self._buy(self.acme_customer, toner, [13], amount=1)
        row = self._get()[self.toner.id]
        self.assertEqual([row["kind"], row["amount"]], ["shrinking", 1201])

    def test_who_buys_nothing_any_more_has_no_lines_that_slip(self):
        toner, paper = self.products
        self._buy(self.acme_customer, paper, range(5, 29))
        self._buy(self.acme_customer, toner, range(7, 31))
        [row] = self.retention._get_order_rhythm(TODAY, self.acme)
        self.assertEqual(row["state"], "very_late")
        self.assertEqual(self._get(), {})

    def test_credit_notes_and_what_has_no_category_are_no_line(self):
        toner, paper = self.products
        self._buy(self.acme_customer, paper, range(24))
        self._buy(self.acme_customer, toner, range(4, 12))
        self._insert_invoices(
            [
                (
                    "out_refund",
                    self.acme_customer.id,
                    TODAY.replace(day=1) - relativedelta(months=4),
                    -1000,
                    toner.id,
                ),
                ("out_invoice", self.acme_customer.id, TODAY, 5),
            ]
        )
        row = self._get()[self.toner.id]
        # Of the month nothing is left, and with it goes its day.
        self.assertEqual(row["last_day"], date(2025, 10, 10))
        self.assertEqual(row["amount"], 700)

    # ------------------------------------------------------------
    # As plain Python says
    # ------------------------------------------------------------

    @settings(
        max_examples=40,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(documents=DOCUMENTS, lines=LINES)
    def test_lines_are_those_of_plain_python(self, documents, lines):
        customers = [self.acme_customer.id, self.birch_customer.id]
        products = [*self.products.ids, None]
        rows = [
            (
                kind,
                customers[customer],
                day,
                -amount if kind == "out_refund" else amount,
                products[line],
            )
            for kind, customer, day, amount, line in documents
        ]
        rows += [
            (
                "out_invoice",
                customers[customer],
                TODAY - relativedelta(months=ago + every * number),
                amount,
                products[line],
            )
            for customer, line, every, count, ago, amount in lines
            for number in range(count)
        ]
        categories = {
            **{one.id: one.categ_id.id for one in self.products},
            None: None,
        }
        with self.env.cr.savepoint() as savepoint:
            self._insert_invoices(rows)
            days, sales = defaultdict(set), []
            for kind, customer, day, amount, product in rows:
                sales.append((customer, categories[product], day, amount))
                if kind != "out_refund" and amount > 0:
                    days[customer].add(day)
            days = {customer: sorted(bought) for customer, bought in days.items()}
            accounts = self.acme | self.birch
            for today in (TODAY, TODAY - timedelta(days=130)):
                found = self.retention._get_line_watch(today, accounts)
                self.assertEqual(
                    {
                        (
                            accounts.browse(row["account_id"]).partner_id.id,
                            row["category_id"],
                        ): (
                            *(row["kind"], row["last_day"]),
                            *(row["longest_pause"], row["amount"]),
                        )
                        for row in found
                    },
                    plain.get_line_watch(sales, days, today),
                )
            savepoint.rollback()
            self.env.invalidate_all()

    # ------------------------------------------------------------
    # What is kept
    # ------------------------------------------------------------

    def _let_toner_lapse(self, customer=None):
        toner, paper = self.products
        customer = customer or self.acme_customer
        self._buy(customer, paper, range(24))
        self._buy(customer, toner, range(4, 12))
        self._rebuild_watch()

    def test_the_table_is_what_the_function_says_and_twice_is_once(self):
        self._let_toner_lapse()
        [row] = self.retention._get_line_watch(TODAY)
        line = self.Watch.search([])
        self.assertEqual(
            {name: line[name] for name in ("kind", "amount")},
            {name: row[name] for name in ("kind", "amount")},
        )
        self.assertEqual(line.partner_id, self.acme_customer)
        self.assertEqual([line.sales_before, line.sales_now], [0, 300])
        self.assertEqual(self.retention._write_lines(TODAY), 0)
        self._buy(self.acme_customer, self.products[0], [0])
        self.assertEqual(self.retention._write_lines(TODAY), 1)
        self.assertFalse(self.Watch.search([]))

    def test_lines_go_with_the_category_and_move_with_the_customer(self):
        self._let_toner_lapse()
        line = self.Watch.search([])
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.acme_customer | self.dune).ids, self.dune
        )
        self.env.invalidate_all()
        line = self.Watch.search([])
        self.assertEqual(line.account_id, self.acme)
        self.assertEqual(line.partner_id, self.dune)
        self.products[0].categ_id = self.paper
        self.env.flush_all()
        self.toner.unlink()
        self.assertFalse(self.Watch.search([]))

    def test_customers_with_the_same_line_can_become_one(self):
        self._let_toner_lapse()
        toner, paper = self.products
        self._buy(self.birch_customer, paper, range(24))
        self._buy(self.birch_customer, toner, range(7, 14), amount=50)
        self._rebuild_watch()
        self.assertEqual(len(self.Watch.search([])), 2)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.acme_customer | self.birch_customer).ids, self.acme_customer
        )
        self.env.invalidate_all()
        self.assertEqual(self.Watch.search([]).account_id, self.acme)

    @users("ann", "bob", "hugo", "bea")
    def test_lines_are_seen_by_those_who_see_the_customer_there(self):
        self._let_toner_lapse()
        self.env.invalidate_all()
        found = self.env["relationship.line.watch"].search([])
        self.assertEqual(len(found), self.env.user.login != "bob")
        self.assertEqual(
            bool(self.acme.with_env(self.env).has_access("read")), bool(found)
        )

    @users("hugo")
    def test_the_sentence_says_how_many_and_most_of_what(self):
        self._let_toner_lapse()
        words = self.env["relationship.line.watch"].get_headline([])
        self.assertEqual(
            words.replace("\N{NO-BREAK SPACE}", " "),
            "1 lines lapsed and 0 shrink with 1 customers; $ 800 a year at stake, most "
            "of it Toner",
        )
        self.assertIn(
            "Nothing matches",
            self.env["relationship.line.watch"].get_headline([("id", "=", 0)]),
        )

    @users("ann")
    def test_the_list_takes_as_many_queries_for_many_as_for_one(self):
        self._let_toner_lapse()
        lines = self.env["relationship.line.watch"]
        spec = {
            "account_id": {"fields": {"display_name": {}}},
            "category_id": {"fields": {"display_name": {}}},
            "manager_id": {"fields": {"display_name": {}}},
            "amount": {},
        }
        lines.web_search_read([], spec)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        lines.web_search_read([], spec)
        number = self.env.cr.sql_log_count - before
        self._let_toner_lapse(self.birch_customer)
        self.env.invalidate_all()
        with self.assertQueryCount(number):
            found = lines.web_search_read([], spec)
        self.assertEqual(found["length"], 2)
