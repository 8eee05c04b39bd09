from odoo import fields, models


class RelationshipHandoverLine(models.Model):
    """How much feedback is open."""

    _inherit = "relationship.handover.line"

    feedback_count = fields.Integer(string="Feedback", compute="_compute_open_work")
