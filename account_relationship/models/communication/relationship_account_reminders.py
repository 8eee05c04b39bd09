from odoo import models

#: What hangs on an account and is deleted with it by the database, which knows nothing
#: of activities.
PARTS = [
    "relationship.promise",
    "relationship.action",
    "relationship.plan",
    "relationship.feedback",
    "relationship.interaction",
]


class RelationshipAccount(models.Model):
    """What people are reminded of goes with the account and comes back with it."""

    _inherit = "relationship.account"

    def write(self, vals):
        toggled = self.browse()
        if "active" in vals:
            toggled = self.filtered(lambda a: a.active != vals["active"])
        result = super().write(vals)
        toggled._renew_reminders()
        return result

    def unlink(self):
        self._unlink_activities()
        return super().unlink()

    def _renew_reminders(self):
        """Nobody is reminded of an archived account; of a reopened one as before."""
        # sudo: whoever archives an account need not be allowed to see all that is in it
        accounts = self.sudo()
        accounts.promise_ids._renew_reminders()
        accounts.action_ids._plan_reminders()
        archived = accounts.filtered(lambda account: not account.active)
        archived.plan_ids._cancel_update_reminders()

    def _unlink_activities(self):
        """Those of what goes with the account: nobody could open them any more."""
        # sudo: the account may be deleted with all that hangs on it
        activities = self.env["mail.activity"].sudo()
        for model in PARTS:
            # sudo: as above; only ids are compared
            parts = self.env[model].sudo().with_context(active_test=False)
            activities.search(
                [
                    ("res_model", "=", model),
                    ("res_id", "in", parts._search([("account_id", "in", self.ids)])),
                ]
            ).unlink()
