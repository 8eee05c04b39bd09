from odoo import api, models

from odoo.addons.account_relationship.models.shared.relationship_work import (
    JUDGED,
    Step,
)


class RelationshipWork(models.Model):
    _inherit = "relationship.work"

    @api.model
    def _get_nightly_steps(self):
        # After all figures that are kept, of addons that come later as well.
        return [
            *super()._get_nightly_steps(),
            Step("refresh_health", "relationship.health", "_cron_refresh", rank=JUDGED),
        ]

    @api.model
    def _get_frequent_steps(self):
        return [
            *super()._get_frequent_steps(),
            Step("health_backtests", "relationship.health.backtest", "_cron_run"),
        ]
