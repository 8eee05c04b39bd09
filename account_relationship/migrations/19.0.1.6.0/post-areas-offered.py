"""Areas that we delivered are offered to customers: databases keep them as they are.

One that was renamed, in any language, is the company's own: customers have not read
its name so far, and it is for the company to say whether they may.
"""

from odoo import SUPERUSER_ID, api

#: ``{xmlid: what we called it}``, in English and Spanish.
OFFERED = {
    "product": ("Product", "Producto"),
    "delivery": ("Delivery", "Entrega"),
    "invoicing": ("Invoicing", "Facturación"),
    "service": ("Service", "Servicio"),
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, own in OFFERED.items():
        area = env.ref(
            f"account_relationship.feedback_area_{name}", raise_if_not_found=False
        )
        if not area:
            continue
        cr.execute(
            "SELECT name FROM relationship_feedback_area WHERE id = %s", [area.id]
        )
        [[names]] = cr.fetchall()
        if set(names.values()) <= set(own):
            area.is_offered = True
