"""`make lint`: what reads the sources without running them."""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import node_env, paths, process

ADDONS = "account_relationship*"
PRETTIER_SUFFIXES = (".xml", ".js", ".scss")
PRETTIER_PARTS = {"lib", "node_modules"}


@dataclass(frozen=True)
class Check:
    """A program that checks (and may mend) some files of the repository."""

    name: str
    command: Callable[[], list[str]]
    files: Callable[[], list[Path]]
    #: What to add instead of `--check` to mend; none: it cannot.
    mend: tuple[str, ...] | None = None


def venv_tool(*arguments: str) -> Callable[[], list[str]]:
    return lambda: [str(paths.VENV / "bin" / arguments[0]), *arguments[1:]]


def addon_files(*patterns: str) -> Callable[[], list[Path]]:
    return lambda: sorted(
        path for pattern in patterns for path in paths.ROOT.glob(f"{ADDONS}/{pattern}")
    )


def addon_folders() -> list[Path]:
    return [path.parent for path in addon_files("__manifest__.py")()]


def python_sources() -> list[Path]:
    return [paths.ROOT]


def prettier_files() -> list[Path]:
    named = [paths.ROOT / "eslint.config.mjs"]
    return named + [
        path
        for path in addon_files("**/*")()
        if path.suffix in PRETTIER_SUFFIXES and not PRETTIER_PARTS & set(path.parts)
    ]


def prettier() -> list[str]:
    plugin = paths.NODE / "node_modules" / "@prettier" / "plugin-xml"
    program = node_env.tool("prettier", "bin/prettier.cjs")
    return [*program, f"--plugin={plugin / 'src' / 'plugin.js'}", "--check"]


def eslint() -> list[str]:
    program = node_env.tool("eslint", "bin/eslint.js")
    return [*program, "--max-warnings=0", "--no-warn-ignored"]


CHECKS = (
    Check("ruff", venv_tool("ruff", "check", "--quiet"), python_sources, ("--fix",)),
    Check(
        "ruff-format",
        venv_tool("ruff", "format", "--quiet", "--check"),
        python_sources,
        (),
    ),
    Check("pylint", venv_tool("pylint", "--rcfile=.pylintrc"), addon_folders),
    Check(
        "oca-module",
        venv_tool("oca-checks-odoo-module"),
        addon_files("__manifest__.py"),
    ),
    Check("oca-po", venv_tool("oca-checks-po"), addon_files("i18n/*.po*")),
    Check("prettier", prettier, prettier_files, ("--write",)),
    Check("eslint", eslint, addon_files("static/**/*.js"), ("--fix",)),
)
ON_NODE = ("prettier", "eslint")


def run(names: list[str]) -> int:
    """Run the named checks, or all; show what each says only when it objects."""
    return 1 if [check for check in _chosen(names) if not passes(check)] else 0


def mend(_options) -> int:
    for check in _chosen([]):
        if check.mend is not None and check.files():
            command = [word for word in check.command() if word != "--check"]
            _call([*command, *check.mend], check)
    return 0


def _chosen(names: list[str]) -> list[Check]:
    chosen = [check for check in CHECKS if not names or check.name in names]
    if any(check.name in ON_NODE for check in chosen):
        with process.lock("node"):
            node_env.ensure()
    return chosen


def passes(check: Check) -> bool:
    if not check.files():
        process.say(f"lint: {check.name}: nothing to check")
        return True
    done = _call(check.command(), check)
    if done.returncode:
        process.say(f"lint: {check.name}: FAILED\n{done.stdout}{done.stderr}".rstrip())
        return False
    process.say(f"lint: {check.name}: ok")
    return True


def _call(command: list[str], check: Check) -> subprocess.CompletedProcess:
    files = [str(path.relative_to(paths.ROOT)) for path in check.files()]
    return subprocess.run(
        [*command, *(name or "." for name in files)],
        cwd=paths.ROOT,
        env=node_env.environment(),
        capture_output=True,
        text=True,
    )
