from odoo.exceptions import UserError
from odoo.tests import tagged, users

from ..common import AccountCommon


class LifecycleCommon(AccountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Eve looks after the address book and has no rights on accounts.
        cls.eve.group_ids |= cls.env.ref("base.group_partner_manager")


@tagged("post_install", "-at_install")
class TestCustomerOfACompany(LifecycleCommon):
    """A customer becomes a contact of another customer."""

    def _make_contact(self, customer, company):
        customer.with_env(self.env).write(
            {"parent_id": company.id, "is_company": False}
        )

    @users("eve")
    def test_company_without_account_gets_the_account(self):
        lead = self._add_lead(self.cedar_customer, self.bob)
        self._make_contact(self.cedar_customer, self.dune)
        self.assertEqual(self.cedar.partner_id, self.dune)
        self.assertEqual(lead.relationship_account_id, self.cedar)
        self.assertIn("now belongs to", self.cedar.message_ids[0].body)
        self.assertEqual(self._get_history(self.cedar), [("Bob", "opened", True)])

    @users("eve")
    def test_company_with_account_takes_the_account_over(self):
        self._make_contact(self.cedar_customer, self.acme_customer)
        self.assertFalse(self.cedar.exists())
        self.assertEqual(self.acme.manager_id, self.ann)
        self.assertEqual(
            self._get_history(self.acme),
            [("Ann", "opened", True), ("Bob", "opened", False)],
        )

    @users("eve")
    def test_subsidiary_keeps_its_own_account(self):
        self.cedar_customer.with_env(self.env).parent_id = self.acme_customer
        self.assertEqual(self.cedar.partner_id, self.cedar_customer)
        self.assertTrue(self.cedar.active)

    @users("eve")
    def test_subsidiary_that_stops_being_a_company_brings_its_account(self):
        customer = self.cedar_customer.with_env(self.env)
        customer.parent_id = self.acme_customer
        customer.is_company = False
        self.assertFalse(self.cedar.exists())

    @users("eve")
    def test_contact_that_leaves_has_no_account(self):
        amy = self.amy.with_env(self.env)
        lead = self._add_lead(self.amy, self.sam)
        self.assertEqual(lead.relationship_account_id, self.acme)
        amy.parent_id = False
        self.assertFalse(amy.account_manager_id)
        self.assertFalse(lead.relationship_account_id)
        self.assertEqual(self.acme.partner_id, self.acme_customer)


@tagged("post_install", "-at_install")
class TestArchivingCustomers(LifecycleCommon):
    @users("eve")
    def test_account_follows_into_the_archive_and_back(self):
        customer = self.acme_customer.with_env(self.env)
        self.pia.sudo().active = False
        self.pia.partner_id.active = False
        customer.active = False
        self.assertFalse(self.acme.active)
        self.assertEqual(self._get_history(self.acme), [("Ann", "opened", False)])
        customer.active = True
        self.assertTrue(self.acme.active)
        self.assertEqual(
            self._get_history(self.acme),
            [("Ann", "opened", False), ("Ann", "reopened", True)],
        )

    @users("eve")
    def test_account_archived_on_its_own_stays_archived(self):
        self.cedar.active = False
        customer = self.cedar_customer.with_env(self.env)
        customer.active = False
        customer.active = True
        self.assertFalse(self.cedar.active)

    @users("eve")
    def test_account_reopened_under_an_archived_customer_stays_open(self):
        customer = self.cedar_customer.with_env(self.env)
        customer.active = False
        self.cedar.active = True
        self.cedar.active = False
        customer.active = True
        self.assertFalse(self.cedar.active, "it was archived by hand the last time")

    @users("eve")
    def test_archiving_a_contact_changes_nothing(self):
        self.amy.with_env(self.env).active = False
        self.assertTrue(self.acme.active)

    @users("eve")
    def test_deleting_a_customer_with_account_is_refused(self):
        with self.assertRaisesRegex(UserError, "Cedar has a customer account"):
            self.cedar_customer.with_env(self.env).unlink()
        self.cedar.active = False
        with self.assertRaisesRegex(UserError, "Cedar has a customer account"):
            self.cedar_customer.with_env(self.env).unlink()

    @users("eve")
    def test_deleting_others_works_as_ever(self):
        (self.dune | self.amy).with_env(self.env).unlink()
        self.assertFalse((self.dune | self.amy).exists())
        self.assertTrue(self.acme.exists())


@tagged("post_install", "-at_install")
class TestArchivingManagers(LifecycleCommon):
    def test_accounts_show_up_as_uncovered_and_nothing_fails(self):
        self.bob.active = False
        account = self.cedar.with_user(self.hugo)
        self.assertFalse(account.is_covered)
        self.assertEqual(account.manager_id, self.bob)
        account.write({"stage_id": self.at_risk.id})
        account.action_refresh_measures()
        account.web_read({"manager_id": {"fields": {"display_name": {}}}})
        account.manager_id = self.tim
        self.assertTrue(account.is_covered)

    def test_manager_who_returns_covers_them_again(self):
        self.bob.active = False
        self.bob.active = True
        self.assertTrue(self.cedar.is_covered)
        self.assertEqual(self._get_history(self.cedar), [("Bob", "opened", True)])


@tagged("post_install", "-at_install")
class TestSeveralCompanies(LifecycleCommon):
    """Each company has its own manager for the same customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._add_company()
        cls.zoe = cls._add_user(
            "zoe",
            "account_relationship.group_user",
            company_id=cls.second.id,
            company_ids=[(6, 0, cls.second.ids)],
        )
        cls.acme_there = cls.Account.create(
            {
                "partner_id": cls.acme_customer.id,
                "company_id": cls.second.id,
                "manager_id": cls.zoe.id,
            }
        )

    def test_manager_shown_is_the_one_of_the_company(self):
        customer = self.acme_customer.with_user(self.hugo)
        self.assertEqual(customer.account_manager_id, self.ann)
        there = customer.with_company(self.second)
        self.assertEqual(there.account_manager_id, self.zoe)
        self.assertEqual(customer.with_user(self.zoe).account_manager_id, self.zoe)

    def test_managers_change_apart(self):
        customer = self.acme_customer.with_user(self.hugo).with_company(self.second)
        customer.account_manager_id = self.hugo
        self.assertEqual(self.acme_there.manager_id, self.hugo)
        self.assertEqual(self.acme.manager_id, self.ann)

    @users("eve")
    def test_customer_kept_to_one_company_ends_the_accounts_of_others(self):
        customer = self.acme_customer.with_env(self.env)
        self.pia.sudo().partner_id.parent_id = False
        customer.company_id = self.company
        self.assertTrue(self.acme.active)
        self.assertFalse(self.acme_there.active)
        self.assertIn("kept to", self.acme_there.message_ids[0].body)
        self.assertEqual(self._get_history(self.acme_there), [("Zoe", "opened", False)])
        customer.company_id = False
        self.assertTrue(self.acme_there.active)

    @users("eve")
    def test_archive_and_back_does_not_reopen_the_account_of_another_company(self):
        customer = self.acme_customer.with_env(self.env)
        self.pia.sudo().partner_id.parent_id = False
        customer.company_id = self.company
        customer.active = False
        customer.active = True
        self.assertTrue(self.acme.active)
        self.assertFalse(self.acme_there.active)

    @users("eve")
    def test_archived_customer_shared_again_reopens_with_the_customer(self):
        customer = self.acme_customer.with_env(self.env)
        self.pia.sudo().partner_id.parent_id = False
        customer.company_id = self.company
        customer.active = False
        customer.company_id = False
        self.assertFalse(self.acme_there.active)
        customer.active = True
        self.assertTrue(self.acme_there.active)

    def test_account_is_not_reopened_where_the_customer_may_not_be(self):
        self.pia.partner_id.parent_id = False
        self.acme_customer.company_id = self.company
        with self.assertRaisesRegex(UserError, "cannot have an account in Second"):
            self.acme_there.active = True

    def test_second_company_by_users_of_one_is_not_seen(self):
        accounts = self.env["relationship.account"].with_user(self.ann).search([])
        self.assertNotIn(self.acme_there, accounts)
