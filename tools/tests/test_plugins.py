"""What pytest does in another way for our addons' tests."""

import logging
import sys
import time
from types import SimpleNamespace

import pytest

from tools import (
    addons,
    count_lines,
    kept_caches,
    log_errors,
    longest_first,
    one_day,
    paths,
)


def item(cls, name="test_it"):
    return SimpleNamespace(cls=cls, nodeid=f"tests/test_x.py::{cls.__name__}::{name}")


class First:
    pass


class Second:
    pass


def test_a_class_waits_for_the_day_to_end_and_its_tests_do_not(monkeypatch):
    slept = []
    monkeypatch.setattr(time, "time", lambda: one_day.DAY - 30)
    monkeypatch.setattr(time, "sleep", slept.append)
    plugin = one_day.OneDay()
    for cls in (First, First, Second):
        plugin.pytest_runtest_setup(item(cls))
    assert slept == [30, 30]


class Registry:
    """As Odoo's: what was cleared is a list."""

    def __init__(self):
        self.cleared = []

    def clear_cache(self, *names):
        self.cleared += names or ["default"]

    def clear_all_caches(self):
        self.cleared.append("all")


def test_only_caches_that_became_wrong_are_emptied_until_the_class_ends():
    plugin, registry = kept_caches.KeptCaches(), Registry()
    with kept_caches.keep(Registry, plugin.wrong):
        plugin.pytest_runtest_setup(item(First))
        registry.clear_all_caches()
        assert registry.cleared == []
        registry.clear_cache()
        registry.clear_cache("templates")
        registry.cleared.clear()
        for __ in range(2):
            plugin.pytest_runtest_setup(item(First))
            registry.clear_all_caches()
        assert sorted(registry.cleared) == ["default", "default", *["templates"] * 2]
        plugin.pytest_runtest_setup(item(Second))
        registry.cleared.clear()
        registry.clear_all_caches()
        assert registry.cleared == []
    registry.clear_all_caches()
    assert registry.cleared == ["all"]


def test_classes_that_took_longest_begin(monkeypatch):
    kept = {}
    cache = SimpleNamespace(get=lambda key, default: kept or default, set=kept.update)
    monkeypatch.setattr(longest_first, "_guess", lambda item: 5)
    plugin = longest_first.LongestFirst(cache, is_worker=True)
    kept[longest_first._get_class(item(Second).nodeid)] = 60
    items = [item(First), item(First, "test_other"), item(Second)]
    plugin.pytest_collection_modifyitems(items)
    assert [found.cls for found in items] == [Second, First, First]


def test_a_class_takes_what_its_worker_is_silent_for(monkeypatch):
    kept, moments = {}, iter([10, 11, 14, 19])
    cache = SimpleNamespace(
        get=lambda key, default: default, set=lambda key, value: kept.update(value)
    )
    monkeypatch.setattr(time, "monotonic", lambda: next(moments))
    plugin = longest_first.LongestFirst(cache, is_worker=False)
    for cls, worker in ((First, "a"), (Second, "b"), (First, "a"), (Second, "b")):
        report = SimpleNamespace(nodeid=item(cls).nodeid, node=worker)
        plugin.pytest_runtest_logreport(report)
    plugin.pytest_runtest_logreport(SimpleNamespace(nodeid=item(First).nodeid))
    plugin.pytest_sessionfinish()
    assert list(kept.values()) == [4, 8]


def test_lines_of_our_addons_are_counted_and_those_of_their_tests_are_not(monkeypatch):
    monkeypatch.setattr(addons, "names", lambda: [addons.CORE])
    finder, folder = count_lines.OurModules(), [str(paths.ROOT / addons.CORE)]
    found = finder.find_spec(f"odoo.addons.{addons.CORE}.hooks", folder)
    assert type(found.loader).__name__ == "SlipcoverLoader"
    assert not finder.find_spec(f"odoo.addons.{addons.CORE}.tests", folder)
    assert not finder.find_spec("odoo.addons.base.models", sys.path)


@pytest.mark.parametrize("moment, wait", [(0, 0), (86_400 * 3 - 120, 120)])
def test_the_wait_is_what_is_left_of_the_day(moment, wait):
    assert one_day.get_wait(moment) == wait


def test_what_a_closed_page_says_does_not_fail_its_test_and_other_errors_do():
    collector = log_errors.ErrorCollector()
    for message in (
        "Error received after termination: IndexedDB error",
        "Exception received after termination: Connection is closing",
        "The view is broken",
    ):
        collector.emit(logging.makeLogRecord({"name": "odoo", "msg": message}))
    assert collector.messages == ["odoo: The view is broken"]
