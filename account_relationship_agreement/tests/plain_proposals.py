"""What is invoiced regularly, in plain Python: no database, no Odoo."""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

from .plain import add_months

AVERAGE_MONTH = Fraction("30.4375")


def get_interval(days):
    """In months, or ``None``: within a tenth of the average length."""
    for months in (1, 2, 3, 6, 12):
        if abs(days - months * AVERAGE_MONTH) <= months * AVERAGE_MONTH / 10:
            return months
    return None


def get_bills(sales):
    """``[(day, amount)]`` of one product; what follows within 3 days is added."""
    by_day = defaultdict(int)
    for day, amount in sales:
        by_day[day] += amount
    bills, before = [], None
    for day, amount in sorted(by_day.items()):
        if before and day - before <= timedelta(days=3):
            first, total = bills[-1]
            bills[-1] = (first, total + amount)
        else:
            bills.append((day, amount))
        before = day
    return bills


def are_alike(one, other):
    """Amounts that are above 0 and at most a tenth of the smaller one apart."""
    return min(one, other) > 0 and abs(one - other) * 10 <= min(one, other)


def find(sales, today):
    """``(months, amount, first day, last day, how many)`` of one product, or none.

    :param sales: ``[(day, amount)]``, what it was invoiced for
    """
    bills = get_bills([sale for sale in sales if sale[0] <= today])
    if len(bills) < 3:
        return None
    (before, __), (last, amount) = bills[-2:]
    months = get_interval((last - before).days)
    first, number = last, 1
    for day, other in reversed(bills[:-1]):
        if not (
            months
            and get_interval((first - day).days) == months
            and are_alike(other, amount)
        ):
            break
        first, number = day, number + 1
    if number < 3 or add_months(last, 2 * months) < today:
        return None
    return months, amount, first, last, number
