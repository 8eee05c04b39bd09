from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relationship_show_health_score = fields.Boolean(
        related="company_id.relationship_show_health_score", readonly=False
    )
