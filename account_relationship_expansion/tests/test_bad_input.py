from datetime import timedelta
from unittest.mock import patch

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .common import TODAY, PotentialCommon

MANY = 10_020


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestBadInput(PotentialCommon):
    """Ideas of data as it comes: none, too much, moved, negative or missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_categories(4)
        cls.hinges = cls.categories[1]

    def _let_lapse(self, account):
        """They buy 0 all the time, and no longer 1."""
        self._buy_months(account, 0, range(24))
        self._buy_months(account, 1, range(8, 13), amount=240)

    def _sell_together(self, amount=100):
        """All of 60 buy 2, 30 of them 0, and 20 of these 1."""
        some = self._add_accounts(60)
        day = TODAY - timedelta(days=20)
        for place, number in ((2, 60), (0, 30), (1, 20)):
            self._buy(*((account, place, day, amount) for account in some[:number]))
        return some

    def _find(self, **values):
        return self.ideas.search([(name, "=", value) for name, value in values.items()])

    # ------------------------------------------------------------
    # Categories
    # ------------------------------------------------------------

    def test_without_categories_there_are_no_ideas(self):
        self._sell_together()
        self._let_lapse(self.acme)
        self.env["product.template"].search([]).categ_id = False
        self.env["relationship.revenue"]._refresh()
        self._night()
        self.assertFalse(self._find())

    def test_where_all_is_in_one_category_nothing_goes_with_it(self):
        self.products.product_tmpl_id.categ_id = self.categories[0]
        self._sell_together()
        self._let_lapse(self.acme)
        self._night()
        self.assertFalse(self._find())

    def test_ideas_follow_a_category_that_moved(self):
        some = self._sell_together()
        self.env.company.relationship_category_level = 1
        self._night()
        ideas = self._find(category_id=self.hinges.id)
        self.assertEqual(ideas.account_id, some[20:30])
        self.hinges.parent_id = self.categories[3]
        self._night()
        self.assertEqual(set(ideas.mapped("state")), {"closed"})
        self.assertEqual(set(ideas.mapped("outcome")), {"over"})
        moved = self._find(state="open")
        self.assertEqual(moved.category_id, self.categories[3])
        self.assertEqual(moved.account_id, some[20:30])

    def test_what_was_decided_stays_when_the_category_moves_and_comes_back(self):
        some = self._sell_together()
        self.env.company.relationship_category_level = 1
        self._night()
        idea = self._find(account_id=some[20].id)
        idea._dismiss("not_needed")
        self.hinges.parent_id = self.categories[3]
        self._night()
        self.hinges.parent_id = False
        self._night()
        self.assertEqual(idea.state, "dismissed")
        again = self._find(account_id=some[20].id, category_id=self.hinges.id)
        self.assertEqual(again, idea)

    def test_ideas_follow_the_level_of_categories(self):
        below = self.env["product.category"].create(
            {"name": "Below", "parent_id": self.hinges.id}
        )
        self.products[1].categ_id = below
        self._let_lapse(self.acme)
        self._night()
        self.assertEqual(self._find(state="open").category_id, below)
        self.env.company.relationship_category_level = 1
        self._night()
        self.assertEqual(self._find(state="open").category_id, self.hinges)
        self.assertEqual(self._find(category_id=below.id).outcome, "over")

    def test_ten_thousand_categories_take_as_many_queries_as_four(self):
        some = self._sell_together()
        self._night()
        few = self._count_queries()
        self._add_rare_categories(some)
        for_sale = patch.object(
            self.finder.__class__,
            "_get_for_sale",
            lambda *_: SQL("SELECT line_id FROM line"),
        )
        with for_sale:
            self.assertLessEqual(self._count_queries(), few)
        self.assertEqual(self._find(state="open").account_id, some[20:30])

    def _count_queries(self):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.ideas._refresh()
        return self.env.cr.sql_log_count - before

    def _add_rare_categories(self, accounts):
        """Each bought by three of the accounts, as many by each of these."""
        self.env.cr.execute(
            """
            WITH category AS (
                INSERT INTO product_category (name, complete_name)
                SELECT 'Rare ' || n, 'Rare ' || n FROM generate_series(1, %s) AS n
                RETURNING id)
            INSERT INTO relationship_revenue (
                partner_id, company_id, month, category_id, amount, invoice_count)
            SELECT (%s)[1 + (id + n) %% 60], %s, '2026-01-01', id, 100, 1
              FROM category, generate_series(1, 3) AS n
            """,
            (MANY, accounts.partner_id.ids, self.env.company.id),
        )

    # ------------------------------------------------------------
    # Purchases
    # ------------------------------------------------------------

    def test_accounts_with_one_invoice_get_and_give_ideas_like_others(self):
        some = self._sell_together()
        newcomer = self._add_accounts(1)
        self._buy((newcomer, 0, TODAY, 1))
        self._night()
        self.assertFalse(self._find(account_id=newcomer.id, kind="lapsed"))
        self.assertLessEqual(self._find().account_id, some[20:30] | newcomer)

    def test_who_only_gave_back_bought_nothing(self):
        self._sell_together()
        back = self._add_accounts(30)
        for place in (0, 1):
            self._buy(*((account, place, TODAY, -100) for account in back))
        self._night()
        self.assertFalse(self._find().account_id & back)
        self.assertEqual(set(self._find().mapped("customers_because")), {30})

    def test_invoices_of_nothing_are_no_purchases(self):
        self._sell_together(amount=0)
        self._night()
        self.assertFalse(self._find())

    def test_lines_without_amounts_are_no_purchases(self):
        self._sell_together()
        self._let_lapse(self.acme)
        self.env.cr.execute("UPDATE account_move_line SET balance = NULL")
        self.env["relationship.revenue"]._rebuild()
        self._night()
        self.assertFalse(self._find())

    # ------------------------------------------------------------
    # Customers and companies
    # ------------------------------------------------------------

    def test_archived_customers_get_no_ideas_and_say_nothing(self):
        some = self._sell_together()
        some[20].active = False
        self._night()
        self.assertEqual(self._find().account_id, some[21:30])
        self.assertEqual(set(self._find().mapped("customers_because")), {29})

    def test_customers_that_became_one_have_an_idea_once(self):
        some = self._sell_together()
        self._night()
        some[20]._merge(some[21])
        self._night()
        self.assertEqual(len(self._find(account_id=some[20].id, state="open")), 1)
        self.assertFalse(self._find(account_id=some[21].id))

    def test_a_company_has_ideas_in_its_own_money(self):
        self._sell_together(amount=100.4)
        yen = self.env.ref("base.JPY")
        yen.active = True
        other = self.env["res.company"].create(
            {"name": "Elsewhere", "currency_id": yen.id}
        )
        self.env.flush_all()
        for table in ("account_move_line", "account_move", "relationship_revenue"):
            self.env.cr.execute(f"UPDATE {table} SET company_id = %s", (other.id,))
        self.env.cr.execute(
            "UPDATE relationship_account SET company_id = %s", (other.id,)
        )
        self.env.invalidate_all()
        self._night()
        self.assertEqual(self._find().company_id, other)
        self.assertEqual(set(self._find().mapped("amount")), {100})
        self.assertEqual(self.finder._get_never_bought(TODAY), [])

    def test_a_category_that_was_because_of_which_may_go(self):
        some = self._sell_together()
        self._night()
        idea = self._find(account_id=some[20].id)
        self.assertEqual(idea.because_category_id, self.categories[0])
        self.products[0].categ_id = self.categories[3]
        self.categories[0].unlink()
        self.assertFalse(idea.because_category_id)
        self.assertIn("20 of 30", idea.words)
        self.env["relationship.revenue"]._refresh()
        self._night()
        self.assertTrue(idea.exists())
