"""Fixtures: a build folder and a cache that are not the real ones.

Also which tests stay together when several workers share them: those of one database.
"""

import re

import pytest

from tools import addons, paths

#: Tests of these share one database, made by the first of them.
TOGETHER = re.compile(r"(test_install_uninstall)|test_upgrade.*(\[.*\])")

#: An addon for one of the tests: its own tests need it installed.
collect_ignore = ["addons"]


def pytest_collection_modifyitems(items):
    """Slow ones first: with several workers, none is left to do it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_xdist_make_scheduler(config, log):
    """xdist's own groups are names added to a test's, which pytest 9 ignores."""
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return get_group(nodeid)

    return Together(config, log)


def get_group(nodeid):
    """Tests of one group are done by one worker, one after the other.

    >>> get_group("tools/tests/test_upgrade.py::test_rows[19.0.1.3.0]")
    '[19.0.1.3.0]'
    >>> get_group("tools/tests/test_install_uninstall.py::test_one")
    'test_install_uninstall'
    >>> get_group("tools/tests/test_start.py::test_two[3]")
    'tools/tests/test_start.py::test_two[3]'
    """
    found = TOGETHER.search(nodeid)
    return found[1] or found[2] if found else nodeid


@pytest.fixture
def build(tmp_path, monkeypatch):
    """An empty checkout: its root, its `.odoo` and the user's cache."""
    folder = tmp_path / ".odoo"
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "BUILD", folder)
    monkeypatch.setattr(paths, "ODOO_PACKAGE", folder / "odoo")
    monkeypatch.setattr(paths, "LOGS", folder / "log")
    monkeypatch.setattr(paths, "FILESTORE", folder / "data" / "filestore")
    monkeypatch.setattr(paths, "POSTGRES", folder / "postgres")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("ODOO_HOME", "PGHOST", "PGUSER", "PGPORT"):
        monkeypatch.delenv(name, raising=False)
    paths.make_build()
    addons.manifests.cache_clear()
    yield folder
    addons.manifests.cache_clear()


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """A PATH with only the shell scripts a test puts there: `programs(name, text)`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def put(name, text):
        path = folder / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    return put


@pytest.fixture
def fake_odoo(tmp_path):
    """A function that makes a folder look like a checkout of Odoo."""

    def make(version="(19, 0, 0, FINAL, 0, '')"):
        home = tmp_path / "odoo_home"
        (home / "odoo" / "addons").mkdir(parents=True, exist_ok=True)
        (home / "odoo" / "release.py").write_text(f"version_info = {version}\n")
        return home

    return make
