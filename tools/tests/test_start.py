"""The first steps: a suitable Python, commands, errors in one line."""

import errno
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from tools import __main__ as start
from tools import commands, errors, paths


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
    assert all(f"make {name}" in printed for name in set(start.COMMANDS) - {"odoo"})


def test_unknown_command(capsys):
    assert commands.main(["nonsense"]) == 1
    assert "no command 'nonsense'" in capsys.readouterr().err


def test_every_make_target_is_a_command():
    makefile = (paths.ROOT / "Makefile").read_text()
    phony = next(li for li in makefile.splitlines() if li.startswith(".PHONY"))
    targets = set(phony.split()[1:])
    assert targets - {"help"} == set(start.COMMANDS) - {"odoo"}


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
