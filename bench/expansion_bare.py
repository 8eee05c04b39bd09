"""Sales potential as somebody who knows SQL would write it by hand, of one company."""

#: Who bought what in 24 months, by months; of categories that are for sale and alive.
BOUGHT_SQL = """
    CREATE TEMP TABLE bare_bought AS
    WITH line AS (
        SELECT id, COALESCE(NULLIF(split_part(parent_path, '/', 2), '')::int, id) AS top
          FROM product_category),
    sold AS (
        SELECT partner_id, top AS category_id, SUM(amount) AS amount,
               SUM(amount) FILTER (WHERE month >= %(year)s) AS year_amount
          FROM relationship_revenue
          JOIN line ON line.id = category_id
         WHERE company_id = %(company)s AND month BETWEEN %(start)s AND %(today)s
         GROUP BY 1, 2),
    alive AS (
        SELECT category_id FROM sold GROUP BY 1 HAVING MAX(year_amount) > 0
        INTERSECT
        SELECT top FROM product_template JOIN line ON line.id = categ_id
         WHERE active AND sale_ok)
    SELECT account.id AS account_id, category_id,
           COUNT(*) OVER (PARTITION BY account.id)::int AS size, year_amount
      FROM sold
      JOIN alive USING (category_id)
      JOIN relationship_account AS account ON account.partner_id = sold.partner_id
     WHERE amount > 0 AND account.active AND account.company_id = %(company)s
       AND account.order_state != 'lost';
    ANALYZE bare_bought
"""

#: From 8 other categories on, classes of 2 % of the accounts.
CLASSES_SQL = """
    CREATE TEMP TABLE bare_class AS
    SELECT number - 1 AS number,
           CASE WHEN number <= 8 THEN number
                ELSE 8 + SUM(accounts) FILTER (WHERE number > 8) OVER (ORDER BY number)
                         * 50 / SUM(accounts) OVER () END::int AS class
      FROM generate_series(1, (SELECT MAX(size) + 1 FROM bare_bought)) AS number
      JOIN LATERAL (SELECT COALESCE(SUM(1.0 / size), 0) AS accounts FROM bare_bought
                     WHERE size = number) AS counted ON TRUE;
    CREATE TEMP TABLE bare_one AS
    SELECT category_id, size, COUNT(*) AS number FROM bare_bought GROUP BY 1, 2;
    CREATE TEMP TABLE bare_two AS
    SELECT one.category_id AS a, two.category_id AS b, one.size, COUNT(*) AS number
      FROM bare_bought AS one
      JOIN bare_bought AS two USING (account_id)
     WHERE one.category_id < two.category_id
     GROUP BY 1, 2, 3;
    ANALYZE bare_class; ANALYZE bare_one; ANALYZE bare_two
"""

RULES_SQL = """
    CREATE TEMP TABLE bare_rule AS
    WITH two AS (
        SELECT a, b, class.class, SUM(number * (n = 0)::int) AS n0,
               SUM(number * (n = 1)::int) AS n1, SUM(number * (n = 2)::int) AS n2
          FROM (SELECT a, b, size, bare_two.number AS number FROM bare_two) AS counted
         CROSS JOIN generate_series(0, 2) AS n
          JOIN bare_class AS class (of_number, class) ON class.of_number = size - n
         GROUP BY 1, 2, 3),
    one AS (
        SELECT category_id, class.class, SUM(number * (n = 0)::int) AS n0,
               SUM(number * (n = 1)::int) AS n1
          FROM (SELECT category_id, size, bare_one.number AS number FROM bare_one)
               AS counted
         CROSS JOIN generate_series(0, 1) AS n
          JOIN bare_class AS class (of_number, class) ON class.of_number = size - n
         GROUP BY 1, 2),
    every AS (
        SELECT class, COALESCE(SUM(accounts), 0) AS number
          FROM bare_class
          LEFT JOIN (SELECT size, COUNT(DISTINCT account_id) AS accounts
                       FROM bare_bought GROUP BY 1) AS sized ON size = bare_class.number
         GROUP BY 1),
    pair AS (
        SELECT a, b, SUM(number) AS n_ab FROM bare_two
         GROUP BY 1, 2 HAVING SUM(number) >= 10),
    expected AS (
        SELECT a, b, n_ab, SUM(with_a * with_b / NULLIF(number, 0)) AS expected
          FROM (SELECT pair.a, pair.b, n_ab,
                       (every.number + COALESCE(first.n1 - first.n0, 0)
                        + COALESCE(other.n1 - other.n0, 0)
                        + COALESCE(two.n0 - 2 * two.n1 + two.n2, 0))::float8 AS number,
                       (COALESCE(first.n1, 0) + COALESCE(two.n2 - two.n1, 0))::float8
                           AS with_a,
                       (COALESCE(other.n1, 0) + COALESCE(two.n2 - two.n1, 0))::float8
                           AS with_b
                  FROM pair
                 CROSS JOIN every
                  LEFT JOIN one AS first ON first.category_id = a
                   AND first.class = every.class
                  LEFT JOIN one AS other ON other.category_id = b
                   AND other.class = every.class
                  LEFT JOIN two ON two.a = pair.a AND two.b = pair.b
                   AND two.class = every.class) AS classed
         GROUP BY 1, 2, 3),
    ruled AS (
        SELECT because_id, expected.category_id, n_a, n_ab, expected / n_a AS expected,
               (p + 1.9208 / n_a
                - 1.96 * sqrt((GREATEST(p * (1 - p), 0) + 0.9604 / n_a) / n_a))
               / (1 + 3.8416 / n_a) AS lower
          FROM (SELECT a AS because_id, b AS category_id, n_ab, expected FROM expected
                 UNION ALL
                SELECT b, a, n_ab, expected FROM expected) AS expected
          JOIN (SELECT category_id, SUM(number)::float8 AS n_a FROM bare_one GROUP BY 1)
               AS bought ON bought.category_id = because_id
         CROSS JOIN LATERAL (SELECT n_ab / n_a AS p) AS share
         WHERE n_a >= 20)
    SELECT * FROM ruled WHERE lower > 1.2 * expected
"""

POTENTIAL_SQL = """
    CREATE TEMP TABLE bare_found AS
    SELECT *
      FROM (SELECT best.*,
                   row_number() OVER (PARTITION BY account_id
                                      ORDER BY lower DESC, category_id) AS place
              FROM (SELECT DISTINCT ON (bought.account_id, rule.category_id)
                           bought.account_id, rule.*, class.class
                      FROM bare_bought AS bought
                      JOIN bare_rule AS rule ON rule.because_id = bought.category_id
                      JOIN bare_class AS class ON class.number = bought.size - 1
                     WHERE NOT EXISTS (
                           SELECT FROM bare_bought AS other
                            WHERE other.account_id = bought.account_id
                              AND other.category_id = rule.category_id)
                     ORDER BY bought.account_id, rule.category_id, lower DESC,
                              because_id) AS best) AS placed
     WHERE place <= 3;
    ANALYZE bare_found;
    INSERT INTO relationship_whitespace (
        create_uid, create_date, write_uid, write_date, account_id, category_id,
        company_id, since, state, kind, amount, found_amount, amount_p75,
        because_category_id, customers_because, customers_both, lower_share,
        expected_share)
    SELECT 1, now(), 1, now(), account_id, category_id, %(company)s, %(today)s, 'open',
           'never_bought', median, median, p75, because_id, n_a, n_ab, lower, expected
      FROM bare_found
      JOIN (SELECT category_id, because_id, wanted.class,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY year_amount) AS median,
                   percentile_cont(0.75) WITHIN GROUP (ORDER BY year_amount) AS p75
              FROM (SELECT DISTINCT category_id, because_id, class FROM bare_found)
                   AS wanted
              JOIN bare_bought AS buyer USING (category_id)
              JOIN bare_class AS class ON class.class = wanted.class
             WHERE year_amount > 0
               AND class.number = buyer.size - 1 - EXISTS (
                   SELECT FROM bare_bought AS other
                    WHERE other.account_id = buyer.account_id
                      AND other.category_id = because_id)::int
             GROUP BY 1, 2, 3) AS spent USING (category_id, because_id, class)
     WHERE median >= %(floor)s
"""

LINES_SQL = """
    INSERT INTO relationship_whitespace (
        create_uid, create_date, write_uid, write_date, account_id, category_id,
        company_id, since, state, kind, amount, found_amount, last_day, longest_pause,
        sales_before, sales_now)
    SELECT 1, now(), 1, now(), account_id, category_id, company_id, %(today)s, 'open',
           kind, amount, amount, last_day, longest_pause, sales_before, sales_now
      FROM relationship_line_watch
     WHERE company_id = %(company)s AND amount >= %(floor)s
"""
