from odoo import api, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _get_personal_models(self):
        """Who of us knew a person goes with the person."""
        return [*super()._get_personal_models(), "relationship.acquaintance"]
