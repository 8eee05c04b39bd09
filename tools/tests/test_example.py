"""An addon that hangs on everywhere: installed, tested, uninstalled without a trace."""

from pathlib import Path

import pytest

from tools import addons, chromium, database, odoo_cli, odoo_suites, postgres, server
from tools.tests.test_install_uninstall import (
    SCHEMA,
    UNINSTALL,
    mentions,
    schema,
    shell,
)

#: Where it stands; it is no product, so that nothing else looks for addons there.
FOLDER = Path(__file__).parent / "addons"
NAME = "account_relationship_example"
#: How its model, fields and files are called, wherever they may be written down.
WORDS = r"example[._]parcel|relationship_example|parcel_"
#: What people leave in it.
USE = """
from odoo import Command
group = env.ref("account_relationship.group_user")
ann = env["res.users"].with_context(no_reset_password=True).create(
    {"name": "leftover_ann", "login": "leftover_ann",
     "group_ids": [Command.link(group.id)]}
)
customer = env["res.partner"].create({"name": "Acme", "is_company": True})
account = env["relationship.account"].create(
    {"partner_id": customer.id, "manager_id": ann.id}
)
parcel = env["example.parcel"].create(
    {"name": "Samples", "account_id": account.id, "partner_id": customer.id,
     "date": "2026-03-09", "state": "arrived"}
)
parcel.message_post(body="Left with the neighbour")
parcel.activity_schedule("mail.mail_activity_data_todo", user_id=ann.id)
account._refresh_touches()
assert account.last_touch_kind == "parcel"
env.cr.commit()
"""
#: The accounts go on as if nothing had been.
OPEN = """
ann = env["res.users"].search([("login", "=", "leftover_ann")])
account = env["relationship.account"].with_user(ann).search([])
assert account.name == "Acme" and not account.last_touch_kind
account._refresh_touches()
for kind in ("form", "kanban", "list"):
    view = account.get_view(view_type=kind)
    assert "parcel" not in view["arch"], kind
    names = view["models"][account._name]
    account.web_read({name: {} for name in names if name in account.fields_get(names)})
lines = env["relationship.timeline"].with_user(ann)
lines = lines.search([("account_id", "=", account.id)])
assert "parcel" not in lines.mapped("kind")
assert customer_brief(env, account)["name"] == "Acme"
"""
BRIEF = """
def customer_brief(env, account):
    return account.partner_id.relationship_brief
"""


@pytest.fixture(scope="module")
def name():
    with postgres.running(), database.temporary("example") as name:
        database.clone(database.addons_template(demo=False), name)
        yield name


def search_path():
    return ",".join(str(folder) for folder in (*addons.search_path(), FOLDER))


def test_an_addon_uses_every_place_and_leaves_no_trace(name):
    before, said = (
        schema(name),
        mentions(name, WORDS, "module_account_relationship_example"),
    )
    odoo_cli.batch(
        "Installing the example",
        "test-example-install",
        *("-d", name, "-i", NAME, "--addons-path", search_path()),
        *("--stop-after-init", "--no-http"),
    )
    run_its_tests(name)
    path = ("--addons-path", search_path())
    shell(name, "example-use", USE, *path)
    shell(name, "example-uninstall", UNINSTALL.format(names=[NAME]), *path)
    after = schema(name)
    for kind in SCHEMA:
        assert after[kind] ^ before[kind] == set(), kind
    left = sorted(mentions(name, WORDS, "module_account_relationship_example") - said)
    assert not left, "\n".join(f"{table}: {text}" for table, text in left)
    shell(name, "example-open", BRIEF + OPEN)


def run_its_tests(name):
    chromium.ensure()
    _code, log = odoo_cli.watch(
        "Running the tests of the example",
        "test-example-tests",
        *("shell", "-d", name, "--addons-path", search_path()),
        *("--http-port", server.choose_port(None)),
        script=odoo_suites.RUN.format(tags=f"/{NAME}"),
    )
    counted = odoo_suites.REPORT.search(log)
    assert counted and int(counted.group(1)) >= 19, log[-3000:]
    assert not odoo_suites.failures_in(log), log[-3000:]
