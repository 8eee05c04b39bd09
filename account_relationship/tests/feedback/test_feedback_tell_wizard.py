from datetime import timedelta

from markupsafe import Markup

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged, users

from .test_feedback_notification import TellingCommon


@tagged("post_install", "-at_install")
class TestFeedbackTellWizard(TellingCommon):
    def _open(self, **values):
        action = self.feedback.action_tell()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        return wizard.create(values)

    def _confirm(self, wizard):
        with self.mock_mail_gateway():
            return wizard.action_confirm()

    # ------------------------------------------------------------
    # What is proposed
    # ------------------------------------------------------------

    @users("tess")
    def test_proposes_what_is_next_in_the_customers_words(self):
        form = Form.from_action(self.env, self.feedback.action_tell())
        self.assertEqual((form.kind, form.channel), ("acknowledged", "mail"))
        self.assertEqual(form.partner_ids.ids, self.amy.ids)
        self.assertIn("Your lamp", form.body)
        form.kind = "decision"
        self.assertEqual(form.subject, "What we decided: Your lamp")
        self.assertIn("will do something about it", form.body)
        self.assertNothingInternal(form.body)

    @users("tess")
    def test_kind_follows_how_far_it_has_come(self):
        self.lamp.write({"source": "manual"})
        self.assertEqual(self._open().kind, "acknowledged")
        self.feedback.action_plan()
        self.assertEqual(self._open().kind, "decision")
        self._tell(self.feedback, "decision")
        self.assertEqual(self._open().kind, "update")
        self.feedback.action_implement()
        self.assertEqual(self._open().kind, "outcome")

    @users("tess")
    def test_status_for_the_customer_is_in_it_and_escaped(self):
        self.feedback.customer_status_note = "New <b>lamp</b> on 1 December"
        body = self._open(kind="update").body
        self.assertIn("New &lt;b&gt;lamp&lt;/b&gt; on 1 December", body)

    @users("tess")
    def test_preview_is_the_mail_as_it_will_be(self):
        preview = self._open(body=Markup("<p>It is repaired</p>")).preview
        self.assertIn("It is repaired", preview)
        self.assertIn(self.env.company.name, preview)
        self.assertIn("Follow it", preview)
        self.assertNothingInternal(preview)

    def test_preview_gives_nobody_the_link_by_which_the_customer_answers(self):
        preview = self._open(body=Markup("<p>It is repaired</p>")).preview
        self.assertNotIn("/feedback/", preview)
        self.assertNotIn(self.lamp.sudo().access_token or "no token", preview)

    @users("tess")
    def test_scripts_do_not_reach_the_customer(self):
        wizard = self._open(body=Markup("<p>Hi</p><script>alert(1)</script>"))
        self._confirm(wizard)
        ((__, body),) = self._get_mails(self.amy)
        self.assertNotIn("alert", body)
        self.assertNotIn("alert", self.lamp.notice_ids.body)

    @users("tess")
    def test_without_wording_the_date_names_it(self):
        self.lamp.write({"customer_wording": False})
        self.assertIn("what you told us on", self._open().subject)

    @users("tess")
    def test_contacts_who_read_another_language_are_named(self):
        self.env["res.lang"].sudo()._activate_lang("fr_FR")
        self.ben.sudo().lang = "fr_FR"
        self.lamp.reporter_ids |= self.ben
        self.assertIn("Ben", self._open().other_language)

    # ------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------

    @users("tess")
    def test_mail_goes_to_each_who_said_it_and_is_kept(self):
        self.lamp.reporter_ids |= self.ben
        wizard = self._open(kind="decision", body=Markup("<p>A new lamp comes</p>"))
        self._confirm(wizard)
        self.assertEqual(
            self._get_notices(),
            [("decision", "mail", self.amy), ("decision", "mail", self.ben)],
        )
        self.assertTrue(all(self.lamp.notice_ids.mapped("message_id")))
        self.assertEqual(self.lamp.notice_ids.user_id, self.tess)
        self.assertTrue(self.lamp.is_told)
        for contact in (self.amy, self.ben):
            ((__, body),) = self._get_mails(contact)
            self.assertIn("A new lamp comes", body)
        # Telling is acknowledging; it is not said twice.
        self.assertEqual(len(self._mails), 2)

    @users("tess")
    def test_phone_call_is_noted_with_its_moment_and_mails_nobody(self):
        hour_ago = fields.Datetime.now() - timedelta(hours=1)
        self.lamp.received_at = hour_ago - timedelta(hours=1)
        self._confirm(
            self._open(kind="update", channel="phone", date=hour_ago, body="Soon")
        )
        self.assertEqual(self._get_notices(), [("update", "phone", self.amy)])
        self.assertEqual(self.lamp.notice_ids.date, hour_ago)
        self.assertFalse(self._mails)

    @users("tess")
    def test_contact_without_mail_cannot_be_mailed_but_called(self):
        self.lamp.reporter_ids |= self.silent
        wizard = self._open(channel="mail")
        self.assertIn("Silent", wizard.unreachable)
        with self.assertRaisesRegex(UserError, "No e-mail address: .*Silent"):
            wizard.action_confirm()
        wizard.write(
            {"channel": "phone", "partner_ids": [Command.set(self.silent.ids)]}
        )
        self._confirm(wizard)
        self.assertEqual(self._get_notices(), [("acknowledged", "phone", self.silent)])

    @users("tess")
    def test_phone_is_proposed_when_no_mail_reaches_anybody(self):
        self.amy.sudo().email = False
        self.assertEqual(self._open().channel, "phone")

    @users("tess")
    def test_asking_by_phone_counts_as_asked(self):
        self.feedback.action_implement()
        self._confirm(self._open(kind="verification", channel="phone", body="Is it?"))
        self.assertTrue(self.lamp.asked_at)

    @users("tess")
    def test_what_is_missing_is_said(self):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        for problem, values in {
            "Write down what": {"body": "<p><br></p>"},
            "in the future": {"channel": "phone", "date": tomorrow},
            "Write a subject": {"subject": " "},
            "Choose whom": {"partner_ids": [Command.clear()]},
            "not implemented yet": {"kind": "verification"},
            "Not a contact of the customer: Birch": {
                "partner_ids": [Command.link(self.birch_customer.id)]
            },
        }.items():
            with self.subTest(problem=problem):
                wizard = self._open()
                wizard.write(values)
                with self.assertRaisesRegex(UserError, problem):
                    wizard.action_confirm()
        self.assertFalse(self.lamp.notice_ids)

    @users("tess")
    def test_who_was_told_within_the_minute_was_told_after_it_was_said(self):
        """People note the time without seconds."""
        said = fields.Datetime.now().replace(second=45) - timedelta(minutes=5)
        self.lamp.sudo().received_at = said
        too_early = self._open(channel="phone", date=said - timedelta(minutes=1))
        with self.assertRaisesRegex(UserError, "before the customer said it"):
            too_early.action_confirm()
        self._confirm(self._open(channel="phone", date=said.replace(second=0)))
        self.assertTrue(self.lamp.notice_ids)

    @users("tess")
    def test_portal_tells_only_what_is_shown_there(self):
        self._confirm(self._open(channel="portal"))
        self.assertEqual(self._get_notices(), [("acknowledged", "portal", self.amy)])
        self.lamp.is_shared = False
        with self.assertRaisesRegex(UserError, "Shown in the portal"):
            self._open(channel="portal").action_confirm()

    @users("theo")
    def test_others_feedback_cannot_be_told(self):
        self.lamp.sudo().team_id = self.finance_team
        with self.assertRaises(AccessError):
            self.feedback.action_tell()
        with self.assertRaises(AccessError):
            self.env["relationship.feedback.tell"].create(
                {"feedback_id": self.lamp.id, "kind": "update", "channel": "phone"}
            ).action_confirm()

    # ------------------------------------------------------------
    # Declining
    # ------------------------------------------------------------

    def _decline(self, reason):
        action = self.feedback.action_decline()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        return wizard.create({"reason": reason}).action_confirm()

    @users("tess")
    def test_declining_keeps_the_reason_and_goes_on_to_telling(self):
        action = self._decline("Secret: too expensive")
        self.assertEqual(self.lamp.state, "declined")
        self.assertEqual(self.lamp.decline_reason, "Secret: too expensive")
        form = Form.from_action(self.env, action)
        self.assertEqual(form.kind, "decision")
        self.assertIn("will not change", form.body)
        self.assertNothingInternal(form.body)

    @users("tess")
    def test_declining_needs_a_reason(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self._decline("  ")

    @users("tess")
    def test_declined_feedback_closes_once_the_customer_was_told(self):
        action = self._decline("Too expensive")
        with self.assertRaises(UserError):
            self.feedback.action_close()
        form = Form.from_action(self.env, action)
        self._confirm(form.save())
        self.feedback.action_close()
        self.assertEqual(self.lamp.outcome, "declined")
