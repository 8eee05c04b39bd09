"""The hooks of .pre-commit-config.yaml object to what they are there for."""

import re
import shutil
import subprocess
from types import SimpleNamespace

import pytest

from tools import lint, node_env, paths
from tools.errors import Problem

ADDON = "account_relationship_bad"
#: What is wrong with each file, and which hooks say so.
BAD = {
    "tools/unused.py": ("import os\n", {"ruff"}),
    "tools/long.py": ("x = {  'a':1 }\n", {"ruff-format"}),
    f"{ADDON}/__manifest__.py": ('{"name": "Bad"}\n', {"pylint-odoo"}),
    f"{ADDON}/tests/test_bad.py": ('print("bad")\n', {"pylint-odoo-tests"}),
    f"{ADDON}/__init__.py": ("", set()),
    f"{ADDON}/README.rst": ("", set()),
    f"{ADDON}/data/twice.xml": (
        '<odoo>\n    <record id="a" model="b" />\n    <record id="a" model="b" />\n'
        "</odoo>\n",
        {"oca-checks-module"},
    ),
    f"{ADDON}/i18n/es.po": (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        "#. module: account_relationship_bad\n"
        '#: code:addons/x.py:0\nmsgid "%s done"\nmsgstr "%d hecho"\n\n'
        "#. module: account_relationship_bad\n"
        '#: code:addons/x.py:0\nmsgid "%s done"\nmsgstr "%s hecho"\n',
        {"oca-checks-po"},
    ),
    f"{ADDON}/static/src/bad.js": ("var   unused = 1\n", {"prettier", "eslint"}),
}


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A clone with files that are bad in one way each, and the real environment."""
    for name in (".pre-commit-config.yaml", ".pylintrc", "pyproject.toml"):
        shutil.copy(paths.ROOT / name, tmp_path)
    for name in (".prettierrc.yml", "eslint.config.mjs", ".gitignore"):
        shutil.copy(paths.ROOT / name, tmp_path)
    (tmp_path / ".odoo").mkdir()
    for name in ("venv", "node"):
        (tmp_path / ".odoo" / name).symlink_to(paths.BUILD / name)
    for name, (text, _hooks) in BAD.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    return tmp_path


def hooks() -> dict[str, str]:
    """The checks of the configuration: the id of each and the name it prints."""
    text = (paths.ROOT / ".pre-commit-config.yaml").read_text()
    found = dict(re.findall(r"- id: (\S+)\n\s+name: (.+)\n", text))
    return {id_: name for id_, name in found.items() if not id_.endswith("-mend")}


@pytest.mark.slow
def test_each_check_objects(checkout, capfd):
    assert lint.run(SimpleNamespace(hook="")) == 1
    printed = capfd.readouterr().out
    expected = set().union(*(wrong for _text, wrong in BAD.values()))
    assert expected == hooks().keys(), "each hook has something bad to find"
    for id_, name in hooks().items():
        assert re.search(rf"^{re.escape(name)}\.+Failed$", printed, re.M), (
            f"{id_} found nothing in\n{printed}"
        )


@pytest.mark.slow
def test_what_is_mended_passes(checkout, capfd):
    for name in (f"{ADDON}/__manifest__.py", f"{ADDON}/data/twice.xml"):
        (checkout / name).unlink()
    assert lint.mend(None) == 0
    assert (checkout / "tools/unused.py").read_text() == ""
    assert (checkout / "tools/long.py").read_text() == 'x = {"a": 1}\n'
    for hook in ("ruff", "ruff-format", "prettier"):
        assert lint.passes(hook), capfd.readouterr().out


def test_new_files_are_checked_and_built_ones_are_not(checkout):
    files = lint.files()
    assert "tools/long.py" in files
    assert not [name for name in files if name.startswith(".odoo")]
    subprocess.run(["git", "add", "-A"], cwd=checkout, check=True)
    (checkout / "tools/long.py").unlink()
    assert "tools/long.py" not in lint.files(), "it is gone"


def test_without_git_it_says_so(tmp_path, programs, monkeypatch):
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    with pytest.raises(Problem, match="there is no git.*Install git"):
        lint.files()
    programs("git", "echo 'fatal: not a git repository' >&2; exit 128")
    with pytest.raises(Problem, match="not a git repository.*in a clone"):
        lint.files()


def test_node_is_where_the_hooks_look_for_it(build, monkeypatch):
    monkeypatch.setattr(paths, "NODE", build / "node")
    (build / "node" / "bin").mkdir(parents=True)
    (build / "node" / "bin" / "node").symlink_to("gone")
    node_env._link_node()
    done = subprocess.run([build / "node" / "bin" / "node", "--version"])
    assert done.returncode == 0
