from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relationship_renewal_lead_days = fields.Integer(
        related="company_id.relationship_renewal_lead_days", readonly=False
    )
    relationship_renewal_plan_id = fields.Many2one(
        related="company_id.relationship_renewal_plan_id", readonly=False
    )
    relationship_renewal_plan_days = fields.Integer(
        related="company_id.relationship_renewal_plan_days", readonly=False
    )
