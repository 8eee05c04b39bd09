from odoo import api, models

from ..shared.relationship_work import Step


class RelationshipWork(models.Model):
    _inherit = "relationship.work"

    @api.model
    def _get_nightly_steps(self):
        return [
            *super()._get_nightly_steps(),
            Step(
                "refresh_revenue_at_stake",
                "relationship.feedback",
                "_cron_refresh_revenue_at_stake",
            ),
            Step(
                "plan_feedback_updates", "relationship.feedback", "_cron_plan_updates"
            ),
        ]

    @api.model
    def _get_frequent_steps(self):
        return [
            *super()._get_frequent_steps(),
            Step("escalate_feedback", "relationship.feedback", "_cron_escalate"),
        ]
