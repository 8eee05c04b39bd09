"""Figures that are kept, and were wrong until now: they are worked out anew.

What an agreement that was paused on its last day had lost, and the next renewal of
customers with an agreement that notice was given for.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    ended = env["relationship.agreement"].search([("ended_on", "!=", False)])
    env.add_to_compute(ended._fields["lost_arr"], ended)
    accounts = ended.account_id
    env.add_to_compute(accounts._fields["next_renewal_date"], accounts)
    env.flush_all()
