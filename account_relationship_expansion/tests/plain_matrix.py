"""Cells of accounts by product category, in plain Python."""

from collections import defaultdict
from datetime import timedelta


def get_cells(sales, ideas, today, shown):
    """``{(account, category or False for the rest): (sales, before, state)}``.

    :param sales: ``(account, category, day, amount)``; the category may be ``None``
    :param ideas: ``{(account, category): state}``
    :param shown: categories that have a column
    """
    start = today.replace(year=today.year - 1) + timedelta(days=1)
    earlier = start - (today - start) - timedelta(days=1)
    sums = defaultdict(lambda: [0, 0])
    for account, category, day, amount in sales:
        if earlier <= day <= today:
            key = (account, category if category in shown else False)
            sums[key][0 if day >= start else 1] += amount
    states = {}
    for (account, category), state in ideas.items():
        in_sight = category in shown
        states[account, category if in_sight else False] = state if in_sight else "more"
    return {
        key: (*sums[key], states.get(key) or get_state(*sums[key]))
        for key in {*(key for key, value in sums.items() if any(value)), *states}
    }


def get_state(sales, before):
    if 0 < before < sales / 1.1:
        return "grown"
    return "bought" if sales > 0 else "none"
