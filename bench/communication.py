"""What was said: ten messages an account, interactions and meetings, and their cost."""

from odoo.tools import SQL

MESSAGES = 10
#: One account that writes more than all others: its page may not take much longer.
LOUD = 20_000
PAGE = 30
#: A table with more rows is never to be read whole for one account.
LARGE = 20_000


def fill_communication(env) -> None:
    """Messages on contacts, orders and leads, half of them from the customer."""
    values = {
        "messages": MESSAGES,
        "loud": LOUD,
        "type": env.ref("account_relationship.interaction_type_call").id,
    }
    for statement in (
        *(MESSAGES_SQL, LOUD_SQL, NOTIFICATIONS_SQL),
        *(INTERACTIONS_SQL, MEETINGS_SQL),
    ):
        env.cr.execute(statement, values)
    env.invalidate_all()


# What is measured


def refresh_all(env) -> None:
    env["relationship.touch"]._refresh()


def refresh_recent(env) -> None:
    """The data were made long ago; what the transaction wrote itself is recent."""
    env.cr.execute("SELECT now() AT TIME ZONE 'UTC' - INTERVAL '1 second'")
    (since,) = env.cr.fetchone()
    touched = env["relationship.touch"]._refresh_recent(since)
    assert touched, "nobody was in touch"


def write_one_in_a_hundred(env) -> None:
    """One account in a hundred gets a mail from its contact just now."""
    env.cr.execute(RECENT_SQL)


def raw_touches(env) -> SQL:
    """The least there is to do: the newest message of a contact for each customer."""
    return SQL(
        "SELECT partner.commercial_partner_id, MAX(message.date)"
        " FROM mail_message AS message"
        " JOIN res_partner AS partner ON partner.id = message.author_id"
        " WHERE message.message_type IN ('email', 'comment') AND partner.partner_share"
        " GROUP BY 1"
    )


def raw_recent_touches(env) -> SQL:
    """The same for the messages that are known to be new."""
    return SQL(
        "SELECT partner.commercial_partner_id, MAX(message.date)"
        " FROM mail_message AS message"
        " JOIN res_partner AS partner ON partner.id = message.author_id"
        " WHERE message.id > (SELECT id FROM mail_message"
        " WHERE create_date < now() AT TIME ZONE 'UTC' - INTERVAL '1 second'"
        " ORDER BY id DESC LIMIT 1) GROUP BY 1"
    )


def ordinary_account(env):
    """One of the manager's that writes as much as all the others."""
    return env["relationship.account"].search(_mine(env), order="id", limit=1, offset=1)


def loud_account(env):
    return env["relationship.account"].search(_mine(env), order="id", limit=1)


def _mine(env) -> list:
    return [("manager_id", "=", env.uid)]


def page_arguments(account) -> dict:
    """What the timeline on the account's form asks for."""
    return {
        "domain": [("account_id", "=", account.id)],
        "fields": [
            *("date", "kind", "detail", "title", "partner_id", "user_id"),
            *("amount", "currency_id", "res_model", "res_id"),
        ],
        "limit": PAGE,
        "offset": 0,
    }


def page_query(env, account) -> SQL:
    """The query behind the first page of an account's timeline."""
    timeline = env["relationship.timeline"]
    domain = page_arguments(account)["domain"]
    return timeline._search(domain, limit=PAGE, order=timeline._order).select()


def explain(env, statement) -> dict:
    """How PostgreSQL finds the rows of a query.

    :return: ``{"scans": scans of tables in the plan that ran, "rows": how many rows
        were read by them, "whole": large tables that were read from end to end}``
    """
    env.cr.execute("SELECT relname FROM pg_class WHERE reltuples > %s", (LARGE,))
    large = {name for (name,) in env.cr.fetchall()}
    env.cr.execute(SQL("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) %s", statement))
    ((plans,),) = env.cr.fetchall()
    found = {"scans": 0, "rows": 0, "whole": []}
    for node in _nodes(plans[0]["Plan"]):
        table = node.get("Relation Name")
        if not table or not node["Actual Loops"]:
            continue
        removed = node.get("Rows Removed by Filter", 0)
        found["scans"] += 1
        found["rows"] += round((node["Actual Rows"] + removed) * node["Actual Loops"])
        if node["Node Type"].endswith("Seq Scan") and table in large:
            found["whole"].append(table)
    return found


def _nodes(plan):
    yield plan
    for child in plan.get("Plans", []):
        yield from _nodes(child)


MESSAGES_SQL = """
    INSERT INTO mail_message (
        model, res_id, author_id, message_type, date, message_id, body, email_from,
        subtype_id, is_internal, create_uid, write_uid, create_date, write_date)
    SELECT document.model, document.id,
           CASE WHEN n %% 2 = 0 THEN contact.id ELSE manager.partner_id END,
           CASE WHEN n %% 2 = 0 THEN 'email' ELSE 'email_outgoing' END,
           now() - random() * interval '730 days',
           '<' || contact.commercial_partner_id || '.' || n || '@bench.example.com>',
           '<p>Message ' || n || '</p>', 'bench@example.com', subtype.res_id, FALSE,
           1, 1, now() - interval '1 day', now() - interval '1 day'
      FROM relationship_account AS account
      JOIN res_users AS manager ON manager.id = account.manager_id
      JOIN LATERAL (SELECT id, commercial_partner_id FROM res_partner
                     WHERE parent_id = account.partner_id ORDER BY id LIMIT 1)
        AS contact ON TRUE
      LEFT JOIN sale_order AS sale ON sale.partner_id = account.partner_id
     CROSS JOIN generate_series(1, %(messages)s) AS n
     CROSS JOIN LATERAL (
           SELECT CASE WHEN n <= 4 AND sale.id IS NOT NULL THEN 'sale.order'
                       WHEN n <= 6 THEN 'relationship.account'
                       ELSE 'res.partner' END AS model,
                  CASE WHEN n <= 4 AND sale.id IS NOT NULL THEN sale.id
                       WHEN n <= 6 THEN account.id
                       ELSE contact.id END AS id) AS document
     CROSS JOIN (SELECT res_id FROM ir_model_data
                  WHERE module = 'mail' AND name = 'mt_comment') AS subtype
"""

LOUD_SQL = """
    INSERT INTO mail_message (
        model, res_id, author_id, message_type, date, message_id, body, email_from,
        is_internal, create_uid, write_uid, create_date, write_date)
    SELECT 'res.partner', account.partner_id, account.partner_id, 'email',
           now() - n * interval '1 hour', '<loud.' || n || '@bench.example.com>',
           '<p>Message ' || n || '</p>', 'loud@example.com', FALSE, 1, 1,
           now() - interval '1 day', now() - interval '1 day'
      FROM (SELECT partner_id FROM relationship_account ORDER BY id LIMIT 1) AS account
     CROSS JOIN generate_series(1, %(loud)s) AS n
"""

NOTIFICATIONS_SQL = """
    INSERT INTO mail_notification (
        mail_message_id, res_partner_id, author_id, notification_type,
        notification_status, is_read)
    SELECT message.id, contact.id, message.author_id, 'email', 'sent', TRUE
      FROM mail_message AS message
      JOIN LATERAL (
           SELECT split_part(substr(message.message_id, 2), '.', 1)::int AS id
           ) AS customer ON TRUE
      JOIN LATERAL (SELECT id FROM res_partner WHERE parent_id = customer.id
                     ORDER BY id LIMIT 1) AS contact ON TRUE
     WHERE message.message_type = 'email_outgoing'
       AND message.message_id LIKE '%%@bench.example.com>'
"""

INTERACTIONS_SQL = """
    WITH logged AS (
        INSERT INTO relationship_interaction (
            account_id, company_id, type_id, date_start, subject, state, is_touch,
            is_confidential, create_uid, write_uid, create_date, write_date)
        SELECT account.id, account.company_id, %(type)s,
               now() - random() * interval '730 days', 'Call', 'done', TRUE, FALSE,
               account.manager_id, 1, now() - interval '1 day',
               now() - interval '1 day'
          FROM relationship_account AS account
         CROSS JOIN generate_series(1, 2)
        RETURNING id, account_id)
    INSERT INTO relationship_interaction_partner_rel
    SELECT logged.id, contact.id
      FROM logged
      JOIN relationship_account AS account ON account.id = logged.account_id
      JOIN LATERAL (SELECT id FROM res_partner WHERE parent_id = account.partner_id
                     ORDER BY id LIMIT 1) AS contact ON TRUE
"""

#: A meeting for every second account.
MEETINGS_SQL = """
    WITH held AS (
        INSERT INTO calendar_event (
            name, active, start, stop, show_as, user_id, privacy, create_uid,
            write_uid, create_date, write_date)
        SELECT 'Meeting ' || account.id, TRUE, day, day + interval '1 hour', 'busy',
               account.manager_id, 'public', 1, 1, now() - interval '1 day',
               now() - interval '1 day'
          FROM relationship_account AS account
         CROSS JOIN LATERAL (
               SELECT now() - (1 + account.id %% 700) * interval '1 day' AS day
               ) AS time
         WHERE account.id %% 2 = 0
        RETURNING id, split_part(name, ' ', 2)::int AS account_id)
    INSERT INTO calendar_attendee (event_id, partner_id, state, create_date)
    SELECT held.id, contact.id, 'accepted', now()
      FROM held
      JOIN relationship_account AS account ON account.id = held.account_id
      JOIN LATERAL (SELECT id FROM res_partner WHERE parent_id = account.partner_id
                     ORDER BY id LIMIT 1) AS contact ON TRUE
"""

RECENT_SQL = """
    INSERT INTO mail_message (
        model, res_id, author_id, message_type, date, message_id, body, is_internal,
        create_date, write_date)
    SELECT 'res.partner', contact.id, contact.id, 'email',
           date_trunc('second', now() AT TIME ZONE 'UTC'),
           '<recent.' || contact.id || '@bench.example.com>',
           '<p>Just now</p>', FALSE, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM relationship_account AS account
      JOIN LATERAL (SELECT id FROM res_partner WHERE parent_id = account.partner_id
                     ORDER BY id LIMIT 1) AS contact ON TRUE
     WHERE account.id % 100 = 0
"""
