from odoo import models


class RelationshipFeedback(models.Model):
    """What the customer answered is no question of ours any more."""

    _inherit = "relationship.feedback"

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"state", "is_waiting"}:
            self.account_id._look_again("silent")
        return result
