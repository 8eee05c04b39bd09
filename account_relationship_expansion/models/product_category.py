from odoo import models


class ProductCategory(models.Model):
    _inherit = "product.category"

    def _get_line_id(self):
        """The id of the category it counts for, as ``_get_category_lines`` has it."""
        # sudo: a number of the settings, whoever asks
        level = self.env.company.sudo().relationship_category_level or 1
        path = (self.parent_path or "").split("/")
        return int(path[level - 1]) if path[level - 1 : level] > [""] else self.id
