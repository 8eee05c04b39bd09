from odoo import api, models

from odoo.addons.account_relationship.models.shared.relationship_portal_content import (
    Description,
)


class RelationshipPortalContent(models.AbstractModel):
    """A place: what customers read, which the test of secrets walks through."""

    _inherit = "relationship.portal.content"

    @api.model
    def _get_descriptions(self):
        return super()._get_descriptions() | {
            "parcel": Description("example.parcel", self._describe_parcel, ("name",))
        }

    @api.model
    def _describe_parcel(self, parcel):
        return {"name": parcel.name, "date": parcel.date}
