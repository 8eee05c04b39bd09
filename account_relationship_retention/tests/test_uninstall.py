from odoo.tests import TransactionCase, tagged

from odoo.addons.account_relationship_retention.hooks import uninstall_hook


@tagged("post_install", "-at_install")
class TestUninstall(TransactionCase):
    """What people made of the addon's fields goes with it."""

    def test_favourites_that_name_its_fields_go(self):
        def favourite(domain, model="relationship.tier"):
            return self.env["ir.filters"].create(
                {"name": domain, "model_id": model, "domain": domain}
            )

        ours = favourite("[('purchase_months', '>', 12)]")
        theirs = favourite("[('contact_days', '>', 12)]")
        of_model = favourite("[]", "relationship.line.watch")
        uninstall_hook(self.env)
        self.assertFalse((ours | of_model).exists())
        self.assertTrue(theirs.exists())
