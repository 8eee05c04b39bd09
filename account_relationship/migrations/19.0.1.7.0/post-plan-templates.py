"""The plan templates we deliver, for databases that have none of their own."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    plans = api.Environment(cr, SUPERUSER_ID, {})["relationship.plan"]
    # Those that were archived count: somebody has decided about them.
    templates = plans.with_context(active_test=False)
    if not templates.search_count([("is_template", "=", True)], limit=1):
        plans._create_shipped_templates()
