from odoo import api, models

from ..shared.states import OPEN_ACTION

OWN = "account_relationship.activity_type_action"
ANSWER = "account_relationship.activity_type_proposal"


class RelationshipAction(models.Model):
    """An action of ours is a to-do of its owner, and done together with it."""

    _inherit = "relationship.action"

    def _plan_reminders(self):
        """Let every owner have the one to-do that is wanted now.

        Those of a draft plan wait until the plan is agreed.
        """
        # sudo: reminding is the system's part; an action may just have been given to
        # somebody else, or be changed by the customer
        actions = self.sudo()
        actions.filtered(lambda action: not action._is_running())._cancel_answers()
        self.env["mail.activity"]._sync(
            OWN,
            {
                action: action._needs_reminder()
                and (action._get_reminded(), action.date_due, action.name)
                for action in actions
            },
        )

    def _needs_reminder(self):
        return (
            self._is_running()
            and self.side == "ours"
            and self.date_due
            and self._get_reminded()
        )

    def _get_reminded(self):
        """The owner; whoever answers for the action when the owner has left."""
        return self.user_id if self.user_id.active else self._get_responsible()

    @api.model
    def _follow_owners(self, users):
        """Colleagues left or came back: their to-dos find somebody who does them."""
        # sudo: as above
        actions = self.sudo().search(
            [("user_id", "in", users.ids), ("state", "in", OPEN_ACTION)]
        )
        actions._plan_reminders()

    def _ask_for_answer(self):
        """Somebody of us has to answer the date the customer proposed last."""
        self.env["mail.activity"]._sync(
            ANSWER,
            {
                # The customer who proposed it may be in another day.
                action: (
                    action._get_responsible(),
                    action.company_id._get_relationship_today(),
                    lambda env: env._("Answer the date the customer proposed"),
                )
                for action in self
            },
        )

    def _cancel_answers(self):
        # sudo: as above
        self.sudo().activity_unlink([ANSWER])

    def _get_responsible(self):
        """Who of us answers for the action, whoever does it."""
        # sudo: the people of the plan and of the account, to write to them
        action = self.sudo()
        return action.account_id._find_in_charge(action.plan_id.user_id, action.user_id)
