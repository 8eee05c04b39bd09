from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from .renewal import RenewalCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-07-10 12:00:00")
class TestRenewalQuotation(RenewalCommon):
    """What renews is offered as it is agreed, and agreed as it is ordered."""

    @users("ann")
    def test_quotation_of_a_year_renews_and_makes_no_second_agreement(self):
        agreement = self._agree_product().with_env(self.env)
        lead = agreement.sudo()._make_opportunities()
        action = agreement.action_make_quotation()
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(order.partner_id, self.acme_customer)
        self.assertEqual(order.opportunity_id, lead)
        self.assertEqual(order.order_line.product_id, self.product)
        self.assertEqual(order.order_line.price_unit, 18_000)
        self.assertEqual(agreement.action_make_quotation()["res_id"], order.id)
        self.assertEqual(agreement.renewal_order_count, 1)
        order.action_confirm()
        self.assertEqual(agreement.state, "renewed")
        self.assertNotIn("It says", self._get_notes(agreement))
        self.assertEqual(order.action_make_agreement()["res_id"], agreement.id)
        self.assertEqual(self.agreements.search_count([]), 1)
        lead.with_env(self.env).action_set_won()
        self.assertEqual(len(agreement.term_ids), 2)

    def _sell(self, **line):
        """An order of lifts that became an agreement, which runs."""
        order = self._add_order(
            self.acme_customer,
            self.ann,
            order_line=[Command.create({"product_id": self.product.id, **line})],
        )
        order.action_confirm()
        agreements = self.agreements.with_env(self.env)
        agreement = agreements.browse(
            order.with_env(self.env).action_make_agreement()["res_id"]
        )
        agreement.action_confirm()
        return agreement

    def _offer(self, agreement):
        action = agreement.action_make_quotation()
        return self.env["sale.order"].browse(action["res_id"])

    @users("ann")
    def test_what_was_ordered_by_the_dozen_is_agreed_and_offered_by_the_dozen(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        for price in (12, 10):
            with self.subTest("also where a piece has no price", price=price):
                agreement = self._sell(
                    product_uom_qty=2, product_uom_id=dozen.id, price_unit=price
                )
                line = agreement.line_ids
                self.assertEqual((line.quantity, line.amount), (2, price))
                self.assertEqual(line.product_uom_id, dozen)
                self.assertEqual(agreement.annual_amount, 2 * price)
                offered = self._offer(agreement).order_line
                self.assertEqual(offered.product_uom_id, dozen)
                self.assertEqual(
                    (offered.product_uom_qty, offered.price_unit), (2, price)
                )
                self.assertEqual(offered.price_subtotal, 2 * price)

    @users("ann")
    def test_unit_stays_when_more_of_it_is_agreed(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        agreement = self._sell(
            product_uom_qty=2, product_uom_id=dozen.id, price_unit=10
        )
        line = agreement.line_ids
        agreement._amend(
            fields.Date.add(agreement.date_start, days=5), [(line, {"quantity": 3})]
        )
        self.assertEqual(agreement.line_ids.mapped("quantity"), [2, 3])
        self.assertEqual(agreement.line_ids.product_uom_id, dozen)
        with self.assertRaisesRegex(UserError, "is confirmed"):
            line.product_uom_id = self.product.uom_id

    @users("ann")
    def test_unit_of_a_line_is_the_products_unless_it_measures_the_same(self):
        hour = self.env.ref("uom.product_uom_hour")
        agreement = self._agree(line_ids=[self._add_line(10)])
        agreement.action_set_draft()
        line = agreement.line_ids
        self.assertFalse(line.product_uom_id)
        line.product_id = self.product
        self.assertEqual(line.product_uom_id, self.product.uom_id)
        line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        line.product_id = self.product.sudo().copy()
        self.assertEqual(line.product_uom_id, self.env.ref("uom.product_uom_dozen"))
        line.product_id = self.product.sudo().create(
            {"name": "Advice", "type": "service", "uom_id": hour.id}
        )
        self.assertEqual(line.product_uom_id, hour)

    @users("ann")
    def test_offer_of_what_has_its_tax_in_the_price_comes_to_what_is_agreed(self):
        included, excluded = (
            self.env["account.tax"]
            .sudo()
            .create(
                [
                    {
                        "name": f"{amount} % {how}",
                        "amount": amount,
                        "price_include_override": how,
                    }
                    for amount, how in ((21, "tax_included"), (10, "tax_excluded"))
                ]
            )
        )
        for taxes, price in ((included, 121), (excluded, 100)):
            with self.subTest(taxes=taxes.name):
                self.product.sudo().taxes_id = taxes
                agreement = self._sell(price_unit=price)
                self.assertEqual(agreement.annual_amount, 100)
                order = self._offer(agreement)
                self.assertEqual(order.order_line.price_unit, price)
                self.assertEqual(order.amount_untaxed, 100)
                order.action_confirm()
                self.assertNotIn("It says", self._get_notes(agreement))

    @users("ann")
    def test_rate_that_moved_since_the_term_began_is_no_other_amount(self):
        currency = self.env["res.currency"].sudo()
        currency = currency.create({"name": "XQX", "symbol": "X", "rounding": 0.01})
        for day, rate in (("2026-01-01", 2), ("2026-06-01", 4)):
            self.env["res.currency.rate"].sudo().create(
                {"currency_id": currency.id, "name": day, "rate": rate}
            )
        lists = self.env["product.pricelist"].sudo()
        for one in (self.env.company.currency_id, currency):
            with self.subTest(quoted_in=one.name):
                prices = lists.create({"name": one.name, "currency_id": one.id})
                self.acme_customer.sudo().specific_property_product_pricelist = prices
                agreement = self._agree_product(currency_id=currency.id)
                order = self._offer(agreement.with_env(self.env))
                self.assertEqual(order.currency_id, one)
                order.action_confirm()
                self.assertNotIn("It says", self._get_notes(agreement))
                self.assertEqual(agreement.state, "renewed")

    @users("ann")
    def test_order_that_is_cancelled_says_what_is_not_undone(self):
        agreement = self._agree_product().with_env(self.env)
        order = self._offer(agreement)
        order._action_cancel()
        self.assertNotIn("cancelled", self._get_notes(order), "it renewed nothing")
        order.action_draft()
        order.action_confirm()
        order._action_cancel()
        self.assertEqual(agreement.state, "renewed")
        for record in (order, agreement):
            self.assertIn("stays renewed until 12/31/2027", self._get_notes(record))

    @users("ann")
    def test_order_that_is_cancelled_after_notice_says_nothing(self):
        agreement = self._agree_product().with_env(self.env)
        order = self._offer(agreement)
        order.action_confirm()
        self._give_notice(agreement, "2026-07-10", "both", last_day="2026-08-31")
        order._action_cancel()
        self.assertNotIn("stays renewed", self._get_notes(agreement))

    @users("ann")
    def test_quotation_whose_term_was_taken_away_renews_nothing(self):
        agreement = self._agree_product().with_env(self.env)
        action = agreement.action_make_quotation()
        order = self.env["sale.order"].browse(action["res_id"])
        order.relationship_agreement_until = False
        self.assertFalse(order.relationship_agreement_id)
        order.action_confirm()
        self.assertEqual(agreement.state, "running")
        self.assertNotIn("Nothing was changed", self._get_notes(order))

    @users("ann")
    def test_quotation_for_another_customer_renews_nothing(self):
        agreement = self._agree_product().with_env(self.env)
        order = self._offer(agreement)
        order.partner_id = self.birch.partner_id
        order.action_confirm()
        self.assertEqual(agreement.state, "running")
        self.assertIn("another customer", self._get_notes(agreement))
        self.assertNotIn(agreement.name, self._get_notes(order).split("Nothing")[0])

    @users("ann")
    def test_opportunity_with_another_customer_renews_and_ends_nothing(self):
        for decide in ("action_set_won", "action_set_lost"):
            with self.subTest(decide=decide):
                agreement = self._agree_product().with_env(self.env)
                lead = agreement.sudo()._make_opportunities()
                lead.partner_id = self.birch.partner_id
                getattr(lead, decide)()
                self.assertEqual(agreement.state, "running")
                self.assertFalse(agreement.noticed_on)
                self.assertIn("another customer", self._get_notes(agreement))

    @users("ann")
    def test_what_cannot_be_offered_is_named(self):
        agreement = self._agree_product(
            line_ids=[
                Command.create({"product_id": self.product.id, "amount": 10}),
                Command.create({"name": "Cleaning", "amount": 5}),
            ]
        ).with_env(self.env)
        action = agreement.action_make_quotation()
        self.assertIn("Cleaning", action["params"]["message"])
        words = self._agree(name="Words").with_env(self.env)
        with self.assertRaisesRegex(UserError, "Nothing of"):
            words.action_make_quotation()
