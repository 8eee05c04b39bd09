"""`python -m bench.worker fill|measure DATABASE …`: the part inside Odoo.

To measure, it reads the name of a screen a line, runs it once and prints what it
cost as a line of JSON: the caller takes turns between databases, so that whatever
else the machine does disturbs all of them alike.
"""

import json
import math
import sys
import time
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import call_kw
from odoo.tools import config
from odoo.tools.json import json_default

from tools import odoo_cli

from .calls import HEAD
from .communication import explain
from .data import fill
from .screens import all_screens


def main(task: str, name: str, *arguments: str) -> None:
    config.parse_config(
        [
            f"--config={odoo_cli.write_conf()}",
            f"--database={name}",
            "--log-level=error",
        ],
        setup_logging=True,
    )
    registry = Registry(name)
    if task == "fill":
        with registry.cursor() as cr:
            fill(api.Environment(cr, SUPERUSER_ID, {}), int(arguments[0]))
    else:
        Measuring(registry).serve()


class Measuring:
    """Runs screens on one database."""

    def __init__(self, registry):
        self.registry = registry
        self.screens = {screen.name: screen for screen in all_screens()}
        self.prepared = {}
        with registry.cursor() as cr:
            cr.execute("SELECT login, id FROM res_users")
            self.users = dict(cr.fetchall())
            assert HEAD in self.users, "not filled"

    def serve(self) -> None:
        """First say which screens there are, then measure those asked for."""
        say([describe(screen) for screen in self.screens.values()])
        for line in sys.stdin:
            name, kind = json.loads(line)
            screen = self.screens[name]
            runs = {"screen": self.run, "raw": self.run_raw, "explain": self.explain}
            say(runs[kind](screen))

    @contextmanager
    def transaction(self, screen):
        """As for a request: a new cursor and empty caches of records."""
        with self.registry.cursor() as cr:
            uid = self.users[screen.login]
            context = {"lang": "en_US", "tz": "Europe/Madrid", "uid": uid}
            env = api.Environment(cr, uid, context)
            companies = env.user.company_ids.ids
            # Scheduled actions keep nothing here: the next run finds as much to do.
            Cron = self.registry["ir.cron"]
            with patch.object(Cron, "_commit_progress", lambda *_, **__: math.inf):
                yield env(context={**context, "allowed_company_ids": companies})
            cr.rollback()

    def run(self, screen) -> dict:
        if screen.calls:
            return self.run_calls(screen)
        with self.transaction(screen) as env:
            if screen.prepare:
                screen.prepare(env)
            return timed(env, screen.work, env)

    def run_calls(self, screen) -> dict:
        """The screen's calls; of several records the average time, the most queries.

        Chance decides what each record has, which is read with it: the fullest of them
        is as full at any size.
        """
        if screen.name not in self.prepared:
            with self.transaction(screen) as env:
                self.prepared[screen.name] = screen.calls(env)
        calls = self.prepared[screen.name]
        costs = []
        for call in calls:
            with self.transaction(screen) as env:
                costs.append(timed(env, respond, env, call))
        seconds = [cost["seconds"] for cost in costs]
        queries = [cost["queries"] for cost in costs]
        if calls[0].method == "web_read":
            return {"seconds": sum(seconds) / len(seconds), "queries": max(queries)}
        return {"seconds": sum(seconds), "queries": sum(queries)}

    def run_raw(self, screen) -> dict:
        with self.transaction(screen) as env:
            if screen.prepare_raw:
                screen.prepare_raw(env)
            statement = screen.raw(env)
            return timed(env, fetch, env.cr, statement)

    def explain(self, screen) -> dict:
        with self.transaction(screen) as env:
            return explain(env, screen.explain(env))


def describe(screen) -> dict:
    return {
        "name": screen.name,
        "limit": screen.limit,
        "heavy": screen.heavy,
        "raw": bool(screen.raw),
        "explained": bool(screen.explain),
        "share": screen.share,
        "raw_limit": screen.raw_limit,
        "each": screen.each,
    }


def respond(env, call) -> str:
    """The answer as the text that would be sent."""
    kwargs = {**call.kwargs, "context": {**env.context, **call.context}}
    answer = call_kw(env[call.model], call.method, call.args, kwargs)
    return json.dumps(answer, default=json_default)


def timed(env, function, *arguments) -> dict:
    before = env.cr.sql_log_count
    started = time.perf_counter()
    function(*arguments)
    return {
        "seconds": time.perf_counter() - started,
        "queries": env.cr.sql_log_count - before,
    }


def fetch(cr, statement) -> None:
    cr.execute(statement)
    if cr.description:
        cr.fetchall()


def say(answer) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
