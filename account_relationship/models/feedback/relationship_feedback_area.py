from odoo import api, fields, models

from ...people import check_words


class RelationshipFeedbackArea(models.Model):
    """What feedback is about: the product, its delivery, the invoice and the like."""

    _name = "relationship.feedback.area"
    _description = "Area of feedback"
    _order = "sequence, id"

    name = fields.Char(string="Area", required=True, translate=True)
    customer_name = fields.Char(
        string="Customers read",
        translate=True,
        help="How customers call it in the portal, as “My invoice”; its own name when "
        "empty.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_offered = fields.Boolean(
        string="Offered to customers",
        help="Customers choose it in the portal when they tell us something.",
    )

    @api.constrains("name", "customer_name")
    def _check_words(self):
        check_words(self, "name")
        check_words(self, "customer_name")

    def _get_customer_name(self):
        """What customers read, in the language of the environment."""
        return self.customer_name or self.name or ""
