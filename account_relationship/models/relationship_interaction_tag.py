from odoo import fields, models


class RelationshipInteractionTag(models.Model):
    """Why a customer was in contact: a label for interactions."""

    _name = "relationship.interaction.tag"
    _description = "Interaction reason"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_uniq = models.Constraint(
        "UNIQUE(name)", "A reason of this name exists already."
    )
