"""The work of retention on a million invoices, against bare SQL on the same tables.

Ours and the bare statement take turns, each in a transaction that is rolled back; the
ratio is that of the medians.
"""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dateutil.relativedelta import relativedelta

from odoo.models import MAGIC_COLUMNS
from odoo.tools import SQL

from .bare import (
    COHORTS_SQL,
    CONCENTRATION_SQL,
    FACTS_SQL,
    MOVEMENTS_SQL,
    REPORT_SQL,
    RHYTHM_SQL,
)
from .retention_data import fill

__all__ = ["fill", "measure"]

RUNS = 3
#: The most that Odoo's process may grow, in megabytes.
MEMORY = 300
FULL, INITIAL = "facts, all anew, nothing changed", "facts, all anew, of an empty table"


@dataclass
class Work:
    """Something that is done, and what it may take.

    `prepare` is done in the transaction of `ours` and not timed. `held` is a bare
    statement or the name of another work, `limit` the most of its time.
    """

    name: str
    ours: Callable
    held: str | Callable | None = None
    limit: float | None = None
    prepare: Callable | None = None


def measure(transaction):
    """Yield a row for each work, then one for the memory of the process."""
    yield from measure_works(transaction, get_works)


def measure_works(transaction, get_works):
    """The same, of works that are made in an environment."""
    with transaction() as env:
        # What every process has read that answered one request.
        env["relationship.account"].search_read([], ["name", "manager_id"], limit=80)
        works = get_works(env)
    idle, most, medians = get_memory(), 0, {}
    for work in works:
        ours, bare = [], []
        for __ in range(RUNS):
            reset_peak()
            ours.append(take(transaction, work.ours, work.prepare))
            most = max(most, get_memory("VmHWM"))
            if callable(work.held):
                bare.append(take(transaction, work.held))
        medians[work.name] = statistics.median(ours)
        yield make_row(work, medians, statistics.median(bare) if bare else None)
    grown = most - idle
    yield {
        "name": "memory of the process at most",
        "ours": f"{most:,.0f} MB",
        "bare": f"idle, {idle:,.0f} MB",
        "found": f"{grown:,.0f} MB more",
        "limit": f"at most {MEMORY}",
        "is_over": grown > MEMORY,
    }


def make_row(work, medians, bare):
    taken = medians[work.name]
    if isinstance(work.held, str):
        held, bare = work.held, medians[work.held]
    else:
        held = "bare SQL"
    ratio = taken / bare if bare else None
    return {
        "name": work.name,
        "ours": f"{taken:,.2f} s",
        "bare": f"{held}, {bare:,.2f} s" if bare else "",
        "found": f"{ratio:.2f} times" if bare else "",
        "limit": f"at most {work.limit:g}" if work.limit else "",
        "is_over": bool(work.limit) and ratio > work.limit,
    }


def take(transaction, function, prepare=None) -> float:
    """How many seconds something takes."""
    with transaction() as env:
        if prepare:
            prepare(env)
        gc.collect()
        return take_time(lambda: function(env))


def take_time(function) -> float:
    """How many seconds something takes that is ready to be done."""
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


# ------------------------------------------------------------
# What is done
# ------------------------------------------------------------


def get_works(env) -> list[Work]:
    works = [
        Work(
            INITIAL,
            lambda env: env["relationship.revenue"]._rebuild(),
            make_facts,
            3,
            prepare=empty_facts,
        ),
        Work(FULL, lambda env: env["relationship.revenue"]._rebuild(), make_facts, 3),
        Work(
            "facts, one invoice in 100 changed",
            lambda env: env["relationship.revenue"]._refresh(),
            *(INITIAL, 0.1),
            prepare=change_invoices,
        ),
        Work(
            "order rhythm",
            lambda env: env["relationship.retention"]._get_order_rhythm(today(env)),
            *(lambda env: fetch(env, RHYTHM_SQL), 2),
        ),
        Work(
            "sales retention",
            lambda env: env["relationship.retention"]._get_sales_retention(
                *get_years(env)
            ),
            lambda env: fetch(env, MOVEMENTS_SQL),
        ),
        Work(
            "cohorts",
            lambda env: env["relationship.retention"]._get_cohorts(
                get_years(env)[0][0], get_years(env)[1][1]
            ),
            lambda env: fetch(env, COHORTS_SQL),
        ),
        Work(
            "concentration",
            lambda env: env["relationship.retention"]._get_concentration(
                *get_years(env)[1]
            ),
            lambda env: fetch(env, CONCENTRATION_SQL),
        ),
        Work(
            "retention report, first screen",
            open_report,
            *(lambda env: fetch(env, REPORT_SQL), 2),
        ),
        Work("start screen", open_start),
    ]
    return [*works, *get_steps(env)]


def get_steps(env) -> list[Work]:
    """What the nights do, with nothing changed since the last one."""
    return [
        Work(f"at night: {step.name.replace('_', ' ')}", step_of(step))
        for step in env["relationship.work"]._get_retention_steps()
    ]


def step_of(step):
    return lambda env: getattr(env[step.model], step.method)()


def open_report(env) -> None:
    """What the browser asks for: the lines of the graph and the sentence above."""
    rows = env["relationship.movement"].with_user(get_head(env))
    domain = [("month", ">=", get_report_start(env))]
    rates = ["__count", "gross:avg", "net:avg", "kept_rate:avg"]
    rows.formatted_read_group(domain, ["month:month"], rates)
    rows.get_headline(domain)


def get_head(env):
    return env.ref("account_relationship.group_head").user_ids.sorted("id")[-1:]


def get_report_start(env):
    """As the filter of the report has it."""
    return today(env) - relativedelta(months=13)


def open_start(env) -> None:
    start = env["relationship.retention.start"]
    start.onchange(
        {}, [], {name: {} for name in set(start._fields) - set(MAGIC_COLUMNS)}
    )


def empty_facts(env) -> None:
    env.cr.execute("TRUNCATE relationship_revenue")


def change_invoices(env) -> None:
    """As if one invoice in 100 had been drafted, made dearer and posted."""
    condition = SQL("move.id %% 100 = 7")
    revenue = env["relationship.revenue"]
    revenue._note(condition)
    env.cr.execute(
        SQL(
            "UPDATE account_move_line AS line SET balance = balance * 1.01"
            "  FROM account_move AS move"
            " WHERE move.id = line.move_id AND line.display_type = 'product' AND %s",
            condition,
        )
    )
    revenue._note(condition)


def make_facts(env) -> None:
    env.cr.execute(f"CREATE TEMP TABLE bare AS {FACTS_SQL}")


def fetch(env, statement) -> None:
    env.cr.execute(statement, get_dates(env))
    env.cr.fetchall()


def today(env):
    return env.company._get_measured_day()


def get_years(env):
    """The last 12 closed months and the 12 before."""
    dates = get_dates(env)
    return (
        (dates["before_start"], dates["before_end"]),
        (dates["after_start"], dates["after_end"]),
    )


def get_dates(env) -> dict:
    day, year = relativedelta(days=1), relativedelta(years=1)
    last = env["relationship.retention"]._get_last_closed_day()
    start = last + day - year
    return {
        "today": today(env),
        "company": env.company.id,
        "report_start": get_report_start(env),
        "before_start": start - year,
        "before_end": start - day,
        "after_start": start,
        "after_end": last,
    }


# ------------------------------------------------------------
# Memory
# ------------------------------------------------------------


def get_memory(name="VmRSS") -> float:
    """What the process holds, in megabytes; `VmHWM` is the most it held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith(f"{name}:")]
    return int(line.split()[1]) / 1024


def reset_peak() -> None:
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
