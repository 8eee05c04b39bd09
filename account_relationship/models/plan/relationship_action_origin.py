from odoo import api, fields, models
from odoo.exceptions import ValidationError


class RelationshipAction(models.Model):
    """Where an action comes from, and the work it became."""

    _inherit = "relationship.action"

    origin = fields.Selection(
        selection=[
            ("manual", "By hand"),
            ("template", "Template"),
            ("interaction", "Interaction"),
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

    def unlink(self):
        """What was promised is reminded of by itself again."""
        # sudo: as in _settle_promises
        promises = self.sudo().promise_ids
        result = super().unlink()
        promises.exists()._plan_reminders()
        return result

    def _settle_next_steps(self):
        """The customer's next step that became an action is done with it."""
        done = self.filtered(lambda action: action.state == "done")
        for interaction in done._get_interactions_of_steps():
            interaction.account_id._finish_next_step(interaction.next_step)

    def _take_up_next_steps(self):
        """What was done with an action is the next step again."""
        for interaction in self._get_interactions_of_steps():
            interaction.account_id._take_up_next_step(
                interaction.next_step, interaction.next_step_date
            )

    def _get_interactions_of_steps(self):
        """The interactions whose next step became one of the actions."""
        # sudo: whoever does the action does the step, whosever customer it is; what
        # was confidential is no step of the account
        return self.sudo().interaction_id.filtered(
            lambda one: one.next_action_id in self and not one.is_confidential
        )

    def _settle_promises(self):
        """A promise that became an action is kept when the action is done."""
        # sudo: whoever does the action keeps the promise, whosever it was
        promises = self.sudo().promise_ids.filtered(lambda p: p.state == "open")
        kept = promises.filtered(lambda p: p.action_id.state == "done")
        # Each company has a day of its own.
        for promises_of_company in kept.grouped("company_id").values():
            promises_of_company.action_keep()
        promises.filtered(lambda p: p.action_id.state == "cancelled").action_id = False
