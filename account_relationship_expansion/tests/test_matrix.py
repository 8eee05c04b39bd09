import io
import json
from datetime import timedelta
from random import Random

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, tagged, users

from . import plain_matrix
from .common import TODAY, PotentialCommon

URL = "/account_relationship_expansion/potential_matrix/xlsx"


class MatrixCommon(PotentialCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_categories(4)

    @classmethod
    def _have_idea(cls, account, place, kind="lapsed", amount=500, **values):
        return cls.ideas.create(
            {
                "account_id": account.id,
                "category_id": cls.categories[place].id,
                "kind": kind,
                "since": TODAY,
                "amount": amount,
                "found_amount": amount,
                **values,
            }
        )

    def _ago(self, days):
        return TODAY - timedelta(days=days)

    def _get(self, domain=(), user=None, **page):
        self.env.flush_all()
        accounts = self.Account.with_user(user or self.hugo)
        return accounts.get_potential_matrix(list(domain), **page)

    def _cells(self, matrix):
        """``{(account, category): cell}``."""
        return {
            (row["key"], column["key"]): cell
            for row in matrix["rows"]
            for column, cell in zip(matrix["columns"], row["cells"], strict=True)
            if cell
        }

    def _cell(self, account, place, **asked):
        key = (account.id, self.categories[place].id)
        return self._cells(self._get(**asked)).get(key)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestMatrix(MatrixCommon):
    """Accounts by product category: what they buy, and what they could."""

    # ------------------------------------------------------------
    # What a cell says
    # ------------------------------------------------------------

    def test_a_cell_says_what_was_sold_in_12_months_and_those_before(self):
        self._buy(
            (self.acme, 0, self._ago(10), 300),
            (self.acme, 0, self._ago(20), -50),
            (self.acme, 0, self._ago(370), 240),
            (self.birch, 0, self._ago(10), 100),
            (self.cedar, 1, self._ago(400), 100),
        )
        cell = self._cell(self.acme, 0)
        self.assertEqual(cell, {"sales": 250, "before": 240, "state": "bought"})
        # What nobody bought or could buy for a year is no column of its own.
        columns = [column["key"] for column in self._get()["columns"]]
        self.assertEqual(columns, [self.categories[0].id, False])

    def test_more_than_110_percent_of_before_is_growth(self):
        self._buy(
            (self.acme, 0, self._ago(370), 100),
            (self.acme, 0, self._ago(10), 111),
            (self.birch, 0, self._ago(370), 100),
            (self.birch, 0, self._ago(10), 110),
        )
        self.assertEqual(self._cell(self.acme, 0)["state"], "grown")
        self.assertEqual(self._cell(self.birch, 0)["state"], "bought")

    def test_an_idea_says_its_kind_and_worth_even_where_nothing_was_sold(self):
        self._buy((self.acme, 0, self._ago(10), 300))
        for place, kind in enumerate(("shrinking", "lapsed", "never_bought")):
            idea = self._have_idea(self.acme, place, kind, 500 + place)
            with self.subTest(kind=kind):
                cell = self._cell(self.acme, place)
                self.assertEqual(
                    [cell["state"], cell["amount"], cell["idea_id"]],
                    [kind, 500 + place, idea.id],
                )
                self.assertTrue(cell["words"])

    def test_what_was_decided_shows_until_it_is_over(self):
        offered = self._have_idea(self.acme, 0)
        no = self._have_idea(self.acme, 1)
        self._have_idea(self.acme, 2, state="closed", outcome="won")
        self._buy(*((self.acme, place, self._ago(9), 10) for place in range(3)))
        offered._dismiss("competitor")
        self.assertEqual(self._cell(self.acme, 0)["state"], "dismissed")
        no.action_accept()
        self.assertEqual(self._cell(self.acme, 1)["state"], "offered")
        self.assertEqual(self._cell(self.acme, 2)["state"], "bought")
        with freeze_time("2027-03-16"):
            self.assertEqual(self.env.company._get_measured_day().year, 2027)
            self.assertIsNone(self._cell(self.acme, 0))

    def test_categories_worth_most_stand_first_and_the_rest_is_one_column(self):
        self._buy(
            *((self.acme, place, self._ago(9), 100 * place) for place in range(1, 4)),
            (self.cedar, 3, self._ago(9), 50),
        )
        # Worth 100, and could be 1,000.
        self._have_idea(self.birch, 1, amount=1000)
        self._have_idea(self.birch, 2, amount=20)
        matrix = self._get(columns=2)
        shown = [(one["key"], one["sales"]) for one in matrix["columns"]]
        first, second = self.categories[1].id, self.categories[3].id
        self.assertEqual(shown, [(first, 100), (second, 350), (False, 200)])
        cells = self._cells(matrix)
        self.assertEqual(cells[self.acme.id, False]["sales"], 200)
        self.assertEqual(cells[self.birch.id, False]["state"], "more")

    def test_rows_add_up_to_the_revenue_of_the_account(self):
        self._buy(*((self.acme, n % 4, self._ago(n * 11), 70 + n) for n in range(60)))
        self._insert_invoices(
            [("out_invoice", self.acme_customer.id, self._ago(5), 33)]
        )
        self._refresh(self.acme)
        [row] = self._get([("id", "=", self.acme.id)], columns=2)["rows"]
        self.assertAlmostEqual(
            sum(cell["sales"] for cell in row["cells"] if cell), row["sales"], 2
        )
        self.assertEqual(row["sales"], self.acme.revenue_12m)

    def test_categories_below_the_level_count_for_the_one_above(self):
        self.env.company.relationship_category_level = 1
        self.categories[1].parent_id = self.categories[0]
        self._buy(
            (self.acme, 0, self._ago(9), 10),
            (self.acme, 1, self._ago(9), 20),
            (self.acme, 2, self._ago(9), 5),
        )
        self.assertEqual(self._cell(self.acme, 0)["sales"], 30)
        action = self.acme.with_user(self.hugo).action_view_category(
            self.categories[0].id
        )
        moves = self.env["account.move"].search(action["domain"])
        self.assertEqual(len(moves), 2)
        found = moves.line_ids.product_id.categ_id
        self.assertEqual(found, self.categories[0] | self.categories[1])

    def test_cells_are_those_of_plain_python(self):
        for seed in range(6):
            random = Random(seed)
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                self._compare(random)
                savepoint.rollback()
                self.env.invalidate_all()

    def _compare(self, random):
        purchases = [
            (
                *(random.choice(self.accounts), random.randrange(4)),
                *(self._ago(random.randrange(740)), random.choice((-40, 5, 60, 900))),
            )
            for __ in range(random.randrange(80))
        ]
        self._buy(*purchases)
        ideas = {}
        for account in self.accounts:
            for place in random.sample(range(4), random.randrange(3)):
                kind = random.choice(("lapsed", "shrinking", "never_bought"))
                self._have_idea(account, place, kind, random.choice((100, 2000)))
                ideas[account.id, self.categories[place].id] = kind
        matrix = self._get([("id", "in", self.accounts.ids)], columns=2)
        shown = {column["key"] for column in matrix["columns"]} - {False}
        sales = [
            (account.id, self.categories[place].id, day, amount)
            for account, place, day, amount in purchases
        ]
        found = {
            key: (cell["sales"], cell["before"], cell["state"])
            for key, cell in self._cells(matrix).items()
        }
        self.assertEqual(found, plain_matrix.get_cells(sales, ideas, TODAY, shown))

    # ------------------------------------------------------------
    # Pages and searches
    # ------------------------------------------------------------

    def test_pages_hold_the_dearest_first_and_the_same_columns(self):
        self._buy(
            *(
                (account, place, self._ago(9), 100 * (place + 1))
                for place, account in enumerate(self.accounts)
            ),
        )
        self._refresh(self.accounts)
        domain = [("id", "in", self.accounts.ids)]
        pages = [self._get(domain, offset=n, limit=1) for n in range(3)]
        rows = [page["rows"][0]["key"] for page in pages]
        self.assertEqual(rows, [self.cedar.id, self.birch.id, self.acme.id])
        self.assertEqual({page["total"] for page in pages}, {3})
        self.assertEqual(pages[0]["columns"], pages[2]["columns"])

    def test_kinds_are_found_by_ideas_that_go_on(self):
        self._have_idea(self.acme, 0)
        self._have_idea(self.birch, 0, state="closed", outcome="over")
        domain = [("potential_ids", "any", [("kind", "=", "lapsed")])]
        rows = self._get(domain)["rows"]
        self.assertEqual([row["key"] for row in rows], self.acme.ids)

    @users("hugo")
    def test_what_is_no_search_or_page_is_refused_in_words(self):
        accounts = self.env["relationship.account"]
        for domain in (None, 5, "x", [("nothing", "=", 1)], [["name"]], {"a": 1}):
            with self.subTest(domain=domain), self.assertRaises(UserError):
                accounts.get_potential_matrix(domain)
        for page in ({"offset": -1}, {"limit": 0}, {"limit": True}, {"columns": "2"}):
            with self.subTest(page=page), self.assertRaises(UserError):
                accounts.get_potential_matrix([], **page)
        for category in ("x", True, None, []):
            with self.subTest(category=category), self.assertRaises(UserError):
                self.acme.with_user(self.hugo).action_view_category(category)

    def test_it_takes_as_many_queries_whatever_there_is(self):
        def count(**page):
            self._get(**page)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            matrix = self._get(**page)
            return self.env.cr.sql_log_count - before, matrix["total"]

        self._buy((self.acme, 0, self._ago(9), 10))
        some = self._add_accounts(10)
        self._buy(*((account, 0, self._ago(9), 10) for account in some))
        for account in some[:3]:
            self._have_idea(account, 1)
        few, total = count()
        self._have_more(290, 200)
        many, more = count(limit=80)
        self.assertEqual(more - total, 290)
        self.assertEqual(many, few)
        self.assertLess(many, 20)

    def _have_more(self, accounts, categories):
        some = self._add_accounts(accounts)
        more = self.env["product.category"].create(
            [{"name": f"More {number}"} for number in range(categories)]
        )
        products = self.env["product.product"].create(
            [{"name": one.name, "categ_id": one.id} for one in more]
        )
        day = self._ago(30)
        self._insert_invoices(
            [
                ("out_invoice", account.partner_id.id, day, 100, products[place].id)
                for number, account in enumerate(some)
                for place in (number % categories, number * 7 % categories)
            ]
        )
        self.ideas.create(
            [
                {
                    "account_id": account.id,
                    "category_id": more[number * 3 % categories].id,
                    "kind": "never_bought",
                    "since": TODAY,
                    "amount": 50,
                }
                for number, account in enumerate(some)
            ]
        )

    # ------------------------------------------------------------
    # Who sees what
    # ------------------------------------------------------------

    def _sell_to_all(self):
        self._buy(*((account, 0, self._ago(9), 100) for account in self.accounts))
        for account in self.accounts:
            self._have_idea(account, 1)

    def test_users_see_their_own_accounts_and_are_told(self):
        self._sell_to_all()
        for user, accounts, sales in (
            (self.ann, self.acme | self.birch, 200),
            (self.bob, self.cedar, 100),
            (self.bea, self.acme, 100),
            (self.hugo, self.accounts, 300),
        ):
            with self.subTest(user=user.name):
                matrix = self._get([("id", "in", self.accounts.ids)], user)
                self.assertEqual(
                    {row["key"] for row in matrix["rows"]}, {*accounts.ids}
                )
                sold = sum(column["sales"] for column in matrix["columns"])
                self.assertEqual(sold, sales)
                self.assertEqual(bool(matrix["scope"]), user != self.hugo)

    def test_who_only_sells_to_a_customer_sees_no_sales_of_it(self):
        self._sell_to_all()
        self.bob.group_ids = [
            Command.link(self.env.ref("sales_team.group_sale_salesman").id)
        ]
        self.env["crm.lead"].create(
            {
                "type": "opportunity",
                "name": "Sold by bob",
                "partner_id": self.acme_customer.id,
                "user_id": self.bob.id,
            }
        )
        rows = self._get([("id", "in", self.accounts.ids)], self.bob)["rows"]
        self.assertEqual([row["key"] for row in rows], self.cedar.ids)

    def test_others_are_refused(self):
        self._sell_to_all()
        for user in (self.sam, self.eve, self.pia):
            accounts = self.Account.with_user(user)
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    accounts.get_potential_matrix([])
                with self.assertRaises(AccessError):
                    self.acme.with_user(user).action_view_category()
                with self.assertRaises(AccessError):
                    accounts.with_context(relationship_report="potential").get_headline(
                        []
                    )

    def test_companies_are_kept_apart(self):
        self._sell_to_all()
        other = self.env["res.company"].create({"name": "Other"})
        self.hugo.company_ids = [Command.link(other.id)]
        there = self.Account.with_user(self.hugo).with_company(other)
        matrix = there.get_potential_matrix([])
        self.assertEqual([matrix["total"], matrix["columns"]], [0, []])

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    def test_the_sentence_says_what_it_comes_to(self):
        self._sell_to_all()
        self._refresh(self.accounts)
        self.ideas.search([]).unlink()
        for account in (self.acme, self.birch):
            self._have_idea(account, 1)
        self.env.flush_all()
        accounts = self.Account.with_user(self.ann).with_context(
            relationship_report="potential"
        )
        self.assertEqual(
            accounts.get_headline([]).replace("\xa0", " "),
            "2 customers buy for $ 200 a year; 2 ideas are worth $ 1,000 more, most of "
            "it Category 1, $ 1,000",
        )
        self.ideas.search([]).unlink()
        self.assertIn("no idea goes on", accounts.get_headline([]))


@tagged("post_install", "-at_install")
class TestMatrixFile(MatrixCommon, HttpCase):
    """The same as a file, and the screen in a browser."""

    def _export(self, login, **asked):
        self.authenticate(login, login)
        data = {"domain": [], "company_ids": self.env.company.ids, **asked}
        return self.url_open(
            URL,
            data={"data": json.dumps(data), "csrf_token": Request.csrf_token(self)},
        )

    def test_the_file_has_what_the_reader_may_see_and_no_formulas(self):
        today = self.env.company._get_relationship_today()
        self.categories[0].name = "=1+1"
        self._buy(*((one, 0, today, 100) for one in self.accounts))
        self._have_idea(self.acme, 1)
        self.env.flush_all()
        response = self._export("ann")
        self.assertEqual(response.status_code, 200)
        sold, could = load_workbook(io.BytesIO(response.content)).worksheets
        rows = [[cell.value for cell in row] for row in sold.iter_rows()]
        self.assertEqual(rows[0][1:], ["Category 1", "=1+1"])
        self.assertEqual(sold.cell(1, 3).data_type, "s")
        self.assertEqual(
            {row[0] for row in rows[1:]},
            {self.acme.display_name, self.birch.display_name},
        )
        self.assertEqual({row[2] for row in rows[1:]}, {100})
        words = [cell.value for row in could.iter_rows(min_row=2) for cell in row]
        self.assertTrue(any("stopped buying" in str(word) for word in words))

    def test_no_file_for_others(self):
        for login in ("sam", "eve", "pia"):
            with self.subTest(login=login):
                response = self._export(login)
                self.assertNotEqual(response.status_code, 200)
        self.assertNotEqual(self._export("ann", domain="x").status_code, 200)
