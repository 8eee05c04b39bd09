from odoo.tests import tagged

from .persons import NAMES, SECRET, WORDS, PersonCommon


@tagged("post_install", "-at_install")
class TestPrivacyLookup(PersonCommon):
    """Odoo's look-up of a person, by an administrator."""

    def _look_up(self):
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": NAMES[0], "email": NAMES[1]}
        )
        wizard.action_lookup()
        return wizard

    def _get_found(self, wizard):
        return {(line.res_model, line.res_id) for line in wizard.line_ids}

    def _hear_stranger(self):
        """Zoe, who is no contact, writes to the technical team."""
        return self.env["relationship.feedback"].create(
            {
                "verbatim": "Hello, it is cold in here",
                "source": "mail",
                "email_from": "Z <zoe@elsewhere.example.com>",
                "team_id": self.technical_team.id,
            }
        )

    def _erase_stranger(self):
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": "Zoe Elsewhere", "email": "zoe@elsewhere.example.com"}
        )
        wizard.action_lookup()
        wizard.line_ids.filtered(
            lambda line: line.res_model == "relationship.feedback"
        ).action_unlink()

    def test_everything_that_names_the_person_is_found(self):
        stranger = self.env["relationship.feedback"].create(
            {
                "verbatim": "Hello",
                "source": "mail",
                "email_from": f"A <{NAMES[1]}>",
                "team_id": self.technical_team.id,
            }
        )
        key = self.env["relationship.key.contact"].search(
            [("partner_id", "=", self.amy.id)]
        )
        expected = (
            *(key, self.informed, self.share, self.look, self.talk, self.promise),
            *(self.score, self.older, self.complaint, self.bens_words, stranger),
            *(self.plan, self.action, self.notice, self.amy),
        )
        wizard = self._look_up()
        found = self._get_found(wizard)
        for record in expected:
            self.assertIn((record._name, record.id), found)
        self.assertNotIn((self.bens._name, self.bens.id), found)
        self.assertEqual(len(found), len(wizard.line_ids), "each of them once")

    def test_deleting_all_that_was_found_keeps_the_figures(self):
        figures = self._get_figures()
        wizard = self._look_up()
        ours = wizard.line_ids.filtered(
            lambda line: (
                line.res_model.startswith("relationship.")
                or line.res_model == "res.partner"
            )
        )
        ours.action_unlink_all()
        self.env.invalidate_all()
        self.assertFalse(self.amy.exists())
        self.assertEqual(self._get_figures(), figures)
        self.assertEqual(self._find_traces(), [])
        self.assertIn("Person taken out of", wizard.execution_details)

    def test_a_sender_who_is_no_contact_is_taken_out_as_well(self):
        stranger = self._hear_stranger()
        self._erase_stranger()
        stranger.invalidate_recordset()
        self.assertEqual(stranger.verbatim, WORDS)
        self.assertFalse(stranger.email_from)
        self.assertIn(SECRET, self.complaint.verbatim)

    def test_company_that_has_the_same_address_is_no_person(self):
        self.dune.email = NAMES[1]
        lead = self._add_lead(self.dune, self.ann, phone="456")
        self._look_up().line_ids.filtered(
            lambda line: line.res_model == "relationship.feedback"
        ).action_unlink_all()
        self.env.invalidate_all()
        self.assertEqual(self.complaint.verbatim, WORDS)
        self.assertEqual(lead.phone, "456")

    def test_what_a_sender_who_is_no_contact_was_told_is_gone_as_well(self):
        """By mail, and on the phone."""
        stranger = self._hear_stranger()
        wrote = stranger.message_post(
            body="Still cold",
            author_id=False,
            email_from=stranger.email_from,
            message_type="email",
        )
        nobody, words = self.env["res.partner"], "<p>Dear Zoe, soon.</p>"
        told = stranger._send_by_mail(
            *("update", nobody, "Your room", words), "zoe@elsewhere.example.com"
        )
        told |= stranger._note_told("update", "phone", nobody, words)
        self._erase_stranger()
        self.env.invalidate_all()
        self.assertEqual(told.mapped("body"), 2 * [f"<p>{WORDS}</p>"])
        self.assertFalse(wrote.email_from)
        message = told.message_id
        self.assertEqual((wrote | message).mapped("body"), 2 * [f"<p>{WORDS}</p>"])
        self.assertFalse(message.outgoing_email_to or message.subject)
        self.assertFalse(message.mail_ids.filtered("email_to"))
        self.assertEqual(self.notice.body, f"<p>Dear {NAMES[0]}, soon.</p>")
