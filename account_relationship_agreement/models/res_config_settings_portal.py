from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relationship_share_agreements = fields.Boolean(
        related="company_id.relationship_share_agreements", readonly=False
    )
