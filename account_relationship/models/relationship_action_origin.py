from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelationshipActionOrigin(models.AbstractModel):
    """Where an action comes from, and the work it became."""

    _name = "relationship.action.origin"
    _description = "Origin of actions"

    # Declared by the action itself; its origin is of the same customer.
    account_id = fields.Many2one(comodel_name="relationship.account")

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

    def _settle_promises(self):
        """A promise that became an action is kept when the action is done."""
        # sudo: whoever does the action keeps the promise, whosever it was
        for action in self.sudo():
            promises = action.promise_ids.filtered(lambda p: p.state == "open")
            if action.state == "done":
                promises.action_keep()
            elif action.state == "cancelled":
                promises.action_id = False
