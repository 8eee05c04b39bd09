from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from odoo.addons.account_relationship.tests.imports import Imports

from .common import AgreementCommon

COLUMNS = {
    "Agreement": "name",
    "Customer account": "account_id",
    "Contract number": "reference",
    "Begins on": "date_start",
    "Term": "term_count",
    "Unit of the term": "term_unit",
    "Renewal": "renewal",
    "Notice": "notice_count",
    "Unit of the notice": "notice_unit",
    "Lines / Product": "line_ids/product_id",
    "Lines / Description": "line_ids/name",
    "Lines / Quantity": "line_ids/quantity",
    "Lines / Unit amount": "line_ids/amount",
    "Lines / Every": "line_ids/period_count",
    "Lines / Period": "line_ids/period_unit",
    "Lines / From": "line_ids/date_start",
    "Lines / Until": "line_ids/date_end",
}
HEAD = (
    "Agreement,Customer account,Begins on,Term,Renewal,Notice,Lines / Product,"
    "Lines / Description,Lines / Unit amount,Lines / Period,Lines / Until\n"
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestAgreementImport(Imports, AgreementCommon):
    """Agreements of another program come in by Odoo's import."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["product.product"].create({"name": "Lift care"})
        cls.ann.group_ids |= cls.env.ref("base.group_allow_export")

    def _import(self, text):
        return self._import_csv("relationship.agreement", text, COLUMNS)

    def _get_refusal(self, rows):
        """What is said to whoever imports rows, of which nothing stays."""
        with mute_logger("odoo.sql_db"):
            result = self._import(HEAD + rows)
        self.assertFalse(result.get("ids"))
        self.assertFalse(self.agreements.search([]))
        return " ".join(message["message"] for message in result["messages"])

    @users("ann")
    def test_lines_stand_in_the_rows_below(self):
        result = self._import(
            f"{HEAD}Maintenance,Acme,2026-01-31,12,By itself,3,Lift care,,150.50,"
            "Months,\n"
            ",,,,,,,Phone,90,Years,2026-12-31\n"
            "Support,Birch,2026-02-01,0,When both agree,1,,Calls,40,Weeks,\n"
        )
        self.assertFalse(result["messages"])
        agreements = self.agreements.browse(result["ids"])
        self.assertRecordValues(
            agreements,
            [
                {
                    "name": "Maintenance",
                    "account_id": self.acme.id,
                    "date_start": self._day("2026-01-31"),
                    "term_count": 12,
                    "renewal": "tacit",
                    "notice_count": 3,
                    "state": "draft",
                },
                {
                    "name": "Support",
                    "account_id": self.birch.id,
                    "date_start": self._day("2026-02-01"),
                    "term_count": 0,
                    "renewal": "agreed",
                    "notice_count": 1,
                    "state": "draft",
                },
            ],
        )
        self.assertRecordValues(
            agreements.line_ids,
            [
                {"name": "Lift care", "amount": 150.5, "period_unit": "month"},
                {"name": "Phone", "amount": 90, "period_unit": "year"},
                {"name": "Calls", "amount": 40, "period_unit": "week"},
            ],
        )
        self.assertEqual(agreements.line_ids[1].date_end, self._day("2026-12-31"))
        agreements.with_user(self.env.user).action_confirm()
        self.assertEqual(set(agreements.mapped("state")), {"running"})

    @users("ann")
    def test_what_is_wrong_is_said_and_nothing_stays(self):
        good = "Maintenance,Acme,2026-01-01,12,By itself,3,,Lift,150,Months,\n"
        for rows, words in (
            (
                "Care,Acme,2026-02-31,12,By itself,3,,Lift,150,Months,\n",
                "date_start contains incorrect values. Error in line 2",
            ),
            (
                "Care,Acme,soon,12,By itself,3,,Lift,150,Months,\n",
                "date_start contains incorrect values. Error in line 2",
            ),
            ("Care,Acme,2026-01-01,-12,By itself,3,,Lift,150,Months,\n", "term"),
            ("Care,Acme,2026-01-01,12,By itself,-3,,Lift,150,Months,\n", "notice"),
            ("Care,Acme,2026-01-01,12,By itself,13,,Lift,150,Months,\n", "notice"),
            ("Care,Acme,2026-01-01,12,By itself,3,Nothing,,150,Months,\n", "Nothing"),
            ("Care,Nobody,2026-01-01,12,By itself,3,,Lift,150,Months,\n", "Nobody"),
            ("Care,Acme,2026-01-01,12,Maybe,3,,Lift,150,Months,\n", "Maybe"),
            (
                "Care,Acme,2026-01-01,12,By itself,3,,Lift,much,Months,\n",
                "line_ids/amount",
            ),
            (
                "Care,Acme,2026-03-01,12,By itself,3,,Lift,150,Months,2026-02-01\n",
                "before",
            ),
            ("Care,Cedar,2026-01-01,12,By itself,3,,Lift,150,Months,\n", "Cedar"),
        ):
            with self.subTest(rows=rows):
                self.assertIn(words, self._get_refusal(good + rows))

    @users("ann")
    def test_what_a_line_may_not_be_is_said_in_words(self):
        for column, words in (
            ("Lines / Every", "A period is longer than nothing."),
            ("Lines / Quantity", "A line is of more than 0 pieces."),
        ):
            with self.subTest(column=column), mute_logger("odoo.sql_db"):
                result = self._import(
                    "Agreement,Customer account,Lines / Description,"
                    f"Lines / Unit amount,{column}\nCare,Acme,Lift,100,0\n"
                )
                [message] = result["messages"]
                self.assertTrue(message["message"].startswith(words), message)

    @users("ann")
    def test_states_are_not_imported(self):
        result = self._import("Agreement,Customer account\nCare,Acme\n")
        self.assertEqual(self.agreements.browse(result["ids"]).state, "draft")
        refused = self._import("Agreement,Customer account,state\nMore,Acme,Running\n")
        self.assertIn("cannot be written down", refused["messages"][0]["message"])

    @users("ann")
    def test_the_template_is_imported_as_it_is(self):
        [template] = self.agreements.get_import_templates()
        self.assertEqual(template["label"], "Import template for agreements")
        content, [titles, *__] = self._read_template(template)
        self.assertEqual(list(titles), list(COLUMNS))
        self._name_as_in_template()
        importer = self.env["base_import.import"].create(
            {
                "res_model": "relationship.agreement",
                "file": content,
                "file_name": "agreements.xlsx",
                "file_type": "application/vnd.openxmlformats-officedocument"
                ".spreadsheetml.sheet",
            }
        )
        options = {"has_headers": True}
        preview = importer.parse_preview(options)
        found = ["/".join(preview["matches"][place]) for place in range(len(titles))]
        self.assertEqual(found, list(COLUMNS.values()))
        result = importer.execute_import(found, titles, preview["options"])
        self.assertFalse(result["messages"])
        agreements = self.agreements.browse(result["ids"])
        self.assertEqual([len(agreement.line_ids) for agreement in agreements], [3, 1])

    def _name_as_in_template(self):
        self.acme_customer.sudo().name = "Azure Interior"
        self.birch_customer.sudo().name = "Deco Addict"
        self.env.flush_all()
