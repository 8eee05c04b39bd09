from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relationship_portal_limit = fields.Integer(
        related="company_id.relationship_portal_limit", readonly=False
    )
    relationship_mail_limit = fields.Integer(
        related="company_id.relationship_mail_limit", readonly=False
    )
    relationship_look_days = fields.Integer(
        related="company_id.relationship_look_days", readonly=False
    )
