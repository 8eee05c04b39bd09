"""Areas that we delivered are offered to customers; letters go in their language.

Both stand in data that databases keep as they are. What was changed stays.
"""

from odoo import SUPERUSER_ID, api

OFFERED = ("product", "delivery", "invoicing", "service")
FORMER = "{{ object.partner_id.lang }}"
LANG = "{{ object.partner_id._get_customer_lang() }}"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in OFFERED:
        area = env.ref(
            f"account_relationship.feedback_area_{name}", raise_if_not_found=False
        )
        if area:
            area.is_offered = True
    template = env.ref(
        "account_relationship.mail_template_score", raise_if_not_found=False
    )
    if template and template.lang == FORMER:
        template.lang = LANG
