from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from odoo.addons.account_relationship.hooks import forget_addon, uninstall_hook

from ..common import People


@tagged("post_install", "-at_install")
class TestUninstall(People, TransactionCase):
    """What people made of the addon's models and fields goes with it.

    The whole of an uninstallation is tested in tools/tests/test_install_uninstall.py.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_people()

    def test_favourites_that_name_our_fields_go(self):
        def favourite(name, model, **values):
            return self.env["ir.filters"].create(
                {"name": name, "model_id": model, **values}
            )

        ours = favourite("Mine", "relationship.account")
        domain = "[('partner_id.account_manager_id', '=', uid)]"
        by_domain = favourite("Managed", "sale.order", domain=domain)
        context = "{'group_by': ['relationship_tier_id']}"
        by_context = favourite("By tier", "sale.report", context=context)
        others = favourite("Late", "sale.order", domain="[('user_id', '=', uid)]")
        uninstall_hook(self.env)
        self.assertFalse((ours | by_domain | by_context).exists())
        self.assertTrue(others.exists())

    def test_an_addon_that_adds_no_field_takes_no_favourite_along(self):
        kept = self.env["ir.filters"].create(
            {"name": "Late", "model_id": "sale.order", "domain": "[('id', '>', 0)]"}
        )
        forget_addon(self.env, "an_addon_without_fields")
        self.assertTrue(kept.exists())

    def test_exports_keep_the_columns_of_others(self):
        export = self.env["ir.exports"].create(
            {
                "name": "Contacts",
                "resource": "res.partner",
                "export_fields": [
                    Command.create({"name": "name"}),
                    Command.create({"name": "account_manager_id/name"}),
                ],
            }
        )
        uninstall_hook(self.env)
        self.assertEqual(export.export_fields.mapped("name"), ["name"])

    def test_notification_types_of_others_stay(self):
        subtypes = self.env["mail.message.subtype"].create(
            [
                {"name": "Ours", "res_model": "relationship.account"},
                {"name": "Theirs", "res_model": "res.partner"},
            ]
        )
        uninstall_hook(self.env)
        self.assertEqual(subtypes.exists().mapped("name"), ["Theirs"])
