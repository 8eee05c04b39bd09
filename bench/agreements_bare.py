"""Recurring revenue as somebody who knows SQL would write it, of one company."""

#: What a line is in a year, in the company's currency.
ANNUAL = """
    line.quantity * line.amount * term.rate / line.period_count
    * CASE line.period_unit WHEN 'day' THEN 365.25 WHEN 'week' THEN 365.25 / 7
           WHEN 'month' THEN 12 WHEN 'year' THEN 1 ELSE 0 END
"""

#: What an agreement is in force with: follows `JOIN` of its parts.
PARTS = """
      FROM relationship_agreement AS agreement
      JOIN relationship_agreement_term AS term ON term.agreement_id = agreement.id
      JOIN relationship_agreement_line AS line ON line.agreement_id = agreement.id
"""


def in_force(day):
    """SQL of `PARTS`: they count on a day."""
    return f"""
        agreement.company_id = %(company)s AND agreement.state != 'draft'
        AND term.date_start <= {day}
        AND (term.date_end IS NULL OR term.date_end >= {day}
             OR agreement.renewal = 'tacit' AND term.date_end = agreement.fixed_until)
        AND (agreement.ended_on IS NULL OR agreement.ended_on >= {day})
        AND (line.date_start IS NULL OR line.date_start <= {day})
        AND (line.date_end IS NULL OR line.date_end >= {day})
        AND NOT EXISTS (
            SELECT FROM relationship_agreement_pause AS pause
             WHERE pause.agreement_id = agreement.id AND pause.date_start <= {day}
               AND (pause.date_end IS NULL OR pause.date_end >= {day}))
    """


ARR_SQL = f"""
    SELECT agreement.account_id, ROUND(SUM({ANNUAL}), 2) AS amount
    {PARTS}
     WHERE {in_force("%(today)s::date")}
     GROUP BY agreement.account_id
    HAVING SUM({ANNUAL}) != 0
"""

#: At the end of each month, of the one that runs today.
POINTS_SQL = f"""
    SELECT agreement.account_id, month.number, ROUND(SUM({ANNUAL}), 2) AS amount
    {PARTS}
     CROSS JOIN (
           SELECT number, LEAST((%(first)s::date + make_interval(months => number::int))
                                ::date - 1, %(today)s) AS day
             FROM generate_series(0, %(months)s) AS number) AS month
     WHERE {in_force("month.day")}
     GROUP BY agreement.account_id, month.number
    HAVING SUM({ANNUAL}) != 0
"""

KEPT_POINTS_SQL = f"""
    SELECT account_id, amount,
           12 * (date_part('year', month) - date_part('year', %(first)s::date))
           + date_part('month', month) - date_part('month', %(first)s::date) + 1
               AS number
      FROM relationship_arr
     WHERE company_id = %(company)s AND amount != 0
     UNION ALL
    SELECT account_id, amount, %(months)s FROM ({ARR_SQL}) AS today
"""


def moved(points):
    """SQL of the movements of each month, out of what there was at its two ends."""
    return f"""
        WITH point AS MATERIALIZED ({points}),
        first AS (SELECT account_id, MIN(number) AS number FROM point GROUP BY 1)
        SELECT number, kind, COUNT(*), SUM(was), SUM(now)
          FROM (SELECT pair.number, was, now,
                       CASE WHEN was = 0 AND pair.number > first.number THEN 'back'
                            WHEN was = 0 THEN 'new' WHEN now = 0 THEN 'gone'
                            WHEN now > was THEN 'more' WHEN now < was THEN 'less' END
                           AS kind
                  FROM (SELECT account_id, number, COALESCE(before.amount, 0) AS was,
                               COALESCE(after.amount, 0) AS now
                          FROM (SELECT account_id, number + 1 AS number, amount
                                  FROM point) AS before
                          FULL JOIN point AS after USING (account_id, number)
                       ) AS pair
                  JOIN first USING (account_id)) AS named
         WHERE number BETWEEN 1 AND %(months)s
         GROUP BY number, kind
    """


MOVEMENTS_SQL, KEPT_MOVEMENTS_SQL = moved(POINTS_SQL), moved(KEPT_POINTS_SQL)

#: Between two days that no month closed.
RETENTION_SQL = f"""
    SELECT COUNT(*), COUNT(*) FILTER (WHERE after > 0), SUM(before), SUM(after),
           SUM(LEAST(before, after))
      FROM (SELECT agreement.account_id,
                   COALESCE(SUM({ANNUAL}) FILTER (WHERE asked.day = %(before)s), 0)
                       AS before,
                   COALESCE(SUM({ANNUAL}) FILTER (WHERE asked.day = %(today)s), 0)
                       AS after
            {PARTS}
             CROSS JOIN (VALUES (%(before)s::date), (%(today)s::date)) AS asked(day)
             WHERE {in_force("asked.day")}
             GROUP BY agreement.account_id) AS pair
     WHERE before > 0
"""

RENEWALS_SQL = f"""
    SELECT SUM(before), SUM(LEAST(before, after)), SUM(after)
      FROM (SELECT agreement.id, term.id,
                   COALESCE(SUM({ANNUAL}) FILTER (
                       WHERE {in_force("term.date_end")}), 0) AS before,
                   COALESCE(SUM({ANNUAL}) FILTER (
                       WHERE (agreement.fixed_until > term.date_end
                              OR agreement.renewal = 'tacit')
                         AND agreement.ended_on IS DISTINCT FROM term.date_end
                         AND (line.date_start IS NULL
                              OR line.date_start <= term.date_end + 1)
                         AND (line.date_end IS NULL OR line.date_end > term.date_end)
                         AND NOT EXISTS (
                             SELECT FROM relationship_agreement_pause AS pause
                              WHERE pause.agreement_id = agreement.id
                                AND pause.date_start <= term.date_end + 1
                                AND (pause.date_end IS NULL
                                     OR pause.date_end > term.date_end))), 0) AS after
            {PARTS}
             WHERE term.date_end BETWEEN %(before)s AND %(today)s
               AND agreement.company_id = %(company)s AND agreement.state != 'draft'
               AND (agreement.ended_on IS NULL OR agreement.ended_on >= term.date_end)
             GROUP BY agreement.id, term.id) AS due
     WHERE before > 0
"""

BRIDGE_SQL = """
    SELECT movement, COUNT(*), SUM(difference),
           SUM(amount_before) FILTER (WHERE month = %(report_start)s),
           SUM(amount_after) FILTER (WHERE month = %(this_month)s), SUM(correction)
      FROM relationship_arr_movement
     WHERE company_id = %(company)s AND month >= %(report_start)s
     GROUP BY movement
"""

# ------------------------------------------------------------
# Reasons for My day: what they are about, how much of it, and what is said of it
# ------------------------------------------------------------

#: Agreements nobody prepares whose deadline is near.
UNPREPARED_SQL = """
    SELECT agreement.*
      FROM (SELECT agreement.*, CASE renewal WHEN 'tacit' THEN notice_deadline
                                ELSE fixed_until END AS day
              FROM relationship_agreement AS agreement) AS agreement
     WHERE state = 'running' AND renewal IN ('tacit', 'agreed')
       AND day BETWEEN %(today)s AND %(today)s::date + 60
       AND NOT EXISTS (SELECT FROM crm_lead AS lead
                        WHERE lead.relationship_agreement_id = agreement.id
                          AND lead.active)
       AND NOT EXISTS (SELECT FROM mail_activity AS activity
                        WHERE activity.res_model = 'relationship.agreement'
                          AND activity.res_id = agreement.id AND activity.active)
"""

NOTICE_SQL = f"""
    SELECT DISTINCT ON (account_id) account_id, day - %(today)s::date AS value, arr,
           jsonb_build_object('name', name, 'by', day, 'amount', arr, 'side', side,
                              'renewal', renewal) AS evidence
      FROM (SELECT id, account_id, name, notice_deadline AS day, 'theirs' AS side, arr,
                   renewal, state
              FROM relationship_agreement
             UNION ALL
            SELECT id, account_id, name, own_notice_deadline, 'ours', arr, renewal,
                   state
              FROM relationship_agreement) AS deadline
     WHERE state IN ('running', 'renewed') AND day >= %(today)s
       AND id NOT IN (SELECT id FROM ({UNPREPARED_SQL}) AS unprepared)
     ORDER BY account_id, day, arr DESC
"""

UNPLANNED_SQL = f"""
    SELECT account_id, MIN(day) - %(today)s::date AS value, SUM(arr),
           jsonb_build_object('names', (array_agg(name ORDER BY day))[:3], 'count',
                              COUNT(*), 'by', MIN(day), 'amount', SUM(arr)) AS evidence
      FROM ({UNPREPARED_SQL}) AS agreement
     GROUP BY account_id
"""

#: What is agreed of products, with the customer it is agreed with.
AGREED_SQL = """
    SELECT agreement.id, agreement.account_id, account.partner_id, agreement.state,
           line.product_id, agreement.ended_on,
           COALESCE(line.date_start, agreement.date_start) AS starts,
           COALESCE(LEAST(line.date_end, agreement.ended_on), 'infinity') AS ends,
           line.amount * term.rate / line.period_count
           / CASE line.period_unit WHEN 'year' THEN 12 ELSE 1 END AS monthly,
           line.period_count * CASE line.period_unit WHEN 'year' THEN 12 ELSE 1 END
               AS months
      FROM relationship_agreement AS agreement
      JOIN relationship_account AS account ON account.id = agreement.account_id
      JOIN relationship_agreement_line AS line ON line.agreement_id = agreement.id
      JOIN relationship_agreement_term AS term ON term.agreement_id = agreement.id
       AND term.date_start = agreement.term_start
     WHERE agreement.state != 'draft' AND line.product_id IS NOT NULL
       AND line.period_unit != 'once'
"""

INVOICED_SQL = """
    SELECT partner.commercial_partner_id AS partner_id, item.product_id,
           move.invoice_date AS day, -item.balance AS amount
      FROM account_move AS move
      JOIN res_partner AS partner ON partner.id = move.partner_id
      JOIN account_move_line AS item ON item.move_id = move.id
     WHERE move.state = 'posted' AND item.product_id IS NOT NULL
       AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND item.display_type = 'product'
"""

#: The last year of each product, agreed and invoiced.
DIFFERENCE_SQL = f"""
    SELECT account_id, product_id, agreed.amount, SUM(invoiced.amount)
      FROM (SELECT account_id, partner_id, product_id,
                   SUM(monthly / 30.4375 * GREATEST(0,
                       LEAST(ends, %(today)s::date - 30)::date
                       - GREATEST(starts, %(today)s::date - 395))) AS amount
              FROM (SELECT account_id, partner_id, product_id, monthly, starts,
                           LEAST(ends, %(today)s::date) AS ends
                      FROM ({AGREED_SQL}) AS agreed) AS agreed
             GROUP BY account_id, partner_id, product_id) AS agreed
      LEFT JOIN ({INVOICED_SQL}) AS invoiced USING (partner_id, product_id)
     WHERE invoiced.day BETWEEN %(today)s::date - 395 AND %(today)s::date - 30
     GROUP BY account_id, product_id, agreed.amount
    HAVING SUM(invoiced.amount) {{sign}} agreed.amount
"""

NOT_INVOICED_SQL = f"""
    SELECT account_id, MIN(last) AS last
      FROM (SELECT agreed.account_id, agreed.id, agreed.months,
                   COALESCE(MAX(invoiced.day), MIN(agreed.starts)) AS last
              FROM ({AGREED_SQL}) AS agreed
              LEFT JOIN ({INVOICED_SQL}) AS invoiced USING (partner_id, product_id)
             WHERE agreed.state != 'ended'
             GROUP BY agreed.account_id, agreed.id, agreed.months) AS found
     WHERE last + make_interval(months => months::int) < %(today)s
     GROUP BY account_id
"""

STILL_INVOICED_SQL = f"""
    SELECT account_id, MAX(day) - MIN(ended_on) AS value, SUM(amount),
           jsonb_build_object('amount', SUM(amount), 'last', MAX(day),
                              'ended', MIN(ended_on)) AS evidence
      FROM ({AGREED_SQL}) AS agreed
      JOIN ({INVOICED_SQL}) AS invoiced USING (partner_id, product_id)
     WHERE state = 'ended' AND day > ended_on + 30 AND day > %(today)s::date - 365
     GROUP BY account_id
"""
