from odoo import api, models

from ..shared.relationship_portal_content import Description
from .relationship_score_request import TEMPLATE


class RelationshipPortalContent(models.AbstractModel):
    """What a contact reads who is asked how satisfied the customer is."""

    _inherit = "relationship.portal.content"

    @api.model
    def _get_descriptions(self):
        return super()._get_descriptions() | {
            "score_mail": Description(
                "relationship.score",
                lambda score: self._describe_template(TEMPLATE, score),
            )
        }
