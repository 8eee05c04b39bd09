"""Reads a command's options from the command line, then calls its module."""

import argparse
import importlib
import os
import signal
import sys
import traceback

from . import odoo_package, paths, process, python_env
from .__main__ import COMMANDS
from .errors import Problem, check_disk, from_os_error

#: Commands that take what follows them as it is.
PASS_THROUGH = ("odoo", "psql", "lint", "bench", "screenshots")
#: Where a command's function is; the rest live in the module of their own name.
FUNCTIONS = {
    "demo": "demo:run",
    "db": "database:run",
    "odoo": "odoo_cli:run",
    "psql": "postgres:psql",
    "lint": "lint:run",
    "format": "lint:mend",
    "test": "testing:run",
    "test-odoo": "odoo_suites:run",
    "bench": "bench:run",
    "screenshots": "screenshots:run",
    "i18n": "translations:run",
    "readme": "readme:run",
    "stop": "postgres:stop",
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("help", "-h", "--help"):
        return usage()
    os.umask(0o022)
    # Where a shell starts us in the background it makes us deaf to Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return dispatch(arguments) or 0
    except Problem as problem:
        return report(problem)
    except OSError as error:
        return report(from_os_error(error, paths.BUILD))
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again: it continues.", file=sys.stderr)
        return 130


def usage() -> int:
    for name, text in COMMANDS.items():
        shown = "bin/odoo" if name == "odoo" else f"make {name}"
        print(f"  {shown:16}  {text}")
    return 0


def report(problem: Problem) -> int:
    if os.environ.get("DEBUG"):
        traceback.print_exc()
    print(f"Error: {problem}", file=sys.stderr)
    return 1


def dispatch(arguments: list[str]) -> int | None:
    name, *rest = arguments
    if name not in COMMANDS:
        raise Problem(f"There is no command {name!r}.", "See `make help`.")
    if name == "clean":
        return clean()
    build_environment()
    python_env.enter(arguments)
    if name == "env":
        return None
    module_name, function = FUNCTIONS[name].split(":")
    try:
        module = importlib.import_module(f"tools.{module_name}")
    except ModuleNotFoundError as error:
        if error.name != f"tools.{module_name}":
            raise
        raise Problem(f"`{name}` is not there yet.", "See `make help`.") from error
    run = getattr(module, function)
    return run(rest) if name in PASS_THROUGH else run(options_of(name, rest))


def options_of(name: str, arguments: list[str]) -> argparse.Namespace:
    """The options all commands share: each reads those it knows."""
    parser = argparse.ArgumentParser(prog=f"make {name}")
    parser.add_argument("--name", default="", help="name of the database")
    parser.add_argument("--port", type=int, help="port of the HTTP server")
    parser.add_argument("--modules", default="", help="modules, comma separated")
    parser.add_argument("--demo", action="store_true", help="with demo data")
    parser.add_argument("--force", action="store_true", help="replace what is there")
    parser.add_argument("--tests", default="", help="what to test: paths")
    parser.add_argument("--pytest-args", default="", help="more options of pytest")
    return parser.parse_args(arguments)


def build_environment() -> None:
    """Everything but the databases; nothing to do when it stands."""
    paths.make_build()
    inside = sys.prefix == str(paths.VENV)
    if inside and python_env.is_built():
        return
    with process.lock():
        if not python_env.is_built():
            check_disk(paths.BUILD)
        odoo_package.ensure()
        python_env.ensure()
        python_env.link_odoo()


def clean() -> None:
    if python_env.is_built():
        process.output_of(
            [paths.VENV_PYTHON, "-c", "from tools import postgres; postgres.stop()"],
            cwd=paths.ROOT,
        )
    process.output_of(["rm", "-rf", paths.BUILD])
