from datetime import datetime, timedelta

from lxml import etree
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .informing import InformCommon

TODAY = "2026-11-25 12:00:00"


@tagged("post_install", "-at_install")
class TestUpdateByHand(InformCommon):
    def _draft(self):
        action = self.plan.with_env(self.env).action_send_update()
        return self.env[action["res_model"]].browse(action["res_id"])

    @users("ann")
    def test_draft_says_what_changed_since_the_last_mail(self):
        self._know()
        self.samples.write({"state": "done", "date_done": "2030-02-20"})
        draft = self._draft()
        self.assertEqual((draft.state, draft.kind), ("draft", "manual"))
        self.assertEqual(draft.partner_ids, self.amy)
        self.assertIn("Done on 02/20/2030", draft.preview)
        self.assertIn("To Amy", draft.preview)

    @users("ann")
    def test_one_button_leads_and_that_of_an_update_is_there_once(self):
        """Whatever a shared plan is at."""
        arch = etree.fromstring(
            self.env["relationship.plan"].get_view(view_type="form")["arch"]
        )
        for state in ("draft", "agreed", "active", "done", "cancelled"):
            for is_stale in (False, state in ("agreed", "active")):
                values = {"state": state, "is_stale": is_stale, "is_shared": True}
                values |= {"id": 1, "proposed_at": "2026-11-01", "customer_id": 1}
                values |= {"template_id": False, "action_ids": [1]}
                shown = [
                    button
                    for button in arch.xpath("//header/button")
                    if not safe_eval(button.get("invisible") or "False", values)
                ]
                names = [button.get("name") for button in shown]
                leading = [b for b in shown if "oe_highlight" in b.get("class", "")]
                with self.subTest(state=state, is_stale=is_stale):
                    is_told = state != "cancelled"
                    self.assertEqual(names.count("action_send_update"), is_told)
                    self.assertLessEqual(len(leading), 1 + is_stale)
                    if state == "active":
                        self.assertEqual(len(leading), 1)

    @users("ann")
    def test_there_is_one_draft_however_often_one_asks(self):
        self.assertEqual(self._draft(), self._draft())
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.Update.create({"plan_id": self.plan.id})
            self.env.flush_all()

    @users("ann")
    def test_our_words_come_first_in_the_mail(self):
        self._know()
        with Form(self._draft()) as form:
            form.words = "<p>Good news, Amy</p>"
        draft = form.record
        self.assertIn("Good news, Amy", draft.preview)
        with self.mock_mail_gateway():
            draft.action_send()
            mail = self._new_mails
        self.assertEqual(mail.subject, "Move: where we stand")
        body = mail.body_html
        self.assertLess(
            body.index("Good news"), body.index("Nothing has changed since")
        )
        self.assertEqual(mail.message_type, "comment")
        self.assertRecordValues(
            draft, [{"state": "sent", "user_id": self.ann.id, "subject": mail.subject}]
        )
        self.assertEqual(self.plan.update_ids, draft)

    @users("ann")
    def test_subject_of_ones_own_is_kept(self):
        draft = self._draft()
        draft.subject = "The desks are here"
        with self.mock_mail_gateway():
            draft.action_send()
            self.assertEqual(self._new_mails.subject, "The desks are here")

    @users("ann")
    def test_words_are_cleaned_of_scripts(self):
        draft = self._draft()
        draft.words = "<p onclick='x()'>Hi<script>alert(1)</script></p>"
        self.assertNotIn("script", draft.preview)
        self.assertNotIn("onclick", draft.preview)

    @users("ann")
    def test_each_kind_of_reader_has_a_preview_and_gets_an_update(self):
        self.env["res.lang"].sudo()._activate_lang("fr_FR")
        self.ben.lang = "fr_FR"
        self._add_contact(self.ben)
        draft = self._draft()
        self.assertIn("To Amy", draft.preview)
        self.assertIn("To Ben", draft.preview)
        with self.mock_mail_gateway():
            draft.action_send()
            self.assertEqual(len(self._new_mails), 2)
        self.assertEqual(len(self.plan.update_ids), 2)
        self.assertIn(draft, self.plan.update_ids)

    @users("ann")
    def test_only_those_chosen_get_it(self):
        self._add_contact(self.ben)
        draft = self._draft()
        draft.partner_ids = [Command.set(self.ben.ids)]
        with self.mock_mail_gateway():
            draft.action_send()
            self.assertEqual(self._new_mails.recipient_ids, self.ben)
        self.assertFalse(self.to_amy.informed_at)

    @users("ann")
    def test_nobody_is_mailed_against_his_or_her_will(self):
        draft = self._draft()
        self.to_amy.inform = "never"
        draft.partner_ids = [Command.set((self.amy | self.dune).ids)]
        with (
            self.mock_mail_gateway(),
            self.assertRaisesRegex(UserError, "Nobody would"),
        ):
            draft.action_send()
        self.assertFalse(self._new_mails)

    @users("ann")
    def test_second_click_sends_nothing(self):
        draft = self._draft()
        with self.mock_mail_gateway():
            draft.action_send()
            with self.assertRaisesRegex(UserError, "sent or discarded already"):
                draft.action_send()
            self.assertEqual(len(self._new_mails), 1)

    @users("ann")
    def test_plan_the_customer_does_not_see_has_no_update(self):
        draft = self._draft()
        self.plan.is_shared = False
        self.assertFalse(draft.preview)
        with self.assertRaisesRegex(UserError, "does not see the plan"):
            draft.action_send()
        with self.assertRaisesRegex(UserError, "does not see the plan"):
            self._draft()

    @users("ann")
    def test_discarded_one_is_not_sent_but_another_may(self):
        draft = self._draft()
        with self.mock_mail_gateway():
            draft.action_discard()
            self.assertFalse(self._new_mails)
        self.assertEqual(draft.state, "discarded")
        self.assertNotEqual(self._draft(), draft)

    @users("ann")
    def test_what_was_told_stays_as_it_was_said(self):
        draft = self._draft()
        with self.mock_mail_gateway():
            draft.action_send()
        for attempt in (
            lambda: draft.write({"words": "Other"}),
            lambda: draft.write({"subject": "Other"}),
            lambda: draft.unlink(),
            lambda: self.Update.with_env(self.env).create(
                {"plan_id": self.plan.id, "state": "sent"}
            ),
            lambda: self.Update.with_env(self.env).create(
                {"plan_id": self.plan.id, "body": "We said it"}
            ),
        ):
            with self.assertRaisesRegex(UserError, "stays as it was said"):
                attempt()
        other = self.plan.with_env(self.env)._get_draft_update("manual")
        with self.assertRaisesRegex(UserError, "stays as it was said"):
            other.state = "sent"
        other.unlink()

    @users("eve", "bob", "sam")
    def test_who_may_not_write_the_plan_sends_nothing(self):
        draft = self.plan.with_user(self.ann)._get_draft_update("manual")
        with self.assertRaises(AccessError):
            self.plan.with_env(self.env).action_send_update()
        with self.assertRaises(AccessError):
            draft.with_env(self.env).action_send()
        with self.assertRaises(AccessError):
            draft.with_env(self.env).action_discard()
        self.assertEqual(draft.state, "draft")


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPromisedUpdate(InformCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.write(
            {"update_days": 14, "agreed_on": fields.Date.to_date("2026-11-11")}
        )
        cls._know()

    def _get_activities(self):
        return self.plan.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id
                == self.env.ref("account_relationship.activity_type_update")
            )
        )

    def _keep(self):
        with self.mock_mail_gateway():
            self.plan._send_scheduled()
            return self._new_mails

    def test_day_is_reckoned_from_the_last_update(self):
        self.assertEqual(self.plan.next_update_on, fields.Date.to_date("2026-11-25"))
        self.plan.scheduled_from = "2026-11-20"
        self.assertEqual(self.plan.next_update_on, fields.Date.to_date("2026-12-04"))

    def test_nothing_is_promised_with_no_days_or_nothing_to_see(self):
        for values in ({"update_days": 0}, {"is_shared": False}, {"state": "done"}):
            plan = self._add_plan(name="P", update_days=7)
            self.assertTrue(plan.next_update_on)
            plan.write(values)
            self.assertFalse(plan.next_update_on)

    def test_days_cannot_be_negative(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.plan.update_days = -1
            self.env.flush_all()

    def test_it_is_drafted_once_and_the_manager_reminded_once(self):
        self.assertFalse(self._keep())
        self.assertFalse(self._keep())
        draft = self.Update.search([("plan_id", "=", self.plan.id)])
        self.assertRecordValues(draft, [{"state": "draft", "kind": "scheduled"}])
        self.assertEqual(self._get_activities().user_id, self.ann)
        self.assertEqual(len(self._get_activities()), 1)

    def test_sending_it_ends_the_reminder_and_starts_the_next_wait(self):
        self._keep()
        draft = self.Update.search([("plan_id", "=", self.plan.id)])
        with self.mock_mail_gateway():
            draft.with_user(self.ann).action_send()
            self.assertIn("Nothing has changed since", self._new_mails.body_html)
        self.assertFalse(self._get_activities())
        self.assertEqual(self.plan.next_update_on, fields.Date.to_date("2026-12-09"))

    def test_discarding_it_ends_the_reminder_until_the_next_time(self):
        self._keep()
        draft = self.Update.search([("plan_id", "=", self.plan.id)])
        draft.with_user(self.ann).action_discard()
        self.assertFalse(self._get_activities())
        self._keep()
        self.assertEqual(self.Update.search([("plan_id", "=", self.plan.id)]), draft)

    def test_draft_is_reminded_of_when_the_plan_or_its_account_is_back(self):
        self._keep()
        for record, off in (
            (self.acme, {"active": False}),
            (self.plan, {"is_shared": False}),
            (self.plan, {"update_days": 0}),
        ):
            before = {name: record[name] for name in off}
            record.write(off)
            self.assertFalse(self._get_activities(), off)
            record.write(before)
            self._keep()
            self.assertEqual(self._get_activities().user_id, self.ann, off)

    def test_it_is_sent_by_itself_where_the_company_wants_it(self):
        self.env.company.relationship_update_mode = "automatic"
        mail = self._keep()
        self.assertEqual(mail.recipient_ids, self.amy)
        self.assertEqual(self.plan.update_ids.kind, "scheduled")
        self.assertFalse(self._get_activities())
        self.assertFalse(self._keep())

    def test_mail_about_a_change_keeps_the_promise_too(self):
        self.samples.state = "done"
        self._touch()
        self.to_amy.seen_change_at = False
        self.assertTrue(self._tell())
        self.assertFalse(self._keep())
        self.assertFalse(self.Update.search([("state", "=", "draft")]))

    def test_nobody_to_tell_is_no_draft(self):
        self.to_amy.inform = "never"
        self._keep()
        self.assertFalse(self.Update.search([("plan_id", "=", self.plan.id)]))
        self.assertFalse(self.plan.can_be_told)

    def test_cron_takes_what_is_due(self):
        later = self._add_plan(name="Later", update_days=30)
        self._run_step("promised_updates")
        drafts = self.Update.search([("state", "=", "draft")])
        self.assertIn(self.plan, drafts.plan_id)
        self.assertNotIn(later, drafts.plan_id)


@tagged("post_install", "-at_install")
class TestWeeklyMail(InformCommon):
    #: A Monday.
    MONDAY = datetime(2026, 11, 30)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Not that of its working hours: Odoo's first ones are in Brussels, or UTC.
        cls.env.company.resource_calendar_id.tz = "Europe/Brussels"
        cls.env.company.relationship_tz = "America/New_York"
        cls.other = cls._add_plan(name="Train", contact_id=cls.ben.id)
        cls._add_contact(cls.amy, cls.other)
        cls.rows = cls.Contact.search([("partner_id", "=", cls.amy.id)])
        cls.rows.inform = "weekly"
        cls._know(cls.rows)
        cls.rows.digest_at = cls.MONDAY - timedelta(days=5)

    def _run(self, moment):
        with freeze_time(moment), self.mock_mail_gateway():
            self._run_step("send_digests")
            return self._new_mails.filtered(lambda m: m.recipient_ids == self.amy)

    def test_one_mail_about_all_plans_on_the_companys_monday_morning(self):
        self.samples.state = "done"
        self.other.date_end = "2030-05-01"
        # Seven in the morning of New York is noon in UTC.
        self.assertFalse(self._run(self.MONDAY + timedelta(hours=11, minutes=59)))
        mail = self._run(self.MONDAY + timedelta(hours=12, minutes=1))
        self.assertEqual(len(mail), 1)
        self.assertRegex(mail.subject, "^News of 2 plans with ")
        for words in ("Move", "Send samples", "Train", "05/01/2030"):
            self.assertIn(words, mail.body_html)
        self.assertEqual(
            (self.plan | self.other).update_ids.mapped("kind"), ["digest"] * 2
        )
        self.assertFalse(self._run(self.MONDAY + timedelta(hours=13)))

    def test_button_says_which_plan_a_link_opens(self):
        """A link opens one plan; the portal shows them all."""
        self.assertEqual(self.rows[0]._get_button(2)["title"], "Open “Move”")
        self.pia.partner_id.email = "pia@example.com"
        row = self._add_contact(self.pia.partner_id)
        self.assertRegex(row._get_button(2)["url"], "/my/plans$")
        self.assertRegex(row._get_button(1)["url"], f"/my/plans/{self.plan.id}$")

    def test_plan_without_news_is_left_out(self):
        self.samples.state = "done"
        mail = self._run(self.MONDAY + timedelta(hours=13))
        self.assertEqual(mail.subject, "Move: what is new")
        self.assertNotIn("Train", mail.body_html)
        self.assertFalse(self.other.update_ids)

    def test_week_without_news_has_no_mail(self):
        self.assertFalse(self._run(self.MONDAY + timedelta(hours=13)))
        self.samples.state = "done"
        self.assertFalse(self._run(self.MONDAY + timedelta(days=2)))
        self.assertTrue(self._run(self.MONDAY + timedelta(days=7, hours=13)))

    def test_monday_that_was_missed_is_caught_up_with(self):
        self.samples.state = "done"
        self.assertTrue(self._run(self.MONDAY + timedelta(days=1)))

    def test_who_changes_to_weekly_waits_for_monday(self):
        self.rows.inform = "each"
        self.samples.state = "done"
        with freeze_time(self.MONDAY + timedelta(days=2)):
            self.rows.inform = "weekly"
        self.assertFalse(self._run(self.MONDAY + timedelta(days=3)))
        self.assertTrue(self._run(self.MONDAY + timedelta(days=7, hours=13)))

    def test_weekly_said_again_puts_no_mail_off(self):
        self.samples.state = "done"
        with freeze_time(self.MONDAY + timedelta(hours=20)):
            self.rows.inform = "weekly"
        self.assertTrue(self._run(self.MONDAY + timedelta(days=1)))

    def test_clocks_of_summer_and_winter_are_kept_to(self):
        for moment, utc in [
            ("2026-07-08 09:00:00", datetime(2026, 7, 6, 11)),
            ("2026-12-02 09:00:00", datetime(2026, 11, 30, 12)),
            ("2026-11-30 11:59:00", datetime(2026, 11, 23, 12)),
        ]:
            with freeze_time(moment):
                company = self.env.company
                self.assertEqual(self.Contact._get_last_digest_moment(company), utc)
