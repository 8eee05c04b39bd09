from odoo import api, models

from odoo.addons.account_relationship.models.shared.relationship_work import Step


class RelationshipWork(models.Model):
    _inherit = "relationship.work"

    @api.model
    def _get_nightly_steps(self):
        # Before alerts are looked for: deadlines move on with the terms.
        return [
            Step("advance_agreements", "relationship.agreement", "_cron_advance"),
            Step(
                "renewal_opportunities",
                "relationship.agreement",
                "_cron_make_opportunities",
            ),
            Step(
                "renewal_checkpoints",
                "relationship.agreement",
                "_cron_plan_checkpoints",
            ),
            Step("find_proposals", "relationship.agreement.proposal", "_cron_find"),
            *super()._get_nightly_steps(),
        ]
