"""Areas that we delivered are named to customers in the customers' words."""

from odoo import SUPERUSER_ID, api

#: ``{xmlid: (what we called it, what customers read)}``; an area that was renamed has
#: words of the company's own.
WORDS = {
    "product": ("Product", "A product"),
    "delivery": ("Delivery", "A delivery"),
    "invoicing": ("Invoicing", "My invoice"),
    "service": ("Service", "Your service"),
    "price": ("Price", "A price"),
    "website": ("Website", "Your website"),
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
    for name, (own, words) in WORDS.items():
        area = env.ref(
            f"account_relationship.feedback_area_{name}", raise_if_not_found=False
        )
        if area and area.name == own and not area.customer_name:
            area.customer_name = words
