"""Recurring revenue in plain Python, as docs/METRICS.md says it: no database, no Odoo.

An agreement is an :class:`Agreement` of exact numbers. Customers are numbers.
"""

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

DAY = timedelta(days=1)
DAYS_OF_MONTH = Fraction("30.4375")
MONTHS = {
    "day": 1 / DAYS_OF_MONTH,
    "week": 7 / DAYS_OF_MONTH,
    "month": Fraction(1),
    "year": Fraction(12),
}


@dataclass
class Line:
    quantity: Decimal
    amount: Decimal
    count: int
    unit: str
    start: date | None = None
    end: date | None = None


@dataclass
class Agreement:
    customer: int
    start: date
    months: int
    renewal: str
    lines: list
    pauses: list = field(default_factory=list)
    ended_on: date | None = None
    #: Rates by the day they begin on, the first one far back.
    rates: list = field(default_factory=lambda: [(date(1900, 1, 1), Decimal(1))])


def add_months(day, number):
    months = day.year * 12 + day.month - 1 + number
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def get_terms(agreement, until):
    """Terms up to a day, ``(first, last)``: each is counted from the first day."""
    if not agreement.months:
        return [(agreement.start, None)]
    terms, number = [], 0
    while True:
        first = add_months(agreement.start, number * agreement.months)
        number += 1
        last = add_months(agreement.start, number * agreement.months) - DAY
        if first > until or (terms and agreement.renewal != "tacit"):
            return terms
        terms.append((first, last))


def get_rate(agreement, day):
    return [rate for since, rate in agreement.rates if since <= day][-1]


def is_in(start, end, day):
    return (start is None or start <= day) and (end is None or day <= end)


def get_lines(agreement, day):
    """What the lines in force on a day are in a year, exactly, in their currency."""
    if any(is_in(*pause, day) for pause in agreement.pauses):
        return Fraction(0)
    return sum(
        (
            12
            * Fraction(line.quantity)
            * Fraction(line.amount)
            / (line.count * MONTHS[line.unit])
            for line in agreement.lines
            if line.unit != "once" and is_in(line.start, line.end, day)
        ),
        Fraction(0),
    )


def get_exact(agreement, day):
    """What an agreement is in a year on a day, in the currency of the company."""
    if agreement.ended_on and agreement.ended_on < day:
        return Fraction(0)
    for first, last in get_terms(agreement, day):
        if is_in(first, last, day):
            return get_lines(agreement, day) * Fraction(get_rate(agreement, first))
    return Fraction(0)


def to_cent(amount):
    whole = Decimal(amount.numerator) / Decimal(amount.denominator)
    for places in ("0.00000001", "0.01"):
        whole = whole.quantize(Decimal(places), ROUND_HALF_UP)
    return whole


def get_arr(agreements, day):
    found = defaultdict(Fraction)
    for agreement in agreements:
        found[agreement.customer] += get_exact(agreement, day)
    rounded = {customer: to_cent(amount) for customer, amount in found.items()}
    return {customer: amount for customer, amount in rounded.items() if amount}


def get_months(first, last):
    month, found = first.replace(day=1), []
    while month <= last:
        found.append(month)
        month = add_months(month, 1)
    return found


def get_end(month, today):
    end = add_months(month, 1) - DAY
    return today if month <= today <= end else end


def get_movements(agreements, first, last, today, start):
    """
    :param start: a day before which nothing recurs
    """
    names = ("start", "new", "reactivation", "expansion", "contraction", "churn", "end")
    found, had = {}, set()
    for month in get_months(start, first - DAY):
        had |= get_arr(agreements, add_months(month, 1) - DAY).keys()
    before = get_arr(agreements, first.replace(day=1) - DAY)
    for month in get_months(first, last):
        after = get_arr(agreements, get_end(month, today))
        row = {name: [0, Decimal(0)] for name in names}

        def add(name, amount, row=row):
            row[name][0] += 1
            row[name][1] += amount

        for customer in {*before, *after}:
            was, now = before.get(customer, 0), after.get(customer, 0)
            if was:
                add("start", was)
            if now:
                add("end", now)
            if not was:
                add("reactivation" if customer in had else "new", now)
            elif not now:
                add("churn", was)
            elif now > was:
                add("expansion", now - was)
            elif now < was:
                add("contraction", was - now)
        found[month] = {
            name: (number, float(amount)) for name, (number, amount) in row.items()
        }
        had |= after.keys()
        before = after
    return found


def get_retention(agreements, t0, t1):
    before, after = get_arr(agreements, t0), get_arr(agreements, t1)
    base = sum(before.values())
    kept = {customer: after.get(customer, Decimal(0)) for customer in before}
    return {
        "gross": (
            float(sum(min(before[one], kept[one]) for one in before) / base)
            if base
            else None
        ),
        "net": float(sum(kept.values()) / base) if base else None,
        "customers_kept": (
            sum(amount > 0 for amount in kept.values()) / len(before)
            if before
            else None
        ),
        "customers": len(before),
    }


def get_renewals(agreements, start, end, today):
    """
    :param today: terms begin up to it, the rest is known of the last one
    """
    due = gross = net = Decimal(0)
    for agreement in agreements:
        for first, last in get_terms(agreement, today):
            if last is None or not start <= last <= end:
                continue
            if agreement.ended_on and agreement.ended_on < last:
                continue
            rate = Fraction(get_rate(agreement, first))
            old = to_cent(get_lines(agreement, last) * rate)
            goes_on = agreement.renewal == "tacit" and (
                not agreement.ended_on or agreement.ended_on > last
            )
            new = to_cent(get_lines(agreement, last + DAY) * rate) if goes_on else 0
            if old > 0:
                due, gross, net = due + old, gross + min(old, new), net + new
    return {
        "due": float(due),
        "renewed_gross": float(gross),
        "renewed_net": float(net),
        "rate_gross": float(gross / due) if due else None,
        "rate_net": float(net / due) if due else None,
    }
