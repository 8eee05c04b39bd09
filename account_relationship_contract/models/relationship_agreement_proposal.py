from odoo import api, models
from odoo.tools import SQL


class RelationshipAgreementProposal(models.Model):
    """What a contract invoices is no agreement that somebody forgot to write down."""

    _inherit = "relationship.agreement.proposal"

    @api.model
    def _get_covering_sources(self):
        return [*super()._get_covering_sources(), self._get_covered_by_contracts]

    @api.model
    def _get_covered_by_contracts(self):
        """Products of lines that are not over."""
        return SQL(
            """
            SELECT account.id AS account_id, line.product_id
              FROM contract_line AS line
              JOIN contract_contract AS contract ON contract.id = line.contract_id
              JOIN res_partner AS partner ON partner.id = contract.partner_id
              JOIN relationship_account AS account
                ON account.partner_id = partner.commercial_partner_id
               AND account.company_id = contract.company_id
             WHERE contract.company_id = %s AND contract.active
               AND contract.contract_type = 'sale' AND line.product_id IS NOT NULL
               AND line.is_canceled IS NOT TRUE
               AND COALESCE(LEAST(line.date_end, contract.date_end) >= %s, TRUE)
            """,
            *(self.env.company.id, self.env.company._get_relationship_today()),
        )
