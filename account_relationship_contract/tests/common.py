from odoo.fields import Command

from odoo.addons.account_relationship_agreement.tests.common import AgreementCommon
from odoo.addons.account_relationship_agreement.tests.other_sources import OtherSource


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


class ContractCommon(Contracts, OtherSource, AgreementCommon):
    """Contracts of the OCA with the customers in ``common``; it is 10 March 2026."""
