import csv
import io

from odoo.tests import tagged, users

from ..common import AccountMailCommon
from ..imports import OPTIONS, Imports

MODELS = (
    *("relationship.interaction", "relationship.need", "relationship.feedback"),
    *("relationship.plan", "res.partner"),
)


@tagged("post_install", "-at_install")
class TestImports(Imports, AccountMailCommon):
    """A company that comes from elsewhere brings its files, with their own titles."""

    def _read(self, model, text):
        """The import screen with a file: ``{title: field that is proposed}``."""
        self.importer = self._open_import(model, text)
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

    @users("adam")
    def test_templates_have_the_titles_of_fields(self):
        templates = [
            (model, template)
            for model in MODELS
            for template in self.env[model].get_import_templates()
            if template["template"].startswith("/account_relationship/")
        ]
        self.assertEqual(len(templates), 6)
        for model, template in templates:
            __, rows = self._read_template(template)
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            found = self._read(model, text.getvalue())
            self.assertEqual(sorted(found), sorted(rows[0]), template["label"])

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

    @users("hugo")
    def test_contacts_with_owner_get_an_account_with_that_manager(self):
        self.env.user.sudo().group_ids += self.env.ref("base.group_partner_manager")
        contacts = self._import(
            "res.partner",
            f"Name,Email,Contact owner\nFlint,flint@example.com,{self.bob.name}\n",
        )
        account = contacts.relationship_account_ids
        self.assertEqual(account.manager_id.ids, self.bob.ids)

    @users("adam")
    def test_closed_tickets_and_scores_come_in_under_the_titles_of_others(self):
        ticket = self._import(
            "relationship.feedback",
            "Company,Ticket name,Ticket description,Ticket status,Create date,"
            "Close date\n"
            "Acme,Drawers,The drawers stick.,Resolved,2024-01-10 09:00:00,"
            "2024-02-01 10:00:00\n",
        )
        self.assertEqual(ticket.state, "closed")
        self.assertTrue(ticket.is_imported)
        self.assertEqual(str(ticket.closed_at), "2024-02-01 10:00:00")
        score = self._import(
            "relationship.feedback",
            "Company,Email,Survey type,NPS score,Comment,Status,Response date\n"
            f'Acme,{self.amy.email},"Recommendation, 0 to 10",9,On time,Closed,'
            "2024-03-01 10:00:00\n",
        )
        self.assertEqual((score.score_type, score.score_value), ("nps", 9))
        self.assertEqual(score.partner_id.ids, self.amy.ids)

    @users("ann")
    def test_plans_come_in_under_the_titles_of_others(self):
        plan = self._import(
            "relationship.plan",
            "Plan name,Account Name,Start date,Close date,Contact email\n"
            f"Grow,Acme,2030-01-01,2030-12-31,{self.amy.email}\n",
        )
        self.assertEqual(plan.account_id.ids, self.acme.ids)
        self.assertEqual(plan.contact_id.ids, self.amy.ids)
        self.assertEqual(plan.state, "draft")
