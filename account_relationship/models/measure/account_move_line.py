from odoo import models
from odoo.tools import SQL

#: By these it is how much of an invoice is revenue, and of which category.
COLUMNS = {
    *("balance", "product_id", "display_type", "move_id"),
    "tax_repartition_line_id",
}


class AccountMoveLine(models.Model):
    """As their invoices: lines of posted ones may still change."""

    _inherit = "account.move.line"

    def _get_revenue_condition(self):
        lines = SQL(
            "SELECT move_id FROM account_move_line WHERE id = ANY(%s)", self.ids
        )
        return SQL("move.id IN (%s)", lines)

    def _create(self, data_list):
        lines = super()._create(data_list)
        self.env["relationship.revenue"]._note(lines._get_revenue_condition())
        return lines

    def _write_multi(self, vals_list):
        revenue = self.env["relationship.revenue"]
        with revenue._watch(vals_list, COLUMNS, self._get_revenue_condition()):
            return super()._write_multi(vals_list)

    def unlink(self):
        self.env["relationship.revenue"]._note(self._get_revenue_condition())
        return super().unlink()
