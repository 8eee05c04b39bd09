from odoo import models


class SaleSubscriptionLine(models.Model):
    """So is each of its lines."""

    _name = "sale.subscription.line"
    _inherit = ["sale.subscription.line", "relationship.recurring.source"]
    _customer_path = "sale_subscription_id.partner_id"
