"""Sales potential of 100,000 accounts and 200 product categories, against bare SQL.

The whole of what is found, of an empty table and on a night that brings nothing new;
then what one customer's screens ask for, which must not grow with the others.
"""

import statistics

from dateutil.relativedelta import relativedelta

from . import works
from .expansion_bare import (
    BOUGHT_SQL,
    CLASSES_SQL,
    LINES_SQL,
    POTENTIAL_SQL,
    RULES_SQL,
)
from .expansion_data import fill

__all__ = ["fill", "measure"]

ALL = "ideas, all anew, of an empty table"
#: The most that a screen of one customer may take, in seconds, and its queries.
SCREEN, QUERIES = 0.5, 40
RUNS = 5


def measure(transaction):
    """Yield a row for each work, one for the memory, one for each screen."""
    keep_ideas(transaction)
    yield from works.measure_works(transaction, get_works)
    for name, function in (("tab Growth of an account", open_tab), QUOTATION):
        yield measure_screen(transaction, name, function)


def keep_ideas(transaction):
    """The screens and the night after need those there are."""
    with transaction() as env:
        refresh(env)
        env.cr.commit()
        # What the nights leave to it.
        env.cr.execute("ANALYZE relationship_whitespace")
        env.cr.commit()


def get_works(env):
    return [
        works.Work(ALL, refresh, make_ideas, 3, prepare=empty_ideas),
        works.Work("ideas, a night without changes", refresh, make_ideas, 3),
    ]


def refresh(env):
    """What the nights do: lines as the order watch kept them, then the others."""
    ideas = env["relationship.whitespace"]
    ideas._refresh_lines(env.company._get_relationship_today())
    ideas._refresh()


def empty_ideas(env):
    env.cr.execute("TRUNCATE relationship_whitespace CASCADE")


def make_ideas(env):
    empty_ideas(env)
    today = env.company._get_relationship_today()
    values = {
        "company": env.company.id,
        "today": today,
        "start": today.replace(day=1) - relativedelta(months=23),
        "year": today.replace(day=1) - relativedelta(months=11),
        "floor": env.company.relationship_potential_floor,
    }
    for statement in (*(BOUGHT_SQL, CLASSES_SQL, RULES_SQL, POTENTIAL_SQL, LINES_SQL),):
        env.cr.execute(statement, values)


# ------------------------------------------------------------
# Screens of one customer
# ------------------------------------------------------------


def open_tab(env):
    """What the form reads of the account with most ideas for its tab."""
    account = get_account(env)
    fields = ("category_id", "kind", "amount", "amount_p75", "words", "hit_rate")
    specification = {
        "potential_ids": {"fields": {name: {} for name in (*fields, "best_day")}}
    }
    return lambda: account.web_read(specification)


def open_quotation(env):
    """A new quotation for that account: what they usually buy, and ideas."""
    order = env["sale.order"].create({"partner_id": get_account(env).partner_id.id})
    env.flush_all()
    fields = ("category_id", "kind", "amount", "words")
    specification = {
        "usual_product_ids": {"fields": {"display_name": {}}},
        "potential_ids": {"fields": {name: {} for name in fields}},
    }
    return lambda: order.web_read(specification)


QUOTATION = ("quotation: usually buys, and ideas", open_quotation)


def get_account(env):
    [(account, __)] = env["relationship.whitespace"]._read_group(
        [], ["account_id"], ["__count"], order="__count desc, account_id", limit=1
    )
    return account


def measure_screen(transaction, name, open_it):
    taken, queries = [], 0
    for __ in range(RUNS):
        with transaction() as env:
            read = open_it(env)
            env.invalidate_all()
            before = env.cr.sql_log_count
            taken.append(works.take_time(read))
            queries = env.cr.sql_log_count - before
    seconds = statistics.median(taken)
    return {
        "name": name,
        "ours": f"{seconds:,.3f} s",
        "bare": "",
        "found": f"{queries} queries",
        "limit": f"at most {SCREEN} s, {QUERIES} queries",
        "is_over": seconds > SCREEN or queries > QUERIES,
    }
