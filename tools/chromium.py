"""The browser that runs tours and JavaScript tests."""

import os
import shutil

from . import process, system_packages
from .errors import Problem

#: The names under which Odoo looks for a browser.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def is_there() -> bool:
    return any(shutil.which(name) for name in NAMES)


def is_required() -> bool:
    """In continuous integration a skipped browser test is a failure."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def ensure() -> bool:
    """Install Chromium where that is possible without asking anybody.

    :return: whether there is a browser
    """
    if is_there() or system_packages.install("chromium"):
        return True
    problem = Problem(
        "There is no Chromium, and no root or passwordless sudo to install it.",
        "Install it (apt install chromium) to run the browser tests too.",
    )
    if is_required():
        raise problem
    process.say(f"Browser tests will be skipped. {problem}")
    return False
