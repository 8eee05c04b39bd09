from odoo.tests import TransactionCase, tagged

from odoo.addons.account_relationship_retention.hooks import uninstall_hook


@tagged("post_install", "-at_install")
class TestUninstall(TransactionCase):
    """What people made of the addon's fields goes with it."""

    def test_favourites_that_name_its_fields_go(self):
        def favourite(domain):
            return self.env["ir.filters"].create(
                {"name": domain, "model_id": "relationship.tier", "domain": domain}
            )

        ours = favourite("[('purchase_months', '>', 12)]")
        theirs = favourite("[('contact_days', '>', 12)]")
        uninstall_hook(self.env)
        self.assertFalse(ours.exists())
        self.assertTrue(theirs.exists())
