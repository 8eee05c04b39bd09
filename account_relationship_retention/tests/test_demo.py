from odoo.modules.module import Manifest
from odoo.tests import tagged
from odoo.tools import convert_file

from odoo.addons.account_relationship.tests.common import InvoicedCommon

CORE, MODULE = "account_relationship", "account_relationship_retention"


@tagged("post_install", "-at_install")
class TestDemo(InvoicedCommon):
    """Who opens the demo finds one of everything, and nothing that looks broken."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._load(CORE, "demo/res_users_demo.xml")
        for file in Manifest.for_addon(MODULE)["demo"]:
            cls._load(MODULE, file)
        cls.retention = cls.env["relationship.retention"]
        cls.today = cls.env.company._get_measured_day()
        cls.accounts = cls.env["relationship.account"].search(
            [("partner_id.email", "=like", "office@%.example.com")]
        )
        comparison = cls.env["relationship.comparison"]
        last = cls.retention._get_last_closed_day()
        cls.before, cls.after = comparison.new(
            comparison._get_year_values(last)
        )._get_windows()

    @classmethod
    def _load(cls, module, file):
        convert_file(cls.env, module, file, {}, mode="init", noupdate=True)

    def test_customers_move_in_every_way(self):
        found = self.retention._get_sales_retention(self.before, self.after)
        for movement in ("new", "returned", "grown", "kept", "shrunk", "lost"):
            with self.subTest(movement):
                self.assertGreaterEqual(found[movement][0], 1)
        self.assertTrue(0.7 < found["gross"] < 1)
        self.assertTrue(0.7 < found["net"] < 1.3)
        young, kept = found["first_year"][:2]
        self.assertTrue(0 < kept < young)

    def test_revenue_by_month_counts_all_of_it(self):
        self.env.cr.execute("SELECT FROM relationship_revenue_change")
        self.assertFalse(self.env.cr.rowcount, "months are still to be added up")

    def test_accounts_order_in_every_way(self):
        rhythm = self.retention._get_order_rhythm(self.today, self.accounts)
        self.assertEqual(
            {row["state"] for row in rhythm},
            {"none", "steady", "expected", "late", "very_late", "seasonal", "lost"},
        )

    def test_a_line_lapsed_and_one_shrinks(self):
        watched = self.retention._get_line_watch(self.today, self.accounts)
        self.assertEqual({row["kind"] for row in watched}, {"lapsed", "shrinking"})

    def test_few_make_most_of_the_sales(self):
        found = self.retention._get_concentration(*self.after)
        self.assertGreater(found["top1"], 0.15)
        self.assertLess(found["pareto"], found["customers"] / 2)
        self.assertTrue(all(found["classes"].values()))

    def test_a_dozen_months_have_first_customers(self):
        cells = self.retention._get_cohorts(
            self.before[0].replace(day=1), self.after[1].replace(day=1)
        )
        cohorts = {cohort for cohort, __ in cells}
        self.assertIn(False, cohorts, "customers there were before")
        self.assertGreaterEqual(len(cohorts), 12)

    def test_documents_are_of_every_kind_and_paid_in_time(self):
        documents = self.env["account.move"].search([("ref", "=", "DEMO-RETENTION")])
        self.assertEqual(
            set(documents.mapped("move_type")),
            {"out_invoice", "out_receipt", "out_refund"},
        )
        self.assertEqual(len(documents.currency_id), 2)
        late = documents.filtered(
            lambda one: one.invoice_date_due < self.today and one.amount_residual
        )
        self.assertFalse(late)

    def test_the_managers_page_has_a_few_rows_of_it(self):
        alerts = self.env["relationship.alert"].search(
            [("account_id", "in", self.accounts.ids), ("state", "=", "open")]
        )
        managers = alerts.account_id.grouped("manager_id")
        rows = {user.login: len(accounts) for user, accounts in managers.items()}
        self.assertTrue(2 <= rows["manager"] <= 4, rows)
        self.assertTrue(all(number <= 10 for number in rows.values()), rows)

    def test_some_customers_have_no_account(self):
        customers = (
            self.env["account.move"].search([("ref", "=", "DEMO-RETENTION")]).partner_id
        )
        self.assertTrue(customers - self.accounts.partner_id)
