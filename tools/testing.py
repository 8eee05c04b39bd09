"""`make test`: lint, the tools' own tests, the addons' tests and their coverage.

The addons' tests run beside each other, one worker for each core and one more for when
the others wait for their browsers: every worker has a copy of the database, a port and
a browser of its own. What one class needs is set up once, so that a class stays with
one worker; the longest begin first.
"""

import os
import re
import shlex
import subprocess
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import addons, chromium, database, lint, node_env, odoo_cli, paths, postgres
from .errors import Problem
from .process import say

WANTED_COVERAGE = 95
NO_BROWSER = re.compile(r"chrome|devtools|websocket|odoo-http", re.IGNORECASE)
BROWSER_TEST = re.compile(r"\b(start_tour|browser_js)\b")
RESULTS = paths.BUILD / "test-results.xml"
#: A test takes back what it wrote: PostgreSQL would note of its tables that they are
#: empty while they are full, and then join thousands of invoices row by row.
KEEP_STATISTICS = """
    DO $$
    DECLARE name regclass;
    BEGIN
        FOR name IN SELECT oid FROM pg_class
                     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        LOOP
            EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', name);
        END LOOP;
    END $$
"""
#: A worker and its browser take about 1.5 GB.
MOST_WORKERS = 8


def run(options) -> int:
    """All steps, whatever fails: one run shows everything there is to mend."""
    paths_to_test = shlex.split(options.tests)
    of_tools = [path for path in paths_to_test if path.startswith(("tools", "bench"))]
    of_addons = [path for path in paths_to_test if path not in of_tools]
    chromium.ensure()
    ensure_axe()
    with postgres.running(), ThreadPoolExecutor(1) as beside:
        steps = {}
        if of_tools:
            steps["tests of the tools"] = lambda: test_tools(options, of_tools)
        if of_addons or not of_tools:
            steps["addon tests"] = lambda: test_addons(of_addons, options)
        if not paths_to_test:
            # On one core, while the tools' tests wait for their programs.
            linted = beside.submit(lint.passes, beside=True)
            steps = {
                "tests of the tools": lambda: test_tools(options),
                "lint": linted.result,
                **steps,
                f"coverage >= {WANTED_COVERAGE} %": coverage_suffices,
            }
        results = {name: step() for name, step in steps.items()}
    say("")
    for name, passed in results.items():
        say(f"{'ok    ' if passed else 'FAILED'} {name}")
    return 0 if all(results.values()) else 1


def ensure_axe() -> None:
    """What tests the portal for barriers; it is needed in CI only."""
    try:
        node_env.ensure()
    except Problem as problem:
        if chromium.is_required():
            raise
        say(f"The portal will not be tested for barriers. {problem}")


def test_tools(options, paths_to_test=("tools", "bench")) -> bool:
    if not (paths.ROOT / "tools" / "tests").exists():
        return True
    say("\nTesting the tools …")
    arguments = ["-p", "no:odoo", "--doctest-modules", *paths_to_test]
    # The slow ones come first and stay so; what shares a database is kept together by
    # the tests' conftest.
    together = [*_beside_each_other([]), "--no-loadscope-reorder"]
    return _pytest([*arguments, *together], options) == 0


def test_addons(paths_to_test: list[str], options) -> bool:
    """Those that are glued to addons of others apart: the others do without them."""
    targets = paths_to_test or [
        str(folder / "tests") for folder in addons.folders() if _has_tests(folder)
    ]
    if not targets:
        say("\nThe addons have no tests yet.")
        return True
    glued = [target for target in targets if _get_addon(target) in addons.glued()]
    _coverage("erase")
    results = [
        _test_in_database(some, paths_to_test, options, some is glued)
        for some in ([target for target in targets if target not in glued], glued)
        if some
    ]
    return all(results)


def _get_addon(target: str) -> str:
    """The addon that a path to its tests is of."""
    path = (paths.ROOT / target.split("::")[0]).resolve()
    return path.relative_to(paths.ROOT.resolve()).parts[0]


def _test_in_database(targets, paths_to_test, options, are_glued) -> bool:
    """In a database of its own without demo data, gone afterwards."""
    with database.temporary("test") as name:
        if are_glued:
            database.clone(database.glued_template(), name)
        else:
            database.create(name, demo=False, assets=_use_browser(targets))
        keep_statistics(name)
        say(f"\nTesting the addons{' glued to those of others' * are_glued} …")
        code = _pytest(
            [
                *_plugins("log_errors", "own_filestore", "one_day"),
                *_plugins("kept_browser", "kept_caches", "shared_set_up"),
                *(*_plugins("longest_first"), "--no-loadscope-reorder"),
                # What a part of the tests covers says nothing.
                *([] if paths_to_test else _plugins("count_lines")),
                *("--odoo-http", "--odoo-log-level=error"),
                f"--odoo-config={odoo_cli.write_conf()}",
                f"--odoo-database={name}",
                f"--junitxml={RESULTS}",
                # Ours say what they expect by methods: nothing to rewrite.
                "--assert=plain",
                *_beside_each_other(paths_to_test),
                *targets,
            ],
            options,
            variables=postgres.client_variables(node_env.environment()["PATH"]),
        )
        _coverage("combine", "--append")
    return code == 0 and browser_tests_ran()


def keep_statistics(name: str) -> None:
    """Let what PostgreSQL knows of a database be what its template knew."""
    with postgres.cursor(name) as cr:
        cr.execute(KEEP_STATISTICS)


def _plugins(*names: str) -> list[str]:
    return [part for name in names for part in ("-p", f"tools.{name}")]


def _beside_each_other(paths_to_test: list[str]) -> list[str]:
    """Folders of tests share the cores; a few are sooner done by one process."""
    cores = os.cpu_count() or 1
    folders = [path for path in paths_to_test if (paths.ROOT / path).is_dir()]
    if cores == 1 or paths_to_test and not folders:
        return []
    return ["-n", str(min(cores + 1, MOST_WORKERS)), "--dist", "loadscope"]


def _coverage(*command: str) -> None:
    """What each worker measures is a file of its own, until they become one."""
    subprocess.run(
        [str(paths.VENV_PYTHON), "-m", "coverage", *command],
        cwd=paths.ROOT,
        capture_output=True,  # where nothing was measured it complains
    )


def _use_browser(targets: list[str]) -> bool:
    """Whether some of the tests start a browser: only then compile what it loads."""
    sources = []
    for target in targets:
        path = paths.ROOT / target.split("::")[0]
        sources += path.rglob("test_*.py") if path.is_dir() else [path]
    return any(BROWSER_TEST.search(path.read_text()) for path in sources)


def _has_tests(folder: Path) -> bool:
    return any((folder / "tests").rglob("test_*.py"))


def _pytest(arguments: list[str], options, variables=None) -> int:
    extra = shlex.split(options.pytest_args)
    return subprocess.run(
        [str(paths.VENV_PYTHON), "-m", "pytest", "-q", *arguments, *extra],
        cwd=paths.ROOT,
        stdin=subprocess.DEVNULL,
        env={
            **node_env.environment(),
            "PYTHONPATH": str(paths.ROOT),
            "AXE_CORE": str(node_env.AXE),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(paths.BUILD / "hypothesis"),
            **(variables or {}),
        },
    ).returncode


def browser_tests_ran() -> bool:
    """Say which tests were skipped for want of a browser; in CI that is a failure."""
    skipped = skipped_for_browser(RESULTS)
    for name, reason in skipped:
        say(f"skipped: {name}: {reason}")
    if skipped and chromium.is_required():
        say(f"{len(skipped)} browser tests were skipped; with CI=true they must run.")
        return False
    return True


def skipped_for_browser(results: Path) -> list[tuple[str, str]]:
    if not results.exists():
        return []
    found = []
    for case in ElementTree.parse(results).iter("testcase"):
        skipped = case.find("skipped")
        if skipped is None:
            continue
        reason = f"{skipped.get('message', '')} {skipped.text or ''}".strip()
        if NO_BROWSER.search(reason):
            found.append((f"{case.get('classname')}.{case.get('name')}", reason))
    return found


def coverage_suffices() -> bool:
    if not (paths.BUILD / "coverage").exists():
        return not any(_has_tests(folder) for folder in addons.folders())
    say("")
    return (
        subprocess.run(
            [
                *(str(paths.VENV_PYTHON), "-m", "coverage", "report"),
                f"--fail-under={WANTED_COVERAGE}",
            ],
            cwd=paths.ROOT,
        ).returncode
        == 0
    )
