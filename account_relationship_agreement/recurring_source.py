"""Records of other addons that recur: accounts know at once when one changes."""

from odoo import api


class RecurringSource:
    """What addons glued to others' put before ``models.Model`` to extend theirs.

    No model: of one that is inherited the other addon's fields would be ours as well.
    Who changes such a record need not see the account.
    """

    __slots__ = ()

    #: The path to the customer.
    _customer_path = "partner_id"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._get_recurring_accounts()._note_agreements()
        return records

    def write(self, vals):
        former = self._get_recurring_accounts()
        result = super().write(vals)
        (former | self._get_recurring_accounts())._note_agreements()
        return result

    def unlink(self):
        accounts = self._get_recurring_accounts()
        result = super().unlink()
        accounts.exists()._note_agreements()
        return result

    def _get_recurring_accounts(self):
        """The accounts of their customers, of all companies."""
        # sudo: figures of the account follow, whoever changes what they are made of
        records = self.sudo()
        customers = records.mapped(self._customer_path).commercial_partner_id
        return (
            records.env["relationship.account"]
            .with_context(active_test=False)
            .search([("partner_id", "in", customers.ids)])
        )
