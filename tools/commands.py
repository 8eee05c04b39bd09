"""The commands: what each does, which options it reads, where its function is.

Help and a mistaken option cost nothing: the environment is built after them.
"""

import argparse
import importlib
import os
import signal
import sys
import traceback
from dataclasses import dataclass

from . import odoo_package, paths, process, python_env
from .errors import Problem, check_disk, from_os_error


@dataclass(frozen=True)
class Command:
    """A target of `make` (or `bin/odoo`), and the function that does it."""

    text: str
    #: `module:function`; none for what is done here.
    function: str = ""
    options: tuple[str, ...] = ()
    #: What follows is another program's: the function gets it as it is.
    hands_on: str = ""


COMMANDS = {
    "env": Command("build the environment: Odoo 19, Python packages, PostgreSQL"),
    "demo": Command(
        "build what is missing, start Odoo on it: [PORT=n] [NAME=x]",
        "tools.demo:run",
        ("--name", "--port"),
    ),
    "db": Command(
        "create a database: NAME=x [DEMO=1] [MODULES=a,b] [FORCE=1]",
        "tools.database:run",
        ("--name", "--modules", "--demo", "--force"),
    ),
    "odoo": Command(
        "Odoo's own command line: bin/odoo shell -d demo",
        "tools.odoo_cli:run",
        hands_on="`bin/odoo help` lists Odoo's commands, "
        "`bin/odoo server --help` the options of one.",
    ),
    "psql": Command(
        "a SQL prompt: NAME=x",
        "tools.postgres:psql",
        hands_on="The name of a database, or what else psql reads.",
    ),
    "lint": Command(
        "all checks of .pre-commit-config.yaml", "tools.lint:run", ("hook",)
    ),
    "format": Command(
        "let ruff, prettier and eslint mend what they can", "tools.lint:mend"
    ),
    "test": Command(
        "lint, all tests, coverage; or some: [TESTS=path] [PYTEST_ARGS=…]",
        "tools.testing:run",
        ("--tests", "--pytest-args"),
    ),
    "test-odoo": Command(
        "Odoo's own tests with the addons installed: [MODULES=a,b] [FORCE=1]",
        "tools.odoo_suites:run",
        ("--modules", "--force"),
    ),
    "bench": Command(
        "measure on much data: [SIZES=n,m] [QUICK=1] [DATA=name]",
        "bench.measure:run",
        ("--data", "--sizes", "--quick"),
    ),
    "screenshots": Command(
        "take the pictures of the documentation: [ARGS=…]",
        "tools.screenshots:run",
        ("folder", "--name", "--only", "--docs"),
    ),
    "i18n": Command(
        "export the terms, merge them into the translations", "tools.translations:run"
    ),
    "readme": Command(
        "make the addons' README and store page from readme/", "tools.readme:run"
    ),
    "stop": Command("stop the embedded PostgreSQL", "tools.postgres:stop"),
    "clean": Command("remove .odoo (downloads stay cached)"),
}
#: The words of the command line, as `add_argument` takes them.
OPTIONS = {
    "--name": {"default": "", "help": "name of the database"},
    "--port": {"type": int, "help": "port of the HTTP server"},
    "--modules": {"default": "", "help": "modules, comma separated"},
    "--demo": {"action": "store_true", "help": "with demo data"},
    "--force": {"action": "store_true", "help": "make anew what is there"},
    "--tests": {"default": "", "help": "what to test: paths"},
    "--pytest-args": {"default": "", "help": "more options of pytest"},
    "--sizes": {"default": "", "help": "numbers of customers, comma separated"},
    "--data": {
        "default": "",
        "help": "their figures only: cdnow, million, agreements or expansion",
    },
    "--quick": {"action": "store_true", "help": "fewer runs"},
    "--only": {"default": "", "help": "screens whose name has this in it"},
    "--docs": {"action": "store_true", "help": "those of the README"},
    "folder": {"nargs": "?", "default": "", "help": "where to put the pictures"},
    "hook": {"nargs": "?", "default": "", "help": "only the check of this name"},
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
    for name, command in COMMANDS.items():
        print(f"  {shown(name):16}  {command.text}")
    return 0


def shown(name: str) -> str:
    """What a person types to run a command."""
    return "bin/odoo" if name == "odoo" else f"make {name}"


def report(problem: Problem) -> int:
    if os.environ.get("DEBUG"):
        traceback.print_exc()
    print(f"Error: {problem}", file=sys.stderr)
    return 1


def dispatch(arguments: list[str]) -> int | None:
    name, *rest = arguments
    if name not in COMMANDS:
        raise Problem(f"There is no command {name!r}.", "See `make help`.")
    given = read(name, rest)
    if name == "clean":
        return clean()
    build_environment()
    python_env.enter(arguments)
    if name == "env":
        return None
    module_name, function = COMMANDS[name].function.split(":")
    return getattr(importlib.import_module(module_name), function)(given)


def read(name: str, words: list[str]):
    """The command's options; another program's words as they are.

    Prints the help that is asked for, or what is wrong, and ends the program.
    """
    command = COMMANDS[name]
    parser = argparse.ArgumentParser(
        prog=shown(name), description=command.text, epilog=command.hands_on
    )
    for option in command.options:
        parser.add_argument(option, **OPTIONS[option])
    if command.hands_on and words[:1] not in (["-h"], ["--help"]):
        return words
    return parser.parse_args(words)


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
