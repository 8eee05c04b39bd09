from datetime import date

from odoo.fields import Command

from odoo.addons.account_relationship_agreement.tests.common import AgreementCommon


class Contracts:
    """Contracts of the OCA, for tests that have an ``env``."""

    @classmethod
    def _contract(cls, *lines, partner=None, **values):
        """A contract with a customer, each line with its own recurrence."""
        return cls.env["contract.contract"].create(
            {
                "name": "Lifts",
                "partner_id": (partner or cls.acme_customer).id,
                "line_recurrence": True,
                "contract_line_ids": [Command.create(line) for line in lines],
                **values,
            }
        )

    @staticmethod
    def _line(price=100, start="2026-01-01", end=False, **values):
        """What a line of a contract is made of: 100 a month by default."""
        return {
            "name": "Lift",
            "quantity": 1,
            "price_unit": price,
            "recurring_rule_type": "monthly",
            "recurring_interval": 1,
            "recurring_invoicing_type": "pre-paid",
            "date_start": start,
            "recurring_next_date": start,
            "date_end": end,
            **values,
        }


class ContractCommon(Contracts, AgreementCommon):
    """Contracts of the OCA with the customers in ``common``; it is 10 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contracts = cls.env["contract.contract"]
        cls.lines = cls.env["relationship.recurring.line"]

    def _get_amounts(self, *days):
        """Acme's ARR on some days, as texts."""
        return [
            self.recurring._get_arr(date.fromisoformat(day)).get(self.acme.id, 0)
            for day in days
        ]

    def _get_moved(self, month):
        """What moved in a month, without what did not."""
        first = date.fromisoformat(f"{month}-01")
        [moved] = self.recurring._get_movements(first, first).values()
        return {name: amount for name, (__, amount) in moved.items() if amount}
