"""Compute all numbers anew: what they mean has changed, and for which day they are.

The day of the companies, `relationship_tz`, is filled as any new computed field. What
is not computed here would show old months beside new ones until the first night.
"""

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["relationship.measure"]._refresh()
    env["relationship.objective"]._refresh_measured()
    env["relationship.feedback"]._write_revenue_at_stake(SQL("TRUE"))
