from odoo import api, fields, models

from ...people import find_here
from ...turns import take_turns


class RelationshipPromise(models.Model):
    """A promise that became an action is kept when the action is done."""

    _inherit = "relationship.promise"

    _proof_fields = frozenset({"action_id"})

    action_id = fields.Many2one(
        comodel_name="relationship.action",
        string="Became",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The action that keeps the promise when it is done.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        promises = super().create(vals_list)
        promises.action_id._settle_promises()
        return promises

    def write(self, vals):
        result = super().write(vals)
        if vals.get("action_id"):
            # It may be done already.
            self.action_id._settle_promises()
        if "action_id" in vals:
            self._renew_reminders()
        return result

    def action_make_action(self):
        """Make an action of it; the promise is kept when the action is done."""
        self.ensure_one()
        self.check_access("read")
        take_turns(self)
        if not self.action_id:
            # The owner need not read where it was promised: that may be confidential.
            actions = self.env["relationship.action"]._on_own_path()
            self._on_own_path().action_id = actions.create(self._prepare_action())
        return self.action_id.get_formview_action()

    def _prepare_action(self):
        return {
            "name": self.name,
            "account_id": self.account_id.id,
            "interaction_id": self.interaction_id.id,
            "origin": "interaction",
            "user_id": (find_here([self.user_id], self.company_id) or self.env.user).id,
            "date_due": self.date_due,
        }

    def _needs_reminder(self):
        """One that became an action is reminded of by the action."""
        return not self.action_id and super()._needs_reminder()
