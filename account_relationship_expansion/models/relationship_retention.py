from odoo import api, models


class RelationshipRetention(models.AbstractModel):
    """Lines that slip are of the level of categories the company chose, and ideas."""

    _inherit = "relationship.retention"

    @api.model
    def _get_category_lines(self):
        return self.env["res.company"]._get_category_lines()

    @api.model
    def _write_lines(self, today, accounts=None):
        written = super()._write_lines(today, accounts)
        self.env["relationship.whitespace"]._refresh_lines(today, accounts)
        return written
