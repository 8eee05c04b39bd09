from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users

from .common import PeopleCommon

SENSITIVE = ("influence", "support")
SENSITIVE_GROUP = "account_relationship.group_sensitive"


@tagged("post_install", "-at_install")
class TestPeopleRights(PeopleCommon):
    """People are known to those who look after the account; opinions to fewer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.of_acme = cls._make_person(
            cls.env, cls.acme, cls.amy, influence="high", support="against"
        )
        cls.of_cedar = cls._make_person(cls.env, cls.cedar, name="Cedar's")
        cls.people = cls.env["relationship.stakeholder"]
        export = cls.env.ref("base.group_allow_export")
        for user in (cls.ann, cls.hugo, cls.adam):
            user.group_ids |= export

    @users("ann", "tim", "bea", "bob", "hugo", "adam")
    def test_each_sees_people_of_own_accounts(self):
        seen = self.people.with_env(self.env).search([])
        expected = {
            "bob": self.of_cedar,
            "hugo": self.of_acme | self.of_cedar,
            "adam": self.of_acme | self.of_cedar,
        }.get(self.env.user.login, self.of_acme)
        self.assertEqual(seen, expected)

    @users("sam", "eve", "pia")
    def test_others_see_nobody(self):
        for model in ("relationship.stakeholder", "relationship.stakeholder.role"):
            with self.assertRaises(AccessError):
                self.env[model].search([])
        with self.assertRaises(AccessError):
            self.of_acme.with_env(self.env).read(["name"])
        with self.assertRaises(AccessError):
            self.acme.with_env(self.env).read(["stakeholder_ids"])

    @users("bob")
    def test_other_managers_can_neither_add_change_nor_take(self):
        amy = self.of_acme.with_env(self.env)
        for attack in (
            lambda: self._add_person(self.acme, name="Mole"),
            lambda: amy.write({"note": "x"}),
            lambda: amy.write({"cadence_days": 5}),
            lambda: amy.unlink(),
            lambda: self.of_cedar.with_env(self.env).write(
                {"account_id": self.acme.id}
            ),
            lambda: amy.action_view_org_chart(),
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                attack()

    @users("ann", "hugo", "adam")
    def test_without_the_group_nobody_reads_opinions_in_any_way(self):
        amy = self.of_acme.with_env(self.env)
        for name in SENSITIVE:
            for attack in (
                lambda name: amy.read([name]),
                lambda name: amy.search([(name, "!=", False)]),
                lambda name: amy.search([("parent_id", "any", [(name, "=", "high")])]),
                lambda name: amy.search([], order=name),
                lambda name: amy.formatted_read_group([], [name], ["__count"]),
                lambda name: amy.export_data([name]),
                lambda name: amy.write({name: "high"}),
                lambda name: amy.web_read({name: {}}),
                lambda name: self.acme.with_env(self.env).search(
                    [(f"stakeholder_ids.{name}", "!=", False)]
                ),
                lambda name: self._add_person(self.acme, name="x", **{name: "high"}),
            ):
                with self.assertRaises(AccessError, msg=name), self.cr.savepoint():
                    attack(name)
        self.assertFalse(set(SENSITIVE) & amy.fields_get().keys())
        self.assertFalse(set(SENSITIVE) & amy.copy_data()[0].keys())
        for view in ("list", "form", "search"):
            arch = amy.get_view(view_type=view)["arch"]
            self.assertNotIn("influence", arch)
            self.assertNotIn("support", arch)

    def test_no_right_brings_the_group_along(self):
        group = self.env.ref("account_relationship.group_sensitive")
        for user in (self.ann, self.hugo, self.adam, self.sam):
            self.assertNotIn(group, user.all_group_ids)
        self.assertTrue(self.env.ref("base.user_admin").has_group(SENSITIVE_GROUP))

    def test_who_has_the_group_reads_opinions_of_own_accounts_only(self):
        group = self.env.ref(SENSITIVE_GROUP)
        for user in (self.ann, self.eve, self.bob):
            user.group_ids |= group
        amy = self.of_acme.with_user(self.ann)
        self.assertEqual(amy.read(["influence"])[0]["influence"], "high")
        amy.support = "champion"
        with self.assertRaises(AccessError):
            self.of_acme.with_user(self.bob).read(["support"])
        with self.assertRaises(AccessError):
            self.of_acme.with_user(self.eve).read(["support"])

    @users("ann", "hugo")
    def test_only_administrators_change_roles(self):
        role = self.env.ref("account_relationship_expansion.stakeholder_role_budget")
        self.assertTrue(role.name)
        with self.assertRaises(AccessError):
            role.name = "Purse"
        with self.assertRaises(AccessError):
            role.create({"name": "x", "kind": "user"})
        role.with_user(self.adam).name = "Purse"

    def test_people_of_another_company_are_not_seen(self):
        company = self._add_company()
        account = self.acme.create(
            {
                "partner_id": self.dune.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        theirs = self._add_person(account, name="Theirs")
        self.hugo.company_ids |= company
        people = self.people.with_user(self.hugo)
        here = people.with_context(allowed_company_ids=self.env.company.ids)
        self.assertNotIn(theirs, here.search([]))
        there = people.with_context(allowed_company_ids=company.ids)
        self.assertEqual(there.search([]), theirs)
        with self.assertRaisesRegex(ValidationError, "different customer accounts"):
            self.of_cedar.parent_id = theirs

    @users("ann")
    def test_nobody_says_whose_cadence_it_is(self):
        key = (
            self.env["relationship.key.contact"]
            .sudo()
            .create(
                {
                    "account_id": self.cedar.id,
                    "partner_id": self.cedar_customer.id,
                    "cadence_days": 5,
                }
            )
        )
        amy = self.of_acme.with_env(self.env)
        for attack in (
            lambda: amy.write({"key_contact_id": key.id}),
            lambda: self._add_person(self.acme, name="x", key_contact_id=key.id),
            lambda: amy.write({"has_left": True}),
        ):
            with self.assertRaisesRegex(UserError, "cannot be written down"):
                attack()
