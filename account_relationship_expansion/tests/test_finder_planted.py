from datetime import timedelta
from math import exp
from random import Random

from odoo.tests import freeze_time, tagged

from .common import TODAY, PotentialCommon

CUSTOMERS, MOST = 500, 60
#: What goes with what, beside that large customers buy more of all.
PLANTED = ((0, 1), (2, 3), (4, 5), (6, 7), (8, 9))


def make_baskets(seed, categories, planted=PLANTED, most=0.35):
    """What each customer buys: ``[{place of a category}]``.

    :param most: how many of the customers of middle size buy what sells best, of 1
    """
    random = Random(seed)
    popular = [random.uniform(most / 7, most) for __ in range(categories)]
    for a, b in PLANTED:
        popular[a], popular[b] = 0.2, 0.1
    baskets = []
    for __ in range(CUSTOMERS):
        size = random.lognormvariate(0, 0.8)
        basket = {
            place
            for place, share in enumerate(popular)
            if random.random() < 1 - exp(-size * share)
        }
        basket |= {b for a, b in planted if a in basket and random.random() < 0.6}
        baskets.append(basket)
    return baskets


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestFinderPlanted(PotentialCommon):
    """In worlds of which it is known what goes with what.

    Customers buy 2 of 10 categories on average, 4 of 20, 9 of 40, 9 or 13 of 60; large
    ones nearly all.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.some = cls._add_accounts(CUSTOMERS)
        cls._add_categories(MOST)

    def _find(self, baskets):
        """The pairs of places that are found."""
        day = TODAY - timedelta(days=30)
        self._buy(
            *(
                (account, place, day, 100)
                for account, basket in zip(self.some, baskets, strict=True)
                for place in basket
            )
        )
        self.finder._keep_bought(TODAY)
        places = {one.id: place for place, one in enumerate(self.categories)}
        return {
            (places[row["because_category_id"]], places[row["category_id"]])
            for row in self.env.execute_query_dict(self.finder._get_rules())
        }

    def _check(self, seed, categories, **world):
        found = self._find(make_baskets(seed, categories, **world))
        real = found.intersection(PLANTED)
        # It goes the other way round as well.
        false = found.difference(PLANTED, {pair[::-1] for pair in PLANTED})
        self.assertGreaterEqual(len(real), 4, found)
        self._check_few(false, categories)

    def _check_few(self, false, categories):
        self.assertLessEqual(len(false), 0.005 * categories * (categories - 1), false)

    def test_planted_pairs_are_found_and_hardly_any_other(self):
        self._check(1, 20)

    def test_they_are_found_where_customers_buy_two_categories(self):
        self._check(2, 10)

    def test_they_are_found_where_customers_buy_nine_of_forty(self):
        self._check(1, 40)

    def test_they_are_found_where_customers_buy_nine_of_sixty(self):
        self._check(3, 60, most=0.2)

    def test_they_are_found_where_customers_buy_thirteen_of_sixty(self):
        self._check(4, 60)

    def test_where_nothing_is_planted_nearly_nothing_is_found(self):
        for seed, categories in ((3, 20), (4, 40)):
            with self.subTest(categories=categories):
                with self.env.cr.savepoint() as savepoint:
                    found = self._find(make_baskets(seed, categories, planted=()))
                    savepoint.rollback()
                self._check_few(found, categories)
