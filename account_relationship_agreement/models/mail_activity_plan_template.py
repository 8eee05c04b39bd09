from odoo import api, models


class MailActivityPlanTemplate(models.Model):
    """Whoever looks after the customer does the checkpoints of its agreements."""

    _inherit = "mail.activity.plan.template"

    @api.model
    def _get_account_paths(self):
        return {
            **super()._get_account_paths(),
            "relationship.agreement": "account_id",
        }
