from odoo import api, models

from ..shared.relationship_work import Step


class RelationshipWork(models.Model):
    _inherit = "relationship.work"

    @api.model
    def _get_nightly_steps(self):
        return [
            *super()._get_nightly_steps(),
            Step("refresh_touches", "relationship.account", "_cron_refresh_touches"),
            Step("escalate_promises", "relationship.promise", "_cron_escalate"),
            Step("tell_answers", "relationship.account", "_cron_tell_answers", hour=6),
        ]

    @api.model
    def _get_frequent_steps(self):
        return [
            *super()._get_frequent_steps(),
            Step(
                "take_place",
                "relationship.interaction",
                "_cron_take_place",
            ),
            Step(
                "refresh_recent_touches",
                "relationship.account",
                "_cron_refresh_recent_touches",
            ),
        ]
