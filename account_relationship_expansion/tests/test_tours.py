from datetime import timedelta

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.account_relationship_retention.tests.common import HistoryCommon


class PotentialTourCase(HistoryCommon, HttpCase):
    """Acme stopped buying hinges; Lea is who buys for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["relationship.account"].search([]).write({"cadence_state": "none"})
        cls.today = cls.env.company._get_relationship_today()
        cls.category = cls.env["product.category"].create({"name": "Hinges"})
        cls.hinge, cls.screws = cls.env["product.product"].create(
            [
                {"name": "Hinge 90", "categ_id": cls.category.id},
                {"name": "Screws"},
            ]
        )
        cls._sell()
        cls._add_lea()
        cls.idea = cls.env["relationship.whitespace"].create(
            {
                "account_id": cls.acme.id,
                "category_id": cls.category.id,
                "kind": "lapsed",
                "since": cls.today,
                "last_day": cls.today - timedelta(days=150),
                "longest_pause": 1,
                "amount": 2300,
                "found_amount": 2300,
            }
        )
        cls.env["relationship.alert"]._refresh(cls.acme)

    @classmethod
    def _sell(cls):
        cls._insert_invoices(
            [
                (
                    *("out_invoice", cls.acme_customer.id),
                    *(cls.today - timedelta(days=150), 100, cls.hinge.id),
                )
            ]
        )
        cls.env.cr.execute("UPDATE account_move_line SET quantity = 1")
        orders = cls.env["sale.order"].create(
            [
                {
                    "partner_id": cls.acme_customer.id,
                    "order_line": [
                        Command.create(
                            {"product_id": cls.screws.id, "product_uom_qty": 5}
                        )
                    ],
                }
            ]
            * 3
        )
        orders.action_confirm()

    @classmethod
    def _add_lea(cls):
        lea = cls.env["res.partner"].create(
            {"name": "Lea", "parent_id": cls.acme_customer.id}
        )
        role = cls.env["relationship.stakeholder.role"].search(
            [("kind", "=", "purchasing")], limit=1
        )
        cls.env["relationship.stakeholder"].create(
            {
                "account_id": cls.acme.id,
                "partner_id": lea.id,
                "role_ids": [Command.link(role.id)],
            }
        )

    def _make_offer(self):
        self.start_tour(
            "/odoo/my-day", "account_relationship_potential", login="ann", timeout=180
        )
        self.assertEqual(self.idea.state, "accepted")
        order = self.idea.lead_id.order_ids
        self.assertEqual(
            [(line.product_id, line.product_uom_qty) for line in order.order_line],
            [(self.screws, 5), (self.hinge, 1)],
        )

    def _dismiss(self):
        self.start_tour(
            "/odoo/sales-potential",
            "account_relationship_potential_dismissed",
            login="ann",
            timeout=120,
        )
        self.assertEqual((self.idea.state, self.idea.competitor), ("open", False))


@tagged("post_install", "-at_install")
class TestPotentialTour(PotentialTourCase):
    def test_an_offer_is_made_of_it(self):
        self._make_offer()

    def test_it_is_dismissed_and_that_is_taken_back(self):
        self._dismiss()

    def test_the_head_sees_what_came_of_it(self):
        self.idea.with_user(self.ann).action_accept()
        self.idea.lead_id.expected_revenue = 900
        self.idea.lead_id.action_set_won()
        self.start_tour(
            "/odoo/sales-potential-outcome",
            "account_relationship_potential_outcome",
            login="hugo",
            timeout=120,
        )

    def test_the_customer_sees_nothing_of_it(self):
        """Not on the page of the quotation, nor on any other of the portal."""
        self.idea.note = "Secret note"
        order = self.env["sale.order"].create(
            {
                "partner_id": self.pia.partner_id.id,
                "order_line": [Command.create({"product_id": self.screws.id})],
            }
        )
        order.state = "sent"
        order.message_subscribe(self.pia.partner_id.ids)
        self.idea.with_user(self.ann).with_context(
            relationship_order_id=order.id
        ).action_add_to_quotation()
        self.assertEqual(order.opportunity_id, self.idea.lead_id)
        self.acme.budget_month = "5"
        self.authenticate("pia", "pia".ljust(8, "x"))
        for path in ("/my", "/my/quotes", order.get_portal_url()):
            with self.subTest(path=path):
                page = self.url_open(path)
                self.assertEqual(page.status_code, 200)
                self.assertIn(
                    "Screws" if "/orders/" in path else "Quotations", page.text
                )
                for secret in ("stopped buying", "Sales potential", "Secret note"):
                    self.assertNotIn(secret, page.text)
                self.assertNotIn("Purchasing", page.text)
                self.assertNotIn("2,300", page.text)


@tagged("post_install", "-at_install")
class TestPotentialTourOnPhone(PotentialTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_an_offer_is_made_of_it(self):
        self._make_offer()

    def test_it_is_dismissed_and_that_is_taken_back(self):
        self._dismiss()
