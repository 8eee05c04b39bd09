"""The figures in plain Python, as docs/METRICS.md says them: no database, no Odoo.

``sales`` are ``(customer, day, amount)`` of invoices and credit notes, ``days``
``{customer: sorted distinct purchase days}``. Customers are numbers: ties go by them.
"""

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from statistics import median


def years_before(day, years=1):
    """The same day some years ago; of 29 February, the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def add_months(month, number):
    months = month.year * 12 + month.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)


def add_up(sales, start, end):
    """Net sales by customer between two days."""
    found = defaultdict(Decimal)
    for customer, day, amount in sales:
        if start <= day <= end:
            found[customer] += amount
    return found


def get_retention(sales, days, before, after):
    earlier, later = add_up(sales, *before), add_up(sales, *after)
    pairs = {
        customer: (max(earlier[customer], 0), max(later[customer], 0))
        for customer in {*earlier, *later}
    }
    found = {
        name: [0, Decimal(0)]
        for name in ("new", "returned", "grown", "kept", "shrunk", "lost")
    }
    for customer, (was, now) in pairs.items():
        if not was and not now:
            continue
        if not was:
            bought = days.get(customer)
            name = "returned" if bought and bought[0] < after[0] else "new"
        elif not now:
            name = "lost"
        elif now < was * Decimal("0.9"):
            name = "shrunk"
        elif now > was * Decimal("1.1"):
            name = "grown"
        else:
            name = "kept"
        found[name][0] += 1
        found[name][1] += was - now if name in ("shrunk", "lost") else now - was
    cohort = [pair for pair in pairs.values() if pair[0]]
    base = sum(was for was, __ in cohort)
    young = [
        pair
        for customer, pair in pairs.items()
        if pair[0]
        and days.get(customer)
        and before[0] <= days[customer][0] <= before[1]
    ]
    return {
        "gross": float(sum(min(pair) for pair in cohort) / base) if base else None,
        "net": float(sum(now for __, now in cohort) / base) if base else None,
        "customers_kept": (
            sum(now > 0 for __, now in cohort) / len(cohort) if cohort else None
        ),
        "customers": len(cohort),
        "start": float(base),
        "end": float(sum(now for __, now in pairs.values())),
        "first_year": (
            *(len(young), sum(now > 0 for __, now in young)),
            *(float(sum(pair[place] for pair in young)) for place in (0, 1)),
        ),
        **{name: (number, float(amount)) for name, (number, amount) in found.items()},
    }


def get_repeat_purchase(days, start, end):
    counts = [sum(start <= day <= end for day in bought) for bought in days.values()]
    return sum(count > 1 for count in counts), sum(count > 0 for count in counts)


def get_repurchase(days, earlier, later):
    both = before = 0
    for bought in days.values():
        if any(earlier[0] <= day <= earlier[1] for day in bought):
            before += 1
            both += any(later[0] <= day <= later[1] for day in bought)
    return both, before


def get_cohorts(days, first, last, today):
    """Cells of months that are over on a day."""
    first, last = first.replace(day=1), last.replace(day=1)
    last = min(last, add_months(today, -1))
    sizes, cells = Counter(), Counter()
    for bought in days.values():
        cohort = bought[0].replace(day=1)
        sizes[cohort] += 1
        cells.update({(cohort, day.replace(day=1)) for day in bought})
    found = {}
    for cohort, size in sizes.items():
        if not first <= cohort <= last:
            continue
        k, month = 0, cohort
        while month <= last:
            found[cohort, k] = (cells[cohort, month], size)
            k, month = k + 1, add_months(month, 1)
    return found


def get_concentration(sales, start, end):
    sold = add_up(sales, start, end)
    amounts = [
        amount
        for __, amount in sorted(sold.items(), key=lambda item: (-item[1], item[0]))
        if amount > 0
    ]
    total, running, classes = sum(amounts), Decimal(0), Counter(A=0, B=0, C=0)
    for amount in amounts:
        limits = (("A", "0.8"), ("B", "0.95"))
        name = next(
            (name for name, share in limits if running < total * Decimal(share)), "C"
        )
        classes[name] += 1
        running += amount
    return {
        "pareto": classes["A"],
        "customers": len(amounts),
        "negative": sum(amount < 0 for amount in sold.values()),
        "classes": dict(classes),
        **{
            f"top{n}": float(sum(amounts[:n]) / total) if total else None
            for n in (1, 3, 10)
        },
        "hhi": (
            float(sum((amount / total) ** 2 for amount in amounts)) if total else None
        ),
    }


def get_rhythm(sales, bought, customer, today):
    """The row of one customer, with a tier of 12 months."""
    past = [day for day in bought if day <= today]
    recent = [day for day in past if day > years_before(today, 2)]
    gaps = [(later - day).days for day, later in zip(recent, recent[1:], strict=False)]
    row = {
        "purchase_days": len(recent),
        "median_gap": median(gaps) if gaps else None,
        "longest_gap": max(gaps, default=None),
        "last_day": past[-1] if past else None,
        "expected_day": None,
        "missed": None,
        "state": "none",
        "at_stake": 0.0,
    }
    if not past:
        return row
    last = past[-1]
    sold = add_up(sales, years_before(last) + timedelta(days=1), last)[customer]
    row["at_stake"] = float(max(sold, 0))
    if len(recent) < 5 or (recent[-1] - recent[0]).days < 90:
        if last <= years_before(today):
            row["state"] = "lost"
        return row
    gap, longest, since = max(median(gaps), 3), max(gaps), (today - last).days
    row["median_gap"] = gap
    row["expected_day"] = last + timedelta(days=gap)
    row["missed"] = max(0, int(since / gap) - 1)
    row["state"] = get_state(past, gap, longest, today)
    return row


def get_state(past, gap, longest, today):
    since = (today - past[-1]).days
    if since > max(365, 3 * longest):
        return "lost"
    if since > longest and since > 2 * gap:
        start = years_before(past[-1]) + timedelta(days=14)
        end = years_before(today) - timedelta(days=14)
        was_quiet = not any(start <= day <= end for day in past)
        if past[0] < start <= end and was_quiet:
            return "seasonal"
        return "very_late" if since > 1.25 * longest else "late"
    return "expected" if since >= int(gap) else "steady"


def get_line(sales, months_bought, today):
    """What slips of a line, by its sales ``(day, amount)`` up to a day.

    :param months_bought: whether the customer still buys, and the last month of it
    :return: kind, last day, longest pause and amount, or nothing
    """
    still_buys, last_of_all = months_bought
    months = defaultdict(Decimal)
    for day, amount in sales:
        ago = (today.year - day.year) * 12 + today.month - day.month
        if day <= today and ago < 36:
            months[ago] += amount
    bought = sorted(ago for ago, amount in months.items() if amount > 0)
    if not bought or not still_buys:
        return None
    last = bought[0]
    pause = max(
        (b - a - 1 for a, b in zip(bought, bought[1:], strict=False)), default=0
    )

    def add(first, end):
        return sum(months[ago] for ago in range(first, end + 1) if ago in months)

    def count(first, end):
        return sum(first <= ago <= end for ago in bought)

    found = None
    if count(last, last + 11) >= 4 and last < 24 and last - 1 > pause + 1:
        found = ("lapsed", add(last, last + 11))
        if last_of_all >= last:
            found = None
    elif count(7, 18) >= 4 and add(13, 18) > 0:
        if add(1, 6) < Decimal("0.7") * add(13, 18):
            found = ("shrinking", add(7, 18))
    if not found:
        return None
    days = [
        day
        for day, amount in sales
        if amount > 0
        and day <= today
        and (today.year - day.year) * 12 + today.month - day.month == last
    ]
    return (found[0], max(days), pause, float(max(found[1], 0)))


def get_line_watch(sales, days, today):
    """Lines that slip: ``{(customer, category): what get_line says}``.

    :param sales: ``(customer, category, day, amount)``
    :param days: ``{customer: sorted distinct purchase days}``
    """
    lines, found = defaultdict(list), {}
    for customer, category, day, amount in sales:
        if category:
            lines[customer, category].append((day, amount))
    plain_sales = [(customer, day, amount) for customer, __, day, amount in sales]
    for (customer, category), own in lines.items():
        row = get_rhythm(plain_sales, days.get(customer, []), customer, today)
        buys = row["state"] in ("none", "steady", "expected") and row["last_day"]
        last = row["last_day"] or date(1900, 1, 1)
        ago = (today.year - last.year) * 12 + today.month - last.month
        line = get_line(own, (buys, ago), today)
        if line:
            found[customer, category] = line
    return found
