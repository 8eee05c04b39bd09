from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relationship_category_level = fields.Integer(
        related="company_id.relationship_category_level", readonly=False
    )
    relationship_potential_floor = fields.Monetary(
        related="company_id.relationship_potential_floor",
        currency_field="currency_id",
        readonly=False,
    )
    relationship_margin_percent = fields.Float(
        related="company_id.relationship_margin_percent", readonly=False
    )
    relationship_return_percent = fields.Float(
        related="company_id.relationship_return_percent", readonly=False
    )
    relationship_discount_percent = fields.Float(
        related="company_id.relationship_discount_percent", readonly=False
    )
