from odoo.tests import tagged

from ..feedback.common import FeedbackMailCommon
from ..imports import OPTIONS, Imports


@tagged("post_install", "-at_install")
class TestImportJourney(Imports, FeedbackMailCommon):
    """A company comes from another CRM with all its files; then its people log in."""

    def _upload(self, user, model, *lines):
        """What the import dialog does: look at the file, test it, import it."""
        importer = self._open_import(model, "\n".join(lines)).with_user(user)
        preview = importer.parse_preview(dict(OPTIONS))
        proposed = {int(i): "/".join(path) for i, path in preview["matches"].items()}
        titles = preview["headers"]
        names = [proposed.get(place, False) for place in range(len(titles))]
        self.assertTrue(all(names), dict(zip(titles, names, strict=True)))
        for dryrun in (True, False):
            result = importer.execute_import(
                names, titles, dict(OPTIONS), dryrun=dryrun
            )
            self.assertFalse(result["messages"])
        return self.env[model].with_user(user).browse(result["ids"])

    def _bring_everything(self):
        partners = self.env.ref("base.group_partner_manager")
        self.adam.group_ids += partners
        contacts = self._upload(
            self.adam,
            "res.partner",
            "Name,Email,Contact owner",
            "Flint,office@flint.example.com,ann",
            "Gravel,office@gravel.example.com,bob",
        )
        self.flint, self.gravel = contacts.relationship_account_ids.sorted("name")
        self._upload(
            self.adam,
            "relationship.interaction",
            "Account Name,Activity Type,Activity Date,Subject,Comments",
            "Flint,Visit,2025-03-10 10:00:00,Showroom,They liked the oak.",
            "Flint,Call,2025-04-10 10:00:00,Prices,Too dear.",
            "Gravel,Visit,2025-03-11 10:00:00,Quarry,Dusty.",
        )
        return self._upload(
            self.adam,
            "relationship.feedback",
            "Company,Ticket name,Ticket description,Ticket status,Create date,"
            "Close date",
            "Flint,Drawers,The drawers stick.,Resolved,2025-01-10 09:00:00,"
            "2025-02-01 10:00:00",
            "Flint,Lamp,The lamp is dark.,Open,2025-05-10 09:00:00,",
            "Gravel,Door,The door sticks.,Closed,2025-01-12 09:00:00,"
            "2025-02-02 10:00:00",
        )

    def test_the_manager_finds_own_accounts_their_past_and_what_is_open(self):
        with self.mock_mail_gateway():
            tickets = self._bring_everything()
            self.flush_tracking()
        self.assertFalse(self._new_mails.filtered(lambda m: "@flint" in m.email_to))
        addressees = self._new_mails.recipient_ids
        self.assertFalse(addressees & (self.flint | self.gravel).partner_id)
        self.assertFalse(self._new_mails.filtered(lambda m: m.model == tickets._name))
        drawers, lamp, door = tickets.sudo()
        self.assertEqual(tickets.mapped("state"), ["closed", "new", "closed"])
        self.assertFalse((drawers | door).activity_ids)
        ann = self.env["relationship.account"].with_user(self.ann)
        mine = ann.search([("manager_id", "=", self.ann.id)])
        flint = self.flint.with_user(self.ann)
        self.assertIn(flint, mine)
        self.assertNotIn(self.gravel.with_user(self.ann), mine)
        self.assertEqual((flint.open_feedback_count, flint.feedback_count), (1, 2))
        self.env.flush_all()
        lines = self.env["relationship.timeline"].with_user(self.ann)
        lines = lines.search([("account_id", "=", flint.id)])
        names = set(lines.mapped("title"))
        self.assertLessEqual({"Showroom", "Prices", "Drawers", "Lamp"}, names)
        self.assertNotIn("Quarry", names)
        days = {line.title: str(line.date)[:10] for line in lines}
        self.assertEqual(days["Showroom"], "2025-03-10")
        self.assertEqual(days["Lamp"], "2025-05-10")
