"""A pytest plugin: which lines of our addons run, for coverage.py to report.

Before Python 3.12, coverage.py's own tracer stops at every line of Odoo as well: the
tests take two thirds longer. SlipCover puts what counts into our lines alone. (Its own
way to find modules goes round in circles with Odoo's.)
"""

import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder

import coverage
import slipcover
from slipcover.importer import SlipcoverLoader

from tools import addons, paths

slips = slipcover.Slipcover(immediate=True)


class OurModules(MetaPathFinder):
    """Finds the modules of our addons, but not their tests."""

    def find_spec(self, fullname, path, target=None):
        namespace, _dot, name = fullname.partition("addons.")
        if namespace != "odoo.":
            return None
        addon, *rest = name.split(".")
        if rest[:1] == ["tests"] or addon not in addons.manifests():
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.origin:
            spec.loader = SlipcoverLoader(slips, spec.loader, spec.origin)
        return spec


def pytest_configure():
    sys.meta_path.insert(0, OurModules())


def pytest_sessionfinish():
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    data = coverage.CoverageData(str(paths.BUILD / "coverage"), suffix=worker)
    found = slips.get_coverage()["files"]
    data.add_lines(
        {
            str(paths.ROOT / name): lines["executed_lines"]
            for name, lines in found.items()
        }
    )
    # What nobody ever imported counts, too.
    data.touch_files(
        [str(file) for folder in addons.folders() for file in folder.rglob("*.py")]
    )
    data.write()
