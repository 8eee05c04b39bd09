"""The first steps: a suitable Python, commands, errors in one line."""

import errno
import os
import shutil
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tools import __main__ as start
from tools import commands, errors, odoo_cli, paths, postgres


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ((3, 9, 18), False),
        ((3, 10, 0), True),
        ((3, 13, 5), True),
        ((3, 14, 0), False),
        ((2, 7, 18), False),
    ],
)
def test_suitable(version, expected):
    assert start.suitable(version) is expected


def test_unsuitable_python_is_told_so(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    monkeypatch.setattr(subprocess, "call", lambda *args, **kwargs: 1)
    with pytest.raises(SystemExit) as caught:
        start.use_suitable_python()
    message = str(caught.value)
    assert "3.10 to 3.13" in message and "3.9" in message and "\n" not in message


def test_unsuitable_python_hands_over(monkeypatch):
    calls = []
    monkeypatch.setattr(sys, "version_info", (3, 14, 0, "final", 0))
    monkeypatch.setattr(
        subprocess, "call", lambda command, **_: command[0] != "python3.12"
    )
    monkeypatch.setattr(os, "execvp", lambda name, _args: calls.append(name))
    monkeypatch.setattr(sys, "exit", lambda _message: None)
    start.use_suitable_python()
    assert calls[0] == "python3.12"


def test_help_names_every_command(capsys):
    assert commands.main(["help"]) == 0
    printed = capsys.readouterr().out
    assert all(f"make {name}" in printed for name in set(commands.COMMANDS) - {"odoo"})


@pytest.fixture(scope="module")
def untouched(tmp_path_factory):
    """The tools in a checkout where nothing was built."""
    root = tmp_path_factory.mktemp("untouched")
    for name in ("tools", "bench"):
        leave_out = shutil.ignore_patterns("tests", "__pycache__")
        shutil.copytree(paths.ROOT / name, root / name, ignore=leave_out)
    return root


@pytest.mark.parametrize(
    ("name", "asked"),
    [*((name, "--help") for name in commands.COMMANDS), ("odoo", "-h"), ("db", "-h")],
)
def test_help_is_printed_and_nothing_is_done(name, asked, untouched):
    before = sorted(untouched.rglob("*"))
    bare = [sys.executable, "-B", "-S", "tools", name, asked]  # not even pip's packages
    done = subprocess.run(bare, cwd=untouched, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: {commands.shown(name)} ")
    assert commands.COMMANDS[name].text in " ".join(done.stdout.split())
    for option in commands.COMMANDS[name].options:
        assert f"  {option}" in done.stdout
    assert sorted(untouched.rglob("*")) == before


@pytest.mark.parametrize(
    "name", [name for name, each in commands.COMMANDS.items() if not each.hands_on]
)
def test_mistaken_option_builds_nothing(name, monkeypatch, capsys):
    def build():
        raise AssertionError("built")

    monkeypatch.setattr(commands, "build_environment", build)
    with pytest.raises(SystemExit) as left:
        commands.main([name, "--no-such-option"])
    assert left.value.code == 2
    assert "--no-such-option" in capsys.readouterr().err


def test_options_of_other_programs_are_handed_on():
    words = ["shell", "-d", "demo", "--help"]
    assert commands.read("odoo", words) == words
    assert commands.read("psql", ["-d", "demo"]) == ["-d", "demo"]


@pytest.mark.parametrize("words", [["help"], ["shell", "--help"], ["--version"]])
def test_odoos_own_help_starts_no_database_server(words, monkeypatch):
    started = []
    monkeypatch.setattr(postgres, "start", lambda: started.append("server"))
    monkeypatch.setattr(os, "execve", lambda *_: started.append("odoo"))
    odoo_cli.run(words)
    assert started == ["odoo"]
    odoo_cli.run(["shell", "-d", "demo"])
    assert started == ["odoo", "server", "odoo"]


def test_unknown_command(capsys):
    assert commands.main(["nonsense"]) == 1
    assert "no command 'nonsense'" in capsys.readouterr().err


def test_every_make_target_is_a_command():
    makefile = (paths.ROOT / "Makefile").read_text()
    phony = next(li for li in makefile.splitlines() if li.startswith(".PHONY"))
    targets = set(phony.split()[1:])
    assert targets - {"help"} == set(commands.COMMANDS) - {"odoo"}


def test_full_disk(build, monkeypatch):
    monkeypatch.setattr(
        errors.shutil, "disk_usage", lambda _path: SimpleNamespace(free=5 * 1024**2)
    )
    with pytest.raises(errors.Problem, match="Not enough room .* GB needed"):
        errors.check_disk(build)
    other = errors.Problem("Something else.", "Mend it.")
    assert "is full (5 MB left)" in str(errors.failed(build, other))
    full = errors.from_os_error(OSError(errno.ENOSPC, "No space left"), build)
    assert "run the same command again" in full.mend


def test_other_failures_keep_their_reason(build):
    other = errors.Problem("Something else.", "Mend it.")
    assert errors.failed(build, other) is other


def test_missing_rights(build):
    problem = errors.from_os_error(PermissionError(errno.EACCES, "No", "/x"), build)
    assert "No right to write /x" in problem.what


def test_os_errors_are_one_line(monkeypatch, capsys):
    def fail(_arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(commands, "dispatch", fail)
    assert commands.main(["env"]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
