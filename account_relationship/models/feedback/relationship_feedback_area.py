from odoo import api, fields, models

from ...people import check_words


class RelationshipFeedbackArea(models.Model):
    """What feedback is about: the product, its delivery, the invoice and the like."""

    _name = "relationship.feedback.area"
    _description = "Area of feedback"
    _order = "sequence, id"

    name = fields.Char(string="Area", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_offered = fields.Boolean(
        string="Offered to customers",
        help="Customers choose it in the portal when they tell us something.",
    )

    @api.constrains("name")
    def _check_words(self):
        check_words(self, "name")
