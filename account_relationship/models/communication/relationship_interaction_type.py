from odoo import api, fields, models

from ...people import check_words


class RelationshipInteractionType(models.Model):
    """How a contact with a customer took place, and what it asks for."""

    _name = "relationship.interaction.type"
    _description = "Interaction type"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    icon = fields.Char(
        default="fa-comments-o",
        required=True,
        help="Font Awesome class, such as fa-phone.",
    )
    is_touch = fields.Boolean(
        string="Counts as contact",
        default=True,
        help="The customer took part. Internal notes do not count.",
    )
    is_internal = fields.Boolean(
        help="Nobody of the customer takes part, so none is asked for."
    )
    duration = fields.Integer(string="Usual minutes", default=30)
    asks_duration = fields.Boolean(default=True)
    asks_sentiment = fields.Boolean(default=True)
    asks_direction = fields.Boolean(
        help="Ask who approached whom: for calls, mails and chats."
    )
    plans_meeting = fields.Boolean(
        help="Planned for later, it is a meeting in the calendar."
    )

    _duration_not_negative = models.Constraint(
        "CHECK(duration >= 0)", "The usual minutes cannot be negative."
    )

    @api.constrains("name")
    def _check_words(self):
        check_words(self, "name")
