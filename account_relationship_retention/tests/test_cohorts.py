from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from .common import HistoryCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestCohorts(HistoryCommon):
    """The table and the heat table of who bought again, against the contract."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cohorts = cls.env["relationship.cohort"]
        cls.others = cls.env["res.partner"].create(
            [{"name": f"Customer {number}"} for number in range(5)]
        )

    def _buy(self, *days, customer=None, kind="out_invoice", amount=10):
        customer = customer or self.acme_customer
        self._insert_invoices([(kind, customer.id, day, amount) for day in days])

    def _keep(self):
        return self.cohorts._rebuild(self.env.company)

    def _get_shown(self, records):
        """The cells of a heat table, as the contract gives them."""
        shown = records.get_cells([])
        return {
            (row["key"] and date.fromisoformat(row["key"]), k): tuple(cell)
            for row in shown["cohorts"]
            for k, cell in enumerate(row["cells"])
            if cell
        }

    # ------------------------------------------------------------
    # Figures
    # ------------------------------------------------------------

    def test_cells_are_those_of_the_contract(self):
        self._buy(date(2025, 11, 3), date(2025, 12, 30), date(2026, 3, 2))
        self._buy(date(2025, 11, 30), date(2026, 2, 1), customer=self.birch_customer)
        self._buy(date(2026, 1, 31), customer=self.others[0])
        self._buy(date(2026, 3, 1), customer=self.others[1])
        self._keep()
        contract = self.retention._get_cohorts(date(2023, 3, 1), date(2026, 2, 28))
        self.assertEqual(
            contract,
            {
                (date(2025, 11, 1), 0): (2, 2),
                (date(2025, 11, 1), 1): (1, 2),
                (date(2025, 11, 1), 2): (0, 2),
                (date(2025, 11, 1), 3): (1, 2),
                (date(2026, 1, 1), 0): (1, 1),
                (date(2026, 1, 1), 1): (0, 1),
            },
        )
        self.assertEqual(self._get_shown(self.cohorts), contract)

    def test_customers_before_are_a_cohort_of_their_own(self):
        self.env.company.relationship_history_begins = date(2025, 10, 15)
        self._buy(date(2025, 9, 1), date(2025, 12, 2))
        self._buy(date(2026, 2, 10), customer=self.birch_customer)
        self._keep()
        contract = self.retention._get_cohorts(date(2023, 3, 1), date(2026, 2, 28))
        self.assertEqual(contract[False, 2], (1, 1))
        self.assertEqual(self._get_shown(self.cohorts), contract)
        last = self.cohorts.get_cells([])["cohorts"][-1]
        self.assertEqual([last["key"], last["label"]], [False, "Customers before"])

    def test_months_that_are_not_over_have_no_cell_and_silent_ones_are_0(self):
        self._buy(date(2025, 12, 1))
        self._keep()
        [row] = self.cohorts.get_cells([])["cohorts"]
        self.assertEqual(row["cells"], [[1, 1], [0, 1], [0, 1]])

    def test_cohorts_of_more_than_36_months_ago_are_not_kept(self):
        self._buy(date(2023, 2, 28))
        self._buy(date(2023, 3, 1), date(2026, 2, 28), customer=self.birch_customer)
        self._keep()
        [row] = self.cohorts.get_cells([])["cohorts"]
        self.assertEqual(row["key"], "2023-03-01")
        self.assertEqual([len(row["cells"]), row["cells"][-1]], [36, [1, 1]])

    def test_credit_notes_and_amounts_of_nothing_begin_no_cohort(self):
        self._buy(date(2025, 12, 1), kind="out_refund", amount=-5)
        self._buy(date(2025, 12, 1), customer=self.birch_customer, amount=0)
        self._keep()
        self.assertEqual(self.cohorts.get_cells([])["cohorts"], [])

    def test_the_share_is_that_of_the_sums_in_every_grouping(self):
        self._buy(date(2025, 11, 3), date(2026, 1, 5))
        self._buy(date(2026, 1, 5), customer=self.birch_customer)
        self._keep()
        [[share, buyers, size]] = self.cohorts._read_group(
            [], [], ["share:avg", "buyers:sum", "size:sum"]
        )
        self.assertEqual([buyers, size], [3, 6])
        self.assertAlmostEqual(share, 0.5)
        by_manager = self.cohorts._read_group([], ["manager_id"], ["share:avg"])
        self.assertEqual(by_manager, [(self.ann, 0.5)])
        self.assertEqual(
            self.cohorts._read_group([("k", "=", 99)], [], ["share:avg"]), [(False,)]
        )

    def test_nothing_is_written_where_nothing_changed(self):
        self._buy(date(2025, 11, 3))
        self.assertEqual(self._keep(), 1)
        self.assertEqual(self._keep(), 0)
        self._buy(date(2026, 2, 3))
        self.assertEqual(self._keep(), 1)

    def test_rows_go_with_what_they_were_made_of(self):
        self._buy(date(2025, 11, 3))
        self._keep()
        for table, column in (("account_move_line", "move_id"), ("account_move", "id")):
            self.env.cr.execute(
                f"DELETE FROM {table} WHERE {column} IN"
                " (SELECT id FROM account_move WHERE partner_id = %s)",
                [self.acme_customer.id],
            )
        self.assertEqual(self._keep(), 1)
        self.assertFalse(self.cohorts.search([]))

    # ------------------------------------------------------------
    # Who sees what
    # ------------------------------------------------------------

    def test_users_see_their_own_accounts_and_are_told(self):
        for customer in (self.acme_customer, self.cedar_customer, self.others[0]):
            self._buy(date(2026, 1, 5), customer=customer)
        self._keep()
        for user, size, is_told in (
            (self.ann, 1, True),
            (self.bob, 1, True),
            (self.hugo, 3, False),
        ):
            with self.subTest(user=user.name):
                shown = self.cohorts.with_user(user).get_cells([])
                [row] = shown["cohorts"]
                self.assertEqual(row["size"], size)
                self.assertEqual(bool(shown["scope"]), is_told)

    def test_an_account_opened_later_is_known_at_once(self):
        self._buy(date(2026, 1, 5), customer=self.others[0])
        self._keep()
        account = self.Account.create(
            {"partner_id": self.others[0].id, "manager_id": self.ann.id}
        )
        found = self.cohorts.with_user(self.ann).search([])
        self.assertEqual(found.account_id, account)
        account.sudo().unlink()
        self.env.invalidate_all()
        self.assertFalse(self.cohorts.search([]).account_id)

    def test_companies_are_kept_apart(self):
        self._buy(date(2026, 1, 5))
        other = self.env["res.company"].create({"name": "Other"})
        self.hugo.company_ids = [Command.link(other.id)]
        self.cohorts._rebuild(self.env.company | other)
        there = self.cohorts.with_user(self.hugo).with_company(other)
        here = there.with_context(allowed_company_ids=other.ids)
        self.assertEqual(here.get_cells([])["cohorts"], [])

    def test_employees_without_business_are_refused(self):
        with self.assertRaises(AccessError):
            self.cohorts.with_user(self.eve).get_cells([])

    @users("ann")
    def test_hostile_searches_are_refused_in_words(self):
        cohorts = self.env["relationship.cohort"]
        for domain in (None, 5, "x", [("nothing", "=", 1)], [["cohort"]], {"a": 1}):
            with self.subTest(domain=domain), self.assertRaises(UserError):
                cohorts.get_cells(domain)

    @users("hugo")
    def test_the_heat_table_takes_few_queries_whatever_the_number(self):
        for customer in self.others:
            self._buy(date(2025, 6, 5), date(2026, 1, 5), customer=customer)
        self._keep()
        cohorts = self.env["relationship.cohort"]
        cohorts.get_cells([])
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            cohorts.get_cells([])

    # ------------------------------------------------------------
    # In words
    # ------------------------------------------------------------

    def test_the_sentence_says_how_many_buy_again(self):
        self.assertIn("nothing to report", self.cohorts.get_headline([]))
        self._buy(date(2026, 1, 5))
        self._keep()
        self.assertIn("none of their first purchases", self.cohorts.get_headline([]))
        self._buy(date(2025, 11, 3), date(2026, 2, 3), customer=self.birch_customer)
        self._buy(date(2025, 11, 3), customer=self.others[0])
        self._keep()
        self.assertEqual(
            self.cohorts.get_headline([]),
            "50\N{NO-BREAK SPACE}% of 2 customers buy 3 months after their first "
            "purchase",
        )

    def test_rows_say_months_and_whether_they_bought(self):
        self._buy(date(2025, 11, 3))
        self._keep()
        row = self.cohorts.search([("k", "=", 1)])
        self.assertEqual((row.cohort_words, row.month_words), ("Nov 2025", "Dec 2025"))
        self.assertFalse(row.has_bought)
        self.assertTrue(self.cohorts.search([("k", "=", 0)]).has_bought)

    def test_the_sentence_of_a_cell_is_of_its_month(self):
        self._buy(date(2025, 11, 3), date(2026, 1, 3))
        self._buy(date(2025, 11, 3), customer=self.birch_customer)
        self._keep()
        for k, words in ((0, "2 of 2"), (1, "0 of 2"), (2, "1 of 2")):
            cell = [("cohort", "=", "2025-11-01"), ("k", "=", k)]
            self.assertEqual(
                self.cohorts.get_headline(cell), f"{words} customers bought"
            )
