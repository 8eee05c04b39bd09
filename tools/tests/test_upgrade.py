"""Databases of earlier releases, with data, go on with today's sources.

The sources of those releases are kept beside this file, without tests and pictures.
"""

import hashlib
import tarfile
from datetime import datetime, timezone
from pathlib import Path

import pytest

from tools import addons, database, odoo_cli, postgres

from .old_data import RELEASES
from .old_expected import (
    EXPECTED,
    EXPECTED_OF_AGREEMENTS,
    EXPECTED_OF_ALL,
    EXPECTED_OF_ANSWERS,
    EXPECTED_OF_EXPANSION,
    EXPECTED_OF_HUNG,
    EXPECTED_OF_HUNG_ON_ANSWERS,
    EXPECTED_OF_RETENTION,
)
from .test_install_uninstall import shell

OLD = Path(__file__).parent / "old"
#: Figures, which are computed anew.
FIGURES = {
    *("current", "has_data", "progress", "history", "revenue_at_stake"),
    "overdue_amount",
    *("revenue_12m", "revenue_prior_12m", "revenue_months", "last_order_date"),
}
#: Columns that were empty where later releases say something; what, is in EXPECTED.
FILLED = {"outcome", "next_review_date"}
#: Columns of the account that became needs; what became of them is in EXPECTED.
NEEDS = {
    *("wants", "wants_by", "wants_user_id", "wants_on"),
    *("problem", "problem_user_id", "problem_on"),
}
#: Tables and columns that have another name now.
RENAMED = {
    "relationship_share": "relationship_plan_link",
    "relationship_plan_view": "relationship_plan_visit",
    "share_id": "link_id",
    "promise_from": "scheduled_from",
}
#: Templates are plans now; what became of them is in EXPECTED.
MERGED = "relationship_plan_template"
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE %s"


# Each release has a database of its own: they need not wait for each other.
@pytest.fixture(scope="module", params=list(RELEASES))
def upgraded(request, tmp_path_factory):
    """The name of the database, what was in it before, and of which release it is."""
    release = request.param
    archive = OLD / f"account_relationship-{release}.tar.xz"
    with postgres.running(), database.temporary("upgrade") as name:
        # These releases need what the core needs; what stands on it is updated with it.
        base = database.base_template(False, addons.CORE)
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        # Some of the data is about today.
        today = datetime.now(timezone.utc).date().isoformat()
        worked_with = database.kept(
            f"old{release}",
            (base, digest, RELEASES[release], today),
            lambda partial: work_with(
                release, archive, base, partial, tmp_path_factory.mktemp("release")
            ),
        )
        database.clone(worked_with, name)
        before = rows(name)
        odoo_cli.batch(
            "Upgrading to today's sources",
            f"test-upgrade-{release}",
            *("-d", name, "-u", addons.CORE, "--stop-after-init", "--no-http"),
        )
        yield name, before, release


def work_with(release, archive, base, name, folder):
    """Make a database with an earlier release, and what people have made with it."""
    with tarfile.open(archive) as sources:
        sources.extractall(folder, filter="data")
    ours = sorted(path.parent.name for path in folder.glob("*/__manifest__.py"))
    assert addons.CORE in ours and set(ours) <= set(addons.names()), ours
    path = ",".join(map(str, [folder, *addons.search_path()[:-1]]))
    database.clone(base, name)
    # What came later is not there: it cannot install itself.
    with postgres.cursor(name) as cr:
        cr.execute(
            "UPDATE ir_module_module SET auto_install = FALSE"
            " WHERE name LIKE %s AND NOT name = ANY(%s)",
            (f"{addons.CORE}%", ours),
        )
    odoo_cli.batch(
        f"Installing {release}",
        f"test-upgrade-install-{release}",
        *("-d", name, f"--addons-path={path}", "--no-http"),
        *("-i", ",".join(ours), "--stop-after-init"),
    )
    title = f"upgrade-data-{release}"
    shell(name, title, RELEASES[release], f"--addons-path={path}")


def rows(name):
    """``{table: rows as dictionaries}`` of the addon's tables."""
    found = {}
    with postgres.cursor(name) as cr:
        cr.execute(TABLES, ("relationship\\_%",))
        for (table,) in cr.fetchall():
            cr.execute(f'SELECT to_jsonb(line) FROM "{table}" AS line')
            found[table] = [row for (row,) in cr.fetchall()]
    return found


@pytest.mark.slow
def test_every_row_is_there_as_it_was(upgraded):
    name, before, __ = upgraded
    after = rows(name)
    for table in ("account", "interaction", "promise", "assignment", "handover"):
        assert before[f"relationship_{table}"], table
    for table, lines in before.items():
        for line in () if table.startswith(MERGED) else lines:
            there = after[RENAMED.get(table, table)]
            if table == "relationship_account":
                line = {key: line[key] for key in line.keys() - NEEDS}
            assert is_among(line, there), f"{table}: {line}"


def is_among(line, others):
    """Whether one has its values; figures, and who wrote it when, aside."""
    # Which template a plan was made of is in EXPECTED: it has another id.
    aside = {"write_date", "write_uid", "template_id"} | FIGURES
    aside |= {key for key in FILLED if line.get(key) is None}
    wanted = {RENAMED.get(key, key): line[key] for key in line.keys() - aside}
    return any(
        all(is_kept(value, other.get(key)) for key, value in wanted.items())
        for other in others
    )


def is_kept(value, now):
    """Whether a value is there; names may have become known in more languages."""
    if isinstance(value, dict) and isinstance(now, dict):
        return value.items() <= now.items()
    return value == now


@pytest.mark.slow
def test_planned_contacts_know_since_when(upgraded):
    name, *__ = upgraded
    with postgres.cursor(name) as cr:
        cr.execute(
            # Planned on the day it was for the company, or noted so when upgraded.
            "SELECT account.contact_planned_on IN (activity.create_date::date,"
            " (activity.create_date AT TIME ZONE 'UTC'"
            "  AT TIME ZONE company.relationship_tz)::date)"
            " FROM relationship_account AS account"
            " JOIN res_company AS company ON company.id = account.company_id"
            " JOIN mail_activity AS activity"
            " ON activity.res_model = 'relationship.account'"
            " AND activity.res_id = account.id AND activity.automated"
            " WHERE activity.active AND activity.summary = 'Get in touch'"
        )
        assert cr.fetchall() == [(True,)]


@pytest.mark.slow
def test_figures_rights_and_links_are_those_of_today(upgraded):
    name, before, release = upgraded
    expected = EXPECTED_OF_ALL
    if before.get("relationship_feedback"):
        expected += EXPECTED
    if any(line.get("wants") == "Lamps" for line in before["relationship_account"]):
        expected += EXPECTED_OF_ANSWERS
    expected += {
        "19.0.1.3.0": EXPECTED_OF_HUNG,
        "19.0.1.5.0": EXPECTED_OF_HUNG_ON_ANSWERS,
        "19.0.1.7.0": EXPECTED_OF_RETENTION,
        "19.0.1.8.0": EXPECTED_OF_AGREEMENTS,
        "19.0.1.9.0": EXPECTED_OF_AGREEMENTS + EXPECTED_OF_EXPANSION,
    }.get(release, "")
    shell(name, f"upgrade-expected-{release}", expected)
