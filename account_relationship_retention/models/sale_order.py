from odoo import api, models

#: By these an order is a purchase, whose, when and of how much.
COLUMNS = {"state", "date_order", "partner_id", "company_id", "amount_untaxed"}


class SaleOrder(models.Model):
    """An order that comes, changes or goes has its customer looked at again."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        confirmed = orders.filtered(lambda order: order.state == "sale")
        if confirmed:
            self.env["relationship.revenue"]._note_orders(confirmed)
        return orders

    def _write_multi(self, vals_list):
        # Not in write(): that does not see what is computed.
        if all(COLUMNS.isdisjoint(values) for values in vals_list):
            return super()._write_multi(vals_list)
        revenue = self.env["relationship.revenue"]
        revenue._note_orders(self)
        result = super()._write_multi(vals_list)
        revenue._note_orders(self)
        return result

    def unlink(self):
        self.env["relationship.revenue"]._note_orders(self)
        return super().unlink()

    def _action_confirm(self):
        result = super()._action_confirm()
        self.env["relationship.retention"]._end_waiting(self)
        return result
