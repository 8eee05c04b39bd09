from odoo import models
from odoo.tools import SQL


class ProductTemplate(models.Model):
    """What was sold of a product is revenue of the category it is in now."""

    _inherit = "product.template"

    def _write_multi(self, vals_list):
        if any("categ_id" in values for values in vals_list):
            ids = SQL("SELECT unnest(%s)", self.ids)
            self.env["relationship.revenue"]._note_categories(ids)
        return super()._write_multi(vals_list)
