from odoo import fields, models


class RelationshipHandoverLine(models.Model):
    """How much was promised and is planned."""

    _inherit = "relationship.handover.line"

    promise_count = fields.Integer(string="Promises", compute="_compute_open_work")
    visit_count = fields.Integer(string="Visits", compute="_compute_open_work")
