from odoo import api, models


class RelationshipRetention(models.AbstractModel):
    """Lines that slip are those of the categories what can be sold is looked for in."""

    _inherit = "relationship.retention"

    @api.model
    def _get_category_lines(self):
        return self.env["res.company"]._get_category_lines()
