from odoo import api, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.account_relationship.lines import Kind

_lt = LazyTranslate(__name__)


class RelationshipTimeline(models.Model):
    """A place: lines of a kind of its own, with the rights of the reader."""

    _inherit = "relationship.timeline"

    _depends = {
        "example.parcel": [
            *("account_id", "date", "name", "partner_id", "user_id", "state"),
        ]
    }

    @api.model
    def _get_kinds(self):
        return {
            **super()._get_kinds(),
            "parcel": Kind(
                _lt("Parcels"), {"example.parcel": self._select_parcels}, is_day=True
            ),
        }

    @api.model
    def _select_parcels(self):
        return [
            self._select_documents(
                "parcel",
                "example.parcel",
                [("state", "=", "arrived")],
                account="account_id",
                date="date",
                title="name",
                partner="partner_id",
                user="user_id",
            )
        ]
