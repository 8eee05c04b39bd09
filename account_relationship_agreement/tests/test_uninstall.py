from odoo.tests import tagged

from odoo.addons.account_relationship_agreement.hooks import uninstall_hook

from .common import AgreementCommon


@tagged("post_install", "-at_install")
class TestUninstall(AgreementCommon):
    """What people made of the addon's models and fields goes with it."""

    def test_agreements_alerts_and_favourites_that_name_its_fields_go(self):
        self._agree(date_start="2026-01-01")
        alert = self.env["relationship.alert"].create(
            {
                "account_id": self.acme.id,
                "reason": "notice_deadline",
                "lane": "burns",
                "since": "2026-03-10",
                "evidence": {},
            }
        )

        def favourite(model, domain):
            return self.env["ir.filters"].create(
                {"name": domain, "model_id": model, "domain": domain}
            )

        ours = favourite("relationship.account", "[('agreement_ids', '!=', False)]")
        ours |= favourite("relationship.agreement", "[('state', '=', 'draft')]")
        theirs = favourite("relationship.account", "[('name', '=', 'Acme')]")
        uninstall_hook(self.env)
        self.assertFalse(self.agreements.search([]))
        self.assertFalse(alert.exists())
        self.assertFalse(ours.exists())
        self.assertTrue(theirs.exists())
