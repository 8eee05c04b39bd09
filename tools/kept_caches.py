"""A pytest plugin: a test takes from Odoo's caches what is not of its own making.

Odoo empties all of them after each test: the next one compiles the same templates and
reads the same external ids. Here it is only those that became wrong since its class
began, as Odoo itself does it when a request is rolled back.
"""

from contextlib import contextmanager

import pytest


def pytest_configure(config):
    config.pluginmanager.register(KeptCaches())


class KeptCaches:
    def __init__(self):
        self.cls = None
        self.wrong = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        cls = getattr(item, "cls", None)
        if cls is not self.cls:
            # The class before has just emptied them, rolled back.
            self.wrong.clear()
        self.cls = cls

    @pytest.fixture(scope="session", autouse=True)
    def kept_caches(self, load_registry):
        # It is there once pytest-odoo has read its configuration.
        from odoo.orm.registry import Registry

        with keep(Registry, self.wrong):
            yield


@contextmanager
def keep(registry, wrong):
    """Let a class of registries clear of "all caches" those that became wrong.

    :param wrong: names of groups of caches, added to
    """
    clear_cache = registry.clear_cache

    def clear_and_note(self, *names):
        wrong.update(names or ("default",))
        clear_cache(self, *names)

    def clear_wrong(self):
        if wrong:
            clear_cache(self, *wrong)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "clear_cache", clear_and_note)
        patch.setattr(registry, "clear_all_caches", clear_wrong)
        yield
