"""Where things are. Everything that is built lives in `.odoo/`, beside the addons."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".odoo"
VENV = BUILD / "venv"
VENV_PYTHON = VENV / "bin" / "python"
ODOO_PROGRAM = VENV / "bin" / "odoo"
ODOO_PACKAGE = BUILD / "odoo"
ODOO_CONF = BUILD / "odoo.conf"
ODOO_DATA = BUILD / "data"
FILESTORE = ODOO_DATA / "filestore"
POSTGRES = BUILD / "postgres"
NODE = BUILD / "node"
LOGS = BUILD / "log"
REQUIREMENTS = ROOT / "tools" / "requirements.txt"


def cache() -> Path:
    """Downloads, shared by all checkouts of one user."""
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "account_relationship"


def make_build() -> None:
    for folder in (BUILD, LOGS, ODOO_DATA, FILESTORE):
        folder.mkdir(parents=True, exist_ok=True)
