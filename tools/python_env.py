"""The virtual environment: a suitable Python, packages by hash, Odoo on its path."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from . import odoo_package, paths, process, system_packages
from .errors import Problem, failed

ODOO_PTH = "account_relationship_odoo.pth"
#: Odoo's command, as an installation has it. `python -m odoo` does not do: with workers
#: Odoo starts the *file* it was started by once more, and in its package's folder that
#: file would take Odoo's modules for Python's own.
ODOO_PROGRAM = """\
import odoo.cli

if __name__ == "__main__":
    odoo.cli.main()
"""
#: Wheels only, by hash: no compiler, and nothing that the lock does not name.
EXACTLY = (
    *("--no-deps", "--require-hashes", "--only-binary", ":all:"),
    *("-r", str(paths.REQUIREMENTS)),
)


def _stamp_text() -> str:
    """Changes whenever the environment has to be built again."""
    lock_hash = hashlib.sha256(paths.REQUIREMENTS.read_bytes()).hexdigest()
    return f"{paths.VENV}\n{sys.version}\n{lock_hash}\n"


def _stamp() -> Path:
    return paths.VENV / ".built"


def is_built() -> bool:
    """Whether the packages of the lock file are installed.

    Asked from any interpreter, so the Python version in the stamp is that of the
    environment, not of who asks.
    """
    if not _stamp().exists() or not paths.VENV_PYTHON.exists():
        return False
    built, wanted = _stamp().read_text().splitlines(), _stamp_text().splitlines()
    return (built[0], built[-1]) == (wanted[0], wanted[-1])


def ensure() -> None:
    if is_built():
        return
    if paths.VENV.is_symlink():
        # To build anew is to empty it first.
        raise Problem(
            f"{paths.VENV} is a link: what it leads to belongs to another checkout.",
            "Remove the link and run again.",
        )
    if not _build_with_uv():
        _create_venv()
        _install_packages()
    _stamp().write_text(_stamp_text())


def _build_with_uv() -> bool:
    """Let uv do it where it is on the machine: it takes a fraction of pip's time.

    :return: False where there is no uv or it failed, for instance because the machine's
        package index is set for pip only; pip does it then
    """
    uv = shutil.which("uv")
    if not uv:
        return False
    progress = process.Progress(f"Installing {_number()} Python packages with uv")
    create = [uv, "venv", "--clear", "--python", sys.executable, paths.VENV]
    install = [uv, "pip", "install", "--python", paths.VENV_PYTHON, *EXACTLY]
    for command in (create, install):
        code, tail = process.follow(command, progress.update, cwd=paths.ROOT)
        if code:
            reason = " ".join(tail[-1:]).strip() or "it gave no reason"
            process.say(f"  uv could not do it, pip goes on: {reason}")
            return False
    progress.done()
    return True


def _number() -> int:
    return len(re.findall(r"^[\w.-]+==", paths.REQUIREMENTS.read_text(), re.M))


def _create_venv() -> None:
    command = [sys.executable, "-m", "venv", "--clear", str(paths.VENV)]
    if _runs([str(paths.VENV_PYTHON), "-m", "pip", "--version"]) and not _moved():
        return  # an interrupted installation: go on with what is there
    if not _runs([sys.executable, "-c", "import ensurepip"]):
        system_packages.install("python3-venv")
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise failed(
            paths.BUILD,
            Problem(
                f"{sys.executable} cannot create a virtual environment.",
                "Install the package python3-venv (Debian, Ubuntu) and run again.",
            ),
        )


def _moved() -> bool:
    """A virtual environment holds absolute paths: a moved checkout needs a new one."""
    pip = paths.VENV / "bin" / "pip"
    return not pip.exists() or str(paths.VENV) not in pip.read_text()[:300]


def _runs(command) -> bool:
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def _install_packages() -> None:
    total = _number()
    progress = process.Progress(f"Installing {total} Python packages")
    seen = 0

    def show(line):
        nonlocal seen
        if line.startswith("Collecting "):
            seen += 1
            progress.update(f"{seen} of {total}: {line.split()[1]}")
        elif line.startswith("Installing collected"):
            progress.update("unpacking them")

    cache = paths.cache() / "pip"
    cache.mkdir(parents=True, exist_ok=True)
    pip = [paths.VENV_PYTHON, "-m", "pip", "--disable-pip-version-check"]
    # Compiled files are kept elsewhere (see `enter`): pip's would never be read.
    install = [*pip, "install", "--no-compile", "--cache-dir", cache, *EXACTLY]
    code, tail = process.follow(install, show)
    if code:
        reasons = [line for line in tail if line.startswith("ERROR")] or tail[-1:]
        reason = " ".join(reasons[-1:]).removeprefix("ERROR: ").rstrip(".")
        raise failed(
            paths.VENV,
            Problem(
                f"The Python packages could not be installed: {reason}.",
                "Check the network and run the same command again: it continues.",
            ),
        )
    progress.done()


def link_odoo() -> None:
    """Make `import odoo` and the program `odoo` work in the virtual environment."""
    site = next((paths.VENV / "lib").glob("python3.*")) / "site-packages"
    odoo_package.put_icons(site)
    _write(site / ODOO_PTH, f"{odoo_package.home()}\n")
    _write(paths.ODOO_PROGRAM, ODOO_PROGRAM)


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def enter(arguments: list[str]) -> None:
    """Go on inside the virtual environment, where the packages are."""
    if Path(sys.prefix).resolve() == paths.VENV.resolve():
        return
    environment = {
        **os.environ,
        "PATH": f"{paths.VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        "VIRTUAL_ENV": str(paths.VENV),
        # Compiled files make Odoo start fast; out of the sources' way.
        "PYTHONPYCACHEPREFIX": str(paths.BUILD / "pycache"),
    }
    for name in ("PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"):
        environment.pop(name, None)
    python = str(paths.VENV_PYTHON)
    tools = str(paths.ROOT / "tools")
    os.execve(python, [python, tools, *arguments], environment)
