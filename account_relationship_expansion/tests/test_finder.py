from collections import defaultdict
from datetime import timedelta
from random import Random

from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from . import plain
from .common import TODAY, PotentialCommon

#: With so many categories, most customers buy more than 8.
CUSTOMERS, FEW, CATEGORIES = 120, 6, 14
AMOUNTS = (30, 30, 75, 75, 120, 120, -20)
RECENT = (0, 5, 20, 50, 100, 200)
DAYS = (*RECENT * 3, 300, 364, 365, 366, 500, 728, 729, 730, 731, 900)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestFinder(PotentialCommon):
    """What comparable customers buy, found for all at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.some = cls._add_accounts(CUSTOMERS)
        cls._add_categories(CATEGORIES)

    def _get(self, accounts=None, today=TODAY):
        return self.finder._get_never_bought(today, accounts)

    def _sell(self, places, accounts, ago=30, amount=100):
        day = TODAY - timedelta(days=ago)
        self._buy(
            *((account, place, day, amount) for account in accounts for place in places)
        )

    def _sell_world(self):
        """All buy 2, half of them 0, and 20 of these 30 buy 1."""
        self._sell([2], self.some[:60])
        self._sell([0], self.some[:30])
        self._sell([1], self.some[:20])

    # ------------------------------------------------------------
    # What is found
    # ------------------------------------------------------------

    def test_who_buys_one_is_proposed_what_goes_with_it(self):
        self._sell_world()
        self._sell([1], self.some[:5], amount=300)
        rows = self._get()
        self.assertEqual([row["account_id"] for row in rows], self.some[20:30].ids)
        row = rows[0]
        # Of 60 with one other category, without the two, 20 buy it.
        self.assertAlmostEqual(row.pop("expected"), 20 / 60)
        self.assertAlmostEqual(row.pop("lower"), 0.4878, 4)
        self.assertEqual(
            row,
            {
                "account_id": self.some[20].id,
                "category_id": self.categories[1].id,
                "because_category_id": self.categories[0].id,
                "n_a": 30,
                "n_ab": 20,
                "amount_median": 100.0,
                "amount_p75": 175.0,
            },
        )

    def test_it_takes_twenty_who_buy_the_one(self):
        self._sell([2], self.some[:60])
        self._sell([0], self.some[:20])
        self._sell([1], self.some[:11])
        self.assertEqual(len(self._get()), 9)
        self.some[19].active = False
        self.assertEqual(self._get(), [])

    def test_it_takes_ten_who_buy_both(self):
        self._sell([2], self.some[:60])
        self._sell([0], self.some[:21])
        self._sell([1], self.some[:10])
        self.assertEqual(len(self._get()), 11)
        self.some[0].active = False
        self.assertEqual(self._get(), [])

    def test_what_is_not_for_sale_any_more_is_not_proposed(self):
        self._sell_world()
        self.products[1].product_tmpl_id.active = False
        self.assertEqual(self._get(), [])
        self.products[1].product_tmpl_id.write({"active": True, "sale_ok": False})
        self.assertEqual(self._get(), [])

    def test_what_nobody_bought_for_a_year_is_not_proposed(self):
        self._sell([2], self.some[:60])
        self._sell([0], self.some[:30])
        self._sell([1], self.some[:20], ago=365)
        self.assertEqual(self._get(), [])
        self._sell([1], self.some[:1], ago=364)
        self.assertEqual(len(self._get()), 10)

    def test_who_bought_nothing_for_a_year_is_lost_and_says_nothing(self):
        self._sell([0, 1, 2], self.some[:12], ago=365)
        self._sell([2], self.some[12:60])
        self._sell([0], self.some[12:32])
        self._sell([1], self.some[12:21])
        # 21 of 32 would, but 12 are lost.
        self.assertEqual(self._get(), [])

    def test_what_is_below_the_level_counts_for_the_category_above(self):
        category = self.env["product.category"]
        for place in (0, 1):
            top = self.categories[place]
            second = category.create({"name": "Second", "parent_id": top.id})
            third = category.create({"name": "Third", "parent_id": second.id})
            self.products[place].categ_id = third
        self._sell_world()
        second = self.categories[1].child_id
        self.assertEqual({row["category_id"] for row in self._get()}, {second.id})
        self.env.company.relationship_category_level = 1
        row = self._get()[0]
        self.assertEqual(row["category_id"], self.categories[1].id)
        self.assertEqual(row["because_category_id"], self.categories[0].id)
        self.env.company.relationship_category_level = 3
        row = self._get()[0]
        self.assertEqual(row["category_id"], second.child_id.id)

    def test_lines_that_slip_are_of_the_same_level(self):
        top = self.categories[0]
        low, other = self.env["product.category"].create(
            [{"name": name, "parent_id": top.id} for name in ("Low", "Other")]
        )
        days = [TODAY - relativedelta(months=ago) for ago in range(24)]
        self.products[0].categ_id, self.products[1].categ_id = low, other
        self._buy(*((self.acme, 0, day, 100) for day in days[8:]))
        self._buy(*((self.acme, 1, day, 1000) for day in days))
        rows = self.finder._get_line_watch(TODAY, self.acme)
        self.assertEqual([row["category_id"] for row in rows], [low.id])
        self.env.company.relationship_category_level = 1
        self.assertEqual(self.finder._get_line_watch(TODAY, self.acme), [])

    def test_another_company_says_nothing(self):
        self._sell_world()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.assertEqual(self.finder.with_company(other)._get_never_bought(TODAY), [])
        self.assertEqual(self._get(self.birch), [])
        self.assertEqual(len(self._get(self.some[15:25])), 5)

    def test_products_of_the_company_above_are_for_sale_in_its_branches(self):
        self._sell_world()
        self.products.company_id = self.env.company
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.env.company.id}
        )
        self.env.flush_all()
        for table in (
            *("account_move_line", "account_move", "relationship_revenue"),
            "relationship_account",
        ):
            self.env.cr.execute(f"UPDATE {table} SET company_id = %s", (branch.id,))
        self.env.invalidate_all()
        finder = self.finder.with_company(branch)
        self.assertTrue(finder._get_never_bought(TODAY))
        offers = self.env["relationship.whitespace"]._select_for_sale(branch)
        offered = {row[0] for row in self.env.execute_query(offers)}
        self.assertLessEqual(set(self.products.ids), offered)

    # ------------------------------------------------------------
    # Bad input
    # ------------------------------------------------------------

    def test_nothing_is_found_where_there_is_nothing(self):
        self.assertEqual(self._get(), [])
        self.assertEqual(self._get(self.acme.browse()), [])
        self.assertEqual(self.finder._get_line_watch(TODAY), [])

    def test_nothing_is_found_where_all_buy_the_same(self):
        self._sell([0], self.some[:60])
        self.assertEqual(self._get(), [])
        self._sell([1], self.some[:60])
        self.assertEqual(self._get(), [])

    def test_what_has_no_category_is_nothing_to_sell(self):
        self._sell_world()
        self.products[1].categ_id = False
        self.env["relationship.revenue"]._refresh()
        self.assertEqual(self._get(), [])

    def test_a_category_that_moved_counts_where_it_is_now(self):
        self._sell_world()
        self.env.company.relationship_category_level = 1
        self.categories[1].parent_id = self.categories[3]
        [found] = {row["category_id"] for row in self._get()}
        self.assertEqual(found, self.categories[3].id)

    def test_the_level_is_one_or_more(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.env.company.relationship_category_level = 0
            self.env.flush_all()

    def test_many_categories_that_few_buy_say_nothing(self):
        self._sell_world()
        many = self.env["product.category"].create(
            [{"name": f"Rare {number}"} for number in range(300)]
        )
        products = self.env["product.product"].create(
            [{"name": one.name, "categ_id": one.id} for one in many]
        )
        day = TODAY - timedelta(days=10)
        self._insert_invoices(
            [
                ("out_invoice", account.partner_id.id, day, 100, product.id)
                for number, product in enumerate(products)
                for account in self.some[60 + number % 50 :][:2]
            ]
        )
        self.assertEqual(
            {row["category_id"] for row in self._get()}, {self.categories[1].id}
        )

    # ------------------------------------------------------------
    # Whatever was bought
    # ------------------------------------------------------------

    def _make_purchases(self, random, together, categories=FEW):
        """At random: some buy more of all; what goes with another is else rare."""
        found, rare = [], {b for __, b in together}
        for account in self.some:
            eager = random.choice((0.4, 0.5, 0.8))
            basket = {
                place
                for place in range(categories)
                if random.random() < (eager / 4 if place in rare else eager)
            }
            basket |= {b for a, b in together if a in basket and random.random() < 0.8}
            found += [
                (
                    *(account, place, TODAY - timedelta(days=random.choice(DAYS))),
                    random.choice(AMOUNTS),
                )
                for place in sorted(basket)
                for __ in range(random.choice((1, 1, 2)))
            ]
        return found

    def _compare(self, purchases, today, accounts):
        sales, days = [], defaultdict(set)
        for account, place, day, amount in purchases:
            sales.append((account.id, self.categories[place].id, day, amount))
            if amount > 0:
                days[account.id].add(day)
        expected = plain.get_never_bought(
            sales, {one: sorted(bought) for one, bought in days.items()}, today
        )
        if accounts is not None:
            expected = [row for row in expected if row[0] in accounts.ids]
        found = [tuple(row.values()) for row in self._get(accounts, today)]
        self.assertEqual(len(found), len(expected))
        for row, other in zip(found, expected, strict=True):
            for value, wanted in zip(row, other, strict=True):
                if isinstance(wanted, float):
                    self.assertAlmostEqual(value, wanted, 2 if wanted > 2 else 9)
                else:
                    self.assertEqual(value, wanted, (row, other))
        return expected

    def test_what_is_found_is_what_plain_python_finds(self):
        found = []

        def check(seed, together, later, some, categories=FEW):
            with self.env.cr.savepoint() as savepoint:
                purchases = self._make_purchases(Random(seed), together, categories)
                self._buy(*purchases)
                accounts = some
                if some is not None:
                    accounts = self.some.browse([self.some[n].id for n in sorted(some)])
                day = TODAY + timedelta(days=later)
                found.extend(self._compare(purchases, day, accounts))
                savepoint.rollback()
                self.env.invalidate_all()

        @settings(
            max_examples=25,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(
            seed=st.integers(0, 2**32),
            together=st.sets(
                st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=2
            ),
            later=st.sampled_from([0, 0, 40, 200]),
            some=st.none() | st.sets(st.integers(0, CUSTOMERS - 1)),
            categories=st.sampled_from([FEW, CATEGORIES]),
        )
        def compare(**drawn):
            check(**drawn)

        compare()
        # What was drawn may have been worlds in which little is found.
        for seed in range(40):
            if len(found) <= 20:
                check(seed, {(0, 1), (2, 3)}, 0, None, [FEW, CATEGORIES][seed % 2])
        self.assertGreater(len(found), 20)
