"""What people who have left planned with customers waits for the next manager.

And managers follow the accounts that were imported for them.
"""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"mail_activity_quick_update": True})
    activities = env["mail.activity"].search([("user_id.active", "=", False)])
    activities._await_successor(activities.user_id, tell=False)
    imported = env["relationship.assignment"].search(
        [
            ("reason", "=", "import"),
            ("date_to", "=", False),
            ("manager_id.active", "=", True),
        ]
    )
    imported.account_id._follow_in_bulk()
