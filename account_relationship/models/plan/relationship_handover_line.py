from odoo import fields, models


class RelationshipHandoverLine(models.Model):
    """How many plans and actions are open."""

    _inherit = "relationship.handover.line"

    plan_count = fields.Integer(string="Plans, actions", compute="_compute_open_work")
