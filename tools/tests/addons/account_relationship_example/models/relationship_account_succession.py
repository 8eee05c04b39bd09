from odoo import api, models
from odoo.fields import Domain

from odoo.addons.account_relationship.models import account

HandoverKind = account.relationship_account_succession.HandoverKind


class RelationshipAccount(models.Model):
    """A place: what goes along when somebody else looks after the customer."""

    _inherit = "relationship.account"

    @api.model
    def _get_handover_kinds(self):
        return super()._get_handover_kinds() | {
            "parcels": HandoverKind(
                *(80, "_get_parcels_of", "move_parcels", "parcel_count")
            )
        }

    @api.model
    def _get_open_domains(self):
        return super()._get_open_domains() | {
            "example.parcel": Domain("state", "=", "sent")
        }

    def _get_parcels_of(self, user):
        return [self._get_open_of("example.parcel", user)]
