from odoo import fields, models


class SaleReport(models.Model):
    _inherit = "sale.report"

    account_manager_id = fields.Many2one(
        comodel_name="res.users", string="Account manager", readonly=True
    )
    relationship_tier_id = fields.Many2one(
        comodel_name="relationship.tier", string="Customer tier", readonly=True
    )
    relationship_stage_id = fields.Many2one(
        comodel_name="relationship.stage", string="Customer stage", readonly=True
    )

    def _get_relationship_columns(self):
        """Return ``{field of this report: column of the account}``."""
        return {
            "account_manager_id": "relationship_account.manager_id",
            "relationship_tier_id": "relationship_account.tier_id",
            "relationship_stage_id": "relationship_account.stage_id",
        }

    def _select_additional_fields(self):
        return super()._select_additional_fields() | self._get_relationship_columns()

    def _from_sale(self):
        return f"""{super()._from_sale()}
            LEFT JOIN relationship_account
                   ON relationship_account.partner_id = partner.commercial_partner_id
                  AND relationship_account.company_id = s.company_id
                  AND relationship_account.active"""

    def _group_by_sale(self):
        columns = ", ".join(self._get_relationship_columns().values())
        return f"{super()._group_by_sale()}, {columns}"
