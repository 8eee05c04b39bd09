"""Figures of addons: `make bench DATA=cdnow|million|agreements|expansion`.

`cdnow` loads 2,357 real customers with their posted invoices and holds each function
against plain Python on the text file. `million` makes a million invoices of 100,000
customers over four years and holds the work of retention against bare SQL on the same
tables, each a ratio of medians of the same run; `expansion` does so for sales
potential with 200 product categories; `SIZES=20000` takes fewer customers.
`agreements` does so with 50,000 agreements over five years, and holds the work of one
that changed against the same among a tenth of them. The databases are kept.
"""

import json
import subprocess
import sys

from tools import addons, database, paths, postgres
from tools.errors import Problem
from tools.process import Progress, say

from . import report

#: How a row says that something is as it must be.
OVER = "FAILED"
#: Each a module that fills and measures, and what its data is made of beside it.
SOURCES = {
    "cdnow": ("data.py", "retention_data.py"),
    "million": ("data.py", "retention_data.py"),
    "agreements": ("data.py", "agreements_data.py"),
    "expansion": ("data.py", "retention_data.py", "expansion_data.py"),
}
#: How many agreements there are, and the most that one which changed may take longer
#: than among a tenth of them.
AGREEMENTS, LIMIT = 50_000, 1.5


def run(data: str, size: str = "") -> int:
    if data not in SOURCES:
        known = ", ".join(f"DATA={name}" for name in SOURCES)
        raise Problem(f"There is no DATA={data}.", f"One of {known}.")
    if size and not size.isdigit():
        raise Problem(f"SIZES={size} is not a number.", "For instance SIZES=20000.")
    name = f"bench_{data}{size}"
    with postgres.running():
        prepare(name, data, *[size] * bool(size and data != "cdnow"))
        rows = []
        for row in ask("measure", name, data):
            # It takes long, and what is measured already is not lost with it.
            say(f"  {row['name']}: {row['ours']} ({row['found']})")
            rows.append(row)
        if data == "agreements":
            rows.append(compare_change(name, size))
    say("\n".join(table(rows)))
    failed = [row for row in rows if row["is_over"]]
    for row in failed:
        say(f"{OVER} {row['name']}: {row['found']} {row['limit']}")
    return 1 if failed else 0


def compare_change(name: str, size: str) -> dict:
    """The row of one change among all agreements, and among a tenth of them."""
    small = str(int(size or AGREEMENTS) // 10)
    other = f"bench_agreements{small}"
    prepare(other, "agreements", small)
    taken, before = (next(ask("change", one, "agreements")) for one in (name, other))
    return {
        "name": "one agreement changed, all that follows",
        "ours": f"{taken:,.2f} s",
        "bare": f"among {int(small):,}, {before:,.2f} s",
        "found": f"{taken / before:.2f} times",
        "limit": f"at most {LIMIT}",
        "is_over": taken / before > LIMIT,
    }


def prepare(name: str, data: str, *size: str) -> None:
    """The database, on today's sources and made of today's data."""
    known = f"{_data_version(data)} {addons.fingerprint()}"
    if database.exists(name) and database.note(name) == known:
        return
    database.drop(name)
    database.create(name, demo=False, modules=addons.names())
    progress = Progress("Making customers and what there is of them")
    list(ask("fill", name, data, *size))
    with postgres.cursor(name) as cr:
        cr.execute("VACUUM ANALYZE")
    database.set_note(name, known)
    progress.done()


def _data_version(data: str) -> str:
    """Changes with what the data is made of."""
    files = [paths.ROOT / "bench" / name for name in SOURCES[data]]
    return str(max(int(path.stat().st_mtime) for path in files))


def ask(*arguments):
    """Lines of JSON of the part inside Odoo, see `retention_worker.py`."""
    words = (paths.VENV_PYTHON, "-m", "bench.retention_worker", *arguments)
    done = subprocess.run(
        [str(word) for word in words],
        cwd=paths.ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        sys.stdout.write(done.stdout)
        raise Problem("It broke off.", "The reason is above.")
    return map(json.loads, done.stdout.splitlines())


def table(rows: list[dict]) -> list[str]:
    """A Markdown table of what was found, and what it is held against."""
    titles = {
        **{"name": "figure", "ours": "ours", "bare": "held against"},
        **{"found": "found", "limit": "limit"},
    }
    names, lines = list(titles), [titles]
    lines += [{name: str(row[name]) for name in names} for row in rows]
    widths = {name: max(len(line[name]) for line in lines) for name in names}
    texts = [
        "| " + " | ".join(line[name].ljust(widths[name]) for name in names) + " |"
        for line in lines
    ]
    rule = "| " + " | ".join("-" * widths[name] for name in names) + " |"
    return [texts[0], rule, *texts[1:], "", report.machine()]
