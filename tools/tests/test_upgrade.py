"""Databases of earlier releases, with data, go on with today's sources.

The sources of those releases are kept beside this file, without tests and pictures.
"""

import hashlib
import tarfile
from datetime import datetime, timezone
from pathlib import Path

import pytest

from tools import addons, database, odoo_cli, postgres

from .test_install_uninstall import shell

OLD = Path(__file__).parent / "old"
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
#: What they have made besides with the release that closes the loop of feedback.
LATER_DATA = """
from datetime import timedelta

now = fields.Datetime.now()
amy = contact
team = env.ref("account_relationship.feedback_team_technical")
team.write({"user_id": bob.id, "member_ids": [Command.set([ann.id, bob.id])]})
said = env["relationship.feedback"].create([
    {"verbatim": verbatim, "partner_id": amy.id, "team_id": team.id,
     "account_id": accounts[0].id, "email_from": "Amy <amy@example.com>",
     "is_shared": True}
    for verbatim in ("Dark lamp", "Dark lamp again", "Loud fan", "Wrong price")
])
link = said[0]._portal_ensure_token()
said[1]._merge_into(said[0])
said[2].action_acknowledge()
said[2].activity_schedule("mail.mail_activity_data_todo", user_id=ann.id)
env["relationship.feedback.notice"].create({
    "feedback_id": said[2].id, "kind": "outcome", "channel": "phone",
    "partner_id": amy.id, "body": "Told",
})
plan = env["relationship.plan"].create({
    "name": "Growth", "account_id": accounts[0].id, "user_id": ann.id,
    "is_shared": True, "date_end": fields.Date.add(today, days=200),
})
env["relationship.objective"].create({
    "plan_id": plan.id, "name": "Sell more", "kind": "quantitative",
    "measure": "recommendation_12m", "target": 9,
})
env["relationship.action"].create([
    {"plan_id": plan.id, "name": "Send samples", "user_id": ann.id,
     "date_due": fields.Date.add(today, days=5)},
    {"plan_id": plan.id, "name": "Name a key user", "side": "theirs",
     "contact_id": amy.id, "date_due": fields.Date.add(today, days=9)},
])
template = env["relationship.plan.template"].create({
    "name": "First year", "objective_ids": [Command.create({"name": "Settle in"})],
})
env["relationship.plan.template.action"].create({
    "template_id": template.id, "objective_id": template.objective_ids.id,
    "name": "Look back", "days_due": 30,
})
plan.template_id = template
share = env["relationship.share"].create({"plan_id": plan.id, "partner_id": amy.id})
env["relationship.plan.view"].create(
    {"plan_id": plan.id, "share_id": share.id, "partner_id": amy.id}
)
env["relationship.score"].create([
    {"account_id": accounts[0].id, "partner_id": amy.id, "email": "amy@example.com",
     "sent_at": now - timedelta(days=days), "sent_on": today - timedelta(days=days),
     "expires_on": fields.Date.add(today, days=30), "value": value,
     "answered_at": now - timedelta(days=days)}
    for days, value in ((100, 9), (10, 4))
])
promise = env["relationship.promise"].create({
    "name": "Call back", "account_id": accounts[0].id, "user_id": ann.id,
    "date_due": fields.Date.subtract(today, days=3),
})
promise.action_keep()
product = env["product.product"].create({"name": "Desk", "list_price": 100})
order = env["sale.order"].create({
    "partner_id": customers[0].id,
    "order_line": [Command.create({"product_id": product.id})],
})
order.action_confirm()
env["relationship.measure"]._refresh()
env["relationship.objective"]._refresh_measured()
env.cr.commit()
"""
#: The same with the release in which templates are plans, and links have their names.
FIFTH_DATA = (
    LATER_DATA.replace(
        """template = env["relationship.plan.template"].create({
    "name": "First year", "objective_ids": [Command.create({"name": "Settle in"})],
})
env["relationship.plan.template.action"].create({
    "template_id": template.id, "objective_id": template.objective_ids.id,
    "name": "Look back", "days_due": 30,
})
""",
        """template = env["relationship.plan"].create({
    "name": "First year", "is_template": True,
    "objective_ids": [Command.create({"name": "Settle in"})],
})
env["relationship.action"].create({
    "plan_id": template.id, "objective_id": template.objective_ids.id,
    "name": "Look back", "days_due": 30,
})
""",
    )
    .replace("relationship.share", "relationship.plan.link")
    .replace("relationship.plan.view", "relationship.plan.visit")
    .replace("share_id", "link_id")
)
#: What they have made besides with the release that held one answer to each question.
ANSWERS_DATA = """
accounts[1].with_user(ann).write(
    {"wants": "Lamps", "wants_by": fields.Date.add(today, days=9)}
)
for days, words in ((40, "Shelves"), (20, "Chairs"), (20, "Chairs"), (5, "Tables")):
    env["relationship.interaction"].with_user(ann).create({
        "account_id": accounts[2].id, "type_id": call.id, "subject": words,
        "partner_ids": [Command.link(customers[2].id)], "wants": words,
        "problem": "Late again" if words == "Shelves" else False,
        "date_start": fields.Datetime.now() - timedelta(days=days),
    })
env["relationship.interaction"].create({
    "account_id": accounts[2].id, "type_id": call.id, "subject": "Secret",
    "wants": "To be sold", "is_confidential": True,
})
assert accounts[2].wants == "Tables" and accounts[2].problem == "Late again"
env.cr.commit()
"""
#: What a company has hung on what became something else later.
HUNG_ON_TEMPLATES = """
def get_model(name):
    return env["ir.model"]._get(name)

own = get_model("relationship.plan.template")
env["ir.model.fields"].create([
    {"model_id": model.id, "name": name, "field_description": name, **kind}
    for model, name, kind in (
        (own, "x_own", {"ttype": "char"}),
        (own, "x_people", {"ttype": "many2many", "relation": "res.partner"}),
        (get_model("crm.lead"), "x_template",
         {"ttype": "many2one", "relation": own.model}),
    )
])
template.x_own = "Ours"
env["crm.lead"].search([], limit=1).x_template = template
env["ir.attachment"].create({
    "name": "Letter", "res_model": own.model, "res_id": template.id, "raw": b"x",
})
env["ir.cron"].create({
    "name": "Count templates", "model_id": own.id, "state": "code", "code": "pass",
    "interval_number": 1, "interval_type": "days",
})
env["ir.filters"].create({"name": "Theirs", "model_id": own.model})
env["ir.actions.act_window"].create({"name": "Theirs", "res_model": own.model})
env["ir.ui.view"].create({
    "name": "Theirs", "model": own.model, "arch": '<list><field name="name"/></list>',
})
env["ir.exports"].create({
    "name": "Theirs", "resource": "relationship.plan",
    "export_fields": [Command.create({"name": "share_ids/partner_id"})],
})
env.flush_all()
env.cr.execute(
    "UPDATE relationship_plan_template SET customer_name = %s",
    ['{"fr_FR": "Premier an"}'],
)
env.cr.commit()
"""
EXPECTED_OF_HUNG = """
template = env["relationship.plan"].search([("is_template", "=", True)])
assert template.x_own == "Ours" and template.customer_name == "Premier an"
assert env["crm.lead"].search([("x_template", "!=", False)]).x_template == template
letter = env["ir.attachment"].search([("name", "=", "Letter")])
assert (letter.res_model, letter.res_id) == ("relationship.plan", template.id)
for model in ("ir.filters", "ir.actions.act_window", "ir.ui.view"):
    assert not env[model].search([("name", "=", "Theirs")]), model
assert not env["ir.cron"].search([("cron_name", "=", "Count templates")])
[column] = env["ir.exports"].search([("name", "=", "Theirs")]).export_fields
assert column.name == "link_ids/partner_id"
"""
HUNG_ON_ANSWERS = """
env["res.lang"]._activate_lang("es_ES")
area = env.ref("account_relationship.feedback_area_product")
area.with_context(lang="es_ES").name = "Sospechas"
form = env["ir.ui.view"].search([
    ("model", "=", "relationship.account"), ("type", "=", "form"),
    ("inherit_id", "=", False),
], limit=1)
message = env.ref("account_relationship.answers_message")
env["ir.ui.view"].create([
    {"name": "Their form", "model": form.model, "inherit_id": form.id,
     "arch": '<sheet position="inside"><field name="wants_on"/></sheet>'},
    {"name": "Their message", "type": "qweb", "inherit_id": message.id,
     "arch": '<xpath expr="//div[@t-if=\\'account.problem\\']" position="after">'
             '<p>Ours</p></xpath>'},
])
env["ir.filters"].create([
    {"name": "Theirs", "model_id": model, "domain": f"[('{path}', '!=', False)]"}
    for model, path in (
        ("relationship.account", "wants_by"),
        ("relationship.account", "is_problem_stale"),
        ("relationship.plan", "account_id.wants_by"),
        ("relationship.interaction", "wants_by"),
    )
])
env["ir.exports"].create({
    "name": "Theirs", "resource": "relationship.account",
    "export_fields": [Command.create({"name": n}) for n in ("wants", "problem_on")],
})
env.flush_all()
env.cr.execute("UPDATE relationship_interaction SET create_uid = NULL")
env.cr.commit()
"""
EXPECTED_OF_HUNG_ON_ANSWERS = """
areas = env["relationship.feedback.area"].search([])
[area] = [area for area in areas if area.name == "Product"]
assert not area.is_offered and not area.customer_name
[area] = [area for area in areas if area.name == "Delivery"]
assert area.is_offered and area.customer_name == "A delivery"
views = env["ir.ui.view"].with_context(active_test=False)
views = views.search([("name", "in", ("Their form", "Their message"))])
assert len(views) == 2 and not any(views.mapped("active"))
env["ir.qweb"]._render(
    "account_relationship.answers_message",
    {"accounts": env["relationship.account"].search([], limit=1)},
)
filters = env["ir.filters"].search([("name", "=", "Theirs")])
assert filters.model_id == "relationship.interaction"
export = env["ir.exports"].search([("name", "=", "Theirs")])
assert export.export_fields.mapped("name") == ["wants"]
"""
#: What holds besides, where answers were held.
EXPECTED_OF_ANSWERS = """
needs = env["relationship.need"].search([("customer_id.name", "=", "Customer 2")])
is_open = needs.filtered(lambda need: need.state == "open")
assert sorted(is_open.mapped("name")) == ["Late again", "Tables"]
assert set(is_open.user_id.mapped("login")) == {"upgrade_ann"}
assert set(is_open.interaction_id.mapped("subject")) == {"Shelves", "Tables"}
late = is_open.filtered(lambda need: need.kind == "problem")
assert (env.cr.now().date() - late.said_on).days in (39, 40, 41), late.said_on
replaced = needs - is_open
assert sorted(replaced.mapped("name")) == ["Chairs", "Shelves"]
assert set(replaced.mapped("state")) == {"dropped"}
assert all(replaced.mapped("drop_reason"))
replaced[0].action_reopen()
lamps = env["relationship.need"].search([("name", "=", "Lamps")])
assert lamps.date_by and lamps.state == "open" and lamps.user_id.login == "upgrade_ann"
assert not env["relationship.need"].search([("name", "=", "To be sold")])
assert env["relationship.interaction"].search([("wants", "=", "To be sold")])
lines = env["relationship.timeline"].search([("kind", "=", "need")])
assert {"Tables", "Chairs", "Late again"} <= set(lines.mapped("title"))
"""
#: What holds after the update of any release.
EXPECTED_OF_ALL = """
ours = env["ir.model"].search([("model", "=like", "relationship.%")])
ghosts = [model.model for model in ours if model.model not in env]
assert ours and not ghosts, ghosts
crons = env["ir.cron"].with_context(active_test=False).search(
    [("ir_actions_server_id.model_id", "in", ours.ids)]
)
assert crons.model_id.model == "relationship.work", crons.mapped("name")
assert len(crons) == 2
account = env["relationship.account"].search([("wants", "=", "Desks")])
assert account.wants == "Desks" and account.problem == "Late"
assert set(account.need_ids.mapped("state")) == {"open"}
for xmlid in ("feedback_area_delivery", "feedback_team_sales", "feedback_routing_risk",
              "tier_b", "stage_growth", "interaction_type_chat", "playbook_overdue"):
    assert env.ref(f"account_relationship.{xmlid}").exists()
env.cr.execute(
    "SELECT attname FROM pg_attribute WHERE attrelid = 'relationship_account'::regclass"
    " AND attname IN ('wants', 'problem')"
)
assert not env.cr.fetchall(), "needs have the words now"
"""
#: What holds besides, where feedback, plans and scores were there.
EXPECTED = """
from odoo import fields

template = env["relationship.plan"].search([("is_template", "=", True)])
assert template.name == "First year" and not template.account_id
assert template.action_ids.name == "Look back" and template.action_ids.days_due == 30
assert template.objective_ids.name == "Settle in"
assert template.action_ids.objective_id == template.objective_ids
plan = env["relationship.plan"].search([])
assert plan.name == "Growth" and plan.template_id == template
assert plan.link_ids.partner_id.name == "Amy" == plan.visit_ids.partner_id.name

here = env.company
assert here.relationship_tz, "each company has its day"
assert here.relationship_measured_for == here._get_relationship_today()
account = env["relationship.account"].search([("wants", "=", "Desks")])
ordered = env["sale.order"].search([("state", "=", "sale")]).date_order
assert account.last_order_date == here._get_relationship_day(ordered)
said = env["relationship.feedback"].search([("verbatim", "=", "Dark lamp")])
assert said.access_token and not said._find_reader(said.access_token), "it was unsigned"
assert said._find_reader(said._get_reader_token(said.partner_id)) == said.partner_id
promise = env["relationship.promise"].search([("name", "=", "Call back")])
assert promise.state == "kept", promise.state
assert not promise.activity_ids
handover = env["relationship.handover"].search([])
assert handover.company_ids == here, handover.company_ids
assert handover.state == "planned", handover.state
absence = env["relationship.absence"].search([])
assert absence.state in ("draft", "running", "over"), absence.state
objective = env["relationship.objective"].search([("name", "=", "Sell more")])
assert objective.measure == "recommendation_12m"
assert objective.current == 6.5, objective.current
assert env["relationship.score"].search_count([("value", ">", 0)]) == 2
rules = env["ir.rule"].search([("model_id.model", "=", "relationship.absence")])
assert any("company_ids" in (rule.domain_force or "") for rule in rules)
"""
#: Figures, which are computed anew.
FIGURES = {
    *("current", "has_data", "progress", "history", "revenue_at_stake"),
    "overdue_amount",
    *("revenue_12m", "revenue_prior_12m", "revenue_months", "last_order_date"),
}
RELEASES = {
    "19.0.1.0.0": DATA,
    "19.0.1.3.0": DATA + LATER_DATA + HUNG_ON_TEMPLATES,
    "19.0.1.5.0": DATA + FIFTH_DATA + ANSWERS_DATA + HUNG_ON_ANSWERS,
    "19.0.1.6.0": DATA + FIFTH_DATA,
}
#: Columns of the account that became needs; what became of them is in EXPECTED.
NEEDS = {
    *("wants", "wants_by", "wants_user_id", "wants_on"),
    *("problem", "problem_user_id", "problem_on"),
}
#: Tables and columns that have another name now.
RENAMED = {
    "relationship_share": "relationship_plan_link",
    "relationship_plan_view": "relationship_plan_visit",
    "share_id": "link_id",
    "promise_from": "scheduled_from",
}
#: Templates are plans now; what became of them is in EXPECTED.
MERGED = "relationship_plan_template"
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE %s"


@pytest.fixture(
    scope="module",
    # Each release has a database of its own: they need not wait for each other.
    params=[
        pytest.param(release, marks=pytest.mark.xdist_group(f"upgrade {release}"))
        for release in RELEASES
    ],
)
def upgraded(request, tmp_path_factory):
    """The name of the database, what was in it before, and of which release it is."""
    release = request.param
    archive = OLD / f"account_relationship-{release}.tar.xz"
    with postgres.running(), database.temporary("upgrade") as name:
        # These releases need what the core needs, and know no other addon of ours.
        base = database.base_template(False, addons.CORE)
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        # Some of the data is about today.
        today = datetime.now(timezone.utc).date().isoformat()
        worked_with = database.kept(
            f"old{release}",
            (base, digest, RELEASES[release], today),
            lambda partial: work_with(
                release, archive, base, partial, tmp_path_factory.mktemp("release")
            ),
        )
        database.clone(worked_with, name)
        before = rows(name)
        odoo_cli.batch(
            "Upgrading to today's sources",
            f"test-upgrade-{release}",
            *("-d", name, "-u", addons.CORE, "--stop-after-init", "--no-http"),
        )
        yield name, before, release


def work_with(release, archive, base, name, folder):
    """Make a database with an earlier release, and what people have made with it."""
    with tarfile.open(archive) as sources:
        sources.extractall(folder, filter="data")
    ours = [path.parent.name for path in folder.glob("*/__manifest__.py")]
    assert ours == [addons.CORE]
    path = ",".join(map(str, [folder, *addons.search_path()[:-1]]))
    database.clone(base, name)
    odoo_cli.batch(
        f"Installing {release}",
        f"test-upgrade-install-{release}",
        *("-d", name, f"--addons-path={path}", "--no-http"),
        *("-i", addons.CORE, "--stop-after-init"),
    )
    title = f"upgrade-data-{release}"
    shell(name, title, RELEASES[release], f"--addons-path={path}")


def rows(name):
    """``{table: rows as dictionaries}`` of the addon's tables."""
    found = {}
    with postgres.cursor(name) as cr:
        cr.execute(TABLES, ("relationship\\_%",))
        for (table,) in cr.fetchall():
            cr.execute(f'SELECT to_jsonb(line) FROM "{table}" AS line')
            found[table] = [row for (row,) in cr.fetchall()]
    return found


@pytest.mark.slow
def test_every_row_is_there_as_it_was(upgraded):
    name, before, __ = upgraded
    after = rows(name)
    for table in ("account", "interaction", "promise", "assignment", "handover"):
        assert before[f"relationship_{table}"], table
    for table, lines in before.items():
        for line in () if table.startswith(MERGED) else lines:
            there = after[RENAMED.get(table, table)]
            if table == "relationship_account":
                line = {key: line[key] for key in line.keys() - NEEDS}
            assert is_among(line, there), f"{table}: {line}"


def is_among(line, others):
    """Whether one has its values; figures, and who wrote it when, aside."""
    # Which template a plan was made of is in EXPECTED: it has another id.
    aside = {"write_date", "write_uid", "template_id"} | FIGURES
    wanted = {RENAMED.get(key, key): line[key] for key in line.keys() - aside}
    return any(
        all(is_kept(value, other.get(key)) for key, value in wanted.items())
        for other in others
    )


def is_kept(value, now):
    """Whether a value is there; names may have become known in more languages."""
    if isinstance(value, dict) and isinstance(now, dict):
        return value.items() <= now.items()
    return value == now


@pytest.mark.slow
def test_planned_contacts_know_since_when(upgraded):
    name, *__ = upgraded
    with postgres.cursor(name) as cr:
        cr.execute(
            # Planned on the day it was for the company, or noted so when upgraded.
            "SELECT account.contact_planned_on IN (activity.create_date::date,"
            " (activity.create_date AT TIME ZONE 'UTC'"
            "  AT TIME ZONE company.relationship_tz)::date)"
            " FROM relationship_account AS account"
            " JOIN res_company AS company ON company.id = account.company_id"
            " JOIN mail_activity AS activity"
            " ON activity.res_model = 'relationship.account'"
            " AND activity.res_id = account.id AND activity.automated"
            " WHERE activity.active AND activity.summary = 'Get in touch'"
        )
        assert cr.fetchall() == [(True,)]


@pytest.mark.slow
def test_figures_rights_and_links_are_those_of_today(upgraded):
    name, before, release = upgraded
    expected = EXPECTED_OF_ALL
    if before.get("relationship_feedback"):
        expected += EXPECTED
    if any(line.get("wants") == "Lamps" for line in before["relationship_account"]):
        expected += EXPECTED_OF_ANSWERS
    expected += {
        "19.0.1.3.0": EXPECTED_OF_HUNG,
        "19.0.1.5.0": EXPECTED_OF_HUNG_ON_ANSWERS,
    }.get(release, "")
    shell(name, f"upgrade-expected-{release}", expected)
