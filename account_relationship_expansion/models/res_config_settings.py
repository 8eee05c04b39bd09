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
