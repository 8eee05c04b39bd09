from odoo.fields import Command

from odoo.addons.account_relationship_agreement.tests.common import AgreementCommon
from odoo.addons.account_relationship_agreement.tests.other_sources import OtherSource


class Subscriptions:
    """Subscriptions of the OCA, for tests that have an ``env``."""

    @classmethod
    def set_up_subscriptions(cls):
        # When it was closed and paused is in what Odoo tracks.
        cls.subscriptions = cls.env["sale.subscription"].with_context(
            tracking_disable=False, mail_notrack=False
        )
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Ours", "currency_id": cls.env.company.currency_id.id}
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Cloud", "list_price": 100, "taxes_id": False}
        )
        stages = cls.env["sale.subscription.stage"].search([])
        cls.stages = {stage.type: stage for stage in stages}

    @classmethod
    def _template(cls, **values):
        return cls.env["sale.subscription.template"].create(
            {"name": "Monthly", "code": "M", **values}
        )

    @classmethod
    def _subscription(cls, *prices, start="2026-01-01", partner=None, **values):
        """One in progress, of a line for each price; 100 a month by default."""
        subscription = cls.subscriptions.create(
            {
                "partner_id": (partner or cls.acme_customer).id,
                "template_id": cls._template().id,
                "pricelist_id": cls.pricelist.id,
                "sale_subscription_line_ids": [
                    Command.create({"product_id": cls.product.id, "price_unit": price})
                    for price in prices or (100,)
                ],
                **values,
            }
        )
        subscription.stage_id = cls.stages["in_progress"]
        # Theirs begins on the day it is moved there.
        subscription.date_start = start
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        return subscription


class SubscriptionCommon(Subscriptions, OtherSource, AgreementCommon):
    """Subscriptions with the customers in ``common``; it is 10 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_subscriptions()
