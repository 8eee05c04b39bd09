from odoo import fields, models


class RelationshipHandover(models.Model):
    """Feedback goes along."""

    _inherit = "relationship.handover"

    move_feedback = fields.Boolean(
        string="Open feedback",
        default=True,
        help="Open feedback of these customers that the outgoing manager answers.",
    )
