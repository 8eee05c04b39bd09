from odoo import api, fields, models


class RelationshipRecurringLine(models.Model):
    _inherit = "relationship.recurring.line"

    kind = fields.Selection(selection_add=[("contract", "Contract")])

    @api.model
    def _get_models(self):
        return {**super()._get_models(), "contract": "contract.contract"}
