from odoo.tests import tagged, users
from odoo.tools import mute_logger

from odoo.addons.account_relationship.tests.imports import Imports

from .common import PeopleCommon

COLUMNS = {
    "Customer account": "account_id",
    "Name": "name",
    "Job position": "function",
    "Roles": "role_ids",
    "Reports to": "parent_id",
    "Contact every (days)": "cadence_days",
    "Notes": "note",
    "Influence": "influence",
}


@tagged("post_install", "-at_install")
class TestPeopleImport(Imports, PeopleCommon):
    """People come from a file, with their roles and whom they report to."""

    def _import(self, text):
        return self._import_csv("relationship.stakeholder", text, COLUMNS)

    def _get_messages(self, text):
        with mute_logger("odoo.sql_db"):
            result = self._import(text)
        self.assertFalse(result["ids"])
        return " ".join(message["message"] for message in result["messages"])

    @users("ann")
    def test_people_come_with_roles_and_leaders_wherever_these_stand(self):
        result = self._import(
            "Customer account,Name,Job position,Roles,Reports to,"
            "Contact every (days),Notes\n"
            'Acme,Amy,,"Decides,Sponsor",The Boss,14,Likes tea\n'
            "Acme,Clerk,Clerk,Purchasing,amy,,\n"
            "Acme,The Boss,,,,,\n"
            "Birch,The Boss,,,,,\n"
        )
        self.assertEqual(result["messages"], [])
        amy, clerk, boss, other = self.env["relationship.stakeholder"].browse(
            result["ids"]
        )
        self.assertEqual((amy.partner_id, amy.cadence_days), (self.amy, 14))
        self.assertEqual(set(amy.role_ids.mapped("kind")), {"decides", "sponsor"})
        self.assertEqual((amy.parent_id, clerk.parent_id), (boss, amy))
        self.assertFalse((boss | other).partner_id)
        self.assertFalse((boss | other).parent_id)
        # A second file knows them.
        result = self._import("Customer account,Name,Reports to\nAcme,Help,Clerk\n")
        self.assertEqual(
            self.env["relationship.stakeholder"].browse(result["ids"]).parent_id, clerk
        )

    @users("ann")
    def test_circles_strangers_and_doubles_are_said_and_nothing_is_imported(self):
        head = "Customer account,Name,Reports to\n"
        self.assertIn(
            "cannot report to",
            self._get_messages(f"{head}Acme,A,B\nAcme,B,C\nAcme,C,A\n"),
        )
        self.assertIn(
            "Nobody of Acme is called “Zoe”",
            self._get_messages(f"{head}Acme,A,Zoe\nBirch,Zoe,\n"),
        )
        self.assertIn(
            "Several people of Acme are called “B”",
            self._get_messages(f"{head}Acme,A,B\nAcme,B,\nAcme,B,\n"),
        )
        self.assertIn(
            "on the list of the account already",
            self._get_messages("Customer account,Name\nAcme,Amy\nAcme,Amy\n"),
        )
        self.assertFalse(self.env["relationship.stakeholder"].search([]))

    @users("bob")
    def test_files_bring_nobody_into_accounts_of_others(self):
        text = "Customer account,Name\nAcme,Mole\n"
        self._get_messages(text)
        self.assertFalse(self.acme.stakeholder_ids)

    @users("ann")
    def test_files_bring_no_opinions_without_the_right(self):
        self._get_messages("Customer account,Name,Influence\nAcme,Amy,High\n")
        self.assertFalse(self.acme.sudo().stakeholder_ids)

    def test_template_fits_the_screen(self):
        [template] = self.env["relationship.stakeholder"].get_import_templates()
        __, [head, *rows] = self._read_template(template)
        self.assertLessEqual(set(head), set(COLUMNS))
        self.assertTrue(rows)
