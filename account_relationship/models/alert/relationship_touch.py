from odoo import api, models


class RelationshipTouch(models.AbstractModel):
    """Who was in touch just now is no longer a reason, or has become one."""

    _inherit = "relationship.touch"

    @api.model
    def _refresh_recent(self, since):
        accounts = super()._refresh_recent(since)
        if accounts:
            self.env["relationship.alert"]._refresh(accounts)
        return accounts
