"""A pytest plugin: what classes of tests begin with is set up once for several.

Odoo begins each class with an empty transaction, in which most of ours make the same
users, customers and books: that takes longer than many of their tests. Here the
transaction stays open, with a savepoint behind what each of their base classes has set
up. The next class goes back to the last one that it has in common with the one before.
"""

import os
from collections import deque
from contextlib import ExitStack
from copy import deepcopy
from typing import NamedTuple

import pytest

OURS = "odoo.addons.account_relationship"
#: Seconds a transaction is used: for PostgreSQL it is always the moment it began.
LONGEST = 120
#: What is every class's own, and no reason to set up anything in another way.
ASIDE = {"setUp", "setUpClass", "tearDown", "tearDownClass", "freeze_time"}
ASIDE |= {"_class_cleanups", "_classSetupFailed"}
CALLBACKS = ("precommit", "postcommit", "prerollback", "postrollback")


class Level(NamedTuple):
    """What a base class has set up: how to know it, to go back to it and to end it."""

    key: tuple
    attributes: dict
    cleanups: list
    savepoint: object
    callbacks: dict


def pytest_configure(config):
    # Of workers `longest_first` says the order.
    config.pluginmanager.register(SharedSetUp(hasattr(config, "workerinput")))


class SharedSetUp:
    def __init__(self, is_worker):
        self.is_worker = is_worker
        self.cls = None
        #: What the running class had before it was set up, and what it may share.
        self.own = {}
        self.keys = {}
        self.levels = []
        #: Who was given what by how many levels.
        self.given = []
        self.began = 0.0
        self.wrapped = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makeitem(self, obj):
        """Before pytest looks up how a class is set up."""
        if isinstance(obj, type):
            for base in get_keys(obj).keys() - self.wrapped:
                self.wrap(base)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        cls = getattr(item, "cls", None)
        if cls is not self.cls:
            self.cls = cls
            self.begin(cls)

    @pytest.fixture(scope="session", autouse=True)
    def ended(self, load_registry):
        """The last transaction ends before the registry does."""
        yield
        self.end()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        """Those that share most follow each other."""
        if not self.is_worker:
            items.sort(key=lambda item: get_path(item.cls))

    def begin(self, cls):
        """End what a class has not in common with the one before."""
        self.own = dict(vars(cls)) if cls else {}
        self.keys = get_keys(cls)
        same = 0
        if get_clock() - self.began < LONGEST:
            for level, key in zip(self.levels, self.keys.values(), strict=False):
                if level.key != key:
                    break
                same += 1
        if same < len(self.levels):
            self.end(same)

    def wrap(self, base):
        """Let a base class set up only what is not there."""
        self.wrapped.add(base)
        set_up = vars(base)["setUpClass"].__func__

        def setUpClass(cls):
            key = self.keys.get(base) if cls is self.cls else None
            if key and self.levels and self.levels[-1].key == key:
                self.go_on(cls)
            else:
                set_up(cls)
                if key:
                    self.keep(cls, key)

        base.setUpClass = classmethod(setUpClass)

    def keep(self, cls, key):
        """Note what is set up, and take over what is to be done when it ends."""
        if not self.levels:
            self.began = get_clock()
        cls.env.flush_all()
        level = Level(
            key=key,
            attributes={
                name: value
                for name, value in vars(cls).items()
                if name not in ASIDE and self.own.get(name, self) is not value
            },
            cleanups=[one for one in cls._class_cleanups if one[0] != self.leave],
            callbacks=get_callbacks(cls.cr),
            savepoint=cls.cr.savepoint(flush=False),
        )
        self.levels.append(level)
        cls._class_cleanups[:] = [(self.leave, (), {})]

    def go_on(self, cls):
        """Let a class have what is set up already."""
        attributes = self.levels[-1].attributes
        for name, value in attributes.items():
            setattr(cls, name, value)
        self.given.append((len(self.levels), cls, list(attributes)))
        cls.addClassCleanup(self.leave)

    def leave(self):
        """Take back what a class did behind what it shares."""
        if not self.levels:
            return
        attributes = self.levels[-1].attributes
        registry = attributes["registry"]
        is_another = registry.registry_sequence != attributes["registry_start_sequence"]
        if is_another or registry.registry_invalidated:
            self.end()
        else:
            self.go_back()

    def go_back(self):
        """Let the transaction be as a level has left it."""
        level = self.levels[-1]
        cr = level.attributes["cr"]
        cr.clear()
        level.savepoint.rollback()
        for name, (functions, data) in level.callbacks.items():
            getattr(cr, name)._funcs = deque(functions)
            getattr(cr, name).data = deepcopy(data)
        level.attributes["registry"].clear_all_caches()

    def end(self, kept=0):
        """Undo levels, the last one first, and go back to the one below."""
        if len(self.levels) <= kept:
            return
        registry = self.levels[-1].attributes["registry"]
        with ExitStack() as stack:
            for level in self.levels[kept:]:
                for function, args, kwargs in level.cleanups:
                    stack.callback(function, *args, **kwargs)
            del self.levels[kept:]
        self.take_back(kept)
        forget(registry)
        if self.levels:
            self.go_back()

    def take_back(self, kept):
        """What is over is nobody's: who inherits from a class would think it is so."""
        for depth, cls, names in self.given:
            for name in names if depth > kept else ():
                if name in vars(cls):
                    delattr(cls, name)
        self.given = [one for one in self.given if one[0] <= kept]


def get_clock():
    """Seconds, also in tests for which time stands still."""
    return os.times().elapsed


def forget(registry):
    """Empty all caches: they know what is there no longer."""
    from odoo.orm.registry import _CACHES_BY_KEY  # there once tests are set up

    registry.clear_cache(*_CACHES_BY_KEY)
    registry.cache_invalidated.clear()


def get_callbacks(cr):
    return {
        name: (list(getattr(cr, name)._funcs), deepcopy(getattr(cr, name).data))
        for name in CALLBACKS
    }


def get_keys(cls):
    """``{base class: what it has to have in common}``, the lowest first.

    Two classes share what a base sets up when all that comes below it is the same, what
    comes above overrides nothing of it differently, and it is the same moment for both.
    """
    bases = cls.__mro__ if cls else ()
    if "TransactionCase" not in [base.__name__ for base in bases]:
        return {}
    moment = get_moment(cls)
    return {
        base: (bases[index:], get_overrides(bases[:index], bases[index:]), moment)
        for index, base in reversed(list(enumerate(bases)))
        if index and base.__module__.startswith(OURS) and "setUpClass" in vars(base)
    }


def get_overrides(above, below):
    """What some classes override of others: ``{(name, which object it is)}``."""
    known = {}
    for base in reversed(below):
        known |= vars(base)
    return frozenset(
        (name, id(value))
        for base in above
        for name, value in vars(base).items()
        if name in known and name not in ASIDE and not name.startswith(("__", "test_"))
        if value is not known[name]
    )


def get_moment(cls):
    """At which moment time stands still for a class; where it goes on, at its own."""
    frozen = cls.freeze_time
    goes_on = frozen and (frozen.freezer.tick or frozen.freezer.auto_tick_seconds)
    return id(frozen) if goes_on else frozen and frozen.freezer.time_to_freeze


def get_path(cls):
    """What a class may share, in words: the moment, and the bases, the lowest first."""
    keys = get_keys(cls)
    return [str(keys and get_moment(cls)), *(base.__qualname__ for base in keys)]
