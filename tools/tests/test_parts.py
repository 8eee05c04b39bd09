"""The parts between environment and tests: addons, databases, servers, reports."""

import os
import socket
from pathlib import Path

import polib
import pytest

from tools import (
    addons,
    chromium,
    database,
    odoo_cli,
    odoo_suites,
    paths,
    postgres,
    server,
    testing,
    translations,
)
from tools.errors import Problem

LOG = """\
2026-01-01 10:00:00,000 1 INFO db odoo.modules.loading: Loading module crm (3/9)
2026-01-01 10:00:01,000 1 CRITICAL db odoo.service.server: Failed to initialize
Traceback (most recent call last):
  File "x.py", line 1, in <module>
psycopg2.errors.UndefinedColumn: column "a" does not exist
"""


@pytest.fixture
def addon(build, fake_odoo, monkeypatch):
    """A checkout with one addon that depends on base and crm."""
    home = fake_odoo()
    monkeypatch.setenv("ODOO_HOME", str(home))
    for name in ("base", "crm"):
        (home / "odoo" / "addons" / name).mkdir()
        (home / "odoo" / "addons" / name / "__manifest__.py").write_text("{}")
    return make_addon("account_relationship", ["base", "crm"])


def make_addon(name, depends):
    folder = paths.ROOT / name
    (folder / "models").mkdir(parents=True)
    (folder / "tests").mkdir()
    (folder / "models" / "model.py").write_text("")
    manifest = {"name": name, "depends": depends}
    (folder / "__manifest__.py").write_text(repr(manifest))
    return folder


# Addons


def test_dependencies_come_from_the_manifests(addon):
    (addons.find("crm").parent / "project").mkdir()
    (addons.find("crm").parent / "project" / "__manifest__.py").write_text("{}")
    make_addon("account_relationship_glue", ["account_relationship", "project"])
    assert addons.names() == ["account_relationship", "account_relationship_glue"]
    assert addons.dependencies() == ["base", "crm", "project"]
    assert addons.dependencies("account_relationship") == ["base", "crm"]
    assert addons.dependencies("account_relationship_glue") == ["project"]


def test_addons_whose_dependency_is_missing_are_left_out(addon):
    make_addon("account_relationship_other", ["not_here"])
    assert addons.names() == ["account_relationship"]


def test_fingerprint_follows_what_is_installed(addon):
    before = addons.fingerprint()
    (addon / "tests" / "test_x.py").write_text("new test")
    (addon / "README.rst").write_text("new text")
    assert addons.fingerprint() == before
    (addon / "models" / "model.py").write_text("new model")
    assert addons.fingerprint() != before


# PostgreSQL


def test_server_of_ones_own(monkeypatch):
    monkeypatch.setenv("PGHOST", "db")
    monkeypatch.setenv("PGUSER", "me")
    monkeypatch.setenv("PGPASSWORD", "secret")
    given = postgres.parameters()
    assert given == {"host": "db", "port": "5432", "user": "me"}
    assert postgres.start() is False


def test_role_postgres_is_refused(monkeypatch):
    monkeypatch.setenv("PGHOST", "db")
    monkeypatch.setenv("PGUSER", "postgres")
    with pytest.raises(Problem, match="refuses.*set PGUSER=odoo"):
        postgres.parameters()


def test_server_that_does_not_answer(monkeypatch, tmp_path):
    monkeypatch.setenv("PGHOST", str(tmp_path))
    monkeypatch.setenv("PGUSER", "me")
    with pytest.raises(Problem, match="does not answer.*Check PGHOST"):
        with postgres.cursor():
            pass


def test_long_paths_get_a_short_socket(monkeypatch):
    build = Path("/checkout/.odoo")
    monkeypatch.setattr(paths, "POSTGRES", build / "postgres")
    assert postgres._socket_folder() == paths.POSTGRES / "data"
    monkeypatch.setattr(paths, "POSTGRES", build / ("x" * 100))
    assert len(str(postgres._socket_folder())) < postgres.LONGEST_SOCKET_FOLDER


def test_stale_pid_file_is_no_server(build):
    (paths.POSTGRES / "data").mkdir(parents=True)
    (paths.POSTGRES / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert not postgres.is_running()


# Databases


@pytest.mark.parametrize("name", ["", "1x", "a b", "a;drop", "é"])
def test_bad_database_names(name):
    assert not database.NAME.match(name)


def test_template_keys_differ():
    plain = database._key("base", False, "crm", "19")
    assert plain == database._key("base", False, "crm", "19")
    assert plain != database._key("base", True, "crm", "19")


@pytest.fixture
def made(build, monkeypatch):
    """What is done to databases, instead of doing it: `(what, name, …)` each."""
    there, done = set(), []

    def clone(template, name):
        assert template in there, "what is cloned is whole"
        done.append(("clone", template, name))

    def rename(name, new_name):
        done.append(("make", new_name))
        there.add(new_name)

    def drop(name):
        if name in there:
            done.append(("drop", name))
        there.discard(name)

    monkeypatch.setattr(database, "exists", there.__contains__)
    monkeypatch.setattr(
        database, "_names_like", lambda start: [n for n in there if n.startswith(start)]
    )
    monkeypatch.setattr(database, "clone", clone)
    monkeypatch.setattr(database, "_rename", rename)
    monkeypatch.setattr(database, "drop", drop)
    monkeypatch.setattr(
        database,
        "_install",
        lambda name, modules, demo, _what: done.append(("install", *modules)),
    )
    return done


def test_what_all_addons_need_stands_on_what_the_core_needs(addon, made):
    (addons.find("crm").parent / "project").mkdir()
    (addons.find("crm").parent / "project" / "__manifest__.py").write_text("{}")
    make_addon("account_relationship_glue", ["account_relationship", "project"])
    whole = database.base_template(demo=False)
    core = database.base_template(False, addons.CORE)
    assert core != whole
    assert made == [
        ("install", "base", "crm"),
        ("make", core),
        ("clone", core, f"partial_{whole}"),
        ("install", "base", "crm", "project"),
        ("make", whole),
    ]
    made.clear()
    assert database.base_template(demo=False) == whole
    database.base_template(demo=True)
    assert made[0] == ("install", "base", "crm", "project"), "nobody needs another"


def test_the_core_alone_needs_one_base(addon, made):
    alone = database.base_template(demo=False)
    assert alone == database.base_template(False, addons.CORE)
    assert made == [("install", "base", "crm"), ("make", alone)]


def test_template_is_kept_until_it_is_made_from_something_else(build, made):
    built = []
    first = database.kept("old", ("data", "today"), built.append)
    assert database.kept("old", ("data", "today"), built.append) == first
    assert built == [f"partial_{first}"]
    second = database.kept("old", ("data", "tomorrow"), built.append)
    assert made == [("make", first), ("drop", first), ("make", second)]


def test_template_that_another_process_makes_is_waited_for(build, made, monkeypatch):
    answers = iter([False, True])  # it was made while we waited for the lock
    monkeypatch.setattr(database, "exists", lambda _name: next(answers))
    assert database.kept("old", ("data",), lambda _name: pytest.fail("made twice"))
    assert (build / "templates-old.lock").exists()


# Odoo


def test_failure_is_told_by_its_exception():
    assert odoo_cli.reason_of_failure(LOG).startswith("psycopg2.errors.UndefinedColumn")
    assert odoo_cli.reason_of_failure(LOG.splitlines()[0]) == ""


def test_taken_port_is_an_error_only_when_asked_for(monkeypatch):
    with socket.socket() as taken:
        taken.bind((server.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Problem, match=f"Port {port} is taken.*PORT="):
            server.choose_port(port)
        monkeypatch.setattr(server, "FIRST_PORT", port)
        monkeypatch.setattr(server, "LAST_PORT", port + 50)
        assert server.choose_port(None) > port


# Tests


def results(tmp_path, message):
    path = tmp_path / "results.xml"
    path.write_text(
        '<testsuites><testsuite><testcase classname="A" name="b">'
        f'<skipped message="{message}"/></testcase>'
        '<testcase classname="A" name="c"/></testsuite></testsuites>'
    )
    return path


def test_tests_skipped_for_the_browser_are_noticed(tmp_path, monkeypatch):
    path = results(tmp_path, "Chrome executable not found")
    monkeypatch.setattr(testing, "RESULTS", path)
    monkeypatch.delenv("CI", raising=False)
    assert testing.browser_tests_ran()
    monkeypatch.setenv("CI", "true")
    assert not testing.browser_tests_ran()


def test_tests_skipped_for_other_reasons_are_fine(tmp_path, monkeypatch):
    monkeypatch.setattr(testing, "RESULTS", results(tmp_path, "no demo data"))
    monkeypatch.setenv("CI", "true")
    assert testing.browser_tests_ran()


def test_without_browser_and_root(programs, monkeypatch, capsys):
    monkeypatch.setattr(chromium.system_packages, "install", lambda *_names: False)
    monkeypatch.setenv("CI", "")
    assert chromium.ensure() is False
    assert "will be skipped" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    with pytest.raises(Problem, match="no Chromium.*apt install chromium"):
        chromium.ensure()


def test_failures_of_odoo_suites():
    log = (
        "2026-01-01 10:00:00,000 1 ERROR db odoo.addons.crm.tests.test_crm_lead: "
        "FAIL: TestCRMLead.test_x\nTraceback (most recent call last):\n"
        "2026-01-01 10:00:00,000 1 ERROR db odoo.addons.sale.tests.test_a: "
        "ERROR: setUpClass (odoo.addons.sale.tests.test_a.TestA)\n"
        "2026-01-01 10:00:00,000 1 ERROR db odoo.sql_db: bad query\n"
    )
    assert odoo_suites.failures_in(log) == [
        "crm.tests.test_crm_lead: TestCRMLead.test_x",
        "sale.tests.test_a: setUpClass (odoo.addons.sale.tests.test_a.TestA)",
    ]


# Translations


def catalogue(**terms):
    po = polib.POFile()
    for msgid, msgstr in terms.items():
        po.append(polib.POEntry(msgid=msgid, msgstr=msgstr))
    return po


def test_merge_keeps_translations_and_drops_old_terms():
    old = catalogue(Account="Cuenta", Gone="Ido")
    old.metadata = {"Last-Translator": "me", "PO-Revision-Date": "then"}
    merged = translations.merge(catalogue(Account="", New=""), old, "es")
    assert [(e.msgid, e.msgstr) for e in merged] == [("Account", "Cuenta"), ("New", "")]
    assert merged.metadata["Language"] == "es"
    assert merged.metadata["PO-Revision-Date"] == "then"


def test_fuzzy_translations_are_not_trusted():
    old = catalogue(Account="Cuento")
    old[0].flags.append("fuzzy")
    merged = translations.merge(catalogue(Account=""), old, "es")
    assert merged[0].msgstr == ""
