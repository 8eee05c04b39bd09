from odoo import api, fields, models


class RelationshipHandover(models.Model):
    """Promises and visits go along; who takes over knows what was promised."""

    _inherit = "relationship.handover"

    move_promises = fields.Boolean(
        string="Open promises",
        default=True,
        help="What the outgoing manager promised these customers.",
    )
    move_visits = fields.Boolean(
        string="Planned visits and meetings",
        default=True,
        help="Planned contacts of the outgoing manager with these customers, and their "
        "meetings in the calendar.",
    )
    promise_ids = fields.Many2many(
        comodel_name="relationship.promise",
        string="Open promises to keep",
        compute="_compute_promise_ids",
        help="Whoever gave them: the new manager should know of all.",
    )
    promise_count = fields.Integer(
        string="Number of open promises", compute="_compute_promise_ids"
    )

    @api.depends("line_ids.account_id")
    def _compute_promise_ids(self):
        """What is promised to these customers, the most urgent first."""
        promises = self.env["relationship.promise"].search(
            [
                ("account_id", "in", self.line_ids.account_id._origin.ids),
                ("state", "=", "open"),
            ],
            order="date_due, id",
        )
        for handover in self:
            accounts = handover.line_ids.account_id._origin
            handover.promise_ids = promises.filtered(
                lambda promise, accounts=accounts: promise.account_id in accounts
            )
            handover.promise_count = len(handover.promise_ids)
