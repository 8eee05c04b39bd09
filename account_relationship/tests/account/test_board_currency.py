from odoo.tests import tagged

from ...lines import Lines
from ..common import AccountCommon


@tagged("post_install", "-at_install")
class TestBoardCurrency(AccountCommon):
    """Columns add up money where all of it is of one currency, and say of which."""

    def _get_currencies(self, companies, domain=()):
        accounts = self.Account.with_user(self.hugo).with_context(
            allowed_company_ids=companies.ids
        )
        ((found,),) = accounts._read_group(
            [("id", "in", self.all_accounts.ids), *domain],
            [],
            ["currency_id:array_agg_distinct"],
        )
        return found or []

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.home = cls.env.company
        cls.abroad = cls._add_company("Abroad")
        cls.abroad.currency_id = cls.env["res.currency"].create(
            {"name": "XTS", "symbol": "x"}
        )
        foreign = cls.Account.create(
            {
                "partner_id": cls.dune.id,
                "manager_id": cls.hugo.id,
                "company_id": cls.abroad.id,
            }
        )
        cls.all_accounts = cls.accounts | foreign

    def test_one_company_has_one_currency(self):
        for company in (self.home, self.abroad):
            self.assertEqual(
                self._get_currencies(company), company.currency_id.ids, company.name
            )

    def test_companies_of_several_currencies_have_them_all(self):
        both = self.home | self.abroad
        self.assertEqual(set(self._get_currencies(both)), set(both.currency_id.ids))

    def test_companies_of_one_currency_have_it_once(self):
        self.abroad.currency_id = self.home.currency_id
        both = self.home | self.abroad
        self.assertEqual(self._get_currencies(both), self.home.currency_id.ids)

    def test_nothing_found_has_no_currency(self):
        self.assertFalse(self._get_currencies(self.home, [("id", "=", 0)]))

    def test_superuser_reads_the_accounts_of_all_companies(self):
        accounts = self.Account.with_company(self.home).sudo()
        ((found,),) = accounts._read_group(
            [("id", "in", self.all_accounts.ids)],
            [],
            ["currency_id:array_agg_distinct"],
        )
        both = self.home | self.abroad
        self.assertEqual(set(found), set(both.currency_id.ids))


@tagged("post_install", "-at_install")
class TestFormOfAnAccount(AccountCommon):
    def test_at_most_seven_smart_buttons_show(self):
        # That of agreements shows where there are some.
        more = "relationship.agreement" in self.env
        arch = self.Account.with_user(self.hugo).get_view(view_type="form")["arch"]
        self.assertLessEqual(arch.count("oe_stat_button"), 7 + more)

    def test_what_has_no_smart_button_is_under_the_cog(self):
        actions = self.env["ir.actions.actions"].with_user(self.ann)
        names = {
            action["name"]
            for action in actions.get_bindings(self.Account._name)["action"]
        }
        self.assertLessEqual({"Meetings", "Overdue Actions", "New Opportunity"}, names)

    def test_lines_read_twice_say_the_same_and_none_is_false(self):
        self.assertIsInstance(self.Account._fields["signals"], Lines)
        account = self.acme.with_user(self.ann)
        first = account.read(["signals"])
        self.assertEqual(account.read(["signals"]), first)
        self.assertFalse(self.Account.new().signals)
