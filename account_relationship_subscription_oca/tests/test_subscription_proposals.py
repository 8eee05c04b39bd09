from odoo.tests import freeze_time, tagged

from odoo.addons.account_relationship_agreement.tests.test_proposals import (
    MONTHS,
    ProposalCommon,
)

from .common import Subscriptions


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestSubscriptionProposals(Subscriptions, ProposalCommon):
    """What a subscription invoices is not proposed again as an agreement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_subscriptions()

    def test_only_of_those_in_progress_nothing_is_proposed(self):
        self._sell(MONTHS, product=self.product)
        self.assertEqual(self._look().product_id, self.product)
        subscription = self._subscription(100)
        self.assertNothing()
        subscription.stage_id = self.stages["post"]
        self.assertEqual(self._look().product_id, self.product)
