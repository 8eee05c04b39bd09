from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    # Payments of one customer are found without reading all payments there are.
    _relationship_partner_idx = models.Index("(partner_id)")
