from odoo import models
from odoo.tools import SQL

#: By these it is whose revenue an invoice is, of which month, and whether it is any.
COLUMNS = {"state", "move_type", "invoice_date", "partner_id", "company_id"}


class AccountMove(models.Model):
    """An invoice that changes notes the month whose revenue changes with it."""

    _inherit = "account.move"

    def _write_multi(self, vals_list):
        # Not in write(): that does not see what is computed.
        revenue = self.env["relationship.revenue"]
        own = SQL("move.id = ANY(%s)", self.ids)
        with revenue._watch(vals_list, COLUMNS, own):
            return super()._write_multi(vals_list)

    def unlink(self):
        self.env["relationship.revenue"]._note(SQL("move.id = ANY(%s)", self.ids))
        return super().unlink()
