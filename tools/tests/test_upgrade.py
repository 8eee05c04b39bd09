"""A database of the first release, with data, goes on with today's sources.

The sources of that release are kept beside this file, without tests and pictures.
"""

import tarfile
from pathlib import Path

import pytest

from tools import addons, database, odoo_cli, postgres

from .test_install_uninstall import shell

RELEASE = Path(__file__).parent / "old" / "account_relationship-19.0.1.0.0.tar.xz"
#: What people have made with the first release.
DATA = """
from odoo import Command, fields

group = env.ref("account_relationship.group_user")
ann, bob = env["res.users"].with_context(no_reset_password=True).create([
    {"name": name, "login": name, "email": name + "@example.com",
     "group_ids": [Command.link(group.id)]}
    for name in ("upgrade_ann", "upgrade_bob")
])
customers = env["res.partner"].create(
    [{"name": f"Customer {number}", "is_company": True} for number in range(3)]
)
contact = env["res.partner"].create({"name": "Amy", "parent_id": customers[0].id})
accounts = env["relationship.account"].create([
    {"partner_id": customer.id, "manager_id": ann.id, "cadence_days": 10}
    for customer in customers
])
accounts[0].write({"wants": "Desks", "problem": "Late", "backup_id": bob.id})
call = env.ref("account_relationship.interaction_type_call")
today = fields.Date.today()
env["relationship.interaction"].create([
    {"account_id": accounts[0].id, "type_id": call.id, "subject": "Spoke",
     "partner_ids": [Command.link(contact.id)],
     "date_start": fields.Datetime.now(),
     "promise_ids": [Command.create(
         {"name": "Samples", "account_id": accounts[0].id})]},
    {"account_id": accounts[1].id, "type_id": call.id, "subject": "Long ago",
     "partner_ids": [Command.link(customers[1].id)],
     "date_start": fields.Date.subtract(today, days=300)},
])
env["relationship.handover"].create({
    "new_manager_id": bob.id, "date_effective": fields.Date.add(today, days=9),
    "line_ids": [Command.create(
        {"account_id": accounts[2].id, "from_manager_id": ann.id})],
}).action_confirm()
env["relationship.absence"].create(
    {"user_id": ann.id, "substitute_id": bob.id, "date_from": today, "date_to": today}
)
env["crm.lead"].create({"name": "Desks", "partner_id": contact.id})
env.cr.commit()
"""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE %s"


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    """The name of the database, and what was in it before."""
    folder = tmp_path_factory.mktemp("release")
    with tarfile.open(RELEASE) as archive:
        archive.extractall(folder, filter="data")
    ours = [path.parent for path in folder.glob("*/__manifest__.py")]
    names = ",".join(path.name for path in ours)
    path = ",".join(map(str, [folder, *addons.search_path()[:-1]]))
    with postgres.running(), database.temporary("upgrade") as name:
        # The first release knew no other addon of ours, and needs what the core needs.
        database.clone(database.base_template(False, "account_relationship"), name)
        with_old_sources = ("-d", name, f"--addons-path={path}", "--no-http")
        odoo_cli.batch(
            "Installing the first release",
            "test-upgrade-install",
            *with_old_sources,
            *("-i", names, "--stop-after-init"),
        )
        shell(name, "upgrade-data", DATA, f"--addons-path={path}")
        before = rows(name)
        odoo_cli.batch(
            "Upgrading to today's sources",
            "test-upgrade",
            *("-d", name, "-u", names, "--stop-after-init", "--no-http"),
        )
        yield name, before


def rows(name):
    """``{table: rows as dictionaries}`` of the addon's tables."""
    found = {}
    with postgres.cursor(name) as cr:
        cr.execute(TABLES, ("relationship\\_%",))
        for (table,) in cr.fetchall():
            cr.execute(f'SELECT to_jsonb(line) FROM "{table}" AS line')
            found[table] = [row for (row,) in cr.fetchall()]
    return found


def test_every_row_is_there_as_it_was(upgraded):
    name, before = upgraded
    after = rows(name)
    for table in ("account", "interaction", "promise", "assignment", "handover"):
        assert before[f"relationship_{table}"], table
    for table, lines in before.items():
        for line in lines:
            assert is_among(line, after[table]), f"{table}: {line}"


def is_among(line, others):
    """Whether one of the others has its values, who wrote it and when aside."""
    wanted = {key: line[key] for key in line.keys() - {"write_date", "write_uid"}}
    return any({key: other.get(key) for key in wanted} == wanted for other in others)


def test_planned_contacts_know_since_when(upgraded):
    name, __ = upgraded
    with postgres.cursor(name) as cr:
        cr.execute(
            "SELECT account.contact_planned_on = CURRENT_DATE"
            " FROM relationship_account AS account JOIN mail_activity AS activity"
            " ON activity.res_model = 'relationship.account'"
            " AND activity.res_id = account.id AND activity.automated"
            " WHERE activity.active AND activity.summary = 'Get in touch'"
        )
        assert cr.fetchall() == [(True,)]
