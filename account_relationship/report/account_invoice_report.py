from odoo import api, fields, models
from odoo.tools import SQL


class AccountInvoiceReport(models.Model):
    _inherit = "account.invoice.report"

    account_manager_id = fields.Many2one(
        comodel_name="res.users", string="Account manager", readonly=True
    )
    relationship_tier_id = fields.Many2one(
        comodel_name="relationship.tier", string="Customer tier", readonly=True
    )
    relationship_stage_id = fields.Many2one(
        comodel_name="relationship.stage", string="Customer stage", readonly=True
    )

    _depends = {
        "relationship.account": [
            "partner_id",
            "company_id",
            "manager_id",
            "tier_id",
            "stage_id",
            "active",
        ],
    }

    @api.model
    def _select(self):
        return SQL(
            """%s,
                relationship_account.manager_id AS account_manager_id,
                relationship_account.tier_id AS relationship_tier_id,
                relationship_account.stage_id AS relationship_stage_id
            """,
            super()._select(),
        )

    @api.model
    def _from(self):
        # By the contact's present commercial entity: an invoice keeps the one it
        # was made with, also when the contact has moved since.
        return SQL(
            """%s
                LEFT JOIN res_partner AS invoiced_contact
                       ON invoiced_contact.id = move.partner_id
                LEFT JOIN relationship_account
                       ON relationship_account.partner_id
                          = invoiced_contact.commercial_partner_id
                      AND relationship_account.company_id = line.company_id
                      AND relationship_account.active
            """,
            super()._from(),
        )
