from odoo import models

from odoo.addons.account_relationship_agreement.recurring_source import (
    RecurringSource,
)


class SaleSubscription(RecurringSource, models.Model):
    """A subscription is worth something to the account of its customer."""

    _inherit = "sale.subscription"
