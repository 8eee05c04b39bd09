from odoo import models
from odoo.tools import formatLang

from ...lines import Line


class RelationshipAccount(models.Model):
    """What the customer owes for too long."""

    _inherit = "relationship.account"

    def _get_signals(self):
        signals = super()._get_signals()
        if not self._has_field_access(self._fields["overdue_amount"], "read"):
            return signals
        for account in self.filtered(lambda account: account.overdue_amount > 0):
            amount = formatLang(
                self.env,
                account.overdue_amount,
                digits=0,
                currency_obj=account.currency_id,
            )
            signals[account].append(
                Line(
                    85,
                    "fa-exclamation-circle",
                    self.env._("%(amount)s overdue", amount=amount),
                    name="overdue",
                    # The form has a button that says so.
                    places=("card",),
                )
            )
        return signals
