"""Areas that we delivered are named to customers in the customers' words."""

from odoo import SUPERUSER_ID, api

#: ``{xmlid: (what we called it, in Spanish, what customers read)}``; an area that was
#: renamed in any language has words of the company's own.
WORDS = {
    "product": ("Product", "Producto", "A product"),
    "delivery": ("Delivery", "Entrega", "A delivery"),
    "invoicing": ("Invoicing", "Facturación", "My invoice"),
    "service": ("Service", "Servicio", "Your service"),
    "price": ("Price", "Precio", "A price"),
    "website": ("Website", "Sitio web", "Your website"),
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
    for name, (*own, words) in WORDS.items():
        area = env.ref(
            f"account_relationship.feedback_area_{name}", raise_if_not_found=False
        )
        if not area or area.customer_name:
            continue
        cr.execute(
            "SELECT name FROM relationship_feedback_area WHERE id = %s", [area.id]
        )
        [[names]] = cr.fetchall()
        if set(names.values()) <= set(own):
            area.customer_name = words
