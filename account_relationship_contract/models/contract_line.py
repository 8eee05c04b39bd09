from odoo import models

from odoo.addons.account_relationship_agreement.recurring_source import (
    RecurringSource,
)


class ContractLine(RecurringSource, models.Model):
    """So is each of its lines."""

    _inherit = "contract.line"
    _customer_path = "contract_id.partner_id"
