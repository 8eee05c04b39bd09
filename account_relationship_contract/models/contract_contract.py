from odoo import models


class ContractContract(models.Model):
    """A contract is worth something to the account of its customer."""

    _name = "contract.contract"
    _inherit = ["contract.contract", "relationship.recurring.source"]
