"""What accounts held before there were needs stands in these alone.

The fields show the needs now and have no column: Odoo leaves the old one there, with
words of people who may have asked to be forgotten since.
"""

from odoo.tools import SQL


def migrate(cr, version):
    for name in ("wants", "problem"):
        # As Odoo drops the column of a field that is gone.
        cr.execute(
            SQL(
                "ALTER TABLE relationship_account DROP COLUMN IF EXISTS %s CASCADE",
                SQL.identifier(name),
            )
        )
