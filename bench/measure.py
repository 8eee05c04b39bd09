"""Builds the databases of the benchmark, measures on them, says what is too slow.

`SIZES=1000,100000` says how many customers and accounts, `QUICK=1` takes fewer
runs. The databases `bench_SIZE` are kept: the next run only measures. Queries must
be as many at all sizes, and a first page or a form may take at most 1.5 times as
long on the largest database as on the smallest. On the largest, what the nights do
is held against its raw SQL, and screens against those of Odoo's own apps.
`DATA=` and `cdnow`, `million`, `agreements` or `expansion` measure that instead: see
`retention.py`.
"""

import hashlib
import json
import statistics
import subprocess
from contextlib import ExitStack

from tools import addons, database, odoo_cli, paths, postgres
from tools.errors import Problem
from tools.process import Progress, say

from . import report, retention

SIZES = (1_000, 100_000)
WARM_UPS, RUNS, HEAVY_RUNS = 3, 25, 3
QUICK_RUNS = 5
#: A screen over its limit is run more often, as other programs disturb now and then.
#: The median is of all runs, not of those that pass.
ATTEMPTS = 3


def run(options) -> int:
    if options.data:
        return retention.run(options.data, options.sizes)
    sizes = wanted_sizes(options.sizes)
    with postgres.running():
        for size in sizes:
            prepare(size)
        results = measure(sizes, options.quick)
    say(report.table(results, sizes))
    problems = report.problems(results, sizes)
    for problem in problems:
        say(f"FAILED {problem}")
    return 1 if problems else 0


def wanted_sizes(text: str) -> list[int]:
    try:
        sizes = [int(part.replace("_", "")) for part in text.split(",") if part]
    except ValueError as error:
        raise Problem(
            f"SIZES={text} is not a list of numbers.", "For instance SIZES=1000,50000."
        ) from error
    if any(size < report.LEAST for size in sizes):
        raise Problem(
            "A size is too small to fill the screens.",
            f"Give sizes from {report.LEAST} on.",
        )
    return sorted(sizes) or list(SIZES)


# The databases


def name_of(size: int) -> str:
    return f"bench_{size}"


def prepare(size: int) -> None:
    """The database of a size, on today's sources of the addons."""
    name = name_of(size)
    data, sources = _data_version(), addons.fingerprint()
    known = database.note(name).split() if database.exists(name) else []
    if known == [data, sources]:
        return
    if known[:1] == [data]:
        _update(name)
    else:
        _build(name, size)
    database.set_note(name, f"{data} {sources}")


def _data_version() -> str:
    folder = paths.ROOT / "bench"
    names = ("data.py", "communication.py", "loop_data.py", "beside_data.py")
    sources = [(folder / name).read_bytes() for name in names]
    return hashlib.sha256(b"".join(sources)).hexdigest()[:12]


def _update(name: str) -> None:
    ours = ",".join(addons.names())
    odoo_cli.batch(
        f"Updating the addons in {name}: their sources changed",
        f"update-{name}",
        *("-d", name, "-i", ours, "-u", ours, "--stop-after-init", "--no-http"),
    )
    _vacuum(name)


def _build(name: str, size: int) -> None:
    database.drop(name)
    database.create(name, demo=False, modules=addons.names())
    progress = Progress(f"Making {size:,} customers with accounts and invoices")
    done = subprocess.run(
        _worker("fill", name, size), cwd=paths.ROOT, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        database.drop(name)
        raise Problem("The data could not be made.", "The reason is above.")
    _vacuum(name)
    progress.done()


def _vacuum(name: str) -> None:
    with postgres.cursor(name) as cr:
        cr.execute("VACUUM ANALYZE")


def _worker(*arguments) -> list[str]:
    words = (paths.VENV_PYTHON, "-m", "bench.worker", *arguments)
    return [str(word) for word in words]


# The measurements


def measure(sizes: list[int], quick: bool) -> list[dict]:
    """What each screen costs, the databases taking turns."""
    progress = Progress("Measuring")
    results = []
    with ExitStack() as stack:
        workers = {size: stack.enter_context(Worker(size)) for size in sizes}
        for row in workers[sizes[0]].screens:
            progress.update(row["name"])
            runs = _runs(row, quick)
            taken, raw = ({size: [] for size in sizes} for _ in range(2))
            for row["attempts"] in range(1, ATTEMPTS + 1):
                _take(workers, row["name"], runs, "screen", taken)
                row["costs"] = _medians(taken)
                if row["raw"]:
                    _take(workers, row["name"], runs, "raw", raw)
                    row["bounds"] = _medians(raw)
                if not report.is_too_slow(row, sizes):
                    break
            if row["explained"]:
                row["plans"] = {
                    size: worker.ask(row["name"], "explain")
                    for size, worker in workers.items()
                }
            results.append(row)
    for size in sizes:
        _vacuum(name_of(size))
    progress.done()
    return results


def _runs(row: dict, quick: bool) -> tuple[int, int]:
    """How many runs to warm up and how many to count."""
    if row["heavy"]:
        return (1, 1) if quick else (1, HEAVY_RUNS)
    return (1, QUICK_RUNS) if quick else (WARM_UPS, RUNS)


def _take(workers: dict, name: str, runs: tuple, kind: str, taken: dict) -> None:
    """Add the costs of some runs on each database to those `taken` so far."""
    warm_ups, counted = runs
    for number in range(warm_ups + counted):
        for size, worker in workers.items():
            cost = worker.ask(name, kind)
            if number >= warm_ups:
                taken[size].append(cost)


def _medians(taken: dict) -> dict:
    return {
        size: {
            "seconds": statistics.median(cost["seconds"] for cost in costs),
            "queries": max(cost["queries"] for cost in costs),
        }
        for size, costs in taken.items()
    }


class Worker:
    """The part inside Odoo, on one database; see `worker.py`."""

    def __init__(self, size: int):
        self.process = subprocess.Popen(
            _worker("measure", name_of(size)),
            cwd=paths.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.screens = self._answer()

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        self.process.stdin.close()
        self.process.wait(60)

    def ask(self, name: str, kind: str) -> dict:
        self.process.stdin.write(json.dumps([name, kind]) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise Problem("The measurement broke off.", "The reason is above.")
        return json.loads(line)
