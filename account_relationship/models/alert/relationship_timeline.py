from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...lines import Kind

_lt = LazyTranslate(__name__)


class RelationshipTimeline(models.Model):
    """The lines of a timeline for alerts that are over: how it ended."""

    _inherit = "relationship.timeline"

    _depends = {
        "relationship.alert": [
            *("account_id", "closed_on", "outcome", "summary", "closed_by_id", "state"),
        ],
    }

    @api.model
    def _get_kinds(self):
        return {
            **super()._get_kinds(),
            "alert": Kind(
                _lt("Alerts"), {"relationship.alert": self._select_alerts}, is_day=True
            ),
        }

    @api.model
    def _select_alerts(self):
        return [
            self._select_documents(
                "alert",
                "relationship.alert",
                [("state", "=", "closed")],
                account="account_id",
                date="closed_on",
                detail="outcome",
                title="summary",
                user="closed_by_id",
            )
        ]
