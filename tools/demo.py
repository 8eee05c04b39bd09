"""`make demo`: everything from nothing to a running Odoo with demo data."""

import signal

from . import addons, database, odoo_cli, postgres, process, server
from .errors import Problem

#: Who can log in, and as what; password = login.
LOGINS = {
    "admin": "administrator",
    "head": "head of accounts",
    "manager": "account manager",
    "sales": "salesperson",
    "tech": "technician",
    "portal": "customer (portal)",
}


def run(options) -> int:
    name = options.name or "demo"
    port = server.choose_port(options.port)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    with postgres.running():
        prepare(name)
        process.say("Starting Odoo …")
        with server.serving(name, port) as odoo:
            _welcome(odoo, name)
            try:
                return odoo.process.wait()
            except KeyboardInterrupt:
                process.say("\nStopping …")
    return 0


def prepare(name: str) -> None:
    """The database with demo data, on today's sources of the addons."""
    if not database.exists(name):
        database.create(name, demo=True)
    made_from = database.note(name)
    if not made_from:
        raise Problem(
            f"There is a database {name} that `make demo` did not create.",
            f"Choose another name (make demo NAME={name}2), "
            f"or replace it: make db NAME={name} DEMO=1 FORCE=1.",
        )
    if made_from != addons.fingerprint():
        ours = ",".join(addons.names())
        odoo_cli.batch(
            "Updating the addons: their sources changed",
            f"update-{name}",
            *("-d", name, "-i", ours, "-u", ours, "--with-demo"),
            *("--stop-after-init", "--no-http"),
        )
        database.set_note(name, addons.fingerprint())


def _welcome(odoo: server.Server, name: str) -> None:
    with postgres.cursor(name) as cr:
        cr.execute("SELECT login FROM res_users WHERE active")
        existing = {login for (login,) in cr.fetchall()}
    logins = {login: role for login, role in LOGINS.items() if login in existing}
    process.say(f"\nOdoo 19 is at {odoo.url}\n\n  {'login = password':18}role")
    for login, role in logins.items():
        process.say(f"  {login:18}{role}")
    process.say(f"\nLog: {odoo.log}\nStop with Ctrl-C.")
