"""A day by which a customer wants something, on an account that says no more than it.

Needs were made of words; a day without words was left behind. It is there only where
the needs are made in the same update: Odoo drops the columns at the end of it.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools.sql import column_exists

#: What a need is called of which nobody wrote down what it is.
NAMES = {"en": "Wants something by this day", "es": "Quiere algo para este día"}


def migrate(cr, version):
    if not column_exists(cr, "relationship_account", "wants_by"):
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    lang = env.company.partner_id.lang or "en_US"
    cr.execute(
        """
        INSERT INTO relationship_need
               (name, kind, state, account_id, company_id, user_id,
                said_on, confirmed_on, date_by,
                create_uid, create_date, write_uid, write_date)
        SELECT %(name)s, 'want', 'open', id, company_id, author,
               said_on, said_on, wants_by,
               author, now() AT TIME ZONE 'UTC', author, now() AT TIME ZONE 'UTC'
          FROM (SELECT *, COALESCE(wants_user_id, create_uid) AS author,
                       COALESCE(wants_on, write_date::date, CURRENT_DATE) AS said_on
                  FROM relationship_account) AS account
         WHERE wants_by IS NOT NULL AND COALESCE(wants, '') !~ '\\S'
        """,
        {"name": NAMES.get(lang[:2], NAMES["en"])},
    )
    env.invalidate_all()
