"""Who buys what of 200 product categories, over the two years that are looked at.

Of 100,000 customers with ten invoices each, a fifth buys of 30 categories and more. All
have two favourites; of every tenth category it is known which other goes with it.
"""

from . import retention_data

CATEGORIES, DAYS = 200, 2 * 365

#: The large customers' invoices have five lines more.
MORE_SQL = """
    INSERT INTO account_move_line (
        move_id, journal_id, company_id, company_currency_id, currency_id, account_id,
        partner_id, product_id, display_type, parent_state, date, name, move_name,
        quantity, price_unit, price_subtotal, price_total, debit, credit, balance,
        amount_currency, create_uid, write_uid, create_date, write_date)
    SELECT move_id, journal_id, company_id, company_currency_id, currency_id,
           account_id, partner_id, product_id, display_type, parent_state, date, name,
           move_name, quantity, price_unit, price_subtotal, price_total, debit, credit,
           balance, amount_currency, create_uid, write_uid, create_date, write_date
      FROM account_move_line, generate_series(1, 5)
     WHERE display_type = 'product' AND move_name LIKE 'INV/BENCH/%%'
       AND partner_id %% 5 = 0
"""

#: The favourites first; of the rest, the first categories sell best.
CHOICE_SQL = """
    UPDATE account_move_line AS line
       SET product_id = product.ids[1 + chosen.place %% cardinality(product.ids)]
      FROM (SELECT id,
                   CASE WHEN dice < 0.4 THEN partner_id * 7 %% 200
                        WHEN dice < 0.6 AND partner_id * 7 %% 10 = 0
                        THEN partner_id * 7 %% 200 + 1
                        WHEN dice < 0.6 THEN partner_id * 13 %% 199
                        ELSE floor(200 * random() ^ 1.5)::int END AS place
              FROM (SELECT id, partner_id, random() AS dice FROM account_move_line
                     WHERE display_type = 'product' AND move_name LIKE 'INV/BENCH/%%')
                   AS thrown) AS chosen,
           (SELECT array_agg(id ORDER BY id) AS ids FROM product_product
             WHERE product_tmpl_id IN (SELECT id FROM product_template
                                        WHERE name ->> 'en_US' LIKE 'Product %%'))
           AS product
     WHERE line.id = chosen.id
"""


def fill(env, customers=retention_data.CUSTOMERS) -> None:
    retention_data.fill(
        env,
        customers,
        days=DAYS,
        categories=(CATEGORIES, CATEGORIES),
        habits=(MORE_SQL, CHOICE_SQL),
        whole=False,
    )
