from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext

from .test_feedback_gateway import GatewayCommon

FORWARDED = (
    "<p>Amy is furious, look at once</p><div class='gmail_quote'>---------- "
    "Forwarded message ---------<br>From: Amy &lt;amy@example.com&gt;<br>Date: "
    "12 Nov 2026<br>"
    "Subject: Lamp<br>To: Ann &lt;ann@ours.example.com&gt;<br><br><div>The lamp "
    "does not "
    "light</div></div>"
)


@tagged("post_install", "-at_install")
class TestMachines(GatewayCommon):
    """Which mails become feedback, and who is answered."""

    def test_mail_of_a_ticket_system_is_taken_and_marked(self):
        feedback = self._receive(extra="Auto-Submitted: auto-generated")
        self.assertTrue(feedback.is_from_machine)
        self.assertEqual(feedback.account_id, self.acme)
        self.assertEqual(feedback.verbatim, "The lamp does not light")
        self.assertFalse(self._receive().is_from_machine)

    def test_mail_of_a_ticket_system_is_answered_by_nobody(self):
        self.technical_team.tell_on_acknowledge = True
        feedback = self._receive(extra="Auto-Submitted: auto-generated")
        self.assertFalse(feedback.is_mailed_on_acknowledge)
        with self.mock_mail_gateway():
            feedback.with_user(self.tess).action_acknowledge()
        self.assertEqual(feedback.state, "acknowledged")
        self.assertFalse(feedback.notice_ids)
        addresses = [address for mail in self._mails for address in mail["email_to"]]
        self.assertFalse([one for one in addresses if "amy" in one])

    def test_absence_notes_in_older_forms_become_no_feedback(self):
        for values in (
            {"extra": "X-Autorespond: absent"},
            {"extra": "X-Autoreply: yes"},
            {"extra": "Precedence: auto_reply"},
            {"subject": "Out of Office AutoReply: Lamp"},
            {"subject": "Automatische Antwort: Lamp"},
            {"subject": "Abwesenheitsnotiz"},
            {"subject": "Respuesta automatica: Lamp"},
            {"subject": "Automatic reply: Lamp"},
        ):
            with self.subTest(**values):
                self.assertFalse(self._receive(**values))

    def test_subjects_of_people_that_sound_like_absence_are_feedback(self):
        for subject in ("Out of office door is broken", "Re: Automatic reply: Lamp"):
            with self.subTest(subject=subject):
                self.assertTrue(self._receive(subject=subject))

    def test_person_who_writes_through_a_list_is_heard(self):
        extra = (
            "List-Id: <buyers.customer.example.com>\nPrecedence: list\n"
            "List-Post: <mailto:buyers@customer.example.com>"
        )
        self.assertTrue(self._receive(extra=extra))

    def test_person_who_answers_through_a_newsletter_program_is_heard(self):
        extra = "List-Unsubscribe: <https://x.example.com>\nIn-Reply-To: <other@x>"
        self.assertTrue(self._receive(extra=extra))


@tagged("post_install", "-at_install")
class TestSenders(GatewayCommon):
    """Who said it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carl.email = "shared@example.com"

    def _receive_doubtful(self):
        self.amy.email = "shared@example.com"
        return self._receive(email_from="shared@example.com")

    def test_of_an_address_at_two_customers_somebody_is_asked(self):
        feedback = self._receive_doubtful()
        self.assertFalse(feedback.partner_id)
        self.assertFalse(feedback.account_id)
        seen = feedback.with_user(self.tess).candidate_ids
        self.assertEqual(seen, self.amy | self.carl)
        asked = self._get_asked(feedback)
        self.assertIn(self.tess.partner_id, asked.notified_partner_ids)
        for contact in self.amy | self.carl:
            self.assertIn(contact.display_name, asked.body)

    def _get_asked(self, feedback):
        return self.env["mail.message"].search(
            [
                ("model", "=", "relationship.feedback"),
                ("res_id", "=", feedback.id),
                ("subject", "like", "Whose feedback is it?"),
            ]
        )

    def test_where_all_of_the_team_have_left_the_head_is_asked(self):
        self.env.company.relationship_head_id = self.hugo
        (self.tess | self.theo | self.lena).active = False
        asked = self._get_asked(self._receive(email_from="zoe@elsewhere.example.com"))
        self.assertEqual(asked.notified_partner_ids, self.hugo.partner_id)

    def test_of_an_address_at_two_customers_nothing_is_shown_before(self):
        feedback = self._receive_doubtful()
        self.assertFalse(feedback._get_customer_button("update", self.amy))
        self.assertFalse(feedback.reporter_ids)
        feedback.with_user(self.tess).partner_id = self.amy
        self.assertEqual(feedback.account_id, self.acme)
        self.assertFalse(feedback.candidate_ids)
        self.assertTrue(feedback.is_shared)

    def test_two_contacts_of_one_customer_are_no_doubt(self):
        self.amy.email = "office@example.com"
        self.env["res.partner"].create(
            {
                "name": "Ben",
                "parent_id": self.acme_customer.id,
                "email": "office@example.com",
            }
        )
        feedback = self._receive(email_from="office@example.com")
        self.assertEqual(feedback.account_id, self.acme)

    def _write_to_carl(self, record):
        with self.mock_mail_gateway():
            return record.with_user(self.ann).message_post(
                body="How are you?",
                partner_ids=self.carl.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _answer_at_catchall(self, message, email_from="shared@example.com", **values):
        to = "catchall@ours.example.com"
        return self._answer(message, email_from=email_from, to=to, **values)

    def _get_last_message(self, record):
        return self.env["mail.message"].search(
            [("model", "=", record._name), ("res_id", "=", record.id)],
            order="id desc",
            limit=1,
        )

    def test_of_contacts_with_one_address_the_one_we_wrote_to_answers(self):
        self.amy.email = "shared@example.com"
        plan = self.env["relationship.plan"].create(
            {"name": "Move", "account_id": self.birch.id, "user_id": self.ann.id}
        )
        feedback = self._say(partner_id=self.carl.id)
        for record in (self.birch, plan, feedback):
            with self.subTest(model=record._name):
                question = self._write_to_carl(record)
                self._answer_at_catchall(question)
                answer = self._get_last_message(record)
                self.assertEqual(answer.author_id, self.carl)
        self.assertEqual(self.birch.last_touch_kind, "mail")
        self.assertFalse(self.acme.last_touch_kind)

    def test_of_contacts_with_one_address_one_of_the_customer_answers(self):
        self.amy.email = "shared@example.com"
        question = self._write_to_carl(self.birch)
        self._answer_at_catchall(question)
        self.carl.active = False
        other = self.carl.copy({"active": True, "email": "shared@example.com"})
        self._answer_at_catchall(question)
        self.assertEqual(self._get_last_message(self.birch).author_id, other)

    def test_mail_of_an_address_at_two_customers_is_a_contact_with_neither(self):
        self._receive_doubtful()
        self.assertFalse((self.acme | self.birch).filtered("last_touch_kind"))

    # ------------------------------------------------------------
    # Absence notes of colleagues
    # ------------------------------------------------------------

    def test_absence_note_of_a_colleague_is_a_note_nobody_gets(self):
        self.ann.email = "ann@ours.example.com"
        self.ann.notification_type = "email"
        feedback = self._say(partner_id=self.carl.id)
        for record in (self.birch, feedback):
            with self.subTest(model=record._name):
                question = record.message_post(
                    body="Where is it?",
                    author_id=self.carl.id,
                    partner_ids=self.ann.partner_id.ids,
                    message_type="email",
                    subtype_xmlid="mail.mt_comment",
                )
                self._answer_at_catchall(
                    question,
                    email_from="ann@ours.example.com",
                    extra="Auto-Submitted: auto-replied",
                )
                note = self._get_last_message(record)
                self.assertEqual(note.author_id, self.ann.partner_id)
                self.assertTrue(note.subtype_id.internal)
                self.assertFalse(note.notified_partner_ids)
                self.assertFalse(self._mails)

    # ------------------------------------------------------------
    # Answers of colleagues
    # ------------------------------------------------------------

    def _answer_in_text(self, above):
        """Ann answers, in plain text, what she was told of a mail of Carl's."""
        self.ann.email = "ann@ours.example.com"
        self.ann.notification_type = "email"
        feedback = self._say(partner_id=self.carl.id, name="They will leave")
        with self.mock_mail_gateway():
            said = feedback.message_post(
                body="Where is it?",
                author_id=self.carl.id,
                partner_ids=self.ann.partner_id.ids,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )
            self._new_mails.filtered(lambda mail: mail.state == "outgoing").send()
        [told] = [mail for mail in self._mails if "ann@" in str(mail["email_to"])]
        quoted = html2plaintext(told["body"]).splitlines()
        self.assertIn("They will leave", "".join(quoted))
        quotation = "\n".join(f"> {line}" for line in quoted)
        self._answer_at_catchall(
            said,
            email_from="ann@ours.example.com",
            body=f"{above}\n\nOn Monday, Carl wrote:\n{quotation}",
            content_type="text/plain; charset=utf-8",
        )
        self._new_mails.filtered(lambda mail: mail.state == "outgoing").send()
        return [mail for mail in self._mails if "shared@" in str(mail["email_to"])]

    def test_answer_in_plain_text_does_not_say_what_we_call_it(self):
        for above in ("On its way", ""):
            with self.subTest(above=above):
                [mail] = self._answer_in_text(above)
                self.assertIn(above, mail["body"])
                self.assertNotIn("They will leave", str(mail))
                self.assertNotIn("/mail/view", str(mail))

    # ------------------------------------------------------------
    # Passed on by a colleague
    # ------------------------------------------------------------

    def _forward(self, **values):
        self.ann.email = "ann@ours.example.com"
        values = {"email_from": "ann@ours.example.com", "subject": "Fwd: Lamp"} | values
        return self._receive(FORWARDED, **values)

    def test_mail_a_colleague_passes_on_was_said_by_the_contact_in_it(self):
        feedback = self._forward()
        self.assertEqual(feedback.verbatim, "The lamp does not light")
        self.assertEqual(feedback.partner_id, self.amy)
        self.assertEqual(feedback.account_id, self.acme)
        self.assertIn("amy@example.com", feedback.email_from)

    def test_line_of_the_colleague_is_a_note_of_ours(self):
        notes = self._forward().message_ids.filtered("subtype_id.internal")
        notes = notes.filtered(lambda note: "furious" in note.body)
        self.assertEqual(notes.author_id, self.ann.partner_id)

    def test_customer_who_passes_a_mail_on_said_what_stands_above(self):
        feedback = self._receive(FORWARDED)
        self.assertEqual(feedback.verbatim, "Amy is furious, look at once")
        self.assertEqual(feedback.partner_id, self.amy)

    # ------------------------------------------------------------
    # What they said, set right
    # ------------------------------------------------------------

    def test_words_of_a_mail_are_set_right_once_by_somebody(self):
        feedback = self._receive("<p>The lamp</p><p>Amy, Acme Ltd, VAT 1</p>")
        mine = feedback.with_user(self.tess)
        for words in ("The lamp is fine", "The lamp\nWe are happy", "Happy"):
            with self.assertRaisesRegex(UserError, "cannot be added"):
                mine.verbatim = words
        self.assertFalse(feedback.verbatim_set_right_by_id)
        mine.verbatim = "The lamp"
        self.assertEqual(feedback.verbatim_set_right_by_id, self.tess)
        former = feedback.message_ids.filtered(lambda m: "VAT 1" in (m.body or ""))
        self.assertIn(self.tess.partner_id, former.author_id)
        self.assertTrue(former.filtered("subtype_id.internal"))
        with self.assertRaisesRegex(UserError, "stays as it was said"):
            mine.verbatim = "Another"
        with self.assertRaises(UserError):
            mine.verbatim_set_right_by_id = False

    def test_words_the_customer_wrote_in_the_portal_stay(self):
        feedback = self._say(source="portal").with_user(self.tess)
        with self.assertRaisesRegex(UserError, "stays as it was said"):
            feedback.verbatim = "Another"


@tagged("post_install", "-at_install")
class TestWritingBack(GatewayCommon):
    """In which language, when it is mailed and who answers for it."""

    def test_contact_without_language_is_written_to_in_that_of_the_company(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.acme_customer.lang = "es_ES"
        self.amy.lang = False
        feedback = self._say()
        wizard = self.env["relationship.feedback.tell"].with_user(self.tess)
        wizard = wizard.create({"feedback_id": feedback.id, "kind": "update"})
        self.assertEqual(wizard._get_lang(), "es_ES")
        self.assertEqual(self.amy._get_customer_lang(), "es_ES")
        self.amy.lang = "en_US"
        self.assertEqual(self.amy._get_customer_lang(), "en_US")

    def test_acknowledging_says_before_that_it_mails_the_customer(self):
        feedback = self._receive()
        mine = feedback.with_user(self.tess)
        self.technical_team.tell_on_acknowledge = True
        self.assertTrue(mine.is_mailed_on_acknowledge)
        with self.mock_mail_gateway():
            mine.action_acknowledge()
        self.assertEqual(feedback.notice_ids.kind, "acknowledged")
        self.assertFalse(mine.is_mailed_on_acknowledge)
        self.assertFalse(self._say().is_mailed_on_acknowledge)

    def test_who_acknowledges_answers_for_it(self):
        feedback, taken = self._receive(), self._receive(subject="Other")
        taken.user_id = self.theo
        with self.mock_mail_gateway():
            (feedback | taken).with_user(self.tess).action_acknowledge()
        self.assertEqual(feedback.user_id, self.tess)
        self.assertEqual(taken.user_id, self.theo)

    def test_comment_of_the_portal_on_closed_feedback_asks_to_answer(self):
        feedback = self._receive()
        feedback.user_id = self.tess
        self._tell(feedback, "decision")
        feedback.action_close()
        portal = self._add_user("amy_portal", "base.group_portal")
        portal.partner_id.parent_id = self.acme_customer
        feedback.with_user(portal).sudo()._customer_comments(
            "It came back", portal.partner_id
        )
        self.assertEqual(
            [user for user, day in self._get_work(feedback, "feedback_tell")],
            [self.tess],
        )

    # ------------------------------------------------------------
    # One mail that says what came of it and asks whether it is solved
    # ------------------------------------------------------------

    def _ask(self, status):
        feedback = self._receive().with_user(self.tess)
        feedback.action_start()
        feedback.action_implement()
        feedback.customer_status_note = status
        with self.mock_mail_gateway():
            feedback.action_ask_verification()
        return feedback

    def test_asking_with_what_came_of_it_tells_the_customer_too(self):
        feedback = self._ask("New carrier\nfrom 1 December")
        kinds = set(feedback.notice_ids.mapped("kind"))
        self.assertFalse({"decision", "outcome"} & kinds)
        self.assertTrue(feedback.is_told)
        feedback.action_close()
        self.assertEqual(feedback.state, "closed")

    def test_asking_alone_does_not_tell_what_came_of_it(self):
        feedback = self._ask(False)
        self.assertFalse(feedback.is_told)
        with self.assertRaisesRegex(UserError, "Tell the customer what came of it"):
            feedback.action_close()
