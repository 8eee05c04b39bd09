from odoo import api, fields, models


class RelationshipTier(models.Model):
    _inherit = "relationship.tier"

    is_key = fields.Boolean(
        string="Key accounts",
        help="Of these customers somebody who decides and a champion are to be known.",
    )

    @api.model
    def _mark_key_tier(self):
        """Say that the first tier is that of key accounts, where nobody said so."""
        if not self.search_count([("is_key", "=", True)], limit=1):
            self.search([], limit=1).is_key = True
