"""Installing where there is much already, and uninstalling without a trace.

One installation is for all of them.
"""

import time
from dataclasses import dataclass

import pytest

from tools import addons, database, odoo_cli, postgres

MANY = 50_000
SECONDS_TO_INSTALL = 150  # 30 s for all addons on an idle machine, 70 s beside others

#: What a company has before it installs the addon.
CUSTOMERS_AND_LEADS = f"""
    SET enable_seqscan = off;
    INSERT INTO res_partner (id, name, complete_name, commercial_partner_id, active,
                             type, is_company, autopost_bills)
    SELECT id, 'Customer ' || id, 'Customer ' || id, id, TRUE, 'contact', TRUE, 'ask'
      FROM generate_series(1000, 1000 + {MANY} - 1) AS id;
    SELECT setval('res_partner_id_seq', 1000 + {MANY});
    INSERT INTO crm_lead (name, type, active, company_id, partner_id, stage_id,
                          probability, won_status)
    SELECT 'Lead ' || id, 'opportunity', TRUE, 1, id, 1, 20, 'pending'
      FROM generate_series(1000, 1000 + {MANY} - 1) AS id;
    ANALYZE;
"""
ORDER_AND_INVOICE = """
customer = env["res.partner"].browse(1000)
product = env["product.product"].create({"name": "Thing", "list_price": 100})
order = env["sale.order"].create(
    {"partner_id": customer.id, "order_line": [(0, 0, {"product_id": product.id})]}
)
order.action_confirm()
invoice = env["account.move"].create({
    "move_type": "out_invoice",
    "partner_id": customer.id,
    "invoice_line_ids": [(0, 0, {"product_id": product.id, "tax_ids": False})],
})
invoice.action_post()
customer.message_post(body="A note on the customer")
env["ir.filters"].create(
    {"name": "Companies", "model_id": "res.partner", "domain": "[('id', '>', 0)]"}
)
env.cr.commit()
"""
#: What people leave in an addon they have worked with.
USE = """
from odoo import Command, fields
from odoo.tools import SQL

account_model = env["ir.model"]._get("relationship.account")
group = env.ref("account_relationship.group_user")
users = env["res.users"].with_context(no_reset_password=True).create([
    {"name": name, "login": name, "email": name + "@example.com",
     "group_ids": [Command.link(group.id)]}
    for name in ("leftover_ann", "leftover_bob")
])
ann, bob = users
accounts = env["relationship.account"].create([
    {"partner_id": number, "manager_id": ann.id} for number in range(1000, 1005)
])
accounts[0].write({"backup_id": bob.id, "tag_ids": [Command.create({"name": "Key"})]})
accounts[0].message_post(body="We spoke", attachments=[("notes.txt", b"notes")])
accounts[0].message_subscribe(bob.partner_id.ids)
accounts[0].activity_schedule("mail.mail_activity_data_todo", user_id=ann.id)
env["ir.attachment"].create(
    {"name": "plan", "raw": b"x", "res_model": accounts._name, "res_id": accounts[0].id}
)
accounts[1].activity_schedule("mail.mail_activity_data_todo", user_id=ann.id)
accounts[1].activity_ids.action_feedback("Done")
accounts[2].active = False
env["crm.lead"].browse(1).account_manager_id
today = fields.Date.today()
later = fields.Date.add(today, days=9)
for account, date in ((accounts[3], today), (accounts[4], later)):
    handover = env["relationship.handover"].create({
        "new_manager_id": bob.id, "date_effective": date,
        "line_ids": [Command.create(
            {"account_id": account.id, "from_manager_id": ann.id})],
    })
    handover.action_confirm()
env["relationship.absence"].create(
    {"user_id": ann.id, "substitute_id": bob.id, "date_from": today, "date_to": today,
     "state": "planned"}
)
env["relationship.account"]._cron_refresh_measures()

# Their own settings of screens
env["ir.filters"].create([
    {"name": "Mine", "model_id": "relationship.account", "domain": "[]"},
    {"name": "With a manager", "model_id": "res.partner",
     "domain": "[('account_manager_id', '!=', False)]"},
    {"name": "By tier", "model_id": "sale.report",
     "context": "{'group_by': ['relationship_tier_id']}"},
    {"name": "By manager", "model_id": "crm.lead", "sort": '["account_manager_id"]'},
])
env["ir.exports"].create([
    {"name": "Accounts", "resource": "relationship.account",
     "export_fields": [Command.create({"name": "manager_id"})]},
    {"name": "Contacts", "resource": "res.partner",
     "export_fields": [Command.create({"name": "account_manager_id"}),
                       Command.create({"name": "name"})]},
])
env["ir.default"].set("relationship.account", "color", 3)
env["ir.default"].set("res.partner", "account_manager_id", ann.id)
env["mail.template"].create({"name": "Own", "model_id": account_model.id})
env["mail.activity.plan"].create({
    "name": "First steps", "res_model": "relationship.account",
    "template_ids": [Command.create({
        "summary": "Call", "responsible_type": "on_demand",
        "activity_type_id": env.ref("mail.mail_activity_data_todo").id})],
})
env["mail.message.subtype"].create(
    {"name": "Own subtype", "res_model": "relationship.account"}
)
env["mail.activity.type"].create(
    {"name": "Visit an account", "res_model": "relationship.account"}
)
env["calendar.event"].create({
    "name": "Visit", "start": fields.Datetime.now(), "stop": fields.Datetime.now(),
    "res_model_id": account_model.id, "res_id": accounts[0].id,
})
env["ir.actions.act_window"].create(
    {"name": "Own action", "res_model": "relationship.account"}
)
env["ir.actions.server"].create(
    {"name": "Own script", "model_id": account_model.id, "state": "code"}
)
ann.action_id = env.ref("account_relationship.relationship_account_action").id
env["ir.model.fields"].create({
    "name": "x_region", "model_id": account_model.id, "ttype": "char",
    "field_description": "Region",
})
env.cr.commit()
"""
#: What people leave in the glue to projects.
USE_TASKS = """
project = env["project.project"].create({"name": "Repairs"})
stage = env["project.task.type"].create({
    "name": "Doing", "project_ids": [(6, 0, project.ids)],
    "relationship_feedback_state": "in_progress",
})
team = env.ref("account_relationship.feedback_team_technical")
team.project_id = project
customer = env["res.partner"].create({"name": "leftover_customer"})
feedback = env["relationship.feedback"].create(
    {"verbatim": "Late again", "partner_id": customer.id, "team_id": team.id}
)
feedback.action_make_task()
feedback.task_ids.stage_id = stage
assert feedback.state == "in_progress"
env["ir.filters"].create(
    {"name": "Of feedback", "model_id": "project.task",
     "domain": "[('relationship_feedback_id', '!=', False)]"}
)
project.unlink()
stage.unlink()
env.cr.commit()
"""
UNINSTALL = """
modules = env["ir.module.module"].search([("name", "in", {names!r})])
modules.button_immediate_uninstall()
env.cr.commit()
"""
#: How the addon's models and fields are called, wherever they may be written down.
OUR_WORDS = "relationship|account_manager|account_capacity|account_countr"
DOCUMENTS = (
    *("res_partner", "crm_lead", "sale_order", "sale_order_line"),
    *("account_move", "account_move_line"),
)
SCHEMA = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname,"
    " pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace"
    # Odoo declares it twice, as restrict (rules) and cascade (groups): whichever model
    # any installation looks at first has its way.
    " AND conname != 'rule_group_rel_group_id_fkey'",
    "sequences": "SELECT relname FROM pg_class WHERE relkind = 'S'",
    "functions": "SELECT proname FROM pg_proc"
    " WHERE pronamespace = 'public'::regnamespace",
}


@dataclass
class Installation:
    name: str
    before: dict
    seconds: float
    rewritten: bool
    visited: int


@pytest.fixture(scope="module")
def installation():
    """The addons on a database with much in it, and what was there before."""
    with postgres.running(), database.temporary("install") as name:
        database.clone(database.base_template(demo=False), name)
        with postgres.cursor(name) as cr:
            cr.execute(CUSTOMERS_AND_LEADS)
        shell(name, "documents", ORDER_AND_INVOICE)
        before = {
            **schema(name),
            **documents(name),
            "mentions": mentions(name, OUR_WORDS),
        }
        file, transaction = leads_on_disk(name)
        started = time.monotonic()
        install(name)
        seconds = time.monotonic() - started
        yield Installation(
            name, before, seconds, *changes_on_disk(name, file, transaction)
        )


def install(name):
    ours = ",".join(addons.names())
    odoo_cli.batch(
        "Installing the addons on much data",
        "test-install",
        *("-d", name, "-i", ours, "--stop-after-init", "--no-http"),
    )


def shell(name, title, script, *options):
    odoo_cli.batch(
        f"Running: {title}",
        f"test-{title}",
        *("shell", "-d", name, "--no-http", *options),
        script=f"try:\n{indented(script)}\nexcept Exception:\n"
        "    import logging\n    logging.getLogger('test').exception('failed')\n\n",
    )


def indented(script):
    return "\n".join(f"    {line}" for line in script.splitlines() if line)


def leads_on_disk(name):
    with postgres.cursor(name) as cr:
        cr.execute("SELECT pg_relation_filenode('crm_lead'), txid_current()")
        return cr.fetchone()


def changes_on_disk(name, file, transaction):
    """Whether the table of leads was rewritten, and how many of its rows."""
    with postgres.cursor(name) as cr:
        cr.execute(
            "SELECT pg_relation_filenode('crm_lead') <> %s, (SELECT COUNT(*)"
            " FROM crm_lead WHERE xmin::text::bigint > %s)",
            (file, transaction),
        )
        return cr.fetchone()


def schema(name):
    found = {}
    with postgres.cursor(name) as cr:
        for kind, query in SCHEMA.items():
            cr.execute(query)
            found[kind] = set(cr.fetchall())
    return found


def documents(name):
    """The rows of each kind of document, but for the people the test adds.

    Giving a group to users, as any installation may, counts as writing their contact.
    """
    found = {}
    with postgres.cursor(name) as cr:
        for table in DOCUMENTS:
            cr.execute(
                f"SELECT (to_jsonb(doc) - 'write_date')::text FROM {table} AS doc"
                " WHERE name NOT LIKE 'leftover_%'"
            )
            found[table] = {text for (text,) in cr.fetchall()}
    return found


def mentions(name, words, but=""):
    """Every row of the database in which one of some words stands.

    Except what Odoo knows of addons that are not installed, and messages on their way
    to browsers, which it deletes by itself.

    :param words: a pattern of PostgreSQL's
    :param but: rows that match this one are left out
    """
    found = set()
    others = f" AND line::text !~ '{but}'" if but else ""
    with postgres.cursor(name) as cr:
        cr.execute(
            "SELECT relname FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relname NOT IN ('ir_module_module', 'bus_bus')"
        )
        for (table,) in cr.fetchall():
            cr.execute(
                f'SELECT left(line::text, 300) FROM "{table}" AS line'
                f" WHERE line::text ~ '{words}'{others}"
            )
            found |= {(table, text) for (text,) in cr.fetchall()}
    return found


@pytest.mark.slow
def test_installing_takes_seconds(installation):
    print(f"{MANY:,} customers and leads: installed in {installation.seconds:.0f} s")
    assert installation.seconds < SECONDS_TO_INSTALL


@pytest.mark.slow
def test_installing_does_not_visit_every_lead(installation):
    assert not installation.rewritten
    assert installation.visited == 0


@pytest.mark.slow
def test_uninstalling_leaves_no_trace(installation):
    name, before = installation.name, installation.before
    shell(name, "use", USE + USE_TASKS)
    assert any("relationship_account" in row for row in schema(name)["columns"])
    shell(name, "uninstall", UNINSTALL.format(names=addons.names()))
    after = schema(name)
    for kind in SCHEMA:
        assert after[kind] - before[kind] == set(), f"left: {kind}"
        assert before[kind] - after[kind] == set(), f"lost: {kind}"
    left = sorted(mentions(name, OUR_WORDS) - before["mentions"])
    assert not left, "\n".join(f"{table}: {text}" for table, text in left)
    for table, rows in documents(name).items():
        assert rows ^ before[table] == set(), f"changed: {table}"
