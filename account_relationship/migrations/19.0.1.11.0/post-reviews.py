"""Customers are reviewed as often as their tier says: a first day for each.

Those that have a day keep it. Of a tier not all come on one day. Accounts put away get
one as well: they may come back.
"""


def migrate(cr, version):
    cr.execute(
        """
        UPDATE relationship_account AS account
           SET next_review_date = spread.day
          FROM (
            SELECT account.id,
                   CURRENT_DATE + CEIL(
                       LEAST(tier.review_days, 3650)::float
                       * ROW_NUMBER() OVER customers / COUNT(*) OVER customers
                   )::int AS day
              FROM relationship_account AS account
              JOIN relationship_tier AS tier ON tier.id = account.tier_id
             WHERE account.next_review_date IS NULL
               AND tier.review_days > 0
            WINDOW customers AS (PARTITION BY account.company_id, tier.id)
          ) AS spread
         WHERE spread.id = account.id
        """
    )
