"""How a number of customer accounts is described: plain tuples, no database.

What is registered in ``_get_measures`` of ``relationship.measure``, by any addon.
"""

from collections.abc import Callable
from typing import NamedTuple

UP, DOWN = "up", "down"


class Scale(NamedTuple):
    """How a measure suggests to turn its value into 0 to 100 points of health.

    :param kind: ``steps`` (the points of the last limit that was reached),
        ``linear`` (between the limits, and on beyond them up to 0 and 100), ``bounded``
        (between the limits, and no further), ``boolean`` (the points of 0 and of 1),
        ``knock_out`` (no points: more than 0 is bad whatever else is good)
    :param points: pairs ``(limit in the measure's unit, points)``, limits ascending
    :param weight: how much it counts beside the others; 0 until somebody chooses it
    """

    kind: str
    points: tuple[tuple[float, float], ...] = ()
    weight: float = 0


class Measure(NamedTuple):
    """One number an account has.

    :param label: what people read, translated
    :param unit: ``money`` (untaxed, in the account's company's currency), ``count``,
        ``days``, ``percent`` (0 to 100), ``score``, ``points``, ``date`` or ``months``
        (a JSON object of amounts)
    :param better: whether it should go ``up`` or ``down``; empty where neither
    :param query: method ``(scope, today, category)`` of ``relationship.measure`` that
        returns the SQL of a query with a column ``account_id``, at most one row for
        each account, and the columns of all measures that name it: they are computed
        in one go. ``scope`` is SQL about ``relationship_account AS account``, and
        ``today`` the last day that counts
    :param column: the one that is this measure
    :param empty: what it is where the query has no row or NULL: 0 of what is added
        up, ``None`` where there is no data then
    :param needs_category: whether it is of a product category: its query is asked with
        several, and has at most one row for each account and ``category_id``
    :param is_goal: whether an objective may be set for it
    :param stored_as: field of ``relationship.account`` it is kept in, every night and
        on demand; nothing that is stored may be computed from that field
    :param scale: the one it suggests for health
    :param past: method as ``query`` to ask how things stood on a day gone by, in the
        company worked in; ``None`` where what is stored says how they stand now
    :param action: method of the account that opens what it is made of
    """

    label: str
    unit: str
    better: str
    query: Callable
    column: str = "value"
    empty: float | None = None
    needs_category: bool = False
    is_goal: bool = True
    stored_as: str | None = None
    scale: Scale | None = None
    past: Callable | None = None
    action: str = ""
