"""How numbers of a customer become a score of its health: no database.

Each function has a twin in SQL (``models/relationship_health.py``), and a test that the
two agree.
"""

import math
from itertools import pairwise

from odoo.tools import SQL

GOOD, WATCH, RISK, NONE = "good", "watch", "risk", "none"
KINDS = ("steps", "linear", "bounded", "boolean")
#: A limit is no larger, and two are no nearer: PostgreSQL refuses what it cannot count.
LARGEST, NEAREST = 1e12, 1e-6


def parse_points(text):
    """Read a scale as people write it, ``limit: points``, one pair after the other.

    >>> parse_points("-50: 0; 0: 70; 20: 100")
    ((-50.0, 0.0), (0.0, 70.0), (20.0, 100.0))
    >>> parse_points("0,5: 100")
    ((0.5, 100.0),)

    :param str text: pairs apart by semicolons; a comma is a decimal point
    :rtype: tuple[tuple[float, float], ...]
    :raise ValueError: where it is none; points are 0 to 100, limits ascend and are of
        a size that numbers of customers have
    """
    pairs = [part.split(":") for part in text.split(";") if part.strip()]
    points = tuple(
        (float(limit.replace(",", ".")), float(value.replace(",", ".")))
        for limit, value in pairs
    )
    if not points or not all(
        abs(limit) <= LARGEST and 0 <= value <= 100 for limit, value in points
    ):
        raise ValueError(text)
    if any(later[0] - former[0] < NEAREST for former, later in pairwise(points)):
        raise ValueError(text)
    return points


def format_points(points):
    """Write a scale as :func:`parse_points` reads it.

    >>> format_points(((0, 100), (2.5, 0)))
    '0: 100; 2.5: 0'
    """
    return "; ".join(f"{limit:g}: {value:g}" for limit, value in points)


def get_points(kind, points, value):
    """The points of a value, 0 to 100; ``None`` without a value.

    ``steps``: those of the last limit that was reached. ``linear`` and ``bounded``: on
    the line between two limits; beyond the outer ones on along the line, or no
    further. ``boolean``: those of the second limit for what is more than 0.

    >>> get_points("bounded", ((0, 50), (10, 100)), 5)
    75.0
    >>> get_points("linear", ((0, 50), (10, 60)), 30)
    80.0
    >>> get_points("steps", ((0, 100), (3, 40)), 3)
    40.0
    >>> get_points("boolean", ((0, 100), (1, 0)), 7)
    0.0
    """
    if value is None:
        return None
    if kind == "boolean":
        return float(points[-1][1] if value > 0 else points[0][1])
    if kind == "steps" or len(points) == 1:
        reached = [score for limit, score in points if value >= limit]
        return float(reached[-1] if reached else points[0][1])
    if kind == "bounded":
        value = min(max(value, points[0][0]), points[-1][0])
    line = next((pair for pair in pairwise(points) if value <= pair[1][0]), None)
    (low, at_low), (high, at_high) = line or points[-2:]
    score = at_low + (value - low) * (at_high - at_low) / (high - low)
    return min(max(score, 0.0), 100.0)


def get_points_sql(kind, points, value):
    """The twin of :func:`get_points` in SQL.

    :param value: SQL of a number in double precision
    """
    if kind == "boolean":
        return SQL(
            "CASE WHEN %(value)s > 0 THEN %(yes)s::float8"
            " WHEN %(value)s IS NOT NULL THEN %(no)s::float8 END",
            value=value,
            yes=points[-1][1],
            no=points[0][1],
        )
    if kind == "steps" or len(points) == 1:
        branches = [
            SQL("WHEN %s >= %s THEN %s::float8", value, limit, score)
            for limit, score in reversed(points)
        ]
        last = SQL("WHEN %s IS NOT NULL THEN %s::float8", value, points[0][1])
        return SQL("CASE %s %s END", SQL(" ").join(branches), last)
    if kind == "bounded":
        # GREATEST and LEAST leave NULL out: nothing would be the best there is.
        value = SQL(
            "CASE WHEN %(value)s IS NOT NULL"
            " THEN LEAST(GREATEST(%(value)s, %(low)s), %(high)s) END",
            value=value,
            low=points[0][0],
            high=points[-1][0],
        )
    *lines, last = pairwise(points)
    branches = [
        SQL("WHEN %s <= %s THEN %s", value, line[1][0], _get_line_sql(line, value))
        for line in lines
    ]
    on_line = SQL(
        "CASE %s WHEN %s IS NOT NULL THEN %s END",
        SQL(" ").join(branches),
        value,
        _get_line_sql(last, value),
    )
    return SQL(
        "CASE WHEN %(value)s IS NOT NULL"
        " THEN LEAST(GREATEST(%(score)s, 0), 100)::float8 END",
        value=value,
        score=on_line,
    )


def _get_line_sql(line, value):
    (low, at_low), (high, at_high) = line
    return SQL(
        "(%s::float8 + (%s - %s::float8) * %s::float8 / %s::float8)",
        *(at_low, value, low, at_high - at_low, high - low),
    )


def get_score(parts, knock_out_cap=100):
    """The score of a customer and how much of the weights there are data for.

    ``sum w_j s_j / sum w_j`` over the measures with data, rounded.

    >>> get_score([(20, 50.0), (20, 100.0), (10, None)])
    (75, 80.0)
    >>> get_score([(0.2, 50.0), (0.7, 50.0), (0.3, None)])
    (50, 75.0)
    >>> get_score([(20, None)])
    (None, 0.0)
    >>> get_score([(20, 90.0)], knock_out_cap=40)
    (40, 100.0)

    :param parts: pairs ``(weight, points or None)``
    :param knock_out_cap: what it is at most, as something happened that knocks out
    :return: ``(score or None, data coverage in percent)``
    """
    whole = sum(weight for weight, __ in parts)
    known = [(weight, points) for weight, points in parts if points is not None]
    weights = sum(weight for weight, __ in known)
    # 75 % is 75 %, however it was added up.
    coverage = round(100 * weights / whole, 6) if whole else 0.0
    if not weights:
        return None, coverage
    mean = sum(weight * points for weight, points in known) / weights
    # 62.5 is rounded up, as PostgreSQL does, however it was added up.
    score = math.floor(round(mean, 9) + 0.5)
    return min(score, knock_out_cap), coverage


def get_band(score, coverage, good_from, watch_from, floor):
    """The word for a score.

    >>> get_band(75, 80, good_from=70, watch_from=40, floor=60)
    'good'
    >>> get_band(75, 50, good_from=70, watch_from=40, floor=60)
    'none'
    """
    if score is None or coverage < floor:
        return NONE
    if score >= good_from:
        return GOOD
    return WATCH if score >= watch_from else RISK
