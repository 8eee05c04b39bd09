"""The addons of this checkout, read from their manifests."""

import ast
import hashlib
from functools import cache
from pathlib import Path

from . import odoo_package, paths

#: The addon that the others stand on.
CORE = "account_relationship"
PATTERN = "account_relationship*/__manifest__.py"
#: What does not change an installed database: no need to install again for it.
NOT_INSTALLED = ("tests", "readme", "__pycache__")


@cache
def manifests() -> dict[str, dict]:
    """Our addons whose dependencies are all there, with their manifests."""
    found = {
        path.parent.name: ast.literal_eval(path.read_text())
        for path in sorted(paths.ROOT.glob(PATTERN))
    }
    return {
        name: manifest
        for name, manifest in found.items()
        if manifest.get("installable", True)
        and all(dep in found or find(dep) for dep in manifest.get("depends", []))
    }


def names() -> list[str]:
    """Ours that every database has: those that need nothing but Odoo."""
    return [name for name in manifests() if not _needs_others(name)]


def glued() -> list[str]:
    """Ours that are glued to addons of others: in databases of their own."""
    return [name for name in manifests() if _needs_others(name)]


def others() -> list[str]:
    """Addons of others that `make env` brings: the OCA's, of PyPI."""
    return sorted(
        path.parent.name
        for folder in _packaged()
        for path in folder.glob("*/__manifest__.py")
    )


def _needs_others(name: str) -> bool:
    depends = manifests()[name].get("depends", [])
    return bool({*others()} & {*depends}) or any(
        _needs_others(dep) for dep in depends if dep in manifests()
    )


def folders() -> list[Path]:
    return [paths.ROOT / name for name in manifests()]


def search_path() -> list[Path]:
    """Where Odoo looks for addons: its own, packaged ones, ours."""
    return [*odoo_package.core_addons(), *_packaged(), paths.ROOT]


def _packaged() -> list[Path]:
    return list(paths.VENV.glob("lib/python3.*/site-packages/odoo/addons"))


def find(name: str) -> Path | None:
    candidates = (folder / name for folder in search_path())
    return next((c for c in candidates if (c / "__manifest__.py").exists()), None)


def dependencies(*chosen: str) -> list[str]:
    """What the addons of every database (or the chosen ones) need that is not ours.

    Installed once, in a template.
    """
    ours = manifests()
    needed = {
        dep for name in chosen or names() for dep in ours[name].get("depends", [])
    }
    return sorted(needed - set(ours)) or ["base"]


def is_installed_file(path: Path) -> bool:
    parts = path.relative_to(paths.ROOT).parts
    if path.suffix in (".pot", ".rst", ".pyc", ".md") or not path.is_file():
        return False
    return not any(part in NOT_INSTALLED for part in parts)


def fingerprint(*chosen: str) -> str:
    """Changes with the sources of the addons of every database (or the chosen ones).

    So that a stale database is noticed.
    """
    digest = hashlib.sha256()
    for name in chosen or names():
        for path in sorted((paths.ROOT / name).rglob("*")):
            if is_installed_file(path):
                digest.update(f"{path.relative_to(paths.ROOT)}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
