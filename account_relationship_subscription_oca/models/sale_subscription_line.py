from odoo import models

from odoo.addons.account_relationship_agreement.recurring_source import (
    RecurringSource,
)


class SaleSubscriptionLine(RecurringSource, models.Model):
    """So is each of its lines."""

    _inherit = "sale.subscription.line"
    _customer_path = "sale_subscription_id.partner_id"
