from odoo import api, fields, models

from ...people import check_words


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

    @api.constrains("name")
    def _check_words(self):
        check_words(self, "name")
