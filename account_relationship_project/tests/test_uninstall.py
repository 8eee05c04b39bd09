from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from odoo.addons.account_relationship_project.hooks import uninstall_hook


@tagged("post_install", "-at_install")
class TestUninstall(TransactionCase):
    """What people made of the addon's fields goes with it."""

    def test_favourites_that_name_its_fields_go(self):
        def favourite(model, domain):
            return self.env["ir.filters"].create(
                {"name": domain, "model_id": model, "domain": domain}
            )

        ours = (
            favourite("project.task", "[('relationship_feedback_id', '!=', False)]")
            | favourite("relationship.feedback", "[('task_ids', '=', False)]")
            | favourite("relationship.feedback.team", "[('project_id', '!=', False)]")
        )
        theirs = (
            favourite("project.task", "[('project_id', '!=', False)]")
            | favourite("relationship.feedback", "[('state', '=', 'new')]")
            | favourite("project.project", "[('task_ids', '!=', False)]")
        )
        uninstall_hook(self.env)
        self.assertFalse(ours.exists())
        self.assertEqual(theirs.exists(), theirs)

    def test_exports_keep_the_columns_of_others(self):
        export = self.env["ir.exports"].create(
            {
                "name": "Tasks",
                "resource": "project.task",
                "export_fields": [
                    Command.create({"name": "name"}),
                    Command.create({"name": "relationship_feedback_id/name"}),
                ],
            }
        )
        uninstall_hook(self.env)
        self.assertEqual(export.export_fields.mapped("name"), ["name"])
