"""What holds after the update of earlier releases, as scripts of Odoo's shell."""

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
reviewed = env["relationship.account"].search([("tier_id.review_days", ">", 0)])
assert reviewed and all(reviewed.mapped("next_review_date")), "as their tiers say"
"""
#: What holds besides, where feedback, plans and scores were there.
EXPECTED = """
from odoo import fields

template = env["relationship.plan"].search(
    [("is_template", "=", True), ("action_ids.name", "=", "Look back")]
)
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
#: What holds besides, where retention was installed.
EXPECTED_OF_RETENTION = """
account = env["relationship.account"].search([("wants", "=", "Desks")])
assert account.tier_id.purchase_months == 7
begins = env.company.relationship_history_begins
assert fields.Date.subtract(env.cr.now().date(), years=3) >= begins
env["relationship.revenue"]._refresh()
env.cr.execute(
    "SELECT SUM(amount), SUM(invoice_count) FROM relationship_revenue"
    " WHERE partner_id = %s", [account.partner_id.id],
)
assert env.cr.fetchone() == (450, 4), "what was still to be added up, too"
customer = [("partner_id", "=", account.partner_id.id)]
for model in ("movement", "category.movement", "cohort", "concentration"):
    assert env["relationship." + model].search_count(customer), model
assert account.sales_class == "A" and account.order_last_day, account.order_state
assert env["relationship.loss.reason"].search_count([])
assert env.company.relationship_warn_top1 == 15
assert not env.company.relationship_retention_asked
assert env.ref("account_relationship_retention.todo_start").exists()
start = env["relationship.retention.start"].create({})
assert start.history_begins == begins
assert not start.asks_months, "somebody set a tier apart"
assert "1 customers, 1 make" in start.found, start.found
"""
#: The same of the first release of agreements.
EXPECTED_OF_AGREEMENTS = """
from odoo import fields

agreed = env["relationship.agreement"].search([], order="id")
assert agreed.mapped("name") == ["Maintenance", "Licence"]
today = env.company._get_relationship_today()
account = agreed.account_id
day = fields.Date.subtract(today, months=8)
assert env["relationship.recurring"]._get_arr(day) == {account.id: 2400}
assert len(agreed[0].pause_ids) == 1 and agreed[0].term_start <= today
assert account.agreement_ids == agreed
"""
#: The same of the first release of sales potential.
EXPECTED_OF_EXPANSION = """
dismissed, accepted = env["relationship.whitespace"].search([], order="id")
assert dismissed.state == "dismissed" and dismissed.competitor == "Others"
assert dismissed.not_before and dismissed.note == "Since May"
assert dismissed.outcome == "dismissed" and not accepted.outcome
assert accepted.state == "accepted" and accepted.amount == 700, accepted.amount
assert accepted.is_corrected and accepted.lead_id.relationship_motion == "cross_sell"
[key] = env["relationship.key.contact"].search([])
assert key.partner_id.name == "Amy" and key.cadence_days == 45
[person] = env["relationship.stakeholder"].search([])
assert person.key_contact_id == key and person.partner_id == key.partner_id
assert person.cadence_days == 45 and person.account_id == key.account_id
assert env["relationship.tier"].search([("is_key", "=", True)]) == env.ref(
    "account_relationship.tier_a"
)
"""
