from odoo import models
from odoo.tools import SQL


class ProductCategory(models.Model):
    """What is kept of a category goes with it: the night finds where it moved."""

    _inherit = "product.category"

    def unlink(self):
        self.env["relationship.category.movement"]._drop(
            SQL("category_id = ANY(%s)", self.ids)
        )
        self.env["relationship.movement"]._forget_categories(self)
        return super().unlink()
