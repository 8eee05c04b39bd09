from unittest.mock import patch

from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.convert import convert_file
from odoo.tools.misc import file_path
from odoo.tools.translate import code_translations

from .common import PlanCommon

NAMES = ("first_days", "renewal", "trust")


@tagged("post_install", "-at_install")
class TestShippedTemplates(PlanCommon):
    def setUp(self):
        super().setUp()
        self.templates = self.Plan.with_context(active_test=False)

    def _find_all(self):
        return self.templates.search([("is_template", "=", True)])

    def _make(self):
        self._find_all().unlink()
        self.Plan._create_shipped_templates()
        return [
            self.env.ref(f"account_relationship.plan_template_{name}") for name in NAMES
        ]

    def _load(self, name, mode):
        convert_file(
            self.env,
            "account_relationship",
            f"data/{name}.xml",
            {},
            mode=mode,
            noupdate=True,
        )

    def _migrate_templates(self):
        name = "post-plan-templates"
        path = f"account_relationship/migrations/19.0.1.7.0/{name}.py"
        load_script(file_path(path), name).migrate(self.env.cr, "19.0.1.6.0")

    def test_each_of_the_three_has_steps_of_both_sides_goals_and_an_order(self):
        for template in self._make():
            with self.subTest(template.name):
                actions = template.action_ids
                self.assertEqual(len(actions), 5)
                self.assertEqual(len(template.objective_ids), 2)
                self.assertEqual(set(actions.mapped("side")), {"ours", "theirs"})
                self.assertTrue(actions.after_ids)
                self.assertTrue(actions.objective_id)
                self.assertLessEqual(
                    max(actions.mapped("days_due")), template.duration_days
                )
                self.assertTrue(template.customer_name and template.is_shared)
                for action in actions.after_ids:
                    self.assertEqual(action.plan_id, template)

    def test_a_plan_is_made_of_each(self):
        for template in self._make():
            plan = self._add_plan(template_id=template.id)
            self.assertEqual(len(plan.action_ids), 5)
            self.assertTrue(all(plan.action_ids.mapped("date_due")))

    def test_they_are_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.env.ref("base.main_company").partner_id.lang = "es_ES"
        with patch.object(
            code_translations, "get_python_translations", return_value=_Words()
        ):
            first, *__ = self._make()
        self.assertEqual(first.name, "es: First hundred days")
        self.assertEqual(first.action_ids[0].name[:3], "es:")

    def test_what_the_company_deleted_or_changed_stays_so_when_the_addon_is_updated(
        self,
    ):
        first, renewal, __ = self._make()
        first.unlink()
        renewal.name = "Ours"
        self._load("relationship_plan_template_data", "update")
        self.assertEqual(len(self._find_all()), 2)
        self.assertEqual(renewal.name, "Ours")
        self._find_all().unlink()
        self._load("relationship_plan_template_data", "init")
        self.assertEqual(len(self._find_all()), 3)

    def test_a_database_gets_them_when_it_has_none_even_archived(self):
        self._find_all().unlink()
        own = self._add_template(name="Our own")
        own.action_archive()
        self._migrate_templates()
        self.assertEqual(self._find_all(), own)
        own.unlink()
        self._migrate_templates()
        self.assertEqual(len(self._find_all()), 3)


class _Words(dict):
    """A language of which every word is known."""

    def get(self, source, default=None):
        return f"es: {source}"
