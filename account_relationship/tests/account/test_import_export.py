from odoo.tests import tagged, users
from odoo.tools import mute_logger

from ..common import AccountCommon
from ..imports import Imports

COLUMNS = {
    "Customer": "partner_id",
    "Account manager": "manager_id",
    "Backup": "backup_id",
    "Tier": "tier_id",
    "Stage": "stage_id",
    "Next review": "next_review_date",
}


class ImportCommon(Imports, AccountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hugo.group_ids |= cls.env.ref("base.group_allow_export")

    def _import(self, text, dryrun=False):
        return self._import_csv("relationship.account", text, COLUMNS, dryrun=dryrun)

    def _get_messages(self, result):
        """``{row: messages}`` of what is shown to the user."""
        messages = {}
        for message in result["messages"]:
            row = message.get("rows", {}).get("from")
            messages[row] = f"{messages.get(row, '')}{message['message']}"
        return messages


@tagged("post_install", "-at_install")
class TestImport(ImportCommon):
    @users("hugo")
    def test_customers_are_found_by_name(self):
        result = self._import(
            "Customer,Account manager,Backup,Tier,Stage,Next review\n"
            "Dune,Bob,Bea,C: Base,At risk,2026-05-01\n"
        )
        self.assertFalse(result["messages"])
        account = self.dune.relationship_account_ids
        self.assertRecordValues(
            account,
            [
                {
                    "manager_id": self.bob.id,
                    "backup_id": self.bea.id,
                    "tier_id": self.tier_c.id,
                    "stage_id": self.at_risk.id,
                }
            ],
        )
        self.assertEqual(str(account.next_review_date), "2026-05-01")
        self.assertEqual(self._get_history(account), [("Bob", "import", True)])

    @users("hugo")
    def test_customers_are_found_by_reference(self):
        self.dune.ref = "C-4711"
        result = self._import("Customer,Account manager\nC-4711,Bob\n")
        self.assertFalse(result["messages"])
        self.assertEqual(self.dune.relationship_account_ids.manager_id, self.bob)

    @users("hugo")
    def test_contact_stands_for_its_company(self):
        self.dune.child_ids = [(0, 0, {"name": "Dee"})]
        result = self._import('Customer,Account manager\n"Dune, Dee",Bob\n')
        self.assertFalse(result["messages"])
        self.assertEqual(self.dune.relationship_account_ids.manager_id, self.bob)

    @users("hugo")
    @mute_logger("odoo.sql_db")
    def test_each_row_says_what_is_wrong_and_nothing_is_imported(self):
        self.env["res.partner"].sudo().create({"name": "Elm"})
        result = self._import(
            "Customer,Account manager\nDune,Bob\nAcme,Bob\nNobody Ltd,Bob\nElm,Nobody\n"
        )
        messages = self._get_messages(result)
        self.assertEqual(messages[1], "Acme already has a customer account.")
        self.assertIn("Nobody Ltd", messages[2])
        self.assertIn("Nobody", messages[3])
        self.assertNotIn(0, messages)
        self.assertFalse(result["ids"])
        self.assertFalse(self.dune.relationship_account_ids)

    @users("hugo")
    @mute_logger("odoo.sql_db")
    def test_same_customer_twice_in_the_file(self):
        result = self._import("Customer,Account manager\nDune,Bob\nDune,Ann\n")
        messages = self._get_messages(result)
        self.assertEqual(messages, {1: "Dune already has a customer account."})

    @users("hugo")
    def test_trying_changes_nothing(self):
        result = self._import("Customer,Account manager\nDune,Bob\n", dryrun=True)
        self.assertFalse(result["messages"])
        self.assertFalse(self.dune.relationship_account_ids)

    @users("hugo")
    def test_importing_over_an_export_hands_over(self):
        """The export that can be imported again names records by external id."""
        account = self.acme.with_env(self.env)
        titles = ["id", "partner_id/id", "manager_id/id", "stage_id/id"]
        [row] = account.export_data(titles)["datas"]
        bob_id = self.bob.with_env(self.env).export_data(["id"])["datas"][0][0]
        result = self._import(
            ",".join(titles) + "\n" + ",".join([row[0], row[1], bob_id, row[3]])
        )
        self.assertFalse(result["messages"])
        self.assertEqual(result["ids"], account.ids)
        self.assertEqual(account.manager_id, self.bob)
        self.assertEqual(self._get_history(account)[-1], ("Bob", "import", True))

    @users("hugo")
    def test_export_imported_again_changes_nothing(self):
        accounts = self.accounts.with_env(self.env)
        titles = ["id", "partner_id/id", "manager_id/id", "backup_id/id", "tier_id/id"]
        rows = accounts.export_data(titles)["datas"]
        before = accounts.read(["partner_id", "manager_id", "backup_id", "tier_id"])
        text = "\n".join([",".join(titles), *(",".join(row) for row in rows)])
        result = self._import(text)
        self.assertFalse(result["messages"])
        self.assertEqual(
            accounts.read(["partner_id", "manager_id", "backup_id", "tier_id"]), before
        )
        self.assertEqual(self._get_history(self.acme), [("Ann", "opened", True)])

    @users("ann")
    def test_users_import_for_themselves_only(self):
        self.assertTrue(
            self._import("Customer,Account manager\nDune,Bob\n")["messages"]
        )
        self.assertFalse(self._import("Customer\nDune\n")["messages"])
        self.assertEqual(self.dune.relationship_account_ids.manager_id, self.ann)


@tagged("post_install", "-at_install")
class TestImportTemplate(ImportCommon):
    @users("hugo")
    def test_file_is_there_and_its_columns_are_fields(self):
        [template] = self.env["relationship.account"].get_import_templates()
        self.assertEqual(template["label"], "Import template for customer accounts")
        __, [titles, *examples] = self._read_template(template)
        self.assertEqual(list(titles), list(COLUMNS))
        labels = {
            name: field["string"]
            for name, field in self.env["relationship.account"].fields_get().items()
        }
        for title, name in COLUMNS.items():
            self.assertEqual(labels[name], title)
        self.assertTrue(examples)
