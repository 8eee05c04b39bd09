from odoo import fields, models


class RelationshipAgreementEndReason(models.Model):
    """Why agreements end: a short list, the same for all companies."""

    _name = "relationship.agreement.end.reason"
    _description = "Reason for the end of an agreement"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    asks_competitor = fields.Boolean(
        string="To a competitor",
        help="Ask to whom the customer goes.",
    )
