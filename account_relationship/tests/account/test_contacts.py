from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from ..common import AccountCommon


@tagged("post_install", "-at_install")
class TestManagerOfAContact(AccountCommon):
    @users("eve", "ann", "sam")
    def test_contacts_show_the_manager_of_their_company(self):
        for contact in (self.acme_customer, self.amy):
            contact = contact.with_env(self.env)
            self.assertEqual(contact.account_manager_id, self.ann)
            self.assertEqual(contact.relationship_tier_id, self.tier_a)
        self.assertFalse(self.dune.with_env(self.env).account_manager_id)

    @users("hugo")
    def test_archived_account_shows_no_manager(self):
        self.acme.active = False
        self.assertFalse(self.amy.with_env(self.env).account_manager_id)

    @users("ann")
    def test_setting_it_opens_an_account(self):
        customer = self.dune.with_env(self.env)
        customer.account_manager_id = self.ann
        account = customer.relationship_account_id
        self.assertEqual((account.partner_id, account.manager_id), (customer, self.ann))
        self.assertEqual(self._get_history(account), [("Ann", "contact", True)])

    @users("hugo")
    def test_setting_it_on_a_contact_opens_the_account_of_the_company(self):
        self.dune.child_ids = [(0, 0, {"name": "Dee"})]
        self.dune.child_ids.with_env(self.env).account_manager_id = self.bob
        self.assertEqual(self.dune.relationship_account_ids.manager_id, self.bob)

    @users("hugo")
    def test_setting_another_hands_the_account_over(self):
        customer = self.acme_customer.with_env(self.env)
        customer.account_manager_id = self.bob
        self.assertEqual(self.acme.manager_id, self.bob)
        self.assertEqual(self._get_history(self.acme)[-1], ("Bob", "contact", True))

    @users("hugo")
    def test_setting_it_reopens_an_ended_account(self):
        self.birch.active = False
        self.birch_customer.with_env(self.env).account_manager_id = self.bob
        self.assertRecordValues(
            self.birch, [{"active": True, "manager_id": self.bob.id}]
        )
        self.assertEqual(self._get_history(self.birch)[-1][1], "reopened")

    @users("hugo")
    def test_setting_the_same_changes_nothing(self):
        self.acme_customer.with_env(self.env).account_manager_id = self.ann
        self.assertEqual(self._get_history(self.acme), [("Ann", "opened", True)])

    @users("hugo")
    def test_clearing_it_is_refused_while_there_is_an_account(self):
        with self.assertRaisesRegex(UserError, "Acme has a customer account"):
            self.amy.with_env(self.env).account_manager_id = False

    @users("hugo")
    def test_new_contact_with_a_manager_is_a_customer_at_once(self):
        partner = self.env["res.partner"].sudo()
        partner = partner.create({"name": "New", "account_manager_id": self.bob.id})
        self.assertEqual(partner.relationship_account_ids.manager_id, self.bob)
        without = partner.create({"name": "Other", "account_manager_id": False})
        self.assertFalse(without.relationship_account_ids)

    @users("eve")
    def test_contacts_may_be_made_without_rights_on_accounts(self):
        self.eve.group_ids |= self.env.ref("base.group_partner_manager")
        with Form(self.env["res.partner"]) as form:
            form.name = "New"
        self.assertFalse(form.record.account_manager_id)
        with self.assertRaises(AccessError):
            form.record.account_manager_id = self.ann

    @users("hugo")
    def test_several_contacts_of_one_company_at_once(self):
        contacts = (self.amy | self.acme_customer).with_env(self.env)
        contacts.account_manager_id = self.bob
        self.assertEqual(self.acme.manager_id, self.bob)
        self.assertEqual(len(self._get_history(self.acme)), 2)


@tagged("post_install", "-at_install")
class TestSearchingContacts(AccountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.accounts.partner_id | cls.dune | cls.amy

    def _find(self, *condition):
        Partner = self.env["res.partner"]
        found = Partner.search([condition, ("id", "in", self.customers.ids)])
        return sorted(found.mapped("name"))

    @users("ann", "eve")
    def test_by_user(self):
        self.assertEqual(
            self._find("account_manager_id", "=", self.ann.id),
            ["Acme", "Amy", "Birch"],
        )
        self.assertEqual(
            self._find("account_manager_id", "in", [self.bob.id]), ["Cedar"]
        )

    @users("ann", "eve")
    def test_by_another_user(self):
        self.assertEqual(
            self._find("account_manager_id", "!=", self.ann.id), ["Cedar", "Dune"]
        )
        self.assertEqual(
            self._find("account_manager_id", "not in", [self.ann.id, self.bob.id]),
            ["Dune"],
        )

    @users("ann", "eve")
    def test_with_and_without(self):
        self.assertEqual(self._find("account_manager_id", "=", False), ["Dune"])
        self.assertEqual(
            self._find("account_manager_id", "!=", False),
            ["Acme", "Amy", "Birch", "Cedar"],
        )
        self.assertEqual(
            self._find("account_manager_id", "in", [False, self.bob.id]),
            ["Cedar", "Dune"],
        )

    @users("ann", "eve")
    def test_by_name(self):
        self.assertEqual(self._find("account_manager_id", "ilike", "bO"), ["Cedar"])
        self.assertEqual(
            self._find("account_manager_id", "not ilike", "bo"),
            ["Acme", "Amy", "Birch", "Dune"],
        )
        self.assertEqual(self._find("account_manager_id.login", "=", "bob"), ["Cedar"])

    @users("ann")
    def test_by_account(self):
        self.assertEqual(
            self._find("relationship_account_id", "=", self.acme.id), ["Acme", "Amy"]
        )
        self.assertEqual(self._find("relationship_account_id", "=", False), ["Dune"])

    @users("hugo")
    def test_of_the_present_company_only(self):
        company = self._add_company()
        here = {"allowed_company_ids": (self.company | company).ids}
        there = {"allowed_company_ids": (company | self.company).ids}
        self.env["relationship.account"].sudo().create(
            {
                "partner_id": self.dune.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        Partner = self.env["res.partner"]
        mine = [("account_manager_id", "=", self.hugo.id)]
        self.assertFalse(Partner.with_context(**here).search(mine))
        self.assertEqual(Partner.with_context(**there).search(mine), self.dune)

    @users("ann", "eve")
    def test_grouped_by_manager(self):
        groups = self.env["res.partner"]._read_group(
            [("id", "in", self.customers.ids)], ["account_manager_id"], ["__count"]
        )
        self.assertEqual(
            {manager.name: count for manager, count in groups},
            {"Ann": 3, "Bob": 1, False: 1},
        )

    @users("eve")
    def test_groups_open_what_they_count(self):
        Partner = self.env["res.partner"]
        domain = [("id", "in", self.customers.ids)]
        for group in Partner.formatted_read_group(
            domain, ["account_manager_id"], ["__count"]
        ):
            self.assertEqual(
                Partner.search_count(domain + group["__extra_domain"]),
                group["__count"],
            )

    @users("ann")
    def test_ordered_by_manager(self):
        found = self.env["res.partner"].search(
            [("id", "in", self.accounts.partner_id.ids)],
            order="account_manager_id desc, id",
        )
        self.assertEqual(found[0], self.cedar_customer)

    @users("ann")
    def test_statistics_name_the_manager(self):
        statistics = self.acme_customer.with_env(self.env).application_statistics
        self.assertIn("Ann", [item["value"] for item in statistics])
        statistics = self.dune.with_env(self.env).application_statistics
        labels = [item["label"] for item in statistics or []]
        self.assertNotIn("Account manager", labels)

    @users("ann")
    def test_button_opens_the_account_or_a_new_one(self):
        action = self.amy.with_env(self.env).action_view_customer_account()
        self.assertEqual(action["res_id"], self.acme.id)
        action = self.dune.with_env(self.env).action_view_customer_account()
        self.assertFalse(action["res_id"])
        self.assertEqual(action["context"], {"default_partner_id": self.dune.id})
