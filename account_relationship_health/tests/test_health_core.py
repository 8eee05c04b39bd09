import doctest
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from .. import health

POINTS = st.floats(0, 100, width=32)
LIMITS = st.lists(
    st.floats(-1000, 1000, width=16), min_size=1, max_size=5, unique=True
).map(sorted)
SCALES = LIMITS.flatmap(
    lambda limits: st.tuples(*(st.tuples(st.just(limit), POINTS) for limit in limits))
)
VALUES = st.none() | st.floats(-2000, 2000, width=16)
PARTS = st.lists(
    st.tuples(st.integers(0, 50), st.none() | st.integers(0, 100)), max_size=6
)


@tagged("post_install", "-at_install")
class TestHealthCore(TransactionCase):
    """The arithmetic of health, in Python and in SQL."""

    def _select(self, expression):
        [(value,)] = self.env.execute_query(SQL("SELECT %s", expression))
        return value

    def test_examples_in_the_documentation_are_right(self):
        self.assertFalse(doctest.testmod(health).failed)

    @settings(max_examples=150, deadline=None)
    @given(st.sampled_from(health.KINDS), SCALES, VALUES)
    def test_points_are_the_same_in_sql(self, kind, points, value):
        if kind == "boolean":
            points = (points[0], points[-1])
        expected = health.get_points(kind, points, value)
        found = self._select(
            health.get_points_sql(kind, points, SQL("%s::float8", value))
        )
        if expected is None:
            self.assertIsNone(found)
        else:
            self.assertAlmostEqual(found, expected, places=6)

    @settings(max_examples=100, deadline=None)
    @given(st.sampled_from(health.KINDS), SCALES, st.floats(-1e6, 1e6))
    def test_points_are_0_to_100_whatever_the_value(self, kind, points, value):
        self.assertTrue(0 <= health.get_points(kind, points, value) <= 100)

    @settings(max_examples=100, deadline=None)
    @given(PARTS)
    def test_effects_lead_from_50_to_the_score(self, parts):
        score, coverage = health.get_score(parts)
        known = [(weight, points) for weight, points in parts if points is not None]
        whole = sum(weight for weight, __ in known)
        self.assertTrue(0 <= coverage <= 100)
        if not whole:
            self.assertIsNone(score)
            return
        effects = [weight * (points - 50) / whole for weight, points in known]
        self.assertAlmostEqual(50 + math.fsum(effects), score, delta=0.5 + 1e-6)

    def test_a_scale_is_read_as_it_is_written(self):
        for text in ("-50: 0; 0: 70; 20: 100", "0,5:100;1 : 0"):
            points = health.parse_points(text)
            self.assertEqual(health.parse_points(health.format_points(points)), points)

    def test_what_is_no_scale_is_refused(self):
        for text in (
            *("", ";", "1", "1: 2: 3", "a: 1", "1: 101", "1: -1", "nan: 1", "inf: 1"),
            *("1: 1; 1: 2", "2: 1; 1: 2", "1: nan", "-1e308: 0; 1e308: 100"),
            *("0: 0; 1e-308: 100", "1e13: 5"),
        ):
            with self.subTest(text), self.assertRaises(ValueError):
                health.parse_points(text)

    def test_bands_begin_where_they_say(self):
        bands = {"good_from": 70, "watch_from": 40, "floor": 60}
        for score, coverage, band in (
            *((70, 60, "good"), (69, 60, "watch"), (40, 60, "watch")),
            *((39, 60, "risk"), (100, 59.9, "none"), (None, 100, "none")),
        ):
            with self.subTest(score=score, coverage=coverage):
                self.assertEqual(health.get_band(score, coverage, **bands), band)
