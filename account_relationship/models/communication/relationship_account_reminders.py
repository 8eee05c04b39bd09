from odoo import models


class RelationshipAccount(models.Model):
    """What people are reminded of goes with the account and comes back with it."""

    _inherit = "relationship.account"

    def write(self, vals):
        toggled = self.browse()
        if "active" in vals:
            toggled = self.filtered(lambda a: a.active != vals["active"])
        result = super().write(vals)
        # sudo: whoever archives an account need not be allowed to see all that is in it
        toggled.sudo()._renew_reminders()
        return result

    def unlink(self):
        self._unlink_activities()
        return super().unlink()

    def _renew_reminders(self):
        """Nobody is reminded of an archived account; of a reopened one as before."""
        self.promise_ids._renew_reminders()

    def _unlink_activities(self):
        """Those of what goes with the account: nobody could open them any more.

        The database deletes the records, and knows nothing of their activities.
        """
        for model in self._get_own_models():
            if self.env[model]._fields["account_id"].ondelete != "cascade":
                continue
            # sudo: the account may be deleted with all that hangs on it
            parts = self.env[model].sudo().with_context(active_test=False)
            parts = parts._search([("account_id", "in", self.ids)])
            # sudo: as above
            self.env["mail.activity"].sudo().search(
                [("res_model", "=", model), ("res_id", "in", parts)]
            ).unlink()
