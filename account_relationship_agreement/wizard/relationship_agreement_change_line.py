from odoo import api, fields, models

from ..models.relationship_agreement_line import PERIOD_UNITS
from ..periods import get_annual


class RelationshipAgreementChangeLine(models.TransientModel):
    """What a line is from the day on; 0 pieces end it."""

    _name = "relationship.agreement.change.line"
    _description = "Line in a change of an agreement"
    _inherit = ["relationship.guard"]

    change_id = fields.Many2one(
        comodel_name="relationship.agreement.change", required=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        comodel_name="relationship.agreement.line", ondelete="cascade"
    )
    currency_id = fields.Many2one(related="change_id.currency_id")
    product_id = fields.Many2one(
        comodel_name="product.product", domain="[('sale_ok', '=', True)]"
    )
    name = fields.Char(
        string="Description",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    quantity = fields.Float(digits="Product Unit", default=1, required=True)
    product_uom_id = fields.Many2one(
        comodel_name="uom.uom",
        string="Unit",
        compute="_compute_product_uom_id",
        help="Of what is agreed already its own, of something new the product's.",
    )
    amount = fields.Monetary(string="Unit amount", required=True)
    period_count = fields.Integer(string="Every", default=1, required=True)
    period_unit = fields.Selection(
        selection=PERIOD_UNITS, string="Period", default="month", required=True
    )
    annual_amount = fields.Monetary(string="A year", compute="_compute_annual_amount")

    @api.depends("product_id")
    def _compute_name(self):
        for row in self:
            row.name = row.name or row.product_id.display_name

    @api.depends("line_id.product_uom_id", "product_id")
    def _compute_product_uom_id(self):
        for row in self:
            row.product_uom_id = row.line_id.product_uom_id or row.product_id.uom_id

    @api.depends("quantity", "amount", "period_count", "period_unit")
    def _compute_annual_amount(self):
        for row in self:
            row.annual_amount = row.period_count and get_annual(
                row.quantity, row.amount, row.period_count, row.period_unit
            )

    def _get_values(self):
        """What it is then; nothing where there is nothing left of it."""
        if not self.quantity:
            return {}
        values = {
            "quantity": self.quantity,
            "amount": self.amount,
            "period_count": self.period_count,
            "period_unit": self.period_unit,
        }
        if not self.line_id:
            values |= {"name": self.name, "product_id": self.product_id.id}
        return values
