"""A pytest plugin: what takes longest begins first.

Workers share the classes of tests: who begins a long one last keeps the others waiting.
How long each took the last time is in pytest's cache; what is new is guessed. The many
short ones follow those with which they share what is set up.
"""

import time
from collections import Counter

from .shared_set_up import get_path

CACHE = "longest_first/seconds"
#: Guessed seconds of a class about everything at once, of one with a browser or
#: requests, and of another.
WHOLE, WEB, OTHER = 30, 20, 5


def pytest_configure(config):
    is_worker = hasattr(config, "workerinput")
    config.pluginmanager.register(LongestFirst(config.cache, is_worker))


class LongestFirst:
    def __init__(self, cache, is_worker):
        self.cache = cache
        self.is_worker = is_worker
        self.seconds = Counter()
        #: When each worker last said something.
        self.heard = {}

    def pytest_collection_modifyitems(self, items):
        if not self.is_worker:
            return
        known = self.cache.get(CACHE, {})
        classes = {_get_class(item.nodeid): item for item in items}
        seconds = {
            name: known.get(name) or _guess(item) for name, item in classes.items()
        }

        def by_length(item):
            name = _get_class(item.nodeid)
            length = seconds[name] if seconds[name] >= WEB else 0
            return -length, get_path(item.cls), name

        items.sort(key=by_length)

    def pytest_runtest_logreport(self, report):
        """By the clock of who hears of workers: that of a test may stand still."""
        if worker := getattr(report, "node", None):
            now = time.monotonic()
            self.seconds[_get_class(report.nodeid)] += now - self.heard.get(worker, now)
            self.heard[worker] = now

    def pytest_sessionfinish(self):
        if not self.is_worker:
            took = {name: round(time, 1) for name, time in self.seconds.items()}
            self.cache.set(CACHE, {**self.cache.get(CACHE, {}), **took})


def _get_class(nodeid):
    return nodeid.rsplit("::", 1)[0]


def _guess(item):
    from odoo.tests import HttpCase  # there once pytest-odoo has read its configuration

    if "/whole/" in item.nodeid:
        return WHOLE
    return WEB if issubclass(item.cls or object, HttpCase) else OTHER
