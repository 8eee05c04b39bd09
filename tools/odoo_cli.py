"""Odoo's command line on this environment."""

import os
import re
import subprocess
from contextlib import contextmanager
from pathlib import Path

from . import addons, paths, postgres, process
from .errors import Problem, failed

LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")
STARTING = re.compile(r"odoo\.addons\.(\w+)\.tests\S*: Starting (\S+)")
BAD = re.compile(r" (ERROR|CRITICAL) ")
#: What needs no database server.
ASKS_ONLY = {"help", "-h", "--help", "--version"}
#: The last line of a traceback.
EXCEPTION = re.compile(r"^(?:\w+\.)*[A-Z]\w+: ")


def write_conf() -> Path:
    """The configuration file; written anew, it holds nothing a person would edit."""
    given = postgres.parameters()
    path = ",".join(str(folder) for folder in addons.search_path())
    lines = [
        "[options]",
        f"addons_path = {path}",
        f"data_dir = {paths.ODOO_DATA}",
        f"db_host = {given['host']}",
        f"db_port = {given['port']}",
        f"db_user = {given['user']}",
        f"screenshots = {paths.LOGS / 'screenshots'}",
        "http_interface = 127.0.0.1",
        "workers = 0",
        "limit_time_cpu = 3600",
        "limit_time_real = 3600",
        "limit_memory_soft = 0",
        "limit_memory_hard = 0",
    ]
    text = "\n".join(lines) + "\n"
    if not paths.ODOO_CONF.exists() or paths.ODOO_CONF.read_text() != text:
        paths.ODOO_CONF.write_text(text)
    return paths.ODOO_CONF


def environment() -> dict[str, str]:
    """Odoo reads where its configuration is from here, whatever the sub-command."""
    return {**os.environ, "ODOO_RC": str(write_conf())}


def command(*arguments) -> list[str]:
    """How Odoo is started: by a file, which it starts again for its other processes."""
    return [str(part) for part in (paths.VENV_PYTHON, paths.ODOO_PROGRAM, *arguments)]


def run(arguments: list[str]) -> None:
    """`bin/odoo …`: becomes Odoo; the database server goes on running."""
    if not ASKS_ONLY & set(arguments):
        postgres.start()
    os.execve(paths.VENV_PYTHON, command(*arguments), environment())


def batch(title: str, log_name: str, *arguments, script: str = "") -> str:
    """Run Odoo to its end; what it logs as an error is one.

    :param script: what to feed to `odoo shell`
    :return: what it logged
    """
    code, text = watch(title, log_name, *arguments, script=script)
    reason = reason_of_failure(text) or (code and f"it ended with code {code}")
    if reason:
        log = paths.LOGS / f"{log_name}.log"
        raise failed(
            paths.BUILD,
            Problem(f"Odoo failed ({title}): {reason}", f"See {log} for the whole."),
        )
    return text


def watch(title: str, log_name: str, *arguments, script: str = "") -> tuple[int, str]:
    """Run Odoo to its end, showing which module or test it is at.

    :return: its exit code and what it logged
    """
    progress = process.Progress(title)
    log = paths.LOGS / f"{log_name}.log"
    with log.open("w", buffering=1) as handle, _input(script) as stdin:

        def show(line):
            handle.write(line + "\n")
            if found := LOADING.search(line):
                progress.update("{} ({} of {})".format(*found.groups()))
            elif found := STARTING.search(line):
                progress.update("{}: {}".format(*found.groups()))

        code, _tail = process.follow(
            command(*arguments), show, stdin=stdin, env=environment()
        )
    progress.done()
    return code, log.read_text(errors="replace")


def reason_of_failure(log: str) -> str:
    """The line of a log that says best what went wrong; empty when nothing did."""
    lines = log.splitlines()
    errors = [line for line in lines if BAD.search(line)]
    if not errors:
        return ""
    return next((line for line in reversed(lines) if EXCEPTION.match(line)), errors[0])


@contextmanager
def _input(script: str):
    if not script:
        yield subprocess.DEVNULL
        return
    path = paths.LOGS / f"script-{os.getpid()}.py"
    path.write_text(script)
    with path.open() as handle:
        yield handle
    path.unlink()
