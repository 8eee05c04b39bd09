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
    shared_set_up,
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
    monkeypatch.setattr(longest_first, "_guess", lambda item: 25)
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


class Cursor:
    """As Odoo's: what was done is a list."""

    def __init__(self, did):
        self.did = did
        for name in shared_set_up.CALLBACKS:
            setattr(self, name, SimpleNamespace(_funcs=[], data={}))

    def clear(self):
        self.precommit.data.clear()

    def savepoint(self, flush):
        number = len(self.did)
        return SimpleNamespace(rollback=lambda: self.did.append(f"back to {number}"))


class TransactionCase:
    """As Odoo's: each class has a cursor of its own."""

    freeze_time = None
    _class_cleanups = []

    @classmethod
    def setUpClass(cls):
        cls.did.append("begin")
        cls.cr = Cursor(cls.did)
        cls.env = SimpleNamespace(flush_all=lambda: None)
        cls.registry = SimpleNamespace(
            registry_sequence=1, registry_invalidated=False, clear_all_caches=list
        )
        cls.registry_start_sequence = 1
        cls.addClassCleanup(cls.did.append, "end")

    @classmethod
    def addClassCleanup(cls, function, *args):
        cls._class_cleanups.append((function, args, {}))


class Common(TransactionCase):
    __module__ = shared_set_up.OURS
    login = "ann"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.login
        cls.did.append(f"add {cls.user}")


class Plans(Common):
    __module__ = shared_set_up.OURS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cr.precommit.data["plans"] = [1]
        cls.did.append("plan")


@pytest.fixture
def run(monkeypatch):
    """A function that sets classes up and ends them as pytest does: what they did."""
    monkeypatch.setattr(shared_set_up, "forget", lambda registry: None)
    for base in (Common, Plans):
        monkeypatch.setattr(base, "setUpClass", vars(base)["setUpClass"])
    plugin = shared_set_up.SharedSetUp(is_worker=False)
    did = []
    monkeypatch.setattr(TransactionCase, "did", did, raising=False)

    def run(*classes, between=lambda cls: None):
        for cls in classes:
            plugin.pytest_pycollect_makeitem(cls)
        for cls in classes:
            plugin.pytest_runtest_setup(item(cls))
            cls.setUpClass()
            assert cls.user == cls.login and cls.cr.did is did
            between(cls)
            while cls._class_cleanups:
                function, args, __ = cls._class_cleanups.pop()
                function(*args)
        plugin.end()
        return did

    return run


def make(*bases, **names):
    return type("Test", bases, names)


def test_what_two_classes_begin_with_is_set_up_once(run):
    did = run(make(Common), make(Common))
    assert did == ["begin", "add ann", "back to 2", "back to 2", "end"]


def test_a_class_goes_back_to_what_it_has_in_common_with_the_one_before(run):
    seen = []
    other = make(Common)

    def look(cls):
        seen.append(dict(cls.cr.precommit.data))
        cls.cr.precommit.data.clear()

    did = run(make(Plans), make(Plans), other, between=look)
    back = ["back to 3", "back to 3", "back to 2", "back to 2", "end"]
    assert did == ["begin", "add ann", "plan", *back]
    assert seen == [{"plans": [1]}, {"plans": [1]}, {}]


@pytest.mark.parametrize(
    "names",
    [
        {"login": "bob"},
        {
            "freeze_time": SimpleNamespace(
                freezer=SimpleNamespace(
                    tick=False, auto_tick_seconds=0, time_to_freeze=1
                )
            )
        },
    ],
)
def test_who_sets_up_something_else_or_at_another_moment_shares_nothing(run, names):
    cls = make(Common, **names)
    did = run(make(Common), cls)
    assert did == [
        *("begin", "add ann", "back to 2", "end"),
        *("begin", f"add {cls.login}", "back to 6", "end"),
    ]


def test_nothing_is_shared_of_an_old_transaction_nor_after_a_change_of_models(
    run, monkeypatch
):
    clock = iter(range(0, 10_000, shared_set_up.LONGEST + 1))
    monkeypatch.setattr(shared_set_up, "get_clock", lambda: next(clock))
    assert run(make(Common), make(Common)).count("begin") == 2

    def change(cls):
        cls.registry.registry_sequence += 1

    monkeypatch.setattr(shared_set_up, "get_clock", lambda: 0)
    assert run(make(Common), make(Common), between=change).count("begin") == 4


def test_a_class_has_nothing_for_who_inherits_from_it_when_all_is_over(run):
    second = make(Common)
    run(make(Common), second)
    assert not hasattr(second, "user")


def test_classes_that_share_follow_each_other():
    plugin = shared_set_up.SharedSetUp(is_worker=False)
    items = [item(cls) for cls in (make(Common), make(Plans), make(Common), First)]
    plugin.pytest_collection_modifyitems(items)
    kinds = [found.cls.__base__ for found in items]
    assert kinds == [Common, Common, Plans, object]
