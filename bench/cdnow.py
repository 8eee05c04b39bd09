"""Real purchases, and every function of retention against plain Python on the file."""

import time
from datetime import date
from importlib import import_module

from odoo.tools import SQL

from .data import make_people

TODAY = date(1998, 7, 1)
BEFORE = (date(1997, 1, 1), date(1997, 9, 30))
AFTER = (date(1997, 10, 1), date(1998, 6, 30))
WHOLE = (date(1997, 1, 1), date(1998, 6, 30))
#: Where the file is read, and plain Python computes the figures.
TESTS = "odoo.addons.account_relationship_retention.tests"
YEAR = (date(1997, 7, 1), date(1998, 6, 30))
EARLIER, LATER = (date(1997, 1, 1), date(1997, 12, 31)), (date(1998, 1, 1), TODAY)


def load(name):
    """A module of the addon's tests, which is there where Odoo runs only."""
    return import_module(f"{TESTS}.{name}")


def fill(env) -> None:
    history = load("history")
    managers = make_people(env)
    purchases = history.read_purchases()
    numbers = sorted({number for number, __, __ in purchases})
    customers = history.insert_customers(env, numbers)
    journal = env["account.journal"].search([("type", "=", "sale")], limit=1)
    ledger = env["account.account"].search([("account_type", "=", "income")], limit=1)
    ids = dict(zip(numbers, customers, strict=True))
    history.insert_invoices(
        *(env, journal, ledger),
        [("out_invoice", ids[number], *sale) for number, *sale in purchases],
    )
    tier = env.company.relationship_tier_id
    env["relationship.account"]._open_in_bulk(
        env.company,
        [
            (customer, managers[place % len(managers)].id, tier.id)
            for place, customer in enumerate(customers)
        ],
    )
    env.flush_all()
    # Nothing is known of rows just written: line watch would look for them one by one.
    env.cr.execute("ANALYZE")
    env["relationship.work"]._build_retention()


def measure(transaction):
    """Yield a row for each function: what it found, and whether it is the same."""
    with transaction() as env:
        sales, days = get_history(env)
        retention = env["relationship.retention"]
        for name, ours, theirs in get_functions(retention, sales, days):
            started = time.perf_counter()
            found = ours()
            taken = time.perf_counter() - started
            started = time.perf_counter()
            expected = theirs()
            plainly = time.perf_counter() - started
            is_same = is_close(found, expected)
            yield {
                "name": name,
                "ours": f"{taken * 1000:,.0f} ms",
                "bare": f"plain Python, {plainly * 1000:,.0f} ms",
                "found": say_found(found) if is_same else f"{found} not {expected}",
                "limit": "the same",
                "is_over": not is_same,
            }


def get_history(env):
    """``(sales, purchase days)`` as plain.py takes them, with ids of customers."""
    ids = dict(
        env.execute_query(SQL("SELECT name, id FROM res_partner WHERE ref = 'CDNOW'"))
    )
    sales = [
        (ids[f"{number}"], *sale) for number, *sale in load("history").read_purchases()
    ]
    days = {}
    for customer, day, amount in sales:
        if amount > 0:
            days.setdefault(customer, set()).add(day)
    return sales, {customer: sorted(bought) for customer, bought in days.items()}


def get_functions(retention, sales, days):
    """Each function of the contract, with the same in plain Python."""
    return [
        (
            "sales retention",
            lambda: retention._get_sales_retention(BEFORE, AFTER),
            lambda: load("plain").get_retention(sales, days, BEFORE, AFTER),
        ),
        (
            "repeat purchase",
            lambda: retention._get_repeat_purchase(*EARLIER),
            lambda: load("plain").get_repeat_purchase(days, *EARLIER),
        ),
        (
            "repurchase",
            lambda: retention._get_repurchase(EARLIER, LATER),
            lambda: load("plain").get_repurchase(days, EARLIER, LATER),
        ),
        (
            "cohorts",
            lambda: retention._get_cohorts(*WHOLE),
            lambda: load("plain").get_cohorts(days, *WHOLE, TODAY),
        ),
        (
            "concentration",
            lambda: retention._get_concentration(*WHOLE),
            lambda: load("plain").get_concentration(sales, *WHOLE),
        ),
        (
            "order rhythm",
            lambda: get_rhythm(retention),
            lambda: {
                customer: load("plain").get_rhythm(
                    sales, days.get(customer, []), customer, day
                )
                for customer in {sale[0] for sale in sales}
                for day in [TODAY]
            },
        ),
    ]


def get_rhythm(retention) -> dict:
    """``{id of the customer: its row}``."""
    accounts = retention.env["relationship.account"]
    rows = retention._get_order_rhythm(TODAY)
    ids = [row.pop("account_id") for row in rows]
    return {
        account.partner_id.id: row
        for account, row in zip(accounts.browse(ids), rows, strict=True)
    }


def is_close(found, expected) -> bool:
    """Whether figures are the same: money to the cent, shares to a millionth."""
    if isinstance(expected, dict):
        return found.keys() == expected.keys() and all(
            is_close(found[key], value) for key, value in expected.items()
        )
    if isinstance(expected, (tuple, list)):
        return len(found) == len(expected) and all(map(is_close, found, expected))
    if isinstance(expected, float) and found is not None:
        return abs(float(found) - expected) < 1e-6
    return found == expected


def say_found(found) -> str:
    """The figures in short."""
    if isinstance(found, tuple):
        return f"{found[0]:,} of {found[1]:,}"
    if "pareto" in found:
        return f"{found['customers']:,} customers, {found['pareto']:,} make 80 %"
    if "gross" in found:
        return ", ".join(
            [
                f"gross {found['gross']:.1%}",
                f"net {found['net']:.1%}",
                f"customers {found['customers_kept']:.1%} of {found['customers']:,}",
            ]
        )
    states = [row["state"] for row in found.values() if isinstance(row, dict)]
    if states:
        late = sum(state in ("late", "very_late") for state in states)
        return f"{len(states):,} accounts, {late} late"
    return f"{len(found):,} cells"
