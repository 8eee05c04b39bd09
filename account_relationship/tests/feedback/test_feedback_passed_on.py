from odoo.tests import tagged

from .test_feedback_gateway import GatewayCommon

#: As Outlook writes it of a sender it knows: the name, and no address.
HEADS = """<p>Furious, look at once</p>
<div><b>From:</b> {sender}<br><b>Sent:</b> Thursday, 12 November 2026 10:12<br>
<b>To:</b> Ann<br><b>Subject:</b> Lamp</div>
<p>The lamp does not light</p>"""


@tagged("post_install", "-at_install")
class TestPassedOnByName(GatewayCommon):
    """A colleague passes on a mail of which the sender's name alone is left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann.email = "ann@ours.example.com"
        cls.amy.name = "Amélie Smith"

    def _forward(self, sender, **values):
        values = {"email_from": "ann@ours.example.com", "subject": "Fwd: Lamp"} | values
        return self._receive(HEADS.format(sender=sender), **values)

    def _get_asked(self, feedback):
        return self.env["mail.message"].search(
            [
                ("model", "=", "relationship.feedback"),
                ("res_id", "=", feedback.id),
                ("subject", "like", "Whose feedback is it?"),
            ]
        )

    def assertPassedOn(self, feedback):
        """The words are the customer's, the line above is ours."""
        self.assertEqual(feedback.verbatim, "The lamp does not light")
        note = feedback.message_ids.filtered(lambda m: "Furious" in (m.body or ""))
        note = note.filtered("subtype_id.internal")
        self.assertEqual(note.author_id, self.ann.partner_id)

    def test_the_only_contact_of_that_name_said_it(self):
        for sender in (
            "Amélie Smith",
            "amélie  smith",
            "Smith, Amélie",
            "Amelie Smith",
            "&quot;Amélie Smith&quot; (Acme Ltd)",
            "Amélie Smith &lt;&gt;",
        ):
            with self.subTest(sender=sender):
                feedback = self._forward(sender)
                self.assertPassedOn(feedback)
                self.assertEqual(feedback.partner_id, self.amy)
                self.assertEqual(feedback.account_id, self.acme)
                self.assertFalse(self._get_asked(feedback))

    def test_of_a_name_nobody_has_whoever_passed_it_on_is_asked(self):
        for sender in ("Zoe Nobody", "Amy%", "%_%"):
            with self.subTest(sender=sender):
                feedback = self._forward(sender)
                self.assertPassedOn(feedback)
                self.assertFalse(feedback.partner_id | feedback.account_id.partner_id)
                asked = self._get_asked(feedback)
                self.assertIn(self.ann.partner_id, asked.notified_partner_ids)
                self.assertIn(self.tess.partner_id, asked.notified_partner_ids)
                self.assertIn(sender, asked.body)
                self.assertFalse(feedback._get_addressees())

    def test_of_a_name_several_have_the_contacts_are_proposed(self):
        self.carl.name = "Amelie Smith"
        feedback = self._forward("Amelie Smith")
        self.assertPassedOn(feedback)
        self.assertFalse(feedback.partner_id)
        self.assertEqual(feedback.candidate_ids, self.amy | self.carl)
        for contact in self.amy | self.carl:
            self.assertIn(contact.display_name, self._get_asked(feedback).body)
        feedback.with_user(self.tess).partner_id = self.carl
        self.assertEqual(feedback.account_id, self.birch)
        self.assertFalse(feedback.candidate_ids)

    def test_contacts_of_a_name_at_one_customer_leave_no_doubt_whose_it_is(self):
        self.env["res.partner"].create(
            {"name": "Amélie Smith", "parent_id": self.acme_customer.id}
        )
        feedback = self._forward("Amélie Smith")
        self.assertFalse(feedback.partner_id)
        self.assertEqual(feedback.account_id, self.acme)

    def test_contacts_of_nobodys_account_are_nobody(self):
        self.env["res.partner"].create({"name": "Zoe Nobody"})
        self.assertFalse(self._forward("Zoe Nobody").partner_id)

    def test_what_a_colleague_wrote_is_no_customers(self):
        self.theo.name = "Theo Technician"
        feedback = self._forward("Theo Technician")
        self.assertEqual(feedback.verbatim, "Furious, look at once")
        self.theo.action_archive()
        feedback = self._forward("Theo Technician")
        self.assertEqual(feedback.verbatim, "Furious, look at once")

    def test_who_may_not_read_it_is_not_asked(self):
        self.eve.email = "eve@ours.example.com"
        feedback = self._forward("Zoe Nobody", email_from="eve@ours.example.com")
        self.assertEqual(feedback.verbatim, "The lamp does not light")
        asked = self._get_asked(feedback)
        self.assertNotIn(self.eve.partner_id, asked.notified_partner_ids)
        self.assertIn(self.tess.partner_id, asked.notified_partner_ids)
