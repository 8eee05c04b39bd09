"""Fixtures: a build folder and a cache that are not the real ones."""

import pytest

from tools import addons, paths

#: An addon for one of the tests: its own tests need it installed.
collect_ignore = ["addons"]


def pytest_collection_modifyitems(items):
    """Slow ones first: with several workers, none is left to do it at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


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
