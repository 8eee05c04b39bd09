from odoo import api, models


class RelationshipTouch(models.AbstractModel):
    """Calls and meetings about feedback are touches."""

    _inherit = "relationship.touch"

    @api.model
    def _get_parts(self):
        return [*super()._get_parts(), "relationship.feedback"]
