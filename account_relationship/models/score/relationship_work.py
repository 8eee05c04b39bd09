from odoo import api, models

from ..shared.relationship_work import Step


class RelationshipWork(models.Model):
    _inherit = "relationship.work"

    @api.model
    def _get_nightly_steps(self):
        return [
            *super()._get_nightly_steps(),
            Step("ask_scores", "relationship.score", "_cron_ask", hour=7),
        ]
