"""What customers said and what was agreed with them: feedback, plans, scores.

One feedback with three notices for each account, a plan with three objectives and
five actions for every fifth, and a key contact who was asked for a score. The first
manager's accounts all have a plan, so that the columns of a board are full at any size.
"""

from odoo import Command

from .calls import TECHNICIAN

CATEGORIES, PRODUCTS = 5, 10
#: Accounts of which every one has a plan.
PLANNED = 600


def make_products(env, categories=CATEGORIES, products=PRODUCTS) -> None:
    made = env["product.category"].create(
        [{"name": f"Category {number}"} for number in range(categories)]
    )
    env["product.product"].create(
        [
            {"name": f"Product {n}", "categ_id": made[n % categories].id}
            for n in range(products)
        ]
    )
    env.flush_all()


def make_technician(env) -> None:
    """Somebody who answers feedback of a team and looks after no accounts."""
    technician = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "login": TECHNICIAN,
                "name": "Technician",
                "email": f"{TECHNICIAN}@example.com",
                "tz": "Europe/Madrid",
                "group_ids": [Command.link(env.ref("base.group_user").id)],
            }
        )
    )
    team = env.ref("account_relationship.feedback_team_technical")
    team.member_ids |= technician
    team.user_id = technician


def fill_loop(env) -> None:
    """Everything is open but a seventh of the feedback and a fifth of the plans."""
    env.company.relationship_ask_scores = True
    technical = env.ref("account_relationship.feedback_team_technical")
    teams = env["relationship.feedback.team"].search([("id", "!=", technical.id)])
    env.flush_all()
    products = env["product.product"].search([("name", "=like", "Product %")])
    values = {
        "technical": technical.id,
        "teams": teams.ids,
        "technician": env["res.users"].search([("login", "=", TECHNICIAN)]).id,
        "areas": env["relationship.feedback.area"].search([]).ids,
        "products": products.ids,
        "categories": products.categ_id.ids,
        "planned": PLANNED,
        "activity_type": env.ref("account_relationship.activity_type_feedback").id,
        "model": env["ir.model"]._get_id("relationship.feedback"),
    }
    env.cr.execute(
        "CREATE TEMPORARY TABLE bench_account AS"
        " SELECT account.id, account.company_id, account.partner_id,"
        " account.manager_id, contact.id AS contact_id,"
        " contact.email_normalized AS email,"
        " row_number() OVER (ORDER BY account.id)::int AS n"
        " FROM relationship_account AS account"
        " JOIN LATERAL (SELECT id, email_normalized FROM res_partner"
        " WHERE parent_id = account.partner_id ORDER BY id LIMIT 1)"
        " AS contact ON TRUE"
    )
    for statement in (
        *(FEEDBACK_SQL, REPORTERS_SQL, NOTICES_SQL, FEEDBACK_ACTIVITIES_SQL),
        *(PLANS_SQL, OBJECTIVES_SQL, ACTIONS_SQL, ORDER_SQL),
        *(KEY_CONTACTS_SQL, SCORES_SQL),
    ):
        env.cr.execute(statement, values)
    env.invalidate_all()


def refresh_loop(env) -> None:
    """What the nights would have done by now."""
    env["relationship.feedback"]._cron_refresh_revenue_at_stake()
    env["relationship.objective"]._cron_refresh()


#: The sales behind the invoices, one line each.
LINES_SQL = """
    INSERT INTO account_move_line (
        move_id, journal_id, company_id, company_currency_id, currency_id, account_id,
        partner_id, product_id, display_type, parent_state, date, name, move_name,
        quantity, price_unit, price_subtotal, price_total, debit, credit, balance,
        amount_currency, create_uid, write_uid, create_date, write_date)
    SELECT move.id, move.journal_id, move.company_id, move.currency_id,
           move.currency_id, income.id, move.partner_id,
           product.ids[1 + move.id %% cardinality(product.ids)], 'product',
           move.state, move.date, 'Goods', move.name, 1, move.amount_untaxed,
           move.amount_untaxed, move.amount_untaxed,
           GREATEST(-move.amount_untaxed_signed, 0),
           GREATEST(move.amount_untaxed_signed, 0), -move.amount_untaxed_signed,
           -move.amount_untaxed_signed, 1, 1, now(), now()
      FROM account_move AS move
     CROSS JOIN (SELECT id FROM account_account WHERE account_type = 'income'
                  ORDER BY id LIMIT 1) AS income
     CROSS JOIN (SELECT array_agg(id ORDER BY id) AS ids FROM product_product)
        AS product
     WHERE move.name LIKE 'INV/BENCH/%%'
"""

#: What the customers owe of each invoice, due as a whole.
RECEIVABLES_SQL = """
    INSERT INTO account_move_line (
        move_id, journal_id, company_id, company_currency_id, currency_id, account_id,
        partner_id, display_type, parent_state, date, date_maturity, move_name,
        debit, credit, balance, amount_currency, amount_residual,
        amount_residual_currency, reconciled, create_uid, write_uid, create_date,
        write_date)
    SELECT move.id, move.journal_id, move.company_id, move.currency_id,
           move.currency_id, receivable.id, move.partner_id, 'payment_term',
           move.state, move.date, move.invoice_date_due, move.name,
           GREATEST(move.amount_total_signed, 0),
           GREATEST(-move.amount_total_signed, 0), move.amount_total_signed,
           move.amount_total_signed, move.amount_residual_signed,
           move.amount_residual_signed, move.amount_residual_signed = 0, 1, 1, now(),
           now()
      FROM account_move AS move
     CROSS JOIN (SELECT id FROM account_account
                  WHERE account_type = 'asset_receivable'
                  ORDER BY id LIMIT 1) AS receivable
     WHERE move.name LIKE 'INV/BENCH/%%'
"""

FEEDBACK_SQL = """
    INSERT INTO relationship_feedback (
        account_id, company_id, customer_id, partner_id, name, verbatim, kind, state,
        severity, source, is_shared, customer_wording, team_id, user_id, area_id,
        product_id, received_at, acknowledged_at, decided_at, implemented_at, told_at,
        is_told, is_waiting, acknowledge_deadline, decide_deadline, resolve_deadline,
        deadline, deadline_kind, close_at, escalation_level, reopen_count,
        create_uid, write_uid, create_date, write_date)
    SELECT id, company_id, partner_id, contact_id, 'Feedback ' || n,
           'What customer ' || n || ' said', kind, state, severity, 'portal', TRUE,
           'What customer ' || n || ' said', team_id,
           CASE WHEN n %% 2 = 0 THEN %(technician)s END,
           (%(areas)s)[1 + n %% cardinality(%(areas)s)],
           CASE WHEN n %% 2 = 0
                THEN (%(products)s)[1 + n / 2 %% cardinality(%(products)s)] END,
           received,
           CASE WHEN step > 1 THEN received + interval '3 hours' END,
           CASE WHEN step > 2 THEN received + interval '1 day' END,
           CASE WHEN step > 4 THEN received + interval '9 days' END,
           CASE WHEN step > 2 THEN received + interval '2 days' END,
           step > 2, FALSE, received + interval '4 hours', received + interval '3 days',
           deadline, deadline,
           CASE WHEN deadline IS NOT NULL THEN 'resolve' END,
           deadline - interval '2 days',
           CASE WHEN deadline <= now() THEN 2 ELSE 0 END, 0, 1, 1, received, received
      FROM (SELECT account.*,
                   1 + n %% 7 AS step,
                   (ARRAY['new', 'acknowledged', 'planned', 'in_progress',
                          'implemented', 'verified', 'closed'])[1 + n %% 7] AS state,
                   (ARRAY['complaint', 'request', 'question', 'idea', 'praise'])
                       [1 + n %% 5] AS kind,
                   (ARRAY['low', 'normal', 'high', 'critical'])[1 + n %% 4]
                       AS severity,
                   CASE WHEN n %% 10 < 7 THEN %(technical)s
                        ELSE (%(teams)s)[1 + n %% cardinality(%(teams)s)] END
                       AS team_id,
                   now() - (n * 13 %% 365) * interval '1 day' AS received,
                   CASE WHEN n %% 7 < 5
                        THEN now() + (n * 31 %% 30 - 3) * interval '1 day' END
                       AS deadline
              FROM bench_account AS account) AS said
"""

REPORTERS_SQL = """
    INSERT INTO relationship_feedback_reporter_rel (feedback_id, partner_id)
    SELECT id, partner_id FROM relationship_feedback
"""

NOTICES_SQL = """
    INSERT INTO relationship_feedback_notice (
        feedback_id, kind, channel, partner_id, user_id, date, body,
        create_uid, write_uid, create_date, write_date)
    SELECT feedback.id,
           (ARRAY['acknowledged', 'decision', 'update'])[number], 'mail',
           feedback.partner_id, account.manager_id,
           feedback.received_at + number * interval '1 day', '<p>What we do</p>',
           1, 1, now(), now()
      FROM relationship_feedback AS feedback
      JOIN bench_account AS account ON account.id = feedback.account_id
     CROSS JOIN generate_series(1, 3) AS number
"""

#: What is open waits for whoever has to act: assigned, leader or account manager.
FEEDBACK_ACTIVITIES_SQL = """
    INSERT INTO mail_activity (
        res_model, res_model_id, res_id, res_name, user_id, activity_type_id,
        date_deadline, active, automated, create_uid, write_uid, create_date,
        write_date)
    SELECT 'relationship.feedback', %(model)s, feedback.id, feedback.name,
           COALESCE(feedback.user_id, team.user_id, account.manager_id),
           %(activity_type)s, COALESCE(feedback.deadline::date, CURRENT_DATE),
           TRUE, TRUE, 1, 1, now(), now()
      FROM relationship_feedback AS feedback
      JOIN relationship_feedback_team AS team ON team.id = feedback.team_id
      JOIN relationship_account AS account ON account.id = feedback.account_id
     WHERE feedback.state NOT IN ('closed', 'duplicate')
"""

PLANS_SQL = """
    INSERT INTO relationship_plan (
        account_id, company_id, name, user_id, contact_id, state, agreed_on,
        agreed_by_id, date_start, date_end, is_shared, is_template, active,
        progress, action_count, action_done_count, reviewed_on, create_uid, write_uid,
        create_date, write_date)
    SELECT id, company_id, 'Plan ' || n, manager_id, contact_id, state,
           CASE WHEN state != 'draft' THEN CURRENT_DATE - 90 END,
           CASE WHEN state != 'draft' THEN contact_id END,
           CURRENT_DATE - 100, CURRENT_DATE + n * 7 %% 300 - 10, TRUE, FALSE, TRUE,
           40, 5, 2,
           CURRENT_DATE - n %% 60, manager_id, 1, now(), now()
      FROM (SELECT account.*,
                   (ARRAY['draft', 'agreed', 'active', 'active', 'done'])
                       [1 + n / 5 %% 5] AS state
              FROM bench_account AS account
             WHERE n <= %(planned)s OR n %% 5 = 0) AS planned
"""

OBJECTIVES_SQL = """
    INSERT INTO relationship_objective (
        plan_id, account_id, company_id, plan_state, name, whose, kind, measure,
        measure_category_id, baseline, target, state, date_due, is_shared, is_template,
        sequence, create_uid, write_uid, create_date, write_date)
    SELECT plan.id, plan.account_id, plan.company_id, plan.state,
           'Objective ' || number, 'joint', 'quantitative',
           CASE number WHEN 1 THEN 'revenue_12m' WHEN 2 THEN 'category_revenue_12m'
                ELSE (ARRAY['purchases_12m', 'overdue_amount', 'days_late_12m',
                            'csat_12m', 'nps_12m', 'open_feedback'])
                     [1 + plan.id %% 6] END,
           CASE number WHEN 2
                THEN (%(categories)s)[1 + plan.id %% cardinality(%(categories)s)] END,
           0, 1000, 'open', plan.date_end, TRUE, FALSE, number, 1, 1, now(), now()
      FROM relationship_plan AS plan
     CROSS JOIN generate_series(1, 3) AS number
     WHERE NOT plan.is_template
"""

ACTIONS_SQL = """
    INSERT INTO relationship_action (
        plan_id, plan_state, account_id, company_id, manager_id, name, side, user_id,
        contact_id, state, origin, date_due, date_due_original, date_done, is_shared,
        is_template, sequence, create_uid, write_uid, create_date, write_date)
    SELECT plan.id, plan.state, plan.account_id, plan.company_id, plan.user_id,
           'Action ' || number, CASE WHEN number <= 3 THEN 'ours' ELSE 'theirs' END,
           CASE WHEN number <= 3 THEN plan.user_id END,
           CASE WHEN number > 3 THEN plan.contact_id END,
           (ARRAY['done', 'done', 'in_progress', 'todo', 'todo'])[number], 'manual',
           due, due, CASE WHEN number <= 2 THEN due END, TRUE, FALSE, number, 1, 1,
           now(), now()
      FROM relationship_plan AS plan
     CROSS JOIN generate_series(1, 5) AS number
     CROSS JOIN LATERAL (
           SELECT CURRENT_DATE + (plan.id * 11 + number * 20) %% 150 - 10 AS due) AS day
     WHERE NOT plan.is_template
"""

#: The last action of each plan waits for the one before.
ORDER_SQL = """
    INSERT INTO relationship_action_after_rel (action_id, after_id)
    SELECT later.id, earlier.id
      FROM relationship_action AS later
      JOIN relationship_action AS earlier
        ON earlier.plan_id = later.plan_id AND earlier.sequence = 4
     WHERE later.sequence = 5
"""

KEY_CONTACTS_SQL = """
    INSERT INTO relationship_key_contact (
        account_id, company_id, partner_id, cadence_days, create_uid, write_uid,
        create_date, write_date)
    SELECT id, company_id, contact_id, 60, 1, 1, now(), now() FROM bench_account
"""

#: As if everybody were asked when the tier says so: a few every night.
SCORES_SQL = """
    INSERT INTO relationship_score (
        account_id, company_id, partner_id, email, score_type, access_token, sent_at,
        sent_on, expires_on, answered_at, value, is_refused,
        create_uid, write_uid, create_date, write_date)
    SELECT account.id, account.company_id, account.contact_id, account.email, 'nps',
           md5(account.id::text), now() - ago * interval '1 day', CURRENT_DATE - ago,
           CURRENT_DATE - ago + 30,
           CASE WHEN n %% 3 = 0 THEN now() - ago * interval '1 day' END,
           CASE WHEN n %% 3 = 0 THEN n %% 11 ELSE 0 END, FALSE, 1, 1, now(), now()
      FROM bench_account AS account
      JOIN relationship_account AS opened ON opened.id = account.id
      JOIN relationship_tier AS tier ON tier.id = opened.tier_id
     CROSS JOIN LATERAL (
           SELECT (n::bigint * 7919 %% (tier.feedback_days + 1))::int AS ago) AS since
"""
