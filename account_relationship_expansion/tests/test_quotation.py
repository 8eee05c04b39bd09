from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.account_relationship.tests.common import InvoicedCommon


@tagged("post_install", "-at_install")
class TestQuotation(InvoicedCommon):
    """What a customer usually buys is offered while the quotation is made."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.toner, cls.paper, cls.lamp = cls.env["product.product"].create(
            [{"name": name} for name in ("Toner", "Paper", "Lamp")]
        )
        now = fields.Datetime.now()
        for number, quantity in enumerate((9, 5, 4, 2), 1):
            products = {cls.toner: quantity, cls.paper: 1}
            if number > 2:
                products = {cls.toner: quantity, cls.lamp: 1}
            cls._order(products, now - timedelta(days=30 * number))

    @classmethod
    def _order(cls, products, day=None, customer=None):
        order = cls.env["sale.order"].create(
            {
                "partner_id": (customer or cls.acme_customer).id,
                "user_id": cls.ann.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": quantity}
                    )
                    for product, quantity in products.items()
                ],
            }
        )
        if day:
            order.action_confirm()
            order.date_order = day
        return order

    def _add(self, order, product, user=None):
        context = {"relationship_order_id": order.id}
        product.with_user(user or self.ann).with_context(**context).action_add_usual()

    def test_what_is_in_three_orders_and_half_of_them_is_usual(self):
        order = self._order({self.paper: 1}).with_user(self.ann)
        self.assertEqual(order.usual_product_ids, self.toner)
        now = fields.Datetime.now()
        for __ in range(5):
            self._order({self.paper: 1}, now)
        order.invalidate_recordset()
        # Toner is in 4 of 9 now, paper on the quotation.
        self.assertFalse(order.usual_product_ids)

    def test_orders_of_more_than_a_year_ago_do_not_count(self):
        self.env["sale.order"].search(
            [("partner_id", "=", self.acme_customer.id), ("state", "=", "sale")]
        )[-2:].date_order = fields.Datetime.now() - timedelta(days=370)
        self.assertFalse(self._order({self.paper: 1}).usual_product_ids)

    def test_what_is_not_for_sale_or_of_another_customer_is_not_offered(self):
        other = self._order({self.paper: 1}, customer=self.birch_customer)
        self.assertFalse(other.usual_product_ids)
        self.toner.sale_ok = False
        self.assertFalse(self._order({self.paper: 1}).usual_product_ids)

    def test_one_click_adds_the_line_with_the_last_quantity(self):
        last = self._order({self.toner: 7}, fields.Datetime.now())
        self.assertEqual(last.state, "sale")
        order = self._order({self.paper: 1})
        self._add(order, self.toner)
        line = order.order_line.filtered(lambda one: one.product_id == self.toner)
        self.assertEqual(line.product_uom_qty, 7)
        self.assertFalse(order.usual_product_ids)
        with self.assertRaises(UserError):
            self._add(order, self.toner)
        with self.assertRaises(UserError):
            self._add(order, self.lamp)

    def test_only_who_may_change_the_quotation_adds_to_it(self):
        order = self._order({self.paper: 1})
        for user in (self.eve, self.pia):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._add(order, self.toner, user)
        self.assertEqual(len(order.order_line), 1)

    def test_the_customer_sees_nothing_of_it(self):
        order = self._order({self.paper: 1})
        order.message_subscribe(self.pia.partner_id.ids)
        for name in ("usual_product_ids", "potential_ids"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                order.with_user(self.pia).read([name])
        with self.assertRaises(AccessError):
            self.env["relationship.whitespace"].with_user(self.pia).search([])
