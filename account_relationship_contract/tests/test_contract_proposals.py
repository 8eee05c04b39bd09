from odoo.tests import freeze_time, tagged

from odoo.addons.account_relationship_agreement.tests.test_proposals import (
    MONTHS,
    ProposalCommon,
)

from .common import Contracts


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestContractProposals(Contracts, ProposalCommon):
    """What a contract invoices is not proposed again as an agreement."""

    def test_only_lines_that_are_over_are_proposed(self):
        self._sell(MONTHS)
        self.assertEqual(self._look().product_id, self.product_a)
        contract = self._contract(self._line(product_id=self.product_a.id))
        self.assertNothing()
        contract.contract_line_ids.date_end = "2026-03-09"
        self.assertEqual(self._look().product_id, self.product_a)

    def test_another_product_is_proposed(self):
        self._sell(MONTHS)
        self._contract(self._line(product_id=self._add_product("Other").id))
        self.assertEqual(self._look().product_id, self.product_a)
