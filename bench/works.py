"""Work that is done over and over, held against bare SQL.

Ours and the bare statement take turns, each in a transaction that is rolled back; the
ratio is that of the medians.
"""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RUNS = 3
#: The most that Odoo's process may grow, in megabytes.
MEMORY = 300


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


def measure_works(transaction, get_works):
    """Yield a row for each work, then one for the memory of the process.

    :param get_works: a function of an environment that returns the works
    """
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


def get_memory(name="VmRSS") -> float:
    """What the process holds, in megabytes; `VmHWM` is the most it held."""
    lines = Path("/proc/self/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith(f"{name}:")]
    return int(line.split()[1]) / 1024


def reset_peak() -> None:
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
