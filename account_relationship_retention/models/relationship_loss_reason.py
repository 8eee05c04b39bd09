from odoo import fields, models


class RelationshipLossReason(models.Model):
    """Why customers leave: a short list, as reports add it up."""

    _name = "relationship.loss.reason"
    _description = "Reason of loss"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_competitor = fields.Boolean(
        string="Asks for the competitor",
        help="Who took the customer over is asked for as well.",
    )
