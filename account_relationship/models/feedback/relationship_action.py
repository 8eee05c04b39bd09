from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...turns import browse_given, take_turns
from ..shared.states import OPEN_ACTION


class RelationshipAction(models.Model):
    """What is done about feedback."""

    _inherit = "relationship.action"

    origin = fields.Selection(
        selection_add=[("feedback", "Feedback")], ondelete={"feedback": "set default"}
    )
    feedback_id = fields.Many2one(
        comodel_name="relationship.feedback",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('account_id', '=?', account_id)]",
    )

    @api.depends("feedback_id.account_id")
    def _compute_account_id(self):
        result = super()._compute_account_id()
        for action in self:
            if not action.account_id and action.feedback_id:
                action.account_id = action.feedback_id.account_id
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """An action of one name is made of feedback once, whoever does it."""
        default = self.env.context.get("default_feedback_id")
        for vals in vals_list:
            feedback_id = vals.get("feedback_id", default)
            if feedback_id and vals.get("name"):
                self._check_second(feedback_id, vals["name"])
        return super().create(vals_list)

    @api.model
    def _check_second(self, feedback_id, name):
        feedback = browse_given(self.env["relationship.feedback"], feedback_id)
        if not feedback or not isinstance(name, str):
            return
        take_turns(feedback)
        # sudo: whether there is one; its name was just given
        action = self.sudo().search(
            Domain("feedback_id", "=", feedback.id)
            & Domain("name", "=", name)
            & Domain("state", "in", OPEN_ACTION),
            limit=1,
        )
        if action:
            raise UserError(
                self.env._(
                    "“%(action)s” was made of this feedback already, by %(user)s.",
                    action=name,
                    user=action.create_uid.name,
                )
            )

    @api.constrains("feedback_id")
    def _check_feedback(self):
        # sudo: whoever does the action need not see what the customer said
        for action in self.sudo():
            feedback = action.feedback_id
            if feedback and feedback.account_id != action.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(action)s” comes of the feedback of another customer. "
                        "Choose feedback of %(customer)s.",
                        action=action.name,
                        customer=action.account_id.name,
                    )
                )
