from odoo import models

from odoo.addons.account_relationship_agreement.recurring_source import (
    RecurringSource,
)


class ContractContract(RecurringSource, models.Model):
    """A contract is worth something to the account of its customer."""

    _inherit = "contract.contract"
