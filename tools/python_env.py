"""The virtual environment: a suitable Python, packages by hash, Odoo on its path."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

from . import odoo_package, paths, process, system_packages
from .errors import Problem, failed

ODOO_PTH = "account_relationship_odoo.pth"


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
    _create_venv()
    _install_packages()
    _stamp().write_text(_stamp_text())


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
    """Wheels only, by hash: no compiler, and nothing that the lock does not name."""
    total = len(re.findall(r"^[\w.-]+==", paths.REQUIREMENTS.read_text(), re.M))
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
    code, tail = process.follow(
        [
            *(*pip, "install", "--no-deps", "--require-hashes"),
            *("--only-binary", ":all:", "--cache-dir", cache),
            *("-r", paths.REQUIREMENTS),
        ],
        show,
    )
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
    """Make `import odoo` work in the virtual environment."""
    site = next((paths.VENV / "lib").glob("python3.*")) / "site-packages"
    text = f"{odoo_package.home()}\n"
    pth = site / ODOO_PTH
    odoo_package.put_icons(site)
    if not pth.exists() or pth.read_text() != text:
        pth.write_text(text)


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
