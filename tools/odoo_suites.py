"""`make test-odoo`: do Odoo's own tests still pass with our addons installed?

Odoo's runner would test its modules before ours are loaded. Here the whole
registry is loaded first and the tests are started from a shell, so that Odoo's
tests meet our fields, views and overrides. A failure counts only when the same test
passes without our addons (that baseline is kept, as it takes as long again) and
when it fails once more on its own: a tour may fail on a busy machine.
"""

import hashlib
import json
import re

from . import chromium, database, odoo_cli, paths, postgres, server
from .errors import Problem
from .process import say

SUITES = ("crm", "sale", "sale_crm", "sales_team", "portal", "rating", "project")
RUN = """
from odoo.tests.shell import run_tests
run_tests(env, {tags!r})
"""
FAILURE = re.compile(r" ERROR \S+ odoo\.addons\.(\S+): (?:FAIL|ERROR): (.+)$", re.M)
REPORT = re.compile(r"Tests (?:passed|failed): .* of (\d+) tests")


def run(options) -> int:
    modules = [module for module in options.modules.split(",") if module]
    tags = ",".join(f"/{module}" for module in modules or SUITES)
    chromium.ensure()
    with postgres.running():
        known = _baseline(tags, renew=options.force)
        result = _run_suites("with the addons", database.addons_template, tags)
        new = sorted(set(result["failures"]) - set(known["failures"]))
        if new:
            again = _run_suites("once more", database.addons_template, tags_of(new))
            new = sorted(set(new) & set(again["failures"]))
    say(
        f"Odoo's tests {tags}: {result['tests']} run with our addons "
        f"({known['tests']} without), {len(known['failures'])} fail without them, "
        f"{len(new)} only with them."
    )
    for name in new:
        say(f"FAILED {name}")
    if new:
        say(f"See {paths.LOGS / 'odoo-suites-with-the-addons.log'}.")
    return 1 if new else 0


def _baseline(tags: str, renew: bool) -> dict:
    with_browser = chromium.is_there()
    key = repr((database.base_template(demo=False), tags, with_browser))
    digest = hashlib.sha256(key.encode()).hexdigest()[:12]
    kept = paths.BUILD / f"odoo-suites-{digest}.json"
    if kept.exists() and not renew:
        return json.loads(kept.read_text())
    result = _run_suites("without the addons", database.base_template, tags)
    kept.write_text(json.dumps(result, indent=1))
    return result


def _run_suites(title: str, template, tags: str) -> dict:
    log_name = f"odoo-suites-{title.replace(' ', '-')}"
    with database.temporary("suites") as name:
        database.clone(template(demo=False), name)
        _code, log = odoo_cli.watch(
            f"Running Odoo's own tests {title}: {tags}",
            log_name,
            *("shell", "-d", name, "--http-port", server.choose_port(None)),
            script=RUN.format(tags=tags),
        )
    counted = REPORT.search(log)
    if not counted or not int(counted.group(1)):
        raise Problem(
            "Odoo's tests did not run.", f"See {paths.LOGS / log_name}.log for why."
        )
    return {"tests": int(counted.group(1)), "failures": failures_in(log)}


def tags_of(failures: list[str]) -> str:
    """What runs exactly these tests.

    >>> tags_of(["crm.tests.test_ui: TestUi.test_x"])
    '/crm:TestUi.test_x'
    >>> tags_of(["crm.tests.test_a: setUpClass (odoo.addons.crm.tests.test_a.TestA)"])
    '/crm:TestA'
    """
    tags = []
    for failure in failures:
        module, test = failure.split(".", 1)[0], failure.split(": ", 1)[1]
        if found := re.search(r"\(\S*\.(\w+)\)", test):
            test = found.group(1)
        tags.append(f"/{module}:{test.removeprefix('Subtest ').split()[0]}")
    return ",".join(sorted(set(tags)))


def failures_in(log: str) -> list[str]:
    """The tests that failed, as `module.tests.file: Class.method`."""
    return sorted({f"{module}: {test}" for module, test in FAILURE.findall(log)})
