from odoo import models

from odoo.addons.account_relationship.turns import browse_given


class ProductProduct(models.Model):
    _inherit = "product.product"

    def action_add_usual(self):
        """Add the product to the quotation it is listed on, as it was ordered last.

        The context key ``relationship_order_id`` says which quotation.

        :raises AccessError: for whoever may not change it
        :raises UserError: when it is none of those the customer usually buys
        """
        self.ensure_one()
        given = self.env.context.get("relationship_order_id")
        orders = browse_given(self.env["sale.order"], given)
        for order in orders:
            order._add_usual(self)
