from odoo.tests import tagged

from odoo.addons.account_relationship_subscription_oca.hooks import uninstall_hook

from .common import SubscriptionCommon


@tagged("post_install", "-at_install")
class TestUninstall(SubscriptionCommon):
    """What people made with the addon goes; subscriptions stay as they are."""

    def test_subscriptions_stay_as_they_are(self):
        subscription = self._subscription()
        before = subscription.read()
        theirs = self.env["ir.filters"].create(
            {
                "name": "Of mine",
                "model_id": "sale.subscription",
                "domain": "[('user_id', '=', uid)]",
            }
        )
        uninstall_hook(self.env)
        self.assertTrue(theirs.exists())
        self.assertEqual(subscription.read(), before)
