from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relationship_warn_top1 = fields.Float(
        related="company_id.relationship_warn_top1", readonly=False
    )
    relationship_warn_top5 = fields.Float(
        related="company_id.relationship_warn_top5", readonly=False
    )
    relationship_down_percent = fields.Float(
        related="company_id.relationship_down_percent", readonly=False
    )
