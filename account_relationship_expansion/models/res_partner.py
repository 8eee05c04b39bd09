from odoo import api, models


class ResPartner(models.Model):
    """Who somebody at a customer is to us."""

    _inherit = "res.partner"

    @api.model
    def _get_personal_models(self):
        return [
            *super()._get_personal_models(),
            *("relationship.stakeholder", "relationship.acquaintance"),
        ]
