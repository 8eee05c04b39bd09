from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...turns import take_turns
from ..shared.states import OPEN_ACTION
from .relationship_plan_shared_mixin import WITH_TEMPLATES


class RelationshipAction(models.Model):
    """What comes before an action, and what waits for it."""

    _inherit = "relationship.action"

    after_ids = fields.Many2many(
        comodel_name="relationship.action",
        relation="relationship_action_after_rel",
        column1="action_id",
        column2="after_id",
        copy=False,
        context=WITH_TEMPLATES,
        domain="[('account_id', '=', account_id), ('id', '!=', id)]",
        help="What has to be done before.",
    )
    before_ids = fields.Many2many(
        comodel_name="relationship.action",
        relation="relationship_action_after_rel",
        column1="after_id",
        column2="action_id",
        copy=False,
        context=WITH_TEMPLATES,
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
        found = self._find_by("is_blocked", True)
        for action in self:
            action.is_blocked = action._origin.id in found

    def _search_is_blocked(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "todo") & Domain(
            "after_ids", "any!", [("state", "in", OPEN_ACTION)]
        )

    @api.constrains("after_ids", "before_ids", "objective_id", "plan_id")
    def _check_template(self):
        for action in self.filtered("is_template"):
            others = action.after_ids | action.before_ids
            if (others.plan_id | action.objective_id.plan_id) - action.plan_id:
                raise ValidationError(
                    self.env._(
                        "“%(action)s” refers to another template. "
                        "Choose an objective and actions of its own.",
                        action=action.name,
                    )
                )

    @api.constrains("after_ids", "before_ids")
    def _check_after(self):
        # Two people might close a circle neither of them sees.
        ordered = self.filtered(lambda action: action.after_ids or action.before_ids)
        take_turns(ordered.account_id)
        if self._has_cycle("after_ids"):
            raise ValidationError(
                self.env._(
                    "These actions would wait for each other. "
                    "Take out one of those they come after."
                )
            )
        for action in self:
            others = action.after_ids | action.before_ids
            if others.account_id - action.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(action)s” cannot wait for an action with another customer.",
                        action=action.name,
                    )
                )
