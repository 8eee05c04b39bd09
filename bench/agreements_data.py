"""50,000 agreements over five years with what is invoiced of them, by set-based SQL.

Six customers in ten of as many have one, the rest of these a second. A quarter ended,
one in five is in another currency, every second has an amendment, one in fifteen a
pause; three in ten do not renew themselves.
"""

from odoo import fields

from .data import make_customers, make_people, open_accounts, quick_inserts
from .loop_data import make_products

AGREEMENTS, DAYS, INVOICED_DAYS = 50_000, 5 * 365, 2 * 365


def fill(env, agreements=AGREEMENTS) -> None:
    managers = make_people(env)
    make_products(env)
    customers = max(1, agreements * 3 // 5)
    with quick_inserts(env, "res_partner"):
        first = make_customers(env, customers)
    env.cr.execute("ANALYZE res_partner")
    open_accounts(env, managers, first, customers)
    env.flush_all()
    values = {
        "size": agreements,
        "customers": customers,
        "days": DAYS,
        "invoiced_days": INVOICED_DAYS,
        "today": fields.Date.today(),
    }
    for statement in AGREED:
        env.cr.execute(statement, values)
    with quick_inserts(env, "account_move", "account_move_line"):
        for statement in INVOICED:
            env.cr.execute(statement)
    env.invalidate_all()
    env.cr.commit()
    env.cr.execute("ANALYZE account_move, account_move_line")
    env.cr.commit()
    settle(env)


def settle(env) -> None:
    """What nights would have done by now, month after month."""
    agreements = env["relationship.agreement"]
    agreements._cron_advance()
    agreements._cron_make_opportunities()
    agreements._cron_plan_checkpoints()
    env.cr.commit()
    env["relationship.account"].search([])._note_agreements()
    env.flush_all()
    env.cr.commit()


#: What is known of each before anything is written.
PLAN_SQL = """
    CREATE TEMPORARY TABLE bench_agreement AS
    SELECT planned.*,
           CASE WHEN term_count > 0 AND (renewal = 'none' OR n %% 4 = 0)
                THEN LEAST(terms, CASE renewal WHEN 'none' THEN 1 ELSE 1 + n %% 5 END)
           END AS last_term
      FROM (SELECT drawn.*, currency.id AS currency_id,
                   CASE WHEN drawn.term_count > 0 THEN 1 + (
                       12 * date_part('year', age(%(today)s, starts))
                       + date_part('month', age(%(today)s, starts))
                   )::int / drawn.term_count ELSE 1 END AS terms
              FROM (SELECT n, account.id AS account_id, account.partner_id,
                           account.manager_id, account.company_id,
                           company.currency_id AS own_currency_id,
                           %(today)s::date - (n::bigint * 7919 %% %(days)s)::int
                               AS starts,
                           (ARRAY[12, 12, 12, 12, 12, 12, 24, 24, 3, 0])[1 + n %% 10]
                               AS term_count,
                           (ARRAY['tacit', 'tacit', 'tacit', 'tacit', 'tacit', 'tacit',
                                  'tacit', 'agreed', 'agreed', 'none'])[
                               1 + n / 10 %% 10] AS renewal,
                           (ARRAY[1, 3, 3, 3, 3, 12, 12, 12, 12, 3])[1 + n / 3 %% 10]
                               AS period,
                           (ARRAY['EUR', 'USD', 'GBP'])[1 + n %% 3] AS currency,
                           products.ids[1 + n %% cardinality(products.ids)]
                               AS product_id,
                           20 + n::bigint * 104729 %% 100000 / 100.0 AS monthly
                      FROM generate_series(1, %(size)s) AS n
                      JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place
                              FROM relationship_account) AS account
                        ON account.place = n %% %(customers)s
                      JOIN res_company AS company ON company.id = account.company_id
                     CROSS JOIN (SELECT array_agg(id ORDER BY id) AS ids
                                   FROM product_product) AS products) AS drawn
              JOIN res_currency AS currency
                ON CASE WHEN n / 7 %% 5 = 0 THEN currency.name = drawn.currency
                        ELSE currency.id = drawn.own_currency_id END) AS planned
"""

AGREEMENTS_SQL = """
    INSERT INTO relationship_agreement (
        id, name, account_id, company_id, manager_id, currency_id, state, date_start,
        anchor_date, term_count, term_unit, renewal, notice_count, notice_unit,
        own_notice_count, own_notice_unit, ended_on, noticed_on, noticed_by,
        create_uid, write_uid, create_date, write_date)
    SELECT n, 'Agreement ' || n, account_id, company_id, manager_id, currency_id,
           CASE WHEN last.day < %(today)s THEN 'ended'
                WHEN last.day IS NOT NULL AND renewal != 'none' THEN 'noticed'
                ELSE 'running' END,
           starts, starts, term_count, 'month', renewal,
           CASE WHEN term_count BETWEEN 1 AND 3 THEN 1 ELSE 3 END, 'month',
           CASE WHEN term_count BETWEEN 1 AND 3 THEN 1 ELSE 3 END, 'month',
           CASE WHEN renewal != 'none' OR last.day < %(today)s THEN last.day END,
           CASE WHEN renewal != 'none' THEN GREATEST(last.day - 100, starts) END,
           CASE WHEN renewal != 'none' AND last.day IS NOT NULL THEN 'customer' END,
           1, 1, starts, now()
      FROM bench_agreement
     CROSS JOIN LATERAL (
            SELECT (starts + make_interval(months => term_count * last_term))::date - 1
                       AS day) AS last;
    SELECT setval('relationship_agreement_id_seq', MAX(id)) FROM relationship_agreement
"""

#: Another rate for each term of what is in another currency.
TERMS_SQL = """
    INSERT INTO relationship_agreement_term (
        agreement_id, company_id, number, date_start, date_end, rate, origin,
        create_uid, write_uid, create_date, write_date)
    SELECT n, company_id, number,
           (starts + make_interval(months => term_count * (number - 1)))::date,
           CASE WHEN term_count > 0 THEN
                (starts + make_interval(months => term_count * number))::date - 1 END,
           CASE WHEN currency_id = own_currency_id THEN 1
                ELSE round(0.85 + (n + number) %% 11 / 33.0, 6) END,
           CASE WHEN number = 1 THEN 'first' WHEN renewal = 'tacit' THEN 'tacit'
                ELSE 'renewed' END,
           1, 1, starts, now()
      FROM bench_agreement
     CROSS JOIN LATERAL generate_series(1, COALESCE(last_term, terms)) AS number
     ORDER BY n, number
"""

#: The main line, dearer or cheaper after 14 months; a year's fee, a discount.
LINES_SQL = """
    INSERT INTO relationship_agreement_line (
        agreement_id, company_id, sequence, product_id, name, quantity, amount,
        period_count, period_unit, date_start, date_end, create_uid, write_uid,
        create_date, write_date)
    SELECT n, company_id, 10, line.product_id, line.name, 1, round(line.amount, 2),
           line.period_count, line.unit, line.date_start, line.date_end, 1, 1, starts,
           now()
      FROM bench_agreement
     CROSS JOIN LATERAL (
            SELECT (starts + interval '14 months')::date AS day,
                   n %% 2 = 0 AND starts + interval '14 months' < %(today)s
                       AS is_amended) AS change
     CROSS JOIN LATERAL (
            SELECT product_id, 'Service' AS name, monthly * period AS amount,
                   period AS period_count, 'month' AS unit, NULL::date AS date_start,
                   CASE WHEN is_amended THEN change.day - 1 END AS date_end
             UNION ALL
            SELECT product_id, 'Service',
                   monthly * period * CASE WHEN n %% 3 = 0 THEN 0.9 ELSE 1.1 END,
                   period, 'month', change.day, NULL
             WHERE is_amended
             UNION ALL
            SELECT NULL, 'Fee', 120 + n %% 50, 1, 'year', NULL, NULL WHERE n %% 5 < 2
             UNION ALL
            SELECT NULL, 'Discount', -monthly / 10, 1, 'month', NULL, starts + 365
             WHERE n %% 10 = 3
             UNION ALL
            SELECT NULL, 'Set up', 500, 1, 'once', NULL, NULL WHERE n %% 10 = 4
           ) AS line
     ORDER BY n
"""

PAUSES_SQL = """
    INSERT INTO relationship_agreement_pause (
        agreement_id, company_id, date_start, date_end, create_uid, write_uid,
        create_date, write_date)
    SELECT n, company_id, starts + n %% 300, starts + n %% 300 + 20 + n %% 70, 1, 1,
           starts, now()
      FROM bench_agreement
     WHERE n %% 15 = 0 AND starts + n %% 300 < %(today)s
"""

#: What the ORM computes from the above.
COMPUTED_SQL = """
    UPDATE relationship_agreement AS agreement
       SET fixed_until = found.fixed_until, term_start = found.term_start,
           term_end = found.term_end, notice_deadline = found.deadline,
           own_notice_deadline = found.deadline
      FROM (SELECT agreement.id, last.date_end AS fixed_until,
                   last.date_start AS term_start, last.date_end AS term_end,
                   CASE WHEN agreement.state = 'running' AND agreement.renewal != 'none'
                        THEN (last.date_end - make_interval(
                            months => agreement.notice_count))::date END AS deadline
              FROM relationship_agreement AS agreement
              JOIN (SELECT DISTINCT ON (agreement_id) * FROM relationship_agreement_term
                     ORDER BY agreement_id, number DESC) AS last
                ON last.agreement_id = agreement.id) AS found
     WHERE found.id = agreement.id
"""

#: Each period of the last two years in advance; one agreement in twenty less, one more,
#: one nothing for half a year, one still after its end.
INVOICES_SQL = """
    CREATE TEMPORARY TABLE bench_invoice AS
    SELECT row_number() OVER () AS number, agreement.partner_id, agreement.company_id,
           agreement.own_currency_id AS currency_id, agreement.product_id, day.day,
           round((line.amount * term.rate * CASE agreement.n %% 20 WHEN 1 THEN 0.7
                  WHEN 2 THEN 1.3 ELSE 1 END)::numeric, 2) AS amount
      FROM bench_agreement AS agreement
      JOIN relationship_agreement AS record ON record.id = agreement.n
     CROSS JOIN LATERAL (
            SELECT (starts + make_interval(months => period * k))::date AS day
              FROM generate_series(0, 61 / period) AS k) AS day
      JOIN relationship_agreement_line AS line
        ON line.agreement_id = agreement.n AND line.name = 'Service'
       AND COALESCE(line.date_start <= day.day, TRUE)
       AND COALESCE(line.date_end >= day.day, TRUE)
      JOIN LATERAL (
            SELECT rate FROM relationship_agreement_term AS term
             WHERE term.agreement_id = agreement.n AND term.date_start <= day.day
             ORDER BY term.date_start DESC LIMIT 1) AS term ON TRUE
     WHERE day.day BETWEEN %(today)s::date - %(invoiced_days)s AND %(today)s
       AND (agreement.n %% 20 = 4 OR COALESCE(record.ended_on >= day.day, TRUE))
       AND (agreement.n %% 20 != 3 OR day.day < %(today)s::date - 180)
"""

MOVES_SQL = """
    INSERT INTO account_move (
        journal_id, company_id, currency_id, state, move_type, auto_post, date,
        invoice_date, invoice_date_due, partner_id, commercial_partner_id, name,
        sequence_prefix, sequence_number, payment_state, amount_untaxed, amount_total,
        amount_residual, amount_untaxed_signed, amount_total_signed,
        amount_residual_signed, posted_before, checked, create_uid, write_uid,
        create_date, write_date)
    SELECT journal.id, company_id, currency_id, 'posted', 'out_invoice', 'no', day, day,
           day + 30, partner_id, partner_id, 'INV/BENCH/' || number, 'INV/BENCH/',
           number, 'paid', amount, amount, 0, amount, amount, 0, TRUE, TRUE, 1, 1,
           now(), now()
      FROM bench_invoice
     CROSS JOIN (SELECT id FROM account_journal WHERE type = 'sale' LIMIT 1) AS journal
"""

ITEMS_SQL = """
    INSERT INTO account_move_line (
        move_id, journal_id, company_id, company_currency_id, currency_id, account_id,
        partner_id, product_id, display_type, parent_state, date, name, move_name,
        quantity, price_unit, price_subtotal, price_total, debit, credit, balance,
        amount_currency, create_uid, write_uid, create_date, write_date)
    SELECT move.id, move.journal_id, move.company_id, move.currency_id,
           move.currency_id, income.id, move.partner_id, invoice.product_id, 'product',
           'posted', move.date, 'Service', move.name, 1, invoice.amount, invoice.amount,
           invoice.amount, 0, invoice.amount, -invoice.amount, -invoice.amount, 1, 1,
           now(), now()
      FROM bench_invoice AS invoice
      JOIN account_move AS move ON move.name = 'INV/BENCH/' || invoice.number
     CROSS JOIN (SELECT id FROM account_account WHERE account_type = 'income'
                  ORDER BY id LIMIT 1) AS income
"""

AGREED = (
    *(PLAN_SQL, AGREEMENTS_SQL, TERMS_SQL, LINES_SQL, PAUSES_SQL),
    "ANALYZE relationship_agreement_term, relationship_agreement_line, bench_agreement",
    *(COMPUTED_SQL, INVOICES_SQL),
    "ANALYZE bench_invoice",
)
INVOICED = (
    *(MOVES_SQL, "CREATE INDEX bench_move ON account_move (name)"),
    *("ANALYZE account_move", ITEMS_SQL, "DROP INDEX bench_move"),
)
