from odoo import models


class AccountMove(models.Model):
    """Who is invoiced has bought."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        sold = posted.filtered(
            lambda move: move.is_sale_document(include_receipts=True)
        )
        self.env["relationship.retention"]._end_waiting(sold)
        return posted
