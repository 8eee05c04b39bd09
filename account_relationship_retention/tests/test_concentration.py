from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from odoo.addons.account_relationship_retention.models import (
    relationship_concentration_what_if as what_if,
)

from .common import HistoryCommon

START, END = date(2025, 3, 1), date(2026, 2, 28)
NBSP = "\N{NO-BREAK SPACE}"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestConcentration(HistoryCommon):
    """Who makes the 80 %, in the table, on the account and on the screen."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = cls.env["relationship.concentration"]
        cls.others = cls.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(5)]
        )

    def _sell(self, *amounts):
        """Sales to Acme and Birch (Ann's), Cedar (Bob's) and customers of nobody."""
        customers = (
            self.acme_customer | self.birch_customer | self.cedar_customer
        ) + self.others
        self._insert_invoices(
            [
                ("out_refund" if amount < 0 else "out_invoice", one.id, END, amount)
                for one, amount in zip(customers, amounts, strict=False)
                if amount
            ]
        )
        return self.table._rebuild(self.env.company)

    def _get_kept(self, partner):
        return self.table.search([("partner_id", "=", partner.id)])

    # ------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------

    def test_the_screen_says_what_the_contract_says(self):
        self._sell(500, 300, 100, 50, 30, 20)
        contract = self.retention._get_concentration(START, END)
        shown = self.table.get_pareto([])
        for name in ("top1", "top3", "top10", "hhi"):
            self.assertAlmostEqual(shown[name], float(contract[name]), 9, name)
        for name in ("customers", "pareto", "negative"):
            self.assertEqual(shown[name], contract[name], name)
        classes = {row["class"]: row["customers"] for row in shown["sections"]}
        self.assertEqual(classes, contract["classes"])
        self.assertEqual(contract["classes"], {"A": 2, "B": 2, "C": 2})
        kept = {
            name: self.table.search_count([("sales_class", "=", name)])
            for name in "ABC"
        }
        self.assertEqual(kept, classes)

    def test_the_contract_has_the_keys_it_had(self):
        self.assertEqual(
            set(self.retention._get_concentration(START, END)),
            {"pareto", "customers", "negative", "top1", "top3", "top10", "hhi"}
            | {"classes"},
        )

    def test_equals_stand_by_their_ids(self):
        self._sell(100, 100, 100)
        found = self.table.search([])
        self.assertEqual(found.mapped("rank"), [1, 2, 3])
        self.assertEqual(found.partner_id.ids, sorted(found.partner_id.ids))
        self.assertEqual([*found.mapped("sales_class")], ["A", "A", "A"])

    def test_one_customer_with_all_sales_is_class_a(self):
        self._sell(10)
        self.assertEqual(self.acme.sales_class, "A")
        self.assertEqual([self.acme.sales_rank, self.acme.sales_share], [1, 1])
        self.assertEqual(
            self.table.get_pareto([])["words"], f"1 of 1 customers makes 80{' '}%"
        )

    def test_credit_notes_larger_than_sales_are_named_and_have_no_share(self):
        self._sell(10, -30)
        kept = self._get_kept(self.birch_customer)
        self.assertEqual([kept.rank, kept.amount], [2, -30])
        self.assertFalse(kept.sales_class)
        self.assertFalse(self.birch.sales_class)
        shown = self.table.get_pareto([])
        self.assertEqual([shown["negative"], shown["customers"]], [1, 1])
        self.assertEqual(
            shown["sections"][-1],
            {"class": None, "customers": 1, "first": 2, "last": 2},
        )
        self.assertEqual(len(shown["points"]), 1)

    def test_the_sentence_of_a_class_tells_its_share_of_all(self):
        self._sell(500, 300, 100, 50, 30, 20)
        self._insert_invoices([("out_refund", self.dune.id, END, -70)])
        self.table._rebuild(self.env.company)
        section = [("rank", ">=", 1), ("rank", "<=", 2)]
        self.assertEqual(
            self.table.get_headline(section),
            f"2 customers, {self.table._format_sum(800)}, 80{NBSP}% of all",
        )
        self.assertEqual(
            self.table.get_headline([("sales_class", "=", "C")]),
            f"2 customers, {self.table._format_sum(50)}, 5{NBSP}% of all",
        )
        own = self.table.with_user(self.ann)
        self.assertEqual(
            own.get_headline([("sales_class", "=", "A"), ("rank", "=", 2)]),
            f"1 customers, {self.table._format_sum(300)}, 38{NBSP}% of all",
            "all she sees: Acme's and Birch's",
        )
        self.assertIn("make", self.table.get_headline([("tier_id", "=", False)]))

    def test_without_sales_there_is_no_data_and_no_0_percent(self):
        self._sell()
        shown = self.table.get_pareto([])
        self.assertEqual([shown["top1"], shown["hhi"]], [None, None])
        self.assertEqual([shown["points"], shown["words"]], [[], ""])
        self.assertIn("nothing to report", self.table.get_headline([]))
        self._sell(-30)
        self.assertIsNone(self.table.get_pareto([])["top1"])

    def test_the_current_month_and_what_is_13_months_old_do_not_count(self):
        customer = self.acme_customer.id
        self._insert_invoices(
            [
                ("out_invoice", customer, day, 10)
                for day in (date(2025, 2, 28), START, END, date(2026, 3, 1))
            ]
        )
        self.table._rebuild(self.env.company)
        self.assertEqual(self._get_kept(self.acme_customer).amount, 20)

    def test_nothing_is_written_where_nothing_changed(self):
        self.assertEqual(self._sell(500, 300), 2)
        self.assertEqual(self.table._rebuild(self.env.company), 0)

    def test_class_goes_with_the_sales(self):
        self._sell(500, 300)
        self.assertEqual(self.birch.sales_class, "A")
        self._insert_invoices([("out_refund", self.birch_customer.id, END, -300)])
        self.table._rebuild(self.env.company)
        self.assertFalse(self.birch.sales_class)
        self.assertEqual(self.acme.sales_share, 1)

    def test_an_account_opened_later_has_its_class_at_once(self):
        self._sell(500, 0, 0, 300)
        account = self.Account.create(
            {"partner_id": self.others[0].id, "manager_id": self.ann.id}
        )
        self.assertEqual([account.sales_class, account.sales_rank], ["A", 2])
        self.assertEqual(self._get_kept(self.others[0]).account_id, account)

    def test_an_account_that_moves_to_another_customer_takes_its_place(self):
        self._sell(500, 0, 0, 300)
        self.acme.partner_id = self.others[0]
        self.assertFalse(self._get_kept(self.acme_customer).account_id)
        self.assertEqual(self._get_kept(self.others[0]).account_id, self.acme)
        self.assertEqual(self.acme.sales_rank, 2)

    def test_merged_customers_leave_no_row_of_nobody(self):
        self._sell(0, 0, 0, 500, 300)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            self.others[:2].ids, self.others[0]
        )
        self.table._rebuild(self.env.company)
        self.assertEqual(self.table.search([]).partner_id, self.others[0])
        self.assertEqual(self.table.search([]).amount, 800)

    def test_shares_of_several_companies_are_not_added_up(self):
        self._sell(500, 300)
        other = self.env["res.company"].create({"name": "Other"})
        self.env.cr.execute(
            "INSERT INTO relationship_concentration (company_id, partner_id, rank,"
            " amount, share) VALUES (%s, %s, 1, 5, 1)",
            [other.id, self.acme_customer.id],
        )
        both = self.table.with_context(
            allowed_company_ids=[self.env.company.id, other.id]
        )
        self.assertEqual(both._read_group([], [], ["share:sum"]), [(False,)])
        by_company = dict(both._read_group([], ["company_id"], ["share:sum"]))
        self.assertEqual([*by_company.values()], [1, 1])
        self.assertEqual(both.get_pareto([])["customers"], 2)

    def test_the_curve_of_many_customers_comes_as_a_few_points(self):
        many = self.env["res.partner"].create(
            [{"name": f"One of many {number}"} for number in range(1000)]
        )
        self._insert_invoices(
            [
                ("out_invoice", one.id, END, 1 + number % 90)
                for number, one in enumerate(many)
            ]
        )
        self.table._rebuild(self.env.company)
        shown = self.table.get_pareto([])
        places = [point[0] for point in shown["points"]]
        self.assertLess(len(places), 210)
        self.assertEqual([places[0], places[-1]], [1, 1000])
        self.assertIn(shown["pareto"], places)
        self.assertAlmostEqual(shown["points"][-1][1], 1)

    # ------------------------------------------------------------
    # Who sees what
    # ------------------------------------------------------------

    def test_users_see_shares_of_their_own_portfolio_only(self):
        self._sell(300, 100, 1000, 9000)
        shown = self.table.with_user(self.ann).get_pareto([])
        self.assertEqual([shown["customers"], shown["top1"]], [2, 0.75])
        self.assertTrue(shown["scope"])
        self.assertEqual([point[1] for point in shown["points"]], [0.75, 1])
        self.assertFalse(self.table.with_user(self.hugo).get_pareto([])["scope"])

    @users("ann")
    def test_users_cannot_work_out_the_sales_of_the_company(self):
        self._sell(300, 100, 1000, 9000)
        table = self.env["relationship.concentration"]
        own = table.search([])
        self.assertEqual(own.mapped("amount"), [300, 100])
        for name in ("share", "cumulative_share"):
            with self.subTest(name=name):
                with self.assertRaises(AccessError):
                    own.read([name])
                with self.assertRaises(AccessError):
                    table.search([(name, ">", 0.5)])
                with self.assertRaises(AccessError):
                    table.search([], order=name)
                with self.assertRaises(AccessError):
                    table.formatted_read_group([], [], [f"{name}:sum"])
        with self.assertRaises(AccessError):
            self.acme.with_env(self.env).read(["sales_share"])
        dialog = own.action_what_if()["params"]
        self.assertEqual(dialog["lines"][0][1], table._format_sum(400))

    def test_employees_without_business_are_refused(self):
        for method in ("get_pareto", "get_headline"):
            with self.assertRaises(AccessError):
                getattr(self.table.with_user(self.eve), method)([])

    @users("ann")
    def test_hostile_searches_are_refused_in_words(self):
        table = self.env["relationship.concentration"]
        for domain in (None, 5, "x", [("nothing", "=", 1)], [["rank"]], {"a": 1}):
            with self.subTest(domain=domain), self.assertRaises(UserError):
                table.get_pareto(domain)
        with self.assertRaises(AccessError):
            table.get_pareto([("share", ">", 0.2)])

    def test_heads_alone_bring_everybodys_figures_up_to_date(self):
        self._sell(300)
        self.env.cr.execute("DELETE FROM relationship_concentration")
        with self.assertRaises(AccessError):
            self.table.with_user(self.ann).action_refresh()
        self.assertFalse(self.table.search([]))
        self.table.with_user(self.hugo).action_refresh()
        self.assertEqual(self.table.search([]).partner_id, self.acme_customer)

    @users("ann")
    def test_nobody_writes_a_class_down(self):
        acme = self.acme.with_env(self.env)
        for name, value in (("sales_class", "A"), ("sales_rank", 1)):
            with self.subTest(name=name), self.assertRaises(UserError):
                acme.write({name: value})
        with self.assertRaises(UserError):
            acme.create({"partner_id": self.dune.id, "sales_class": "A"})

    @users("hugo")
    def test_the_curve_takes_few_queries_whatever_the_number(self):
        self._sell(500, 300, 100, 50, 30, 20, 10)
        table = self.env["relationship.concentration"]
        table.get_pareto([])
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            table.get_pareto([])

    # ------------------------------------------------------------
    # Warnings
    # ------------------------------------------------------------

    def test_heads_are_warned_from_the_levels_of_the_company_on(self):
        self._sell(500, 300, 100, 50, 30, 20)
        heads = self.table.with_user(self.hugo)
        one, five = heads.get_pareto([])["warnings"]
        self.assertIn(f"One customer makes 50{NBSP}%", one)
        self.assertIn(f"Five customers make 98{NBSP}%", five)
        company = self.env.company
        company.write({"relationship_warn_top1": 51, "relationship_warn_top5": 0})
        self.assertEqual(heads.get_pareto([])["warnings"], [])

    def test_what_is_a_part_of_the_customers_warns_of_nothing(self):
        self._sell(500, 300, 100)
        heads = self.table.with_user(self.hugo)
        self.assertTrue(heads.get_pareto([])["warnings"])
        for records, domain in (
            (heads, [("partner_id", "=", self.acme_customer.id)]),
            (self.table.with_user(self.ann), []),
        ):
            self.assertEqual(records.get_pareto(domain)["warnings"], [])

    def test_the_account_says_it_to_heads_alone(self):
        self._sell(18, 10, 72)
        words = f"makes 18{NBSP}% of our sales"
        for user, is_said in ((self.hugo, True), (self.ann, False)):
            with self.subTest(user=user.name):
                signals = self.acme.with_user(user).signals
                said = [line["words"] for line in signals]
                self.assertEqual(words in said, is_said)
        self.assertNotIn("our sales", str(self.birch.with_user(self.hugo).signals))

    # ------------------------------------------------------------
    # What if
    # ------------------------------------------------------------

    def test_the_dialog_says_what_is_left(self):
        self._sell(500, 300, 100, 100)
        action = self.acme.with_user(self.hugo).action_what_if()
        self.assertEqual(
            [action["tag"], action["target"]], ["relationship_what_if", "new"]
        )
        shown = action["params"]
        lines = {what: (before, after) for what, before, after in shown["lines"]}
        money = self.table._format_sum
        self.assertEqual(
            lines["Net sales"],
            (money(1000), f"{money(500)} (\N{MINUS SIGN}50{NBSP}%)"),
        )
        self.assertEqual(lines["Share of the largest"], (f"50{NBSP}%", f"60{NBSP}%"))
        self.assertEqual(lines["Customers that make 80 %"], ("2", "2"))
        self.assertEqual(shown["customers"], ["Acme"])
        self.assertEqual(
            shown["managers"], [["Ann", money(500), money(800), f"62{NBSP}%"]]
        )

    def test_several_may_leave_at_once_and_all(self):
        self._sell(500, 300, 100)
        table = self.table.with_user(self.hugo)
        some = table.search([("rank", "!=", 2)])
        shown = some.action_what_if()["params"]
        self.assertEqual([name for name, *__ in shown["managers"]], ["Ann", "Bob"])
        everybody = table.search([]).action_what_if()["params"]
        lines = {what: after for what, __, after in everybody["lines"]}
        self.assertEqual(lines["Share of the largest"], "n/a")

    def test_who_bought_nothing_cannot_be_missed(self):
        with self.assertRaises(UserError):
            self.acme.action_what_if()
        with self.assertRaises(UserError):
            self.table.action_what_if()

    @users("bob")
    def test_nobody_asks_of_customers_of_others(self):
        self._sell(500, 300, 100)
        kept = self._get_kept(self.acme_customer).with_env(self.env)
        with self.assertRaises(AccessError):
            kept.action_what_if()
        with self.assertRaises(AccessError):
            self.acme.with_env(self.env).action_what_if()

    def _order(self, amount, moment):
        product = self.env["product.product"].create({"name": "Lamp"})
        line = {"product_id": product.id, "price_unit": amount, "tax_ids": []}
        order = self._add_order(
            self.acme_customer, self.ann, order_line=[Command.create(line)]
        )
        order.action_confirm()
        order.date_order = moment
        self.env.flush_all()

    def _get_margin_lines(self):
        """As if what is sold were the margin."""
        with patch.object(what_if, "MARGIN", "price_subtotal"):
            lines = self.acme.action_what_if()["params"]["lines"]
        return [line for line in lines if line[0] == "Margin of orders"]

    def test_the_margin_shows_where_it_is_known(self):
        self._sell(500, 300)
        self._order(150, "2026-02-10 10:00:00")
        with patch.object(what_if, "MARGIN", "nothing_known"):
            shown = self.acme.action_what_if()["params"]["lines"]
        self.assertNotIn("Margin of orders", dict((one[0], one) for one in shown))
        money = self.table._format_sum
        self.assertEqual(
            self._get_margin_lines(), [["Margin of orders", money(150), money(0)]]
        )

    def test_orders_of_the_margin_are_those_of_the_companys_days(self):
        self.env.company.relationship_tz = "America/Bogota"
        self._sell(500, 300)
        # In the evening of the last day, and of the one before the first.
        self._order(150, "2026-03-01 03:00:00")
        self._order(70, "2025-03-01 03:00:00")
        [[__, with_all, __]] = self._get_margin_lines()
        self.assertEqual(with_all, self.table._format_sum(150))
