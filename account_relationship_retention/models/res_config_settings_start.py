from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relationship_history_begins = fields.Date(
        related="company_id.relationship_history_begins", readonly=False
    )
