from odoo import api, models
from odoo.tools import SQL


class RelationshipAgreementProposal(models.Model):
    """What a subscription invoices is no agreement that somebody forgot."""

    _inherit = "relationship.agreement.proposal"

    @api.model
    def _get_covering_sources(self):
        return [*super()._get_covering_sources(), self._get_covered_by_subscriptions]

    @api.model
    def _get_covered_by_subscriptions(self):
        """Products of those in progress."""
        return SQL(
            """
            SELECT account.id AS account_id, line.product_id
              FROM sale_subscription_line AS line
              JOIN sale_subscription AS subscription
                ON subscription.id = line.sale_subscription_id
              JOIN sale_subscription_stage AS stage
                ON stage.id = subscription.stage_id AND stage.type = 'in_progress'
              JOIN res_partner AS partner ON partner.id = subscription.partner_id
              JOIN relationship_account AS account
                ON account.partner_id = partner.commercial_partner_id
               AND account.company_id = subscription.company_id
             WHERE subscription.company_id = %s AND subscription.active
               AND line.product_id IS NOT NULL
            """,
            self.env.company.id,
        )
