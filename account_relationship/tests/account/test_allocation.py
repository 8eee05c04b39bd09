import doctest
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.account_relationship import allocation
from odoo.addons.account_relationship.allocation import (
    CLASS_LIMITS,
    revenue_classes,
    share_by_capacity,
)

WEIGHTS = st.lists(st.sampled_from([0.25, 1.0, 3.0]), max_size=60)
CAPACITIES = st.sampled_from([0, 10, 20, 50])
LOADS = st.sampled_from([0.0, 1.0, 25.0])
MANAGERS = st.dictionaries(
    st.sampled_from("abcde"), st.tuples(LOADS, CAPACITIES), min_size=1
)
REVENUES = st.lists(st.integers(-1000, 100_000), max_size=60).map(
    lambda amounts: sorted(amounts, reverse=True)
)


@tagged("post_install", "-at_install")
class TestAllocation(BaseCase):
    def test_examples_in_the_docstrings_hold(self):
        failed, tried = doctest.testmod(allocation)
        self.assertEqual(failed, 0)
        self.assertGreater(tried, 5)

    @settings(deadline=None, database=None)
    @given(weights=WEIGHTS, managers=MANAGERS)
    def test_each_customer_has_one_of_the_managers(self, weights, managers):
        chosen = share_by_capacity(weights, managers)
        self.assertEqual(len(chosen), len(weights))
        self.assertLessEqual(set(chosen), managers.keys())

    @settings(deadline=None, database=None)
    @given(number=st.integers(0, 60), managers=st.integers(1, 5))
    def test_equal_managers_get_equal_numbers(self, number, managers):
        chosen = share_by_capacity([1] * number, {n: (0, 10) for n in range(managers)})
        counts = [Counter(chosen)[n] for n in range(managers)]
        self.assertLessEqual(max(counts) - min(counts), 1)

    @settings(deadline=None, database=None)
    @given(weights=WEIGHTS, managers=MANAGERS)
    def test_nobody_gets_one_while_another_has_more_room(self, weights, managers):
        """Without his last customer nobody is fuller than the others are."""
        largest = max(capacity for __, capacity in managers.values()) or 1
        room = {key: capacity or largest for key, (__, capacity) in managers.items()}
        loads = {key: load for key, (load, __) in managers.items()}
        for weight, manager in zip(
            weights, share_by_capacity(weights, managers), strict=True
        ):
            shares = {key: loads[key] / room[key] for key in managers}
            self.assertAlmostEqual(shares[manager], min(shares.values()))
            loads[manager] += weight

    @settings(deadline=None, database=None)
    @given(revenues=REVENUES)
    def test_classes_are_the_smallest_sets_that_reach_their_limits(self, revenues):
        classes = revenue_classes(revenues)
        self.assertEqual(classes, sorted(classes), "the larger the better")
        self.assertEqual(len(classes), len(revenues))
        total = sum(amount for amount in revenues if amount > 0)
        for number, limit in enumerate(CLASS_LIMITS):
            inside = [
                amount
                for amount, group in zip(revenues, classes, strict=True)
                if group <= number
            ]
            if not total:
                self.assertFalse(inside)
                continue
            self.assertGreaterEqual(sum(inside) + 1e-6, limit * total)
            self.assertLess(sum(inside[:-1]), limit * total)
