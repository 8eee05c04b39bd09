"""Figures of addons: `make bench DATA=cdnow`, `DATA=million`, `DATA=expansion`.

`cdnow` loads 2,357 real customers with their posted invoices and holds each function
against plain Python on the text file. `million` makes a million invoices of 100,000
customers over four years and holds the work of retention against bare SQL on the same
tables, each a ratio of medians of the same run; `expansion` does so for sales
potential with 200 product categories. `SIZES=20000` takes fewer customers. The
databases are kept.
"""

import json
import subprocess
import sys

from tools import addons, database, paths, postgres
from tools.errors import Problem
from tools.process import Progress, say

from . import report

#: Each a module that fills and measures.
DATA = ("cdnow", "million", "expansion")
#: How a row says that something is as it must be.
OVER = "FAILED"


def run(data: str, size: str = "") -> int:
    if data not in DATA:
        raise Problem(f"There is no DATA={data}.", f"DATA= one of: {', '.join(DATA)}.")
    if size and not size.isdigit():
        raise Problem(f"SIZES={size} is not a number.", "For instance SIZES=20000.")
    name = f"bench_{data}{size}"
    with postgres.running():
        prepare(name, data, *[size] * bool(size and data != "cdnow"))
        rows = list(ask("measure", name, data))
    say("\n".join(table(rows)))
    failed = [row for row in rows if row["is_over"]]
    for row in failed:
        say(f"{OVER} {row['name']}: {row['found']} {row['limit']}")
    return 1 if failed else 0


def prepare(name: str, data: str, *size: str) -> None:
    """The database, on today's sources and made of today's data."""
    known = f"{_data_version(data)} {addons.fingerprint()}"
    if database.exists(name) and database.note(name) == known:
        return
    database.drop(name)
    database.create(name, demo=False, modules=addons.names())
    progress = Progress("Making customers with accounts and invoices")
    list(ask("fill", name, data, *size))
    with postgres.cursor(name) as cr:
        cr.execute("VACUUM ANALYZE")
    database.set_note(name, known)
    progress.done()


def _data_version(data: str) -> str:
    """Changes with what the data is made of."""
    names = ("data.py", "retention_data.py", f"{data}_data.py")
    files = [paths.ROOT / "bench" / name for name in names]
    return str(max(int(path.stat().st_mtime) for path in files if path.exists()))


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
