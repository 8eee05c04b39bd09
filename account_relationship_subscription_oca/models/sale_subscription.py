from odoo import models


class SaleSubscription(models.Model):
    """A subscription is worth something to the account of its customer."""

    _name = "sale.subscription"
    _inherit = ["sale.subscription", "relationship.recurring.source"]
