from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .common import HistoryCommon


@tagged("post_install", "-at_install")
class TestRepeatOrder(HistoryCommon):
    """What was bought last is a quotation with one click."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp, cls.chair, cls.desk = cls.env["product.product"].create(
            [
                {"name": name, "list_price": price, "taxes_id": [Command.clear()]}
                for name, price in (("Lamp", 10), ("Chair", 20), ("Desk", 30))
            ]
        )
        cls.vera = cls._add_user(
            "vera",
            "account_relationship.group_user,sales_team.group_sale_salesman_all_leads",
        )
        cls.north.member_ids |= cls.vera
        cls._add_lead(cls.acme_customer, cls.sam)

    def _order(self, *lines, **values):
        """A confirmed order of sam's; lines are products, or names of sections."""
        order = self.acme.env["sale.order"].create(
            {
                "partner_id": self.amy.id,
                "user_id": self.sam.id,
                "order_line": [
                    Command.create(
                        {"display_type": "line_section", "name": line}
                        if isinstance(line, str)
                        else {
                            "product_id": line.id,
                            "product_uom_qty": 3,
                            "price_unit": 1,
                        }
                    )
                    for line in lines
                ],
                **values,
            }
        )
        order.action_confirm()
        return order

    def _repeat(self):
        action = self.acme.with_env(self.env).action_repeat_last_order()
        if action["type"] == "ir.actions.client":
            action = action["params"]["next"]
        self.assertEqual(action["res_model"], "sale.order")
        return self.env["sale.order"].browse(action["res_id"])

    def _describe(self, order):
        return [line.product_id.name or line.name for line in order.order_line.sorted()]

    @users("sam", "vera")
    def test_the_last_order_is_a_quotation_at_todays_prices(self):
        self._order(self.chair, date_order="2020-01-01")
        last = self._order("Light", self.lamp, self.desk)
        last.order_line.filtered("product_id").tax_ids = False
        self.lamp.list_price = 12
        order = self._repeat()
        self.assertEqual([order.state, order.origin], ["draft", last.name])
        self.assertEqual(order.partner_id, self.amy)
        self.assertEqual(self._describe(order), ["Light", "Lamp", "Desk"])
        lines = order.order_line.filtered("product_id")
        self.assertEqual(lines.mapped("product_uom_qty"), [3, 3])
        self.assertEqual(lines.mapped("price_unit"), [12, 30])
        self.assertTrue(order.has_access("write"))

    @users("sam")
    def test_prices_are_those_of_the_customers_pricelist(self):
        self._order(self.lamp)
        env = self.acme.env
        env["res.config.settings"].create({"group_product_pricelist": True}).execute()
        item = {
            "compute_price": "fixed",
            "fixed_price": 5,
            "applied_on": "3_global",
        }
        pricelist = env["product.pricelist"].create(
            {"name": "Half", "item_ids": [Command.create(item)]}
        )
        self.acme_customer.property_product_pricelist = pricelist
        self.assertEqual(self._repeat().order_line.price_unit, 5)

    @users("vera")
    def test_what_cannot_be_sold_any_more_is_left_out_and_named(self):
        self._order("Light", self.lamp, "Rest", self.chair, self.desk)
        self.lamp.active = False
        self.chair.sale_ok = False
        order = self._repeat()
        self.assertEqual(self._describe(order), ["Rest", "Desk"])
        self.assertIn("Lamp, Chair", order.message_ids[0].body)
        self.desk.active = False
        self._order(self.desk)
        with self.assertRaisesRegex(UserError, r"can be sold like that.*Desk"):
            self._repeat()

    @users("vera")
    def test_without_an_order_it_is_the_last_invoice(self):
        with self.assertRaisesRegex(UserError, "no order or invoice of Acme"):
            self._repeat()
        group = self.acme.env.ref("account.group_account_invoice")
        self.vera.sudo().group_ids += group
        self._invoice(self.acme_customer, 100, "2026-01-05", product_id=self.desk.id)
        order = self._repeat()
        self.assertEqual(self._describe(order), ["Desk"])
        self.assertEqual(order.order_line.price_unit, 30)

    @users("sam")
    def test_orders_one_may_not_see_are_not_repeated(self):
        self._order(self.lamp, user_id=self.vera.id)
        with self.assertRaisesRegex(UserError, "that you may see"):
            self._repeat()

    @users("vera")
    def test_it_is_offered_where_the_next_order_is_and_leaves_the_stages_their_room(
        self,
    ):
        form = etree.fromstring(self.acme.with_env(self.env).get_view()["arch"])
        button = "//button[@name='action_repeat_last_order']"
        self.assertTrue(form.xpath(f"//div[@name='order_watch']{button}"))
        self.assertFalse(form.xpath(f"//header{button}"))
        actions = self.env["ir.actions.actions"].get_bindings("relationship.account")
        names = [action["name"] for action in actions["action"]]
        self.assertIn("Repeat Last Order", names)

    @users("bob", "eve")
    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def test_who_makes_no_quotations_makes_none_here(self):
        self._order(self.lamp)
        account = self.acme.with_env(self.env)
        with self.assertRaises(AccessError):
            account.action_repeat_last_order()

    @users("vera")
    def test_it_is_made_in_the_company_of_the_account(self):
        there = self.setup_other_company()["company"]
        self._order(self.lamp)
        self.vera.sudo().company_ids += there
        account = self.acme.with_env(self.env).with_company(there)
        action = account.with_context(
            allowed_company_ids=(there | self.company).ids
        ).action_repeat_last_order()
        order = self.env["sale.order"].sudo().browse(action["res_id"])
        self.assertEqual(order.company_id, self.acme.company_id)

    @users("vera")
    def test_products_of_the_company_above_are_sold_by_its_branches(self):
        self.lamp.company_id = self.company
        branch = self.acme.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.vera.sudo().company_ids += branch
        account = self.acme.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": branch.id,
                "manager_id": self.vera.id,
            }
        )
        self._order(self.lamp, company_id=branch.id)
        there = account.with_env(self.env).with_context(allowed_company_ids=branch.ids)
        action = there.action_repeat_last_order()
        order = self.env["sale.order"].sudo().browse(action["res_id"])
        self.assertEqual(self._describe(order), ["Lamp"])

    @users("vera")
    def test_who_ordered_and_is_gone_is_not_asked(self):
        self._order(self.lamp)
        self.amy.active = False
        self.assertEqual(self._repeat().partner_id, self.acme_customer)
