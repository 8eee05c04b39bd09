from odoo import fields, models


class RelationshipTier(models.Model):
    _inherit = "relationship.tier"

    renewal_plan_id = fields.Many2one(
        comodel_name="mail.activity.plan",
        string="Checkpoints of a renewal",
        domain="[('res_model', '=', 'relationship.agreement')]",
        help="The activities that are planned before a renewal; empty: those of the "
        "settings.",
    )
