from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...turns import browse_given, take_turns
from ..shared.states import OPEN_ACTION


class RelationshipAction(models.Model):
    """Where an action comes from, and the work it became."""

    _inherit = "relationship.action"

    origin = fields.Selection(
        selection=[
            ("manual", "By hand"),
            ("template", "Template"),
            ("interaction", "Interaction"),
            ("feedback", "Feedback"),
        ],
        default="manual",
        required=True,
        readonly=True,
    )
    interaction_id = fields.Many2one(
        comodel_name="relationship.interaction",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
    )
    promise_ids = fields.One2many(
        comodel_name="relationship.promise",
        inverse_name="action_id",
        string="Promises",
    )
    feedback_id = fields.Many2one(
        comodel_name="relationship.feedback",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('account_id', '=?', account_id)]",
    )
    lead_id = fields.Many2one(
        comodel_name="crm.lead",
        string="Opportunity",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('relationship_account_id', '=', account_id)]",
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('partner_id.commercial_partner_id', '=', customer_id)]",
    )

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

    @api.constrains("interaction_id", "account_id")
    def _check_interaction(self):
        # sudo: what was confidential may have become an action of somebody else
        for action in self.sudo():
            interaction = action.interaction_id
            if interaction and interaction.account_id != action.account_id:
                raise ValidationError(
                    self.env._(
                        "“%(action)s” comes of an interaction with another customer.",
                        action=action.name,
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

    def unlink(self):
        """What was promised is reminded of by itself again."""
        # sudo: as in _settle_promises
        promises = self.sudo().promise_ids
        result = super().unlink()
        promises.exists()._plan_reminders()
        return result

    def _settle_promises(self):
        """A promise that became an action is kept when the action is done."""
        # sudo: whoever does the action keeps the promise, whosever it was
        promises = self.sudo().promise_ids.filtered(lambda p: p.state == "open")
        kept = promises.filtered(lambda p: p.action_id.state == "done")
        # Each company has a day of its own.
        for promises_of_company in kept.grouped("company_id").values():
            promises_of_company.action_keep()
        promises.filtered(lambda p: p.action_id.state == "cancelled").action_id = False
