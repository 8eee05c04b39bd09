from odoo import models


class RelationshipAction(models.Model):
    """A step of the customer's that is done waits for nobody."""

    _inherit = "relationship.action"

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"state", "side", "date_due"}:
            self.account_id._look_again("silent")
        return result
