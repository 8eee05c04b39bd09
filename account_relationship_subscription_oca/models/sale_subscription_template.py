from odoo import models

from odoo.addons.account_relationship_agreement.recurring_source import (
    RecurringSource,
)


class SaleSubscriptionTemplate(RecurringSource, models.Model):
    """It says how often all its subscriptions are paid."""

    _inherit = "sale.subscription.template"
    _customer_path = "subscription_ids.partner_id"
