from odoo import api, fields, models

from ...people import check_words


class RelationshipStage(models.Model):
    """Where a customer account stands in its life with us."""

    _name = "relationship.stage"
    _description = "Customer account stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    fold = fields.Boolean(
        string="Folded in kanban",
        help="The column is folded while it is empty or of little interest.",
    )
    kind = fields.Selection(
        selection=[
            ("running", "Running"),
            ("at_risk", "At risk"),
            ("ended", "Ended"),
        ],
        default="running",
        required=True,
        help="What filters and reports make of the stage: accounts at risk are "
        "counted apart, ended ones are no longer to be covered.",
    )
    description = fields.Char(
        translate=True,
        help="What belongs in this stage, shown as the column's tooltip.",
    )

    @api.constrains("name")
    def _check_words(self):
        check_words(self, "name")
