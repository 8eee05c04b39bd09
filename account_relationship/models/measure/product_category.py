from odoo import models
from odoo.tools import SQL


class ProductCategory(models.Model):
    """A category that goes leaves its products without one."""

    _inherit = "product.category"

    def unlink(self):
        # The database empties the products' column: nobody writes to them.
        self.env["product.template"].flush_model(["categ_id"])
        below = self._search([("id", "child_of", self.ids)])
        revenue = self.env["relationship.revenue"]
        revenue._note_categories(
            SQL(
                "SELECT id FROM product_template WHERE categ_id IN %s",
                below.subselect(),
            )
        )
        result = super().unlink()
        # Screens would fail on rows of a category that is gone.
        revenue._refresh()
        return result
