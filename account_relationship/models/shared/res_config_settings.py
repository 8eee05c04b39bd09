from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    relationship_tier_id = fields.Many2one(
        related="company_id.relationship_tier_id", readonly=False
    )
    relationship_capacity = fields.Float(
        related="company_id.relationship_capacity", readonly=False
    )
    relationship_tz = fields.Selection(
        related="company_id.relationship_tz", readonly=False
    )
    relationship_ask_scores = fields.Boolean(
        related="company_id.relationship_ask_scores", readonly=False
    )
    relationship_score_gap_days = fields.Integer(
        related="company_id.relationship_score_gap_days", readonly=False
    )
    relationship_score_expire_days = fields.Integer(
        related="company_id.relationship_score_expire_days", readonly=False
    )
    relationship_follow_up_days = fields.Integer(
        related="company_id.relationship_follow_up_days", readonly=False
    )
    relationship_nps_minimum = fields.Integer(
        related="company_id.relationship_nps_minimum", readonly=False
    )
    relationship_update_mode = fields.Selection(
        related="company_id.relationship_update_mode", readonly=False
    )
    relationship_head_id = fields.Many2one(
        related="company_id.relationship_head_id", readonly=False
    )
    relationship_plan_stale_days = fields.Integer(
        related="company_id.relationship_plan_stale_days", readonly=False
    )
    relationship_portal_limit = fields.Integer(
        related="company_id.relationship_portal_limit", readonly=False
    )
    relationship_mail_limit = fields.Integer(
        related="company_id.relationship_mail_limit", readonly=False
    )
    relationship_look_days = fields.Integer(
        related="company_id.relationship_look_days", readonly=False
    )
