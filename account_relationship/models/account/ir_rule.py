from odoo import api, models


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _eval_context(self):
        """Rules may ask for the ladder of rights on accounts."""
        accounts = self.env["relationship.account"]
        return super()._eval_context() | {
            "relationship_ladder": accounts._get_ladder_domain
        }
