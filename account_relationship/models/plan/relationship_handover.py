from odoo import fields, models


class RelationshipHandover(models.Model):
    """Plans and actions go along."""

    _inherit = "relationship.handover"

    move_plans = fields.Boolean(
        string="Open plans and actions",
        default=True,
        help="Plans and actions of the outgoing manager with these customers.",
    )
