from odoo.tests import HttpCase, tagged

from ..common import People


class TourCase(People, HttpCase):
    """The people and the accounts, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_people()
        cls.set_up_accounts()


@tagged("post_install", "-at_install")
class TestTours(TourCase):
    """What people do all day, on a desk."""

    def test_portfolio(self):
        self.start_tour(
            "/odoo/customer-accounts", "account_relationship_portfolio", login="ann"
        )
        self.assertEqual(
            self.acme.stage_id, self.env.ref("account_relationship.stage_growth")
        )
        self.assertEqual(self.acme.manager_id, self.tim)
        self.assertEqual(
            self._get_history(self.acme),
            [("Ann", "opened", False), ("Tim", "handover", True)],
        )

    def test_opening(self):
        self._add_order(self.dune, self.sam).action_confirm()
        self.start_tour(
            "/odoo/customers-without-account",
            "account_relationship_opening",
            login="hugo",
        )
        account = self.Account.search([("partner_id", "=", self.dune.id)])
        self.assertEqual(account.manager_id, self.bob)

    def test_brief(self):
        """Sam has no rights on customer accounts, but sells to Acme."""
        lead = self._add_lead(self.acme_customer, self.sam)
        order = self._add_order(self.acme_customer, self.sam)
        for document in (lead, order):
            with self.subTest(document=document._name):
                self.start_tour(
                    f"/odoo/{document._name}/{document.id}",
                    "account_relationship_brief",
                    login="sam",
                )

    def test_absence(self):
        self.start_tour(
            "/odoo/customer-account-absences",
            "account_relationship_absence",
            login="ann",
        )
        self.assertEqual(self.acme.acting_manager_id, self.tim)
        self.assertEqual(self.acme.manager_id, self.ann)

    def test_business_review(self):
        self.amy.email = "amy@example.com"
        self.start_tour(
            f"/odoo/customer-accounts/{self.acme.id}",
            "account_relationship_business_review",
            login="ann",
        )
        sent = self.acme.message_ids[0]
        self.assertEqual(sent.partner_ids, self.amy)
        self.assertIn(b"A good year", sent.attachment_ids.raw)


@tagged("post_install", "-at_install")
class TestToursOnPhone(TourCase):
    """The same in the hand."""

    browser_size = "390x844"
    touch_enabled = True

    def test_portfolio(self):
        self.start_tour(
            "/odoo/customer-accounts",
            "account_relationship_portfolio_phone",
            login="ann",
        )
        self.assertEqual(self.acme.manager_id, self.tim)
