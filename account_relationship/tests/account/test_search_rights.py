from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from ..common import AccountCommon
from ..communication.common import Contacts
from ..plan.common import Plans

#: The models that tell the account of their customer.
DOCUMENTS = ("res.partner", "crm.lead", "sale.order", "account.move", "res.users")
#: Each says whether Acme's secrets begin with the letter.
GUESSES = (
    "{account}.problem",
    "{account}.interaction_ids.subject",
    "{account}.interaction_ids.note",
    "{account}.plan_ids.note",
    "{account}.plan_ids.link_ids.access_token",
    "{account}.message_ids.body",
    "{account}.partner_id.relationship_account_ids.problem",
)
LOGGERS = ("odoo.models", "odoo.orm.models", "odoo.addons.base.models.ir_rule")


@tagged("post_install", "-at_install")
class TestSearchRights(Contacts, Plans, AccountCommon):
    """What somebody asks of the account of a document is asked with his own rights.

    Sam may read the lead and the order of Acme's, not the account; Bob has accounts of
    his own; Eve is any employee.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_contacts()
        cls.set_up_plans()
        cls.acme.write({"problem": "qqq problem", "next_step": "qqq step"})
        cls.acme.message_post(body="qqq note")
        plan = cls._add_plan(note="qqq internal")
        cls.env["relationship.plan.link"].create({"plan_id": plan.id})
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE relationship_plan_link SET access_token = 'qqq token'"
        )
        cls.env["relationship.interaction"].create(
            {
                "account_id": cls.acme.id,
                "type_id": cls.call_type.id,
                "subject": "qqq subject",
                "note": "qqq secret",
                "is_confidential": True,
                "user_ids": [Command.set(cls.ann.ids)],
            }
        )
        cls.lead = cls._add_lead(cls.amy, False)
        cls.order = cls._add_order(cls.amy, cls.ann)
        # Whom the documents below are shown to, though the account is not.
        cls.seller = cls._add_user("seller", "sales_team.group_sale_salesman_all_leads")
        cls.env.flush_all()

    def _ask(self, model, field, operator, value):
        """Whether anything is found; a refusal finds nothing."""
        try:
            with mute_logger(*LOGGERS), self.env.cr.savepoint():
                return self.env[model].search_count([(field, operator, value)])
        except AccessError:
            return "refused"

    def assertNothingToGuess(self, model, account):
        """A right guess and a wrong one find the same, whichever way it is asked."""
        for guess in GUESSES:
            path = guess.format(account=account)
            first, __, rest = path.partition(".")
            with self.subTest(model=model, path=path):
                self.assertEqual(
                    self._ask(model, path, "=like", "%qqq%"),
                    self._ask(model, path, "=like", "%xyz%"),
                )
                self.assertEqual(
                    self._ask(model, first, "not any", [(rest, "like", "qqq")]),
                    self._ask(model, first, "not any", [(rest, "like", "xyz")]),
                )

    @users("eve", "sam", "seller", "bob", "pia")
    def test_nobody_guesses_what_the_account_keeps(self):
        for model in DOCUMENTS:
            self.assertNothingToGuess(model, "relationship_account_id")

    @users("eve", "sam", "seller", "bob", "pia")
    def test_nobody_guesses_by_way_of_the_manager(self):
        for model in DOCUMENTS:
            self.assertNothingToGuess(
                model, "account_manager_id.partner_id.relationship_account_id"
            )

    @users("sam", "bob")
    def test_nobody_guesses_by_way_of_fields_taken_from_the_account(self):
        """Related fields are looked up with all rights, what is asked of them not."""
        account = "partner_id.relationship_account_id"
        for model, path in (
            ("crm.lead", f"account_manager_id.{account}"),
            ("crm.lead", "relationship_tier_id.create_uid.relationship_account_id"),
            ("relationship.interaction", "customer_id.relationship_account_id"),
            ("relationship.interaction", f"manager_id.{account}"),
            ("relationship.plan", "customer_id.relationship_account_id"),
            ("relationship.plan", f"manager_id.{account}"),
            ("relationship.action", "customer_id.relationship_account_id"),
            ("relationship.objective", "user_id.relationship_account_id"),
            ("relationship.feedback", "manager_id.relationship_account_id"),
            ("relationship.account", "contact_ids.relationship_account_id"),
            ("relationship.account", "currency_id.create_uid.relationship_account_id"),
        ):
            self.assertNothingToGuess(model, path)

    @users("eve", "sam", "seller", "bob", "pia")
    def test_nobody_guesses_by_way_of_what_leads_to_a_document(self):
        """Also where Odoo joins the document without looking at its rules."""
        for model, path in (
            ("sale.order.line", "order_id"),
            ("account.move.line", "move_id"),
            ("crm.lead", "partner_id"),
            ("crm.lead", "order_ids"),
            ("crm.lead", "message_ids.author_id"),
            ("calendar.event", "partner_ids"),
            ("mail.message", "author_id"),
            ("mail.activity", "user_id.partner_id"),
            ("res.partner", "user_ids.partner_id"),
            ("res.partner", "commercial_partner_id.child_ids"),
            ("sale.report", "account_manager_id.partner_id"),
            ("account.invoice.report", "account_manager_id.partner_id"),
        ):
            self.assertNothingToGuess(model, f"{path}.relationship_account_id")

    @users("ann", "hugo")
    def test_who_reads_the_account_asks_for_all_of_it(self):
        for model, found in (("res.partner", self.amy), ("sale.order", self.order)):
            for operator, value in (("like", "qqq"), ("=like", "qqq%")):
                path = "relationship_account_id.problem"
                self.assertIn(found, self.env[model].search([(path, operator, value)]))
        deep = [("interaction_ids", "any", [("note", "like", "secret")])]
        found = self.env["res.partner"].search(
            [("relationship_account_id", "any", deep)]
        )
        self.assertIn(self.amy, found)
        others = self.env["res.partner"].search(
            [("relationship_account_id", "not any", deep)]
        )
        self.assertFalse(others & found)
        self.assertIn(self.dune, others)

    @users("seller", "eve")
    def test_documents_are_found_by_manager_and_account_as_they_show_them(self):
        documents = self.env["res.partner"].browse(self.amy.id)
        if self.env.user == self.seller:
            documents = self.env["sale.order"].browse(self.order.id)
        for field, value, other in (
            ("account_manager_id", self.ann.id, self.bob.id),
            ("relationship_account_id", self.acme.id, self.cedar.id),
        ):
            asked = Domain("id", "in", documents.ids)
            for operator, right, wrong in (
                ("=", value, other),
                ("in", [value], [other]),
                ("!=", False, value),
                ("not in", [other], [value]),
            ):
                found = documents.search(asked & Domain(field, operator, right))
                self.assertEqual(found, documents, (field, operator))
                found = documents.search(asked & Domain(field, operator, wrong))
                self.assertFalse(found, (field, operator))
        named = Domain("account_manager_id", "ilike", "ann")
        self.assertIn(documents, documents.search(named))

    @users("eve", "seller")
    def test_names_of_accounts_are_asked_with_own_rights(self):
        named = ("relationship_account_id", "ilike", "acm")
        self.assertIn(self._ask("res.partner", *named), (0, "refused"))
        self.assertIn(
            self._ask("res.partner", "relationship_account_id", "=", "Acme"),
            (0, "refused"),
        )

    @users("ann")
    def test_names_of_accounts_find_for_who_reads_them(self):
        named = [("relationship_account_id", "ilike", "acm")]
        self.assertIn(self.amy, self.env["res.partner"].search(named))

    @users("pia")
    @mute_logger(*LOGGERS)
    def test_customers_have_none_of_these_fields(self):
        for model in ("res.partner", "sale.order", "account.move", "res.users"):
            documents = self.env[model]
            for field in ("relationship_account_id", "account_manager_id"):
                for operator, value in (
                    ("=", self.acme.id),
                    ("!=", False),
                    ("in", [self.acme.id]),
                    ("any", [("id", "!=", 0)]),
                    ("not any", [("id", "!=", 0)]),
                    ("ilike", "a"),
                ):
                    with self.subTest(model=model, field=field, operator=operator):
                        with self.assertRaises(AccessError):
                            documents.search([(field, operator, value)])
                with self.assertRaises(AccessError):
                    documents.search([], order=field)
                with self.assertRaises(AccessError):
                    documents.formatted_read_group([], [field], ["__count"])
                with self.assertRaises(AccessError):
                    documents.search([]).read([field])
        lead = self.env["crm.lead"]
        for field in ("relationship_account_id", "account_manager_id"):
            self.assertFalse(lead._has_field_access(lead._fields[field], "read"))

    @users("bob")
    def test_groups_by_fields_of_the_account_are_made_with_own_rights(self):
        for path in ("next_step", "revenue_12m", "manager_id.login"):
            groups = self.env["crm.lead"].formatted_read_group(
                [("id", "=", self.lead.id)],
                [f"relationship_account_id.{path}"],
                ["__count"],
            )
            self.assertFalse(groups[0][f"relationship_account_id.{path}"])


@tagged("post_install", "-at_install")
class TestCompaniesOfDocuments(AccountCommon):
    """Nothing of an account is told in another company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._add_company()
        cls.foreign = cls.Account.create(
            {
                "partner_id": cls.dune.id,
                "manager_id": cls.hugo.id,
                "company_id": cls.second.id,
                "problem": "qqq problem",
            }
        )
        cls.values = {"partner_id": cls.dune.id, "company_id": cls.second.id}
        cls.fields = {
            name: {}
            for name in (
                "relationship_account_id",
                "account_manager_id",
                "relationship_tier_id",
                "relationship_brief",
            )
        }

    @users("bob")
    def test_forms_do_not_tell_of_accounts_of_other_companies(self):
        for model in ("crm.lead", "sale.order", "account.move"):
            documents = self.env[model].with_context(default_move_type="out_invoice")
            if not documents.has_access("create"):
                continue
            told = documents.onchange(
                self.values, ["partner_id", "company_id"], self.fields
            )["value"]
            for name in self.fields:
                self.assertFalse(told.get(name), (model, name))

    @users("hugo")
    def test_forms_tell_of_accounts_of_companies_one_works_in(self):
        for model in ("crm.lead", "sale.order"):
            told = self.env[model].onchange(
                self.values, ["partner_id", "company_id"], self.fields
            )["value"]
            self.assertEqual(told["relationship_account_id"], self.foreign.id)

    @users("bob")
    def test_leads_of_no_company_do_not_brief_on_other_companies(self):
        lead = self._add_lead(self.dune, self.bob, company_id=False)
        lead = lead.with_env(self.env)
        self.assertEqual(lead.sudo().relationship_account_id, self.foreign)
        self.assertFalse(lead.relationship_brief)
        self.assertTrue(lead.with_user(self.hugo).relationship_brief)
