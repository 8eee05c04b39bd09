from odoo import models


class RelationshipScore(models.Model):
    """Another answer may say that a score has not fallen after all."""

    _inherit = "relationship.score"

    def write(self, vals):
        result = super().write(vals)
        if "value" in vals:
            self.account_id._look_again("score_fell")
        return result

    def unlink(self):
        accounts = self.account_id
        result = super().unlink()
        accounts._look_again("score_fell")
        return result
