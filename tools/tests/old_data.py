"""What people have made with earlier releases, as scripts of Odoo's shell."""

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
#: What they have made besides with the first release of retention.
RETENTION_DATA = """
accounts[0].tier_id.purchase_months = 7
env.company.relationship_history_begins = fields.Date.subtract(today, years=3)
invoices = env["account.move"].create([
    {"move_type": kind, "partner_id": customers[0].id, "invoice_date": day,
     "invoice_line_ids": [Command.create(
         {"product_id": product.id, "price_unit": price, "tax_ids": []})]}
    for kind, price, day in (
        ("out_invoice", 300, fields.Date.subtract(today, months=2)),
        ("out_refund", 50, fields.Date.subtract(today, months=2)),
        ("out_invoice", 100, fields.Date.subtract(today, months=14)),
    )
])
invoices.action_post()
env["relationship.revenue"]._refresh()
late = invoices[-1].copy({"invoice_date": fields.Date.subtract(today, months=3)})
late.action_post()
env.cr.commit()
"""
#: What they have made besides with the first release of agreements.
AGREEMENT_DATA = """
agreed = env["relationship.agreement"].create([
    {"name": name, "account_id": accounts[0].id, "renewal": renewal,
     "date_start": fields.Date.subtract(today, months=14),
     "line_ids": [Command.create({"name": "Lift", "amount": 100})]}
    for name, renewal in (("Maintenance", "tacit"), ("Licence", "agreed"))
])
agreed.action_confirm()
env["relationship.agreement.pause"].create({
    "agreement_id": agreed[0].id,
    "date_start": fields.Date.subtract(today, months=5, day=1),
    "date_end": fields.Date.subtract(today, months=4, day=1),
})
agreed._cron_advance()
recurring = env["relationship.recurring"]
arr = recurring._get_arr(fields.Date.subtract(today, months=8))
assert arr == {accounts[0].id: 2400}, arr
env.cr.commit()
"""
#: What they have made besides with the first release of sales potential.
EXPANSION_DATA = """
lamps, shelves = env["product.category"].create(
    [{"name": "Lamps"}, {"name": "Shelves"}]
)
ideas = env["relationship.whitespace"]._on_own_path().create([
    {"account_id": accounts[0].id, "category_id": category.id, "kind": "never_bought",
     "since": today, "found_amount": 900, "amount": 900}
    for category in (lamps, shelves)
])
ideas[0]._dismiss("competitor", competitor="Others", note="Since May")
ideas[1].amount = 700
ideas[1].action_accept()
env["relationship.key.contact"].create(
    {"account_id": accounts[0].id, "partner_id": contact.id, "cadence_days": 45}
)
env.cr.commit()
"""
#: The scripts that ran with each release.
RELEASES = {
    "19.0.1.0.0": DATA,
    "19.0.1.3.0": DATA + LATER_DATA + HUNG_ON_TEMPLATES,
    "19.0.1.5.0": DATA + FIFTH_DATA + ANSWERS_DATA + HUNG_ON_ANSWERS,
    "19.0.1.6.0": DATA + FIFTH_DATA,
    "19.0.1.7.0": DATA + FIFTH_DATA + RETENTION_DATA,
    "19.0.1.8.0": DATA + FIFTH_DATA + RETENTION_DATA + AGREEMENT_DATA,
    "19.0.1.9.0": (
        DATA + FIFTH_DATA + RETENTION_DATA + AGREEMENT_DATA + EXPANSION_DATA
    ),
}
