"""Areas that we delivered are offered to customers: databases keep them as they are."""

from odoo import SUPERUSER_ID, api

OFFERED = ("product", "delivery", "invoicing", "service")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in OFFERED:
        area = env.ref(
            f"account_relationship.feedback_area_{name}", raise_if_not_found=False
        )
        if area:
            area.is_offered = True
