"""Figures as somebody who knows SQL would write them by hand, of one company."""

FACTS_SQL = """
    SELECT move.company_id, partner.commercial_partner_id,
           date_trunc('month', move.invoice_date) AS month, product.categ_id,
           -SUM(line.balance) AS amount, COUNT(DISTINCT move.id) AS invoice_count
      FROM account_move AS move
      JOIN res_partner AS partner ON partner.id = move.partner_id
      JOIN account_move_line AS line ON line.move_id = move.id
      LEFT JOIN product_product AS variant ON variant.id = line.product_id
      LEFT JOIN product_template AS product ON product.id = variant.product_tmpl_id
     WHERE move.state = 'posted'
       AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND line.display_type IN ('product', 'rounding')
     GROUP BY 1, 2, 3, 4
"""

#: Purchase days: orders, and invoices of no order. Sorted, as hashing takes minutes.
BOUGHT_SQL = """
    SELECT DISTINCT ON (1, 2) partner.commercial_partner_id AS partner_id, bought.day
      FROM (SELECT partner_id, date_order::date AS day
              FROM sale_order
             WHERE state = 'sale' AND amount_untaxed > 0
             UNION ALL
            SELECT partner_id, invoice_date
              FROM account_move AS move
             WHERE state = 'posted' AND move_type IN ('out_invoice', 'out_receipt')
               AND amount_untaxed_signed > 0
               AND NOT EXISTS (
                   SELECT FROM account_move_line AS line
                     JOIN sale_order_line_invoice_rel AS ordered
                       ON ordered.invoice_line_id = line.id
                    WHERE line.move_id = move.id)) AS bought
      JOIN res_partner AS partner ON partner.id = bought.partner_id
     ORDER BY 1, 2
"""

RHYTHM_SQL = f"""
    WITH gap AS (
        SELECT partner_id, day,
               day - LAG(day) OVER (PARTITION BY partner_id ORDER BY day) AS days
          FROM ({BOUGHT_SQL}) AS bought
         WHERE day > %(today)s::date - INTERVAL '2 years' AND day <= %(today)s),
    rhythm AS (
        SELECT partner_id, COUNT(*) AS purchase_days, MAX(day) AS last_day,
               PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY days) AS median_gap,
               MAX(days) AS longest_gap
          FROM gap GROUP BY partner_id),
    sales AS (
        SELECT move.commercial_partner_id AS partner_id,
               SUM(move.amount_untaxed_signed) AS amount
          FROM rhythm
          JOIN account_move AS move ON move.commercial_partner_id = rhythm.partner_id
         WHERE move.state = 'posted'
           AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
           AND move.invoice_date <= rhythm.last_day
           AND move.invoice_date > rhythm.last_day - INTERVAL '1 year'
         GROUP BY move.commercial_partner_id)
    SELECT account.id, purchase_days, median_gap, longest_gap, last_day,
           last_day + median_gap::int AS expected_day,
           %(today)s::date - last_day > longest_gap AS is_late, sales.amount
      FROM relationship_account AS account
      LEFT JOIN rhythm ON rhythm.partner_id = account.partner_id
      LEFT JOIN sales ON sales.partner_id = account.partner_id
     WHERE account.active
     ORDER BY account.id
"""

SOLD_SQL = """
    SELECT partner_id,
           SUM(amount) FILTER (WHERE month < %(after_start)s) AS before,
           SUM(amount) FILTER (WHERE month >= %(after_start)s) AS after
      FROM relationship_revenue
     WHERE month BETWEEN %(before_start)s AND %(after_end)s
     GROUP BY partner_id
"""

MOVEMENTS_SQL = f"""
    SELECT CASE WHEN before > 0 AND after > 0 THEN 'stayed'
                WHEN before > 0 THEN 'lost'
                WHEN first.day < %(after_start)s THEN 'returned' ELSE 'new' END,
           COUNT(*), SUM(before), SUM(after)
      FROM ({SOLD_SQL}) AS sold
      LEFT JOIN (SELECT partner_id, MIN(day) AS day
                   FROM ({BOUGHT_SQL}) AS bought GROUP BY partner_id) AS first
     USING (partner_id)
     GROUP BY 1
"""

COHORTS_SQL = f"""
    SELECT date_trunc('month', first_day), date_trunc('month', day),
           COUNT(DISTINCT partner_id)
      FROM (SELECT partner_id, day,
                   MIN(day) OVER (PARTITION BY partner_id) AS first_day
              FROM ({BOUGHT_SQL}) AS bought) AS joined
     GROUP BY 1, 2
"""

CONCENTRATION_SQL = """
    SELECT COUNT(*), COUNT(*) FILTER (WHERE above < 0.8 * total)
      FROM (SELECT amount, SUM(amount) OVER () AS total,
                   SUM(amount) OVER (ORDER BY amount DESC, partner_id) - amount AS above
              FROM (SELECT partner_id, SUM(amount) AS amount
                      FROM relationship_revenue
                     WHERE month BETWEEN %(after_start)s AND %(after_end)s
                     GROUP BY partner_id) AS sold
             WHERE amount > 0) AS ranked
"""

REPORT_SQL = """
    SELECT date_trunc('month', month), COUNT(*),
           100 * SUM(remaining) / NULLIF(SUM(sales_before), 0),
           100 * SUM(sales_retained) / NULLIF(SUM(sales_before), 0),
           100.0 * SUM(customers_kept) / NULLIF(SUM(customers_before), 0)
      FROM relationship_movement
     WHERE company_id = %(company)s AND month >= %(report_start)s
     GROUP BY 1 ORDER BY 1
"""
