from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from ...renames import rename_in_views


@tagged("post_install", "-at_install")
class TestRenames(TransactionCase):
    """A field that is renamed is renamed wherever a company named it."""

    def test_names_of_a_field_are_rewritten_in_all_that_people_made(self):
        plan = self.env["ir.model"]._get("relationship.plan")
        filters = self.env["ir.filters"].create(
            [
                {
                    "name": "own",
                    "model_id": "relationship.plan",
                    "domain": "[('progress', '>', 0), ('progress_x', '=', 1)]",
                },
                {
                    "name": "by a path",
                    "model_id": "relationship.action",
                    "domain": "[('plan_id.progress', '>', 0), ('progress', '=', 1)]",
                },
            ]
        )
        export = self.env["ir.exports"].create(
            {
                "name": "lines",
                "resource": "relationship.account",
                "export_fields": [
                    Command.create({"name": "plan_ids/progress"}),
                    Command.create({"name": "name"}),
                ],
            }
        )
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "list",
                "res_model": "relationship.plan",
                "domain": "[('progress', '>', 0)]",
            }
        )
        rule = self.env["ir.rule"].create(
            {
                "name": "rule",
                "model_id": plan.id,
                "domain_force": "[('progress', '>=', 0)]",
            }
        )
        form = self.env.ref("account_relationship.relationship_account_view_form")
        view = self.env["ir.ui.view"].create(
            {
                "name": "within",
                "model": "relationship.account",
                "inherit_id": form.id,
                "arch": '<sheet position="inside"><field name="plan_ids"><list>'
                '<field name="progress"/></list></field></sheet>',
            }
        )
        self.env.flush_all()
        rename_in_views(self.env.cr, "relationship.plan", "progress", "advance")
        self.env.invalidate_all()
        self.assertEqual(
            filters.mapped("domain"),
            [
                "[('advance', '>', 0), ('progress_x', '=', 1)]",
                "[('plan_id.advance', '>', 0), ('progress', '=', 1)]",
            ],
        )
        self.assertEqual(
            export.export_fields.mapped("name"), ["plan_ids/advance", "name"]
        )
        self.assertEqual(action.domain, "[('advance', '>', 0)]")
        self.assertEqual(rule.domain_force, "[('advance', '>=', 0)]")
        self.assertIn('name="advance"', view.arch_db)
