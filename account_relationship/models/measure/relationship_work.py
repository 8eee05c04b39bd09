from odoo import api, models

from ..shared.relationship_work import Step


class RelationshipWork(models.Model):
    _inherit = "relationship.work"

    @api.model
    def _get_nightly_steps(self):
        return [
            *super()._get_nightly_steps(),
            Step("rebuild_revenue", "relationship.revenue", "_cron_rebuild"),
            Step("refresh_measures", "relationship.account", "_cron_refresh_measures"),
        ]

    @api.model
    def _get_frequent_steps(self):
        return [
            *super()._get_frequent_steps(),
            Step("refresh_revenue", "relationship.revenue", "_cron_refresh"),
        ]
