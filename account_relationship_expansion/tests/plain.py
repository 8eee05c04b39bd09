"""What comparable customers buy, in plain Python, as docs/METRICS.md says it."""

from bisect import bisect
from collections import Counter, defaultdict
from datetime import timedelta
from math import sqrt

from odoo.addons.account_relationship_retention.tests import plain

add_up, get_rhythm, years_before = plain.add_up, plain.get_rhythm, plain.years_before


def get_percentile(values, share):
    """Between the two values next to it, as PostgreSQL does it."""
    values = sorted(values)
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def get_baskets(sales, days, today):
    """``({customer: categories}, {(customer, category): spent in 12 months})``."""
    start, year = (years_before(today, n) + timedelta(days=1) for n in (2, 1))
    of_category = defaultdict(list)
    for customer, category, day, amount in sales:
        of_category[category].append((customer, day, amount))
    baskets, spent = defaultdict(set), {}
    for category, own in of_category.items():
        this_year = add_up(own, year, today)
        if not any(amount > 0 for amount in this_year.values()):
            continue
        for customer, amount in add_up(own, start, today).items():
            plain_sales = [(one, day, sum_) for one, __, day, sum_ in sales]
            rhythm = get_rhythm(plain_sales, days.get(customer, []), customer, today)
            if amount > 0 and rhythm["state"] != "lost":
                baskets[customer].add(category)
                spent[customer, category] = float(max(this_year[customer], 0))
    return baskets, spent


def get_limits(baskets):
    """The lowest number of other categories of each class.

    From 8 on as many numbers as hold 20 customers, or 2 % of them.
    """
    sizes = [len(basket) for basket in baskets.values()]
    enough = max(20, len(sizes) / 50)
    limits = list(range(9))
    for number in range(9, max(sizes, default=0) + 1):
        of_class = sum(limits[-1] <= size < number for size in sizes)
        if min(of_class, sum(size >= number for size in sizes)) >= enough:
            limits.append(number)
    return limits


def get_rule(baskets, a, b, limits):
    """``(n_a, n_ab, lower, expected)`` of one pair, or nothing."""

    def get_class(basket):
        return bisect(limits, len(basket - {a, b}))

    with_a = [basket for basket in baskets.values() if a in basket]
    n_a, n_ab = len(with_a), sum(b in basket for basket in with_a)
    if n_a < 20 or n_ab < 10:
        return None
    of_class = Counter(map(get_class, baskets.values()))
    with_b = Counter(get_class(basket) for basket in baskets.values() if b in basket)
    classes = [get_class(basket) for basket in with_a]
    expected = sum(with_b[one] / of_class[one] for one in classes)
    expected /= n_a
    p, z = n_ab / n_a, 1.96
    middle = p + z**2 / (2 * n_a)
    lower = (middle - z * sqrt(p * (1 - p) / n_a + z**2 / (4 * n_a**2))) / (
        1 + z**2 / n_a
    )
    return (n_a, n_ab, lower, expected) if lower > 1.2 * expected else None


def get_rules(baskets):
    categories, limits = set().union(*baskets.values()), get_limits(baskets)
    found = {
        (a, b): get_rule(baskets, a, b, limits)
        for a in categories
        for b in categories
        if a != b
    }
    return {pair: rule for pair, rule in found.items() if rule}


def get_never_bought(sales, days, today):
    """Rows as tuples, by customer."""
    baskets, spent = get_baskets(sales, days, today)
    rules, limits, rows = get_rules(baskets), get_limits(baskets), []
    for customer, basket in sorted(baskets.items()):
        best = {}
        for (a, b), rule in rules.items():
            if a in basket and b not in basket:
                candidate = (-rule[2], a, rule)
                best[b] = min(best.get(b, candidate), candidate)
        chosen = sorted((lower, b, a, rule) for b, (lower, a, rule) in best.items())
        for __, b, a, rule in chosen[:3]:
            own = bisect(limits, len(basket - {a, b}))
            amounts = [
                spent[other, b]
                for other, theirs in baskets.items()
                if b in theirs
                and spent[other, b] > 0
                and bisect(limits, len(theirs - {a, b})) == own
            ]
            shares = [
                get_percentile(amounts, share) if amounts else None
                for share in (0.5, 0.75)
            ]
            rows.append((customer, b, a, *rule, *shares))
    return rows
