"""A pytest plugin: a worker with a database of its own has a filestore of its own.

pytest-odoo lets all workers share one: a worker that clears away files its database
does not know would take them from the others.
"""

import os
import shutil
from pathlib import Path
from unittest.mock import patch

import pytest


@pytest.fixture(scope="session", autouse=True)
def own_filestore(load_registry, request):
    from odoo.tools import config  # there once pytest-odoo has read its configuration

    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if not worker:
        yield
        return
    shared = (
        Path(config["data_dir"]) / "filestore" / request.config.option.odoo_database
    )
    own = shared.with_name(f"{shared.name}-{worker}")
    shutil.rmtree(own, ignore_errors=True)
    if shared.exists():
        shutil.copytree(shared, own, copy_function=os.link)
    with patch.object(config, "filestore", return_value=str(own)):
        yield
    shutil.rmtree(own, ignore_errors=True)
