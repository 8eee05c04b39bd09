from odoo import models


class ContractLine(models.Model):
    """So is each of its lines."""

    _name = "contract.line"
    _inherit = ["contract.line", "relationship.recurring.source"]
    _customer_path = "contract_id.partner_id"
