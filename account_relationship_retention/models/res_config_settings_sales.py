from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relationship_down_percent = fields.Float(
        related="company_id.relationship_down_percent", readonly=False
    )
