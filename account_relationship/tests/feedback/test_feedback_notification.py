from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users

from .common import FeedbackMailCommon


class TellingCommon(FeedbackMailCommon):
    """Feedback whose own title must never reach a customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ben = cls.env["res.partner"].create(
            {
                "name": "Ben",
                "parent_id": cls.acme_customer.id,
                "email": "ben@example.com",
            }
        )
        cls.silent = cls.env["res.partner"].create(
            {"name": "Silent", "parent_id": cls.acme_customer.id}
        )
        cls.lamp = cls.env["relationship.feedback"].create(
            {
                "name": "Secret title",
                "verbatim": "The lamp does not light",
                "customer_wording": "Your lamp",
                "partner_id": cls.amy.id,
                "team_id": cls.technical_team.id,
                "user_id": cls.tess.id,
                "source": "mail",
                "summary": "Secret summary",
            }
        )

    @property
    def feedback(self):
        """The lamp, for the user of the test."""
        return self.lamp.with_env(self.env)

    def _get_mails(self, *contacts):
        """``[(subject, body)]`` of what was sent to the contacts."""
        return [
            (mail["subject"], mail["body"])
            for mail in self._mails
            if any(
                contact.email in address
                for contact in contacts
                for address in mail["email_to"]
            )
        ]

    def _get_notices(self):
        return [
            (notice.kind, notice.channel, notice.partner_id)
            for notice in self.lamp.notice_ids.sorted("id")
        ]

    def assertNothingInternal(self, text):
        for secret in ("Secret", "odoo.com", "Unfollow", "View Feedback"):
            self.assertNotIn(secret, text)


@tagged("post_install", "-at_install")
class TestFeedbackTelling(TellingCommon):
    # ------------------------------------------------------------
    # Acknowledging
    # ------------------------------------------------------------

    @users("tess")
    def test_acknowledging_a_mail_tells_who_wrote_it(self):
        with self.mock_mail_gateway():
            said = self.feedback.action_acknowledge()
        self.assertEqual(said["params"]["message"], "Mailed to Amy.")
        self.assertEqual(self._get_notices(), [("acknowledged", "mail", self.amy)])
        ((subject, body),) = self._get_mails(self.amy)
        self.assertEqual(subject, "We got it: Your lamp")
        self.assertIn("thank you for telling us", body)
        self.assertNothingInternal(subject + body)
        self.assertEqual(len(self._mails), 1)

    @users("tess")
    def test_starting_at_once_tells_it_too_and_only_once(self):
        with self.mock_mail_gateway():
            self.feedback.action_start()
            self.feedback.action_plan()
        self.assertEqual(self._get_notices(), [("acknowledged", "mail", self.amy)])

    @users("tess")
    def test_team_may_not_want_it(self):
        self.technical_team.sudo().tell_on_acknowledge = False
        with self.mock_mail_gateway():
            self.feedback.action_acknowledge()
        self.assertFalse(self._get_notices())
        self.assertFalse(self._get_mails(self.amy))
        self.technical_team.sudo().tell_on_acknowledge = True
        with self.mock_mail_gateway():
            self.feedback.action_start()
        self.assertFalse(self._get_notices(), "it was read before")

    @users("tess")
    def test_what_was_logged_by_hand_is_not_acknowledged_by_mail(self):
        said = self._say()
        with self.mock_mail_gateway():
            self.assertFalse(said.action_acknowledge())
        self.assertFalse(said.notice_ids)

    @users("tess")
    def test_unknown_sender_is_told_at_the_address(self):
        unknown = self._say(
            "Hello",
            partner_id=False,
            source="mail",
            email_from='"Zoe" <zoe@nowhere.example.com>',
        )
        with self.mock_mail_gateway():
            unknown.action_acknowledge()
        self.assertEqual(self._mails[0]["email_to"], ["zoe@nowhere.example.com"])
        self.assertRecordValues(
            unknown.notice_ids,
            [{"kind": "acknowledged", "partner_id": False, "channel": "mail"}],
        )

    @users("tess")
    def test_customer_is_told_in_the_customers_language(self):
        self.env["res.lang"].sudo()._activate_lang("fr_FR")
        template = self.env.ref(
            "account_relationship.mail_template_feedback_acknowledged"
        ).sudo()
        template.with_context(lang="fr_FR").write(
            {
                "subject": "Bien reçu : {{ object._get_customer_title() }}",
                "body_html": "<p>Merci</p>",
            }
        )
        self.amy.sudo().lang = "fr_FR"
        with self.mock_mail_gateway():
            self.feedback.action_acknowledge()
        ((subject, body),) = self._get_mails(self.amy)
        self.assertEqual(subject, "Bien reçu : Your lamp")
        self.assertIn("Merci", body)

    # ------------------------------------------------------------
    # Nothing else reaches the customer
    # ------------------------------------------------------------

    @users("tess")
    def test_notes_and_tracking_do_not_reach_a_customer_who_was_told(self):
        with self.mock_mail_gateway():
            self.feedback.action_acknowledge()
        self.assertNotIn(self.amy, self.lamp.message_partner_ids)
        with self.mock_mail_gateway():
            self.feedback.message_post(body="Secret", subtype_xmlid="mail.mt_note")
            self.feedback.message_post(body="Secret", subtype_xmlid="mail.mt_comment")
            self.feedback.severity = "critical"
            self.feedback.action_start()
            self.flush_tracking()
        self.assertNotSentEmail(self.amy)

    @users("tess")
    def test_mention_in_a_note_is_not_mailed_to_a_customer(self):
        with self.mock_mail_gateway():
            self.feedback.message_post(
                body="Secret",
                partner_ids=(self.amy | self.lena.partner_id).ids,
                subtype_xmlid="mail.mt_note",
            )
        self.assertNotSentEmail(self.amy)
        self.assertNotIn(self.amy, self.lamp.message_partner_ids)

    @users("tess")
    def test_message_written_to_a_customer_names_nothing_of_ours(self):
        with self.mock_mail_gateway():
            self.feedback.message_post(
                body="Please send a photo",
                partner_ids=self.amy.ids,
                subtype_xmlid="mail.mt_comment",
            )
        ((subject, body),) = self._get_mails(self.amy)
        self.assertEqual(subject, "Your lamp")
        self.assertIn("Please send a photo", body)
        self.assertNothingInternal(subject + body)
        self.assertNotIn(self.amy, self.lamp.message_partner_ids)

    @users("tess")
    def test_chatter_proposes_no_customer(self):
        suggested = self.feedback._message_get_suggested_recipients(
            reply_discussion=True, no_create=True
        )
        self.assertFalse(suggested)

    @users("tess")
    def test_each_contact_gets_a_mail_of_its_own(self):
        self.lamp.reporter_ids |= self.ben
        with self.mock_mail_gateway():
            self.feedback.action_acknowledge()
        self.assertEqual(
            [mail["email_to"] for mail in self._mails],
            [['"Amy" <amy@example.com>'], ['"Ben" <ben@example.com>']],
        )

    # ------------------------------------------------------------
    # Asking whether it is solved
    # ------------------------------------------------------------

    @users("tess")
    def test_asking_sends_a_link_that_works_without_login(self):
        self.feedback.action_implement()
        with self.mock_mail_gateway():
            said = self.feedback.action_ask_verification()
        self.assertEqual(said["params"]["message"], "Mailed to Amy.")
        ((subject, body),) = self._get_mails(self.amy)
        self.assertEqual(subject, "Is it solved? Your lamp")
        token = self.lamp.access_token
        self.assertTrue(token)
        self.assertIn(f"/feedback/{self.lamp.id}/{token}~{self.amy.id}~", body)
        self.assertTrue(self.lamp.asked_at)
        self.assertEqual(self._get_notices(), [("verification", "mail", self.amy)])

    @users("tess")
    def test_nothing_is_asked_before_it_is_implemented(self):
        with self.assertRaisesRegex(UserError, "is not implemented yet"):
            self.feedback.action_ask_verification()

    @users("tess")
    def test_those_without_mail_have_to_be_asked_by_phone(self):
        self.amy.sudo().email = False
        self.feedback.action_implement()
        with self.assertRaisesRegex(UserError, "by phone"):
            self.feedback.action_ask_verification()

    @users("tess")
    def test_who_went_to_another_customer_hears_no_more_of_it(self):
        self.lamp.reporter_ids |= self.silent
        self.silent.sudo().email = "silent@example.com"
        self.amy.sudo().parent_id = self.birch_customer
        with self.mock_mail_gateway():
            self.feedback.action_acknowledge()
        self.assertEqual(self._get_notices(), [("acknowledged", "mail", self.silent)])
        wizard = self.env["relationship.feedback.tell"].create(
            {"feedback_id": self.lamp.id, "body": "<p>Repaired</p>"}
        )
        self.assertEqual(wizard.partner_ids, self.silent)
        wizard.partner_ids = self.amy
        with self.assertRaisesRegex(UserError, "Not a contact of the customer: .*Amy"):
            wizard.action_confirm()

    @users("tess")
    def test_who_was_archived_hears_no_more_of_it(self):
        self.lamp.reporter_ids |= self.ben
        self.amy.sudo().active = False
        with self.mock_mail_gateway():
            self.feedback.action_acknowledge()
        self.assertEqual(self._get_notices(), [("acknowledged", "mail", self.ben)])
        wizard = self.env["relationship.feedback.tell"].create(
            {"feedback_id": self.lamp.id, "body": "<p>Repaired</p>"}
        )
        self.assertEqual(wizard.partner_ids, self.ben)
        self.assertEqual(self.lamp.partner_id, self.amy, "who said it")

    @users("tess")
    def test_a_link_leads_somewhere_only_for_contacts_of_an_account(self):
        unknown = self._say(
            "Hello",
            partner_id=False,
            source="mail",
            email_from="zoe@nowhere.example.com",
        )
        with self.mock_mail_gateway():
            unknown.action_acknowledge()
        self.assertNotIn("/feedback/", self._mails[0]["body"])

    @users("tess")
    def test_feedback_that_is_not_shared_has_no_link(self):
        self.lamp.is_shared = False
        with self.mock_mail_gateway():
            self.feedback.action_acknowledge()
        ((__, body),) = self._get_mails(self.amy)
        self.assertNotIn("/feedback/", body)

    @users("sam")
    def test_salesperson_cannot_tell(self):
        self._add_order(self.acme_customer, self.sam)
        with self.assertRaises(AccessError):
            self.feedback._send_by_mail("update", self.amy, "Subject", "<p>Text</p>")
        with self.assertRaises(AccessError):
            self.feedback.action_tell()

    # ------------------------------------------------------------
    # The promised update
    # ------------------------------------------------------------

    def _run_cron(self, moment):
        with freeze_time(moment):
            self._run_step("plan_feedback_updates")
        self.env.invalidate_all()

    def _start_on_monday(self):
        self.lamp.update_deadline = self._at("2026-03-09 17:00:00")

    def test_update_is_planned_when_it_is_due_and_never_twice(self):
        self._start_on_monday()
        self._run_cron("2026-03-09 12:00:00")
        self.assertFalse(self._get_work(self.lamp, "feedback_tell"))
        self._run_cron("2026-03-10 04:30:00")
        self._run_cron("2026-03-11 04:30:00")
        self.assertEqual(
            self._get_work(self.lamp, "feedback_tell"), [(self.tess, "2026-03-10")]
        )

    def test_telling_settles_it_and_the_next_update_is_promised(self):
        self._start_on_monday()
        self._run_cron("2026-03-10 04:30:00")
        with freeze_time("2026-03-10 09:00:00"), self.mock_mail_gateway():
            self.lamp.with_user(self.tess)._send_by_mail(
                "update", self.amy, "Your lamp", "<p>Soon</p>"
            )
        self.assertFalse(self._get_work(self.lamp, "feedback_tell"))
        self.assertEqual(str(self.lamp.update_deadline), "2026-03-16 17:00:00")

    def test_nobody_is_asked_to_tell_while_we_wait_or_are_done(self):
        self._start_on_monday()
        self.lamp.action_wait()
        self._run_cron("2026-03-10 04:30:00")
        self.assertFalse(self._get_work(self.lamp, "feedback_tell"))

    def test_without_anybody_responsible_nothing_is_planned(self):
        self.technical_team.user_id = False
        self.lamp.write({"user_id": False, "partner_id": False, "account_id": False})
        self._start_on_monday()
        self._run_cron("2026-03-10 04:30:00")
        self.assertFalse(self._get_work(self.lamp, "feedback_tell"))
