from odoo import api, models

from ..shared.relationship_work import TOLD, Step


class RelationshipWork(models.Model):
    _inherit = "relationship.work"

    @api.model
    def _get_nightly_steps(self):
        return [
            *super()._get_nightly_steps(),
            Step("refresh_alerts", "relationship.alert", "_cron_refresh", rank=TOLD),
        ]

    @api.model
    def _get_frequent_steps(self):
        return [
            *super()._get_frequent_steps(),
            Step("send_monday_mails", "res.users", "_cron_send_monday_mails"),
        ]
