from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class RelationshipActionOrder(models.AbstractModel):
    """What has to be done before an action, and how that looks on the plan's picture."""

    _name = "relationship.action.order"
    _description = "Order of actions"

    after_ids = fields.Many2many(
        comodel_name="relationship.action",
        relation="relationship_action_after_rel",
        column1="action_id",
        column2="after_id",
        copy=False,
        domain="[('account_id', '=', account_id), ('id', '!=', id)]",
        help="What has to be done before.",
    )
    before_ids = fields.Many2many(
        comodel_name="relationship.action",
        relation="relationship_action_after_rel",
        column1="after_id",
        column2="action_id",
        copy=False,
        readonly=True,
    )
    is_blocked = fields.Boolean(
        string="Waits for another",
        compute="_compute_is_blocked",
        compute_sudo=True,
        search="_search_is_blocked",
    )

    @api.depends("state", "after_ids.state")
    def _compute_is_blocked(self):
        """By query: what it waits for may be somebody else's, and out of sight."""
        found = self.search(
            Domain("id", "in", self.ids) & Domain("is_blocked", "=", True)
        )
        for action in self:
            action.is_blocked = action._origin in found

    def _search_is_blocked(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "todo") & Domain(
            "after_ids", "any!", [("state", "in", ("todo", "in_progress"))]
        )

    @api.constrains("after_ids")
    def _check_after(self):
        if self._has_cycle("after_ids"):
            raise ValidationError(
                self.env._(
                    "These actions would wait for each other. "
                    "Take out one of those they come after."
                )
            )
        for action in self:
            if action.after_ids.account_id - action.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(action)s” cannot wait for an action with another customer.",
                        action=action.name,
                    )
                )

    def _draw(self):
        """Its row of the plan's picture.

        A bar from the day on which what comes before is due, or a mark on its own day.
        """
        states = dict(self._fields["state"]._description_selection(self.env))
        before = [
            day
            for other in self.after_ids
            if (day := other.date_done or other.date_due)
        ]
        day = fields.Date.to_string
        owner = self.user_id if self.side == "ours" else self.contact_id
        return {
            "key": f"action-{self.id}",
            "name": self.name,
            "who": owner.name or self.customer_id.name,
            "kind": "action",
            "side": self.side,
            "start": day(max(before)) if before else "",
            "due": day(self.date_done or self.date_due) or "",
            "state": self.state,
            "label": states[self.state],
            "is_late": self.is_late,
        }
