from odoo import models

from .relationship_alert import GOING_ON


class AccountMove(models.Model):
    """Who has paid is overdue no longer."""

    _inherit = "account.move"

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        # sudo: whoever notes a payment need not see the accounts of those who paid
        alerts = self.env["relationship.alert"].sudo()
        accounts = alerts.search(
            [
                *(("reason", "=", "overdue"), ("state", "in", GOING_ON)),
                ("account_id.partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "in", self.company_id.ids),
            ]
        ).account_id
        if accounts:
            self.env["relationship.measure"]._refresh(accounts)
            alerts._refresh(accounts, ["overdue"])
        return result
