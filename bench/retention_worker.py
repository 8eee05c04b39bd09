"""`python -m bench.retention_worker fill|measure DATABASE DATA [CUSTOMERS]`.

The part inside Odoo; prints a line of JSON for each figure.
"""

import math
import sys
from contextlib import contextmanager
from importlib import import_module
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from tools import odoo_cli

from .worker import say


def main(task: str, name: str, data: str, *size: str) -> None:
    config.parse_config(
        [
            f"--config={odoo_cli.write_conf()}",
            f"--database={name}",
            "--log-level=error",
        ],
        setup_logging=True,
    )
    registry = Registry(name)
    # Only now is it known where addons are.
    part = import_module(f".{data}", __package__)
    if task == "fill":
        with transaction(registry) as env:
            part.fill(env, *map(int, size))
            env.cr.commit()
    else:
        for row in part.measure(lambda: transaction(registry)):
            say(row)


@contextmanager
def transaction(registry):
    """A new cursor and empty caches, and nothing kept of what is done."""
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
        # Scheduled actions keep nothing by themselves.
        Cron = registry["ir.cron"]
        with patch.object(Cron, "_commit_progress", lambda *_, **__: math.inf):
            yield env(context={**env.context, "allowed_company_ids": env.company.ids})
        cr.rollback()


if __name__ == "__main__":
    main(*sys.argv[1:])
