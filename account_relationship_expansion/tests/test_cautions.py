from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import TODAY, IdeasCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestCautions(IdeasCommon):
    """Little margin, returns and discounts are said before something is proposed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.some = cls._sell_together()
        # Of what they buy it is enough for an idea of category 3, and for My day.
        cls._buy(*((account, 3, TODAY, 900) for account in cls.some[:30]))
        cls.buyer = cls.some[35]

    def _refund(self, account, amount):
        self._buy((account, 0, TODAY, -amount))

    def _discount(self, account, percent):
        self.env.cr.execute(
            """
            UPDATE account_move_line AS line SET discount = %s
              FROM account_move AS move
             WHERE move.id = line.move_id AND move.partner_id = %s
            """,
            [percent, account.partner_id.id],
        )

    def _find_new(self, account=None):
        return self._find(account or self.buyer, kind="never_bought")

    def _get_reasons(self, account):
        self.env["relationship.alert"]._refresh(account)
        alerts = account.alert_ids.filtered(lambda alert: alert.state == "open")
        return set(alerts.mapped("reason"))

    # ------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------

    def test_who_returns_much_is_flagged_and_not_in_my_day(self):
        self._refund(self.buyer, 61)
        self._night()
        idea = self._find_new()
        self.assertEqual(idea.caution.replace("\xa0", " "), "they return 31 %")
        self.assertTrue(idea.is_held_back)
        self.assertEqual(idea.state, "open")
        self.assertNotIn("never_bought", self._get_reasons(self.buyer))
        other = self.some[36]
        self.assertFalse(self._find_new(other).caution)
        self.assertIn("never_bought", self._get_reasons(other))

    def test_returns_up_to_the_limit_are_usual(self):
        self._refund(self.buyer, 40)
        self._night()
        self.assertFalse(self._find_new().caution)
        self.env.company.relationship_return_percent = 19
        self._night()
        self.assertTrue(self._find_new().is_held_back)
        self.env.company.relationship_return_percent = 0
        self._night()
        self.assertFalse(self._find_new().is_held_back)

    def test_who_buys_at_a_discount_only_is_flagged(self):
        self._discount(self.buyer, 15)
        self._discount(self.some[36], 14)
        self._night()
        idea = self._find_new()
        self.assertEqual(
            idea.caution.replace("\xa0", " "), "they buy 100 % at a discount"
        )
        self.assertTrue(idea.is_held_back)
        self.assertFalse(self._find_new(self.some[36]).caution)

    def test_what_they_bought_before_is_proposed_all_the_same(self):
        self._discount(self.acme, 50)
        self._refund(self.acme, 900)
        self._night()
        idea = self._find(kind="lapsed")
        self.assertFalse(idea.is_held_back or idea.caution)
        self.assertIn("line_lapsed", self._get_reasons(self.acme))

    def test_it_is_forgotten_when_it_is_over(self):
        self._refund(self.buyer, 61)
        self._night()
        self._buy((self.buyer, 0, TODAY, 500))
        self._night()
        self.assertFalse(self._find_new().caution or self._find_new().is_held_back)

    def test_my_day_offers_none_that_is_held_back(self):
        self._night()
        self._find_new().sudo().is_held_back = True
        with self.assertRaises(UserError):
            self.buyer.with_user(self.ann).action_offer_never_bought()

    def test_money_of_other_currencies_counts_at_the_rate_of_its_invoice(self):
        """Foreign invoices are held against each other in the company's money."""
        foreign = self.setup_other_currency("EUR", rates=[("2020-01-01", 0.5)])
        for kind, amount in (("out_invoice", 50), ("out_refund", 40)):
            self._invoice(
                self.buyer.partner_id,
                amount,
                "2026-03-10",
                move_type=kind,
                currency_id=foreign.id,
                product_id=self.products[0],
            )
        with self._without_commits():
            self.env["relationship.revenue"]._rebuild(self.env.company)
        self._night()
        # 200 and 100 of the 50 are invoiced, 80 of the 40 returned.
        self.assertIn("27", self._find_new().caution)

    def test_other_companies_say_nothing_of_it(self):
        company = self._add_company()
        self.env["res.company"]._get_all_companies()
        self._refund(self.buyer, 61)
        self.env.cr.execute(
            "UPDATE account_move SET company_id = %s WHERE move_type = 'out_refund'",
            [company.id],
        )
        self._night()
        self.assertFalse(self._find_new().caution)

    def test_a_night_after_which_nothing_changed_writes_nothing(self):
        self._refund(self.buyer, 61)
        self._night()
        self.env.flush_all()
        self.env.cr.execute("SELECT xmin::text, id FROM relationship_whitespace")
        before = set(self.env.cr.fetchall())
        self.ideas._find_cautions(TODAY)
        self.env.cr.execute("SELECT xmin::text, id FROM relationship_whitespace")
        self.assertEqual(set(self.env.cr.fetchall()), before)

    def test_limits_are_percentages(self):
        for name in ("return", "discount", "margin"):
            with (
                self.subTest(name=name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self.env.company[f"relationship_{name}_percent"] = 101
                self.env.flush_all()

    # ------------------------------------------------------------
    # Margin
    # ------------------------------------------------------------

    def _order_with_margin(self, place, amount, margin, rate=1):
        """A confirmed order, as ``sale_margin`` keeps its margin.

        By that addon itself, where it is installed: ``tools/tests/test_margin.py``.
        """
        line = {
            "product_id": self.products[place].id,
            "price_unit": amount,
            "tax_ids": [],
        }
        is_worked_out = margin is not None and self.ideas._has_margins()
        if is_worked_out:
            line["purchase_price"] = amount - margin
        order = self.env["sale.order"].create(
            {
                "partner_id": self.cedar_customer.id,
                "order_line": [Command.create(line)],
            }
        )
        order.action_confirm()
        order.date_order = fields.Datetime.now()
        self.env.flush_all()
        if not is_worked_out:
            self.env.cr.execute(
                "ALTER TABLE sale_order_line ADD COLUMN IF NOT EXISTS margin float8"
            )
            self.env.cr.execute(
                "UPDATE sale_order_line SET margin = %s WHERE order_id = %s",
                [margin, order.id],
            )
        self.env.cr.execute(
            "UPDATE sale_order SET currency_rate = %s WHERE id = %s", [rate, order.id]
        )
        self.env.invalidate_all()

    def _night_with_margins(self, known=True):
        ideas = self.registry["relationship.whitespace"]
        with patch.object(ideas, "_has_margins", return_value=known):
            self._night()

    def test_categories_without_margin_are_flagged_and_still_proposed(self):
        self._order_with_margin(1, 100, -8)
        self._order_with_margin(3, 100, 1)
        self._night_with_margins()
        idea = self._find(kind="lapsed")
        self.assertEqual(idea.caution.replace("\xa0", " "), "its margin is -8 %")
        self.assertFalse(idea.is_held_back)
        self.assertFalse(self._find_new().caution)
        self.env.company.relationship_margin_percent = 5
        self._night_with_margins()
        self.assertIn("its margin is 1", self._find_new().caution)
        self._night_with_margins(known=False)
        self.assertFalse(self._find_new().caution)

    def test_margins_of_two_currencies_are_added_up_in_the_companys(self):
        # 100 at a rate of 1 and 100 at a rate of 4: 125, and -10 + 3.
        self._order_with_margin(1, 100, -10)
        self._order_with_margin(1, 100, 12, rate=4)
        self._night_with_margins()
        self.assertIn("-5.6", self._find(kind="lapsed").caution)

    def test_margins_just_below_the_limit_are_below_it(self):
        self._order_with_margin(1, 1000, -4.9)
        self._order_with_margin(3, 1000, 146)
        self._night_with_margins()
        words = self._find(kind="lapsed").caution.replace("\xa0", " ")
        self.assertEqual(words, "its margin is -0.5 %")
        self.assertFalse(self._find_new().caution)
        self.env.company.relationship_margin_percent = 15
        self._night_with_margins()
        self.assertIn("its margin is 14.6", self._find_new().caution)
        self.env.company.relationship_margin_percent = 14.6
        self._night_with_margins()
        self.assertFalse(self._find_new().caution)

    def test_margins_are_of_orders_of_the_companys_days(self):
        self.env.company.relationship_tz = "America/Bogota"
        self._order_with_margin(1, 100, -8)
        order = self.env["sale.order"].search([], order="id desc", limit=1)
        for moment, is_said in (
            ("2025-03-16 04:59", False),
            ("2025-03-16 05:00", True),
            ("2026-03-16 04:59", True),
            ("2026-03-16 05:00", False),
        ):
            order.date_order = f"{moment}:00"
            self._night_with_margins()
            said = bool(self._find(kind="lapsed").caution)
            self.assertEqual(said, is_said, moment)

    def test_lines_without_a_margin_say_nothing(self):
        self._order_with_margin(1, 100, None)
        self._night_with_margins()
        self.assertFalse(self._find(kind="lapsed").caution)
        self._order_with_margin(1, 0, -5)
        self._night_with_margins()
        self.assertFalse(self._find(kind="lapsed").caution)

    # ------------------------------------------------------------
    # What is never proposed
    # ------------------------------------------------------------

    def test_lost_customers_are_proposed_nothing(self):
        lost, going_on = self._add_accounts(2)
        day = TODAY.replace(year=2024, month=6)
        self._buy(*((lost, place, day, 100) for place in (0, 2)))
        self._buy(*((going_on, place, TODAY, 100) for place in (0, 2)))
        self._night()
        self.assertEqual(lost.order_state, "lost")
        self.assertFalse(self._find(lost))
        self.assertTrue(self._find(going_on))

    def test_products_nobody_buys_any_more_are_not_proposed(self):
        self._night()
        self.assertTrue(self._find_new())
        self.env.cr.execute(
            "UPDATE account_move SET invoice_date = invoice_date - 400 WHERE id IN"
            " (SELECT move_id FROM account_move_line WHERE product_id = %s)",
            [self.products[3].id],
        )
        self.env["relationship.revenue"]._rebuild(self.env.company)
        self._night()
        self.assertFalse(self._find_new().filtered(lambda one: one.state == "open"))

    def test_products_not_for_sale_are_not_proposed(self):
        for name in ("active", "sale_ok"):
            with self.subTest(name=name):
                self.products[3].product_tmpl_id[name] = False
                self.products[1].product_tmpl_id[name] = False
                self._night()
                self.assertFalse(self.ideas.search([("state", "=", "open")]))
                self.products[3].product_tmpl_id[name] = True
                self.products[1].product_tmpl_id[name] = True

    def test_what_was_never_bought_is_worth_the_floor(self):
        self.env.company.relationship_potential_floor = 1e6
        self._night()
        self.assertFalse(self._find_new())
