import csv
import io

import openpyxl

from odoo.tests import tagged, users
from odoo.tools.misc import file_path

from ..common import AccountMailCommon

OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": ",",
    "encoding": "utf-8",
    "date_format": "%Y-%m-%d",
    "datetime_format": "%Y-%m-%d %H:%M:%S",
}
MODELS = ("relationship.interaction", "relationship.need", "relationship.feedback")


@tagged("post_install", "-at_install")
class TestImports(AccountMailCommon):
    """A company that comes from elsewhere brings its files, with their own titles."""

    def _read(self, model, text):
        """The import screen with a file: ``{title: field that is proposed}``."""
        self.importer = self.env["base_import.import"].create(
            {
                "res_model": model,
                "file": text.encode(),
                "file_name": "export.csv",
                "file_type": "text/csv",
            }
        )
        preview = self.importer.parse_preview(dict(OPTIONS))
        self.assertNotIn("error", preview)
        return {
            preview["headers"][int(index)]: "/".join(path)
            for index, path in preview["matches"].items()
            if path
        }

    def _import(self, model, text):
        proposed = self._read(model, text)
        titles = text.splitlines()[0].split(",")
        names = [proposed.get(title, False) for title in titles]
        result = self.importer.execute_import(names, titles, dict(OPTIONS))
        self.assertFalse(result["messages"], result["messages"])
        return self.env[model].browse(result["ids"])

    @users("ann")
    def test_templates_have_the_titles_of_fields(self):
        for model in MODELS:
            [template] = self.env[model].get_import_templates()
            path = file_path(template["template"].lstrip("/"))
            with open(path, "rb") as stream:
                sheet = openpyxl.load_workbook(io.BytesIO(stream.read())).active
            titles = [cell.value for cell in sheet[1]]
            rows = io.StringIO()
            csv.writer(rows).writerows(sheet.iter_rows(values_only=True))
            found = self._read(model, rows.getvalue())
            self.assertEqual(sorted(found), sorted(titles), model)

    @users("ann")
    def test_visits_of_another_system_come_in_under_its_titles(self):
        visit = self._import(
            "relationship.interaction",
            "Account Name,Activity Type,Activity Date,Subject,Email,Comments\n"
            f"Acme,Visit,2026-01-15 10:00:00,Showroom,{self.amy.email},"
            '"They liked the oak.\nPrice < 900 & no stairs."\n',
        )
        self.assertEqual(visit.account_id, self.acme.with_user(self.env.user))
        self.assertEqual(visit.type_id.name, "Visit")
        self.assertEqual(visit.subject, "Showroom")
        self.assertEqual(visit.partner_ids.ids, self.amy.ids)
        self.assertIn("oak.<br", visit.note)
        self.assertIn("Price &lt; 900 &amp; no stairs.", visit.note)

    @users("ann")
    def test_planned_visits_that_are_imported_invite_nobody(self):
        with self.mock_mail_gateway():
            visit = self._import(
                "relationship.interaction",
                "Account Name,Type,Start Date,Subject,Contact Email\n"
                f"Acme,Visit,2030-01-15 10:00:00,Showroom,{self.amy.email}\n",
            )
        self.assertTrue(visit.event_id)
        self.assertIn(self.amy, visit.event_id.partner_ids)
        self.assertNotIn(self.amy, self._new_mails.recipient_ids)

    @users("ann")
    def test_needs_and_complaints_come_in(self):
        needs = self._import(
            "relationship.need",
            "Customer account,Kind,Need,By when\n"
            "Acme,They want,Desks for 40,2030-03-15\n"
            "Acme,Problem,Two late deliveries,\n",
        )
        self.assertEqual(needs.mapped("kind"), ["want", "problem"])
        self.assertEqual(needs.mapped("state"), ["open", "open"])
        feedback = self._import(
            "relationship.feedback",
            "Account Name,Case Subject,Description\n"
            "Acme,Drawers stick,The drawers of three desks stick.\n",
        )
        self.assertEqual(feedback.verbatim, "The drawers of three desks stick.")
        self.assertEqual(feedback.name, "Drawers stick")

    @users("hugo")
    def test_accounts_come_in_under_the_titles_of_others(self):
        found = self._read(
            "relationship.account", "Account Name,Account Owner\nDune,Bob\n"
        )
        self.assertEqual(
            found, {"Account Name": "partner_id", "Account Owner": "manager_id"}
        )
