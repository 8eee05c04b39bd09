"""Much data: customers, their documents and their accounts, made by set-based SQL.

Revenue is Pareto-distributed (20 % of the customers make 80 %), everything else is
spread evenly: what differs between two sizes is how much there is, not what it is
like. Documents are as wide as what the addon reads of them.
"""

from contextlib import contextmanager

from odoo import Command, fields
from odoo.tools import SQL

from .beside_data import fill_boards, make_columns
from .communication import fill_communication
from .loop_data import (
    LINES_SQL,
    RECEIVABLES_SQL,
    fill_loop,
    make_products,
    make_technician,
    refresh_loop,
)

MANAGERS = 50
TEAMS = 5
#: A portfolio that fills five columns of a kanban, at any size: screens are compared
#: with the same number of rows on them.
LEAST_PORTFOLIO = 600
CONTACTS, INVOICES, DAYS = 2, 5, 730
TABLES = (
    *("res_partner", "account_move", "account_move_line", "sale_order", "crm_lead"),
)
LOOP_TABLES = (
    *("relationship_feedback", "relationship_feedback_notice", "relationship_plan"),
    *("relationship_objective", "relationship_action", "relationship_score"),
)
#: Shape of the distribution in which a fifth of the customers makes four fifths.
PARETO_SHAPE = 1.16


def fill(env, size: int) -> None:
    """Make `size` customers with everything that belongs to them."""
    managers = make_people(env)
    make_technician(env)
    make_products(env)
    make_columns(env)
    with quick_inserts(env, *TABLES):
        first = make_customers(env, size)
        for statement in (
            *(INVOICES_SQL, LINES_SQL, RECEIVABLES_SQL),
            *(ORDERS_SQL, LEADS_SQL),
        ):
            env.cr.execute(
                statement,
                {"invoices": INVOICES, "days": DAYS, "managers": managers.ids},
            )
    env.cr.execute("ANALYZE")
    open_accounts(env, managers, first, size)
    spread_accounts(env, managers)
    fill_boards(env)
    with quick_inserts(env, "mail_message", "mail_notification"):
        fill_communication(env)
    with quick_inserts(env, *LOOP_TABLES):
        fill_loop(env)
    env.cr.execute("ANALYZE")
    env["relationship.touch"]._refresh()
    refresh_loop(env)
    env.cr.commit()


@contextmanager
def quick_inserts(env, *tables):
    """Build indexes once at the end instead of row by row: ten times as fast.

    Foreign keys are checked by index even while the tables look empty.
    """
    env.cr.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique",
        (list(tables),),
    )
    indexes = env.cr.fetchall()
    for name, _definition in indexes:
        env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    env.cr.execute("SET enable_seqscan = off")
    yield
    env.cr.execute("RESET enable_seqscan")
    for _name, definition in indexes:
        env.cr.execute(definition)


def make_people(env):
    """Create a head of accounts and managers in teams; return the managers."""
    users = env["res.users"].with_context(no_reset_password=True)
    head = env.ref("account_relationship.group_head")
    user = env.ref("account_relationship.group_user")
    users.create(
        _person(
            *("bench_head", "Head of accounts"),
            *(head, env.ref("project.group_project_user")),
        )
    )
    managers = users.create(
        [
            _person(f"bench_manager_{number}", f"Manager {number}", user)
            for number in range(1, MANAGERS + 1)
        ]
    )
    env["crm.team"].create(
        [
            {
                "name": f"Team {number + 1}",
                "member_ids": [Command.set(managers[number::TEAMS].ids)],
            }
            for number in range(TEAMS)
        ]
    )
    env.flush_all()
    return managers


def _person(login, name, *groups):
    return {
        "login": login,
        "name": name,
        "email": f"{login}@example.com",
        "tz": "Europe/Madrid",
        "group_ids": [Command.link(group.id) for group in groups],
    }


def make_customers(env, size: int) -> int:
    """Insert the customers and their contacts; return the first customer's id."""
    env.cr.execute("SELECT setseed(0.42)")
    env.cr.execute("SELECT MAX(id) + 1 FROM res_partner")
    (first,) = env.cr.fetchone()
    values = {"first": first, "size": size, "contacts": CONTACTS}
    env.cr.execute(CUSTOMERS_SQL, values)
    env.cr.execute(CONTACTS_SQL, values)
    env.cr.execute("SELECT setval('res_partner_id_seq', MAX(id)) FROM res_partner")
    env.cr.execute(
        "CREATE TEMPORARY TABLE bench_customer AS SELECT id,"
        " 400 * (1 - random()) ^ (-1 / %s) AS amount"
        " FROM generate_series(%s, %s) AS id",
        (PARETO_SHAPE, first, first + size - 1),
    )
    env.cr.execute("ALTER TABLE bench_customer ADD PRIMARY KEY (id)")
    return first


def open_accounts(env, managers, first: int, size: int) -> None:
    """Open the accounts with the addon's own bulk opening.

    The first manager has a portfolio that fills the screens, the others share the
    rest evenly.
    """
    portfolio = max(LEAST_PORTFOLIO, size // MANAGERS)
    others = managers[1:]
    tiers = env["relationship.tier"].search([])
    proposal = [
        (
            first + number,
            (managers[0] if number < portfolio else others[number % len(others)]).id,
            tiers[number % len(tiers)].id,
        )
        for number in range(size)
    ]
    env["relationship.account"]._open_in_bulk(env.company, proposal)


def spread_accounts(env, managers) -> None:
    """Give the accounts stages, backups, dates, tags and activities."""
    stages = env["relationship.stage"].search([])
    tags = env["relationship.tag"].create([{"name": f"Tag {n}"} for n in range(5)])
    activity_type = env.ref("mail.mail_activity_data_call")
    env.flush_all()
    values = {
        "today": fields.Date.today(),
        "stages": stages.ids,
        "managers": managers.ids,
        "tags": tags.ids,
        "model": env["ir.model"]._get_id("relationship.account"),
        "activity_type": activity_type.id,
    }
    for statement in (SPREAD_SQL, TAGS_SQL, ACTIVITIES_SQL):
        env.cr.execute(statement, values)
    env.invalidate_all()


CUSTOMERS_SQL = """
    INSERT INTO res_partner (
        id, name, complete_name, is_company, active, type, partner_share,
        commercial_partner_id, commercial_company_name, email, email_normalized, phone,
        city, lang, country_id, customer_rank, autopost_bills,
        create_uid, write_uid, create_date, write_date)
    SELECT id, name, name, TRUE, TRUE, 'contact', TRUE, id,
           name, 'office@' || id || '.example.com', 'office@' || id || '.example.com',
           '+34 600 ' || id, 'City ' || id %% 500, 'en_US',
           (ARRAY[68, 75, 57, 233, 109])[1 + id %% 5], 1, 'ask', 1, 1, now(), now()
      FROM (SELECT %(first)s + n AS id,
                   'Customer ' || lpad(
                       (((n + 1)::bigint * 7919) %% 1000003)::text, 7, '0') AS name
              FROM generate_series(0, %(size)s - 1) AS n) AS customer
"""

CONTACTS_SQL = """
    INSERT INTO res_partner (
        id, name, complete_name, is_company, active, type, partner_share, parent_id,
        commercial_partner_id, commercial_company_name, email, email_normalized,
        function, lang, autopost_bills, create_uid, write_uid, create_date, write_date)
    SELECT %(first)s + %(size)s + (customer.id - %(first)s) * %(contacts)s + n,
           'Contact ' || n, customer.name || ', Contact ' || n, FALSE, TRUE, 'contact',
           TRUE, customer.id, customer.id, customer.name,
           'contact' || n || '@' || customer.id || '.example.com',
           'contact' || n || '@' || customer.id || '.example.com',
           'Buyer', 'en_US', 'ask', 1, 1, now(), now()
      FROM res_partner AS customer
     CROSS JOIN generate_series(0, %(contacts)s - 1) AS n
     WHERE customer.id BETWEEN %(first)s AND %(first)s + %(size)s - 1
"""

#: Over 24 months; one in twenty a credit note, one past due in ten unpaid.
INVOICES_SQL = """
    INSERT INTO account_move (
        journal_id, company_id, currency_id, state, move_type,
        auto_post, date, invoice_date, invoice_date_due, partner_id,
        commercial_partner_id, name, sequence_prefix, sequence_number, payment_state,
        amount_untaxed, amount_total, amount_residual, amount_untaxed_signed,
        amount_total_signed, amount_residual_signed, posted_before, checked,
        create_uid, write_uid, create_date, write_date)
    SELECT journal.id, company.id, company.currency_id, 'posted',
           CASE WHEN sign > 0 THEN 'out_invoice' ELSE 'out_refund' END, 'no',
           day, day, day + 30, invoice.partner_id, invoice.partner_id,
           'INV/BENCH/' || number, 'INV/BENCH/', number,
           CASE WHEN is_open THEN 'not_paid' ELSE 'paid' END,
           amount, amount, CASE WHEN is_open THEN amount ELSE 0 END, sign * amount,
           sign * amount, CASE WHEN is_open THEN sign * amount ELSE 0 END, TRUE, TRUE,
           1, 1, now(), now()
      FROM (SELECT customer.id AS partner_id, row_number() OVER () AS number,
                   CURRENT_DATE - (random() * %(days)s)::int AS day,
                   round((amount * (0.5 + random()))::numeric, 2) AS amount,
                   CASE WHEN random() < 0.05 THEN -1 ELSE 1 END AS sign,
                   random() < 0.1 AS is_open
              FROM bench_customer AS customer
             CROSS JOIN generate_series(1, %(invoices)s)) AS invoice
     CROSS JOIN (SELECT id FROM account_journal WHERE type = 'sale' LIMIT 1) AS journal
     CROSS JOIN (SELECT * FROM res_company ORDER BY id LIMIT 1) AS company
"""

ORDERS_SQL = """
    INSERT INTO sale_order (
        company_id, partner_id, partner_invoice_id, partner_shipping_id, name, state,
        date_order, currency_id, currency_rate, amount_untaxed, amount_total, user_id,
        create_uid, write_uid, create_date, write_date)
    SELECT company.id, customer.id, customer.id, customer.id, 'SB' || customer.id,
           'sale', now() - random() * interval '730 days', company.currency_id, 1,
           amount, amount, (%(managers)s)[1 + customer.id %% cardinality(%(managers)s)],
           1, 1, now(), now()
      FROM bench_customer AS customer
     CROSS JOIN (SELECT * FROM res_company ORDER BY id LIMIT 1) AS company
"""

#: Every second customer has an open opportunity.
LEADS_SQL = """
    INSERT INTO crm_lead (
        name, type, active, company_id, partner_id, stage_id, probability, won_status,
        expected_revenue, user_id, create_uid, write_uid, create_date, write_date)
    SELECT 'Opportunity ' || customer.id, 'opportunity', TRUE, company.id, customer.id,
           stage.id, 20, 'pending', amount,
           (%(managers)s)[1 + customer.id %% cardinality(%(managers)s)],
           1, 1, now(), now()
      FROM bench_customer AS customer
     CROSS JOIN (SELECT id FROM crm_stage ORDER BY sequence LIMIT 1) AS stage
     CROSS JOIN (SELECT id FROM res_company ORDER BY id LIMIT 1) AS company
     WHERE customer.id %% 2 = 0
"""

SPREAD_SQL = """
    UPDATE relationship_account AS account
       SET stage_id = (%(stages)s)[1 + (id / 7) %% cardinality(%(stages)s)],
           backup_id = CASE WHEN id %% 5 < 3 THEN NULLIF(
               (%(managers)s)[1 + (id / 3) %% cardinality(%(managers)s)], manager_id)
           END,
           next_contact_date = %(today)s::date + (id * 31) %% 70 - 10,
           date_since = %(today)s::date - (id * 37) %% 2000
"""

TAGS_SQL = """
    INSERT INTO relationship_account_relationship_tag_rel
           (relationship_account_id, relationship_tag_id)
    SELECT id, (%(tags)s)[1 + id %% cardinality(%(tags)s)]
      FROM relationship_account WHERE id %% 2 = 0
"""

#: One account in seven has something planned, a third of it overdue.
ACTIVITIES_SQL = """
    INSERT INTO mail_activity (
        res_model, res_model_id, res_id, res_name, user_id, activity_type_id, summary,
        date_deadline, active, automated, create_uid, write_uid, create_date,
        write_date)
    SELECT 'relationship.account', %(model)s, id, name, manager_id, %(activity_type)s,
           'Call', %(today)s::date + (id * 13) %% 30 - 10, TRUE, FALSE, 1, 1, now(),
           now()
      FROM relationship_account WHERE id %% 7 = 0
"""
