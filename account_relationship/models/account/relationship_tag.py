from random import randint

from odoo import api, fields, models

from ...people import check_words


class RelationshipTag(models.Model):
    """A free label for customer accounts."""

    _name = "relationship.tag"
    _description = "Customer account tag"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer(default=lambda self: randint(1, 11))

    _name_uniq = models.Constraint("UNIQUE(name)", "A tag of this name exists already.")

    @api.constrains("name")
    def _check_words(self):
        check_words(self, "name")
