"""A pytest plugin: no class sets up what it needs on one day and runs on the next.

Many ask for the day once, for all their records. Rather than have each of them stop the
clock, which Odoo and PostgreSQL read in different ways, the last ones wait a moment.
"""

import time

import pytest

DAY = 24 * 60 * 60
#: Seconds before midnight (UTC) in which no class begins.
LAST = 120


def pytest_configure(config):
    config.pluginmanager.register(OneDay())


class OneDay:
    def __init__(self):
        self.cls = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        cls = getattr(item, "cls", None)
        if cls is not self.cls:
            time.sleep(get_wait(time.time()))
        self.cls = cls


def get_wait(now):
    """Seconds to wait at a moment, in seconds since 1970.

    >>> get_wait(DAY - 121), get_wait(DAY - 120), get_wait(DAY - 5), get_wait(DAY)
    (0, 120, 5, 0)
    """
    left = DAY - now % DAY
    return left if left <= LAST else 0
