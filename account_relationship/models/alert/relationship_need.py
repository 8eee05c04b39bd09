from odoo import models

#: What a reason depends on.
OF_REASON = {"state", "date_by", "kind", "lead_id", "drop_reason"}


class RelationshipNeed(models.Model):
    """A want that is met, dropped or offered is no reason any more."""

    _inherit = "relationship.need"

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & OF_REASON:
            self.account_id._look_again("need_due")
        return result

    def unlink(self):
        accounts = self.account_id
        result = super().unlink()
        accounts._look_again("need_due")
        return result
