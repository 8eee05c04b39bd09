"""The virtual environment: uv where it is, pip where it is not, Odoo's program."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools import paths, process, python_env
from tools.errors import Problem


@pytest.fixture
def fresh(build, monkeypatch):
    """A checkout without environment, whose lock names one package."""
    lock = build.parent / "requirements.txt"
    lock.write_text("some-package==1.0 --hash=sha256:00\n")
    monkeypatch.setattr(paths, "VENV", build / "venv")
    monkeypatch.setattr(paths, "VENV_PYTHON", build / "venv" / "bin" / "python")
    monkeypatch.setattr(paths, "ODOO_PROGRAM", build / "venv" / "bin" / "odoo")
    monkeypatch.setattr(paths, "REQUIREMENTS", lock)
    return build


@pytest.fixture
def with_pip(monkeypatch):
    """What pip would be asked to do, instead of doing it."""
    steps = []

    def create():
        steps.append("create")
        paths.VENV.mkdir(parents=True, exist_ok=True)

    monkeypatch.setattr(python_env, "_create_venv", create)
    monkeypatch.setattr(
        python_env, "_install_packages", lambda: steps.append("install")
    )
    return steps


@pytest.mark.parametrize("is_there", (True, False))
def test_that_of_another_checkout_is_left_alone(fresh, programs, with_pip, is_there):
    theirs = fresh / "theirs"
    if is_there:
        theirs.mkdir()
        (theirs / "kept").touch()
    paths.VENV.symlink_to(theirs)
    with pytest.raises(Problem, match="is a link"):
        python_env.ensure()
    assert with_pip == []
    assert theirs.exists() == is_there
    assert not is_there or (theirs / "kept").exists()


def test_uv_builds_it_where_it_is(fresh, programs, with_pip):
    said = fresh / "said"
    programs(
        "uv",
        f'echo "$@" >> {said}\n[ "$1" != venv ] || /bin/mkdir -p {paths.VENV}/bin',
    )
    python_env.ensure()
    create, install = said.read_text().splitlines()
    assert create.startswith("venv ") and sys.executable in create
    assert install.startswith(f"pip install --python {paths.VENV_PYTHON}")
    assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(install.split())
    assert with_pip == [] and (paths.VENV / ".built").exists()


def test_pip_builds_it_where_there_is_no_uv(fresh, programs, with_pip):
    python_env.ensure()
    assert with_pip == ["create", "install"]


@pytest.mark.parametrize("broken", ["venv", "pip"])
def test_pip_goes_on_where_uv_fails(fresh, programs, with_pip, broken, capsys):
    programs("uv", f'[ "$1" != {broken} ] || {{ echo "no such index"; exit 2; }}')
    python_env.ensure()
    assert with_pip == ["create", "install"]
    assert "pip goes on: no such index" in capsys.readouterr().out


def test_what_uv_left_half_done_is_no_environment_for_pip(fresh):
    paths.VENV_PYTHON.parent.mkdir(parents=True)
    paths.VENV_PYTHON.symlink_to(sys.executable)
    assert python_env._moved(), "uv installs no pip: create it anew"


def test_both_install_the_same_way(fresh, monkeypatch):
    commands = []

    def follow(command, *_arguments, **_options):
        commands.append([str(word) for word in command])
        return 0, []

    monkeypatch.setattr(process, "follow", follow)
    monkeypatch.setattr(python_env.shutil, "which", lambda _name: "uv")
    assert python_env._build_with_uv()
    python_env._install_packages()
    _create, with_uv, with_pip = commands
    exactly = list(python_env.EXACTLY)
    assert with_uv[-len(exactly) :] == with_pip[-len(exactly) :] == exactly


def test_odoo_is_started_by_a_file_that_it_can_start_again(fresh, fake_odoo):
    """As Odoo does for its websocket process: the interpreter and its first word."""
    home = fake_odoo()
    (home / "odoo" / "cli.py").write_text(
        "import http.cookies, json, sys\n"  # not Odoo's `http` and `tools`
        "def main():\n    print(sys.argv[1:])\n"
    )
    (home / "odoo" / "http.py").write_text("raise ImportError('not Python\\'s')\n")
    (home / "odoo" / "__init__.py").write_text("")
    paths.ODOO_PROGRAM.parent.mkdir(parents=True)
    python_env._write(paths.ODOO_PROGRAM, python_env.ODOO_PROGRAM)
    done = subprocess.run(
        [sys.executable, paths.ODOO_PROGRAM, "gevent", "server"],
        env={"PYTHONPATH": str(home)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "['gevent', 'server']\n", done.stderr
    assert Path(python_env.paths.ODOO_PROGRAM).name == "odoo"
