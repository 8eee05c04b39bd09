from odoo import api, fields, models


class RelationshipAccountOpeningLine(models.TransientModel):
    """What one manager would have after accounts were opened in bulk."""

    _name = "relationship.account.opening.line"
    _description = "Manager in a bulk opening"

    opening_id = fields.Many2one(
        comodel_name="relationship.account.opening",
        required=True,
        index=True,
        ondelete="cascade",
    )
    manager_id = fields.Many2one(comodel_name="res.users", string="Account manager")
    new_count = fields.Integer(string="New customer accounts")
    load = fields.Float(help="All accounts then, weighted by tier.")
    capacity = fields.Float(help="0: no limit.")
    is_over_capacity = fields.Boolean(compute="_compute_is_over_capacity")

    @api.depends("load", "capacity")
    def _compute_is_over_capacity(self):
        for line in self:
            line.is_over_capacity = line.capacity and line.load > line.capacity
