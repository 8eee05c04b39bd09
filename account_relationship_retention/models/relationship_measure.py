from odoo import api, models


class RelationshipMeasure(models.AbstractModel):
    """Whose numbers are brought up to date on demand has the order watch renewed."""

    _inherit = "relationship.measure"

    @api.model
    def _refresh(self, accounts=None, today=None):
        written = super()._refresh(accounts=accounts, today=today)
        # Of all accounts the night has a step of its own.
        if accounts:
            self.env["relationship.retention"]._refresh_watch(accounts)
        return written
