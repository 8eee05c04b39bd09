from odoo import api, models

from odoo.addons.account_relationship.models.shared.relationship_work import Step


class RelationshipWork(models.Model):
    """A place: what is done every night, each step in transactions of its own."""

    _inherit = "relationship.work"

    @api.model
    def _get_nightly_steps(self):
        return [
            *super()._get_nightly_steps(),
            Step("forget_parcels", "example.parcel", "_forget_old"),
        ]
