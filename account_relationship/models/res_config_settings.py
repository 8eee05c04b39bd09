from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relationship_tier_id = fields.Many2one(
        related="company_id.relationship_tier_id", readonly=False
    )
    relationship_capacity = fields.Float(
        related="company_id.relationship_capacity", readonly=False
    )
    relationship_head_id = fields.Many2one(
        related="company_id.relationship_head_id", readonly=False
    )
    relationship_plan_stale_days = fields.Integer(
        related="company_id.relationship_plan_stale_days", readonly=False
    )
