from odoo import api, models

from ..shared.relationship_work import Step


class RelationshipWork(models.Model):
    _inherit = "relationship.work"

    @api.model
    def _get_nightly_steps(self):
        return [
            *super()._get_nightly_steps(),
            Step("refresh_objectives", "relationship.objective", "_cron_refresh"),
            Step(
                "promised_updates",
                "relationship.plan",
                "_cron_promised_updates",
                hour=6,
            ),
        ]

    @api.model
    def _get_frequent_steps(self):
        return [
            *super()._get_frequent_steps(),
            Step(
                "tell_changes",
                "relationship.plan.contact",
                "_cron_tell_changes",
            ),
            Step(
                "send_digests",
                "relationship.plan.contact",
                "_cron_send_digests",
                minutes=55,
            ),
        ]
