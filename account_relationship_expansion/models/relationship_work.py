from odoo import api, models

from odoo.addons.account_relationship.models.shared.relationship_work import Step


class RelationshipWork(models.Model):
    _inherit = "relationship.work"

    @api.model
    def _get_retention_steps(self):
        # After the order watch, which says who is lost.
        return [
            *super()._get_retention_steps(),
            Step("find_potential", "relationship.whitespace", "_cron_refresh"),
        ]
