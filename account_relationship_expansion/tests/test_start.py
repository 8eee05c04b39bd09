from dateutil.relativedelta import relativedelta

from odoo.tests import freeze_time, tagged, users

from .common import TODAY, PotentialCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestStart(PotentialCommon):
    """Whoever begins is told why there is little, and what comes when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_categories(1)
        cls.env.cr.execute("DELETE FROM relationship_revenue")

    def _buy_since(self, months):
        day = TODAY - relativedelta(months=months)
        self._buy((self.acme, 0, day, 100), (self.acme, 0, TODAY, 100))

    def _say(self):
        return self.env["relationship.whitespace"].with_user(self.ann).get_headline([])

    def test_without_invoices_it_says_what_shows_after_which_time(self):
        words = self._say()
        self.assertIn("Nothing was invoiced yet", words)
        self.assertIn("after a year", words)

    def test_in_the_first_year_it_says_from_which_month_on(self):
        self._buy_since(4)
        words = self._say()
        self.assertIn("Invoices begin in Nov 2025", words)
        self.assertIn("what lapsed shows from May 2026 on", words)
        self.assertIn("what shrinks from May 2027 on", words)
        self.assertNotIn("customers few say", words)

    def test_after_a_year_it_says_that_few_customers_say_little(self):
        self._buy_since(13)
        words = self._say()
        self.assertIn("customers few say what goes with what: under 200", words)
        self.assertIn("what they bought before", words)

    def test_with_many_customers_and_years_there_is_nothing_to_explain(self):
        self._buy_since(13)
        count = self.Account.search_count(
            [("company_id", "=", self.env.company.id)], limit=200
        )
        self._add_accounts(199 - count)
        self.assertIn("Of 199 customers", self._say())
        self._add_accounts(1)
        self.assertFalse(self.env["relationship.whitespace"]._say_thin())

    @users("ann")
    def test_how_many_there_are_is_counted_whoever_asks(self):
        """A manager of few customers is told of the company's."""
        self._buy_since(13)
        all_of_them = self.Account.sudo().search_count(
            [("company_id", "=", self.env.company.id)]
        )
        self.assertIn(f"Of {all_of_them} customers", self._say())

    def test_other_companies_customers_and_invoices_do_not_count(self):
        self._buy_since(13)
        company = self._add_company()
        ideas = self.env["relationship.whitespace"].with_company(company)
        self.assertIn("Nothing was invoiced yet", ideas._say_thin())
