from datetime import timedelta
from math import exp
from random import Random

from odoo.tests import freeze_time, tagged

from .common import TODAY, PotentialCommon

CUSTOMERS, CATEGORIES = 500, 20
#: What goes with what, beside that large customers buy more of all.
PLANTED = ((0, 1), (2, 3), (4, 5), (6, 7), (8, 9))


def make_baskets(seed, planted=PLANTED):
    """What each customer buys: ``[{place of a category}]``."""
    random = Random(seed)
    popular = [random.uniform(0.05, 0.35) for __ in range(CATEGORIES)]
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

    Of 20 categories customers buy 4 on average, the large ones nearly all. Where most
    buy more than 8, the last class is not of one size any more, and more of what is
    found is false.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.some = cls._add_accounts(CUSTOMERS)
        cls._add_categories(CATEGORIES)

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

    def _check(self, seed):
        found = self._find(make_baskets(seed))
        real = found.intersection(PLANTED)
        # It goes the other way round as well.
        false = found.difference(PLANTED, {pair[::-1] for pair in PLANTED})
        self.assertGreaterEqual(len(real), 4, found)
        self.assertLessEqual(len(false), 0.005 * CATEGORIES * (CATEGORIES - 1), found)

    def test_planted_pairs_are_found_and_hardly_any_other(self):
        self._check(1)

    def test_they_are_found_in_another_world(self):
        self._check(2)

    def test_where_nothing_is_planted_nearly_nothing_is_found(self):
        found = self._find(make_baskets(3, planted=()))
        self.assertLessEqual(len(found), 0.005 * CATEGORIES * (CATEGORIES - 1), found)
