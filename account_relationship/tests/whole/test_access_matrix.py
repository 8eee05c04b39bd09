from pathlib import Path

from odoo.exceptions import MissingError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import AccountCommon
from .records import Records

TABLE = Path(__file__).parent / "access_matrix.txt"
OPERATIONS = {"create": "c", "read": "r", "write": "w", "unlink": "u"}
#: What the column *company* may say, and which domains its rules have then.
COMPANY_RULES = {
    "own": ("company_id", "in", "company_ids"),
    "shared": ("company_id", "in", "company_ids + [False]"),
    "accounts": ("company_ids", "in", "company_ids"),
    "person": ("user_id.company_ids", "in", "company_ids"),
}


@tagged("post_install", "-at_install")
class TestAccessMatrix(Records, AccountCommon):
    """Who may do what with a record of Acme of each of our models: the whole table.

    It is written down in ``access_matrix.txt``. A model without a line there fails
    here, so nobody adds one without a word on who may use it and in which companies.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_records()
        cls._add_lead(cls.acme_customer, cls.sam)
        second = cls.env["res.company"].create({"name": "Second company"})
        olga = cls._add_user(
            "olga",
            "account_relationship.group_head",
            company_id=second.id,
            company_ids=[Command.set(second.ids)],
        )
        cls.roles = {
            "manager": cls.ann,
            "colleague": cls.tim,
            "backup": cls.bea,
            "other_manager": cls.bob,
            "head": cls.hugo,
            "other_head": olga,
            "admin": cls.adam,
            "sales": cls.sam,
            "feedback": cls.tess,
            "employee": cls.eve,
            "portal": cls.pia,
            "public": cls.env.ref("base.public_user"),
        }
        cls.table = cls._read_table()

    @classmethod
    def _read_table(cls):
        """Return ``{model: {column: what it says}}``."""
        lines = [
            line.split()
            for line in TABLE.read_text().splitlines()
            if line.strip() and not line.startswith("#")
        ]
        header = lines[0]
        return {
            line[0]: dict(zip(header[1:], line[1:], strict=True))
            for line in lines[1:]
            # Of an addon that may not be installed.
            if line[0] in cls.env
        }

    def _get_models(self):
        """Our own models, of this addon and of those that build on it."""
        return sorted(
            name
            for name, model in self.registry.items()
            if not model._abstract
            and (model._original_module or "").startswith("account_relationship")
        )

    def _get_company_rules(self, model):
        """The rules of a model that hold for everybody."""
        rules = self.env["ir.rule"].search([("model_id.model", "=", model)])
        return rules.filtered("global")

    def _get_rights(self, model, user):
        record = self.records[model].with_user(user)
        rights = ""
        for operation, letter in OPERATIONS.items():
            try:
                rights += letter if record.has_access(operation) else ""
            except MissingError:
                # A row of a report that is not there for this user.
                continue
        return rights or "-"

    def test_each_of_our_models_has_a_line(self):
        self.assertEqual(sorted(self.table), self._get_models())
        self.assertEqual(sorted(self.records), self._get_models())

    def test_each_role_may_do_what_the_table_says(self):
        self.env.invalidate_all()
        for model in self._get_models():
            for role, user in self.roles.items():
                with self.subTest(model=model, role=role):
                    self.assertEqual(
                        self._get_rights(model, user), self.table[model][role]
                    )

    def test_each_model_keeps_companies_apart_or_says_why_not(self):
        for model, line in self.table.items():
            kind = line["company"]
            fields = self.env[model]._fields.values()
            companies = [f for f in fields if f.comodel_name == "res.company"]
            rules = self._get_company_rules(model)
            with self.subTest(model=model, kind=kind):
                if kind in COMPANY_RULES:
                    self.assertCompaniesApart(rules, *COMPANY_RULES[kind])
                elif kind == "dialog":
                    self.assertTrue(self.env[model]._transient)
                    domains = rules.mapped("domain_force")
                    self.assertEqual(domains, ["[('create_uid', '=', user.id)]"])
                else:
                    self.assertEqual(kind, "settings")
                    self.assertFalse(self.env[model]._transient)
                    self.assertFalse(companies)
                    self.assertFalse(rules)

    def assertCompaniesApart(self, rules, field, *rest):
        """There is a rule with this condition for each operation."""
        for operation in ("read", "write", "create", "unlink"):
            domains = [
                domain
                for domain, applies in zip(
                    rules.mapped("domain_force"),
                    rules.mapped(f"perm_{operation}"),
                    strict=True,
                )
                if applies
            ]
            condition = f"{field}', '{rest[0]}', {rest[1]})]"
            self.assertTrue(
                [domain for domain in domains if domain.endswith(condition)],
                (operation, domains),
            )

    def test_heads_of_other_companies_get_at_nothing(self):
        for model, line in self.table.items():
            if line["company"] in (*COMPANY_RULES, "dialog"):
                self.assertEqual(line["other_head"], "-", model)

    def test_customers_and_the_public_get_at_nothing(self):
        for model, line in self.table.items():
            self.assertEqual((line["portal"], line["public"]), ("-", "-"), model)
