from odoo.modules.module import Manifest
from odoo.tests import tagged
from odoo.tools import convert_file

from odoo.addons.account_relationship.tests.common import InvoicedCommon

ADDONS = ("account_relationship_retention", "account_relationship_expansion")
#: Stands on contacts of Odoo's own demo data, which databases of tests lack.
PEOPLE = "demo/relationship_stakeholder_demo.xml"


@tagged("post_install", "-at_install")
class TestDemo(InvoicedCommon):
    """Who opens the demo finds ideas that are open, and what came of others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        files = [("account_relationship", "demo/res_users_demo.xml")]
        files += [
            (addon, file)
            for addon in ADDONS
            for file in Manifest.for_addon(addon)["demo"]
            if file != PEOPLE
        ]
        for addon, file in files:
            convert_file(cls.env, addon, file, {}, mode="init", noupdate=True)
        cls.ideas = cls.env["relationship.whitespace"].search([])

    def test_some_ideas_are_open(self):
        ideas = self.ideas.filtered(lambda idea: idea.state == "open")
        self.assertEqual(set(ideas.mapped("kind")), {"lapsed", "shrinking"})
        self.assertTrue(all(ideas.mapped("words")))

    def test_others_came_to_something_or_not(self):
        self.assertGreaterEqual(
            set(self.ideas.mapped("outcome")), {"won", "lost", "by_itself"}
        )
        dismissed = self.ideas.filtered(lambda idea: idea.state == "dismissed")
        self.assertEqual(
            set(dismissed.mapped("dismissed_because")), {"competitor", "in_house"}
        )
        self.assertIn("won", self.ideas.get_headline([]))
