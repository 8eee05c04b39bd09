from odoo import fields
from odoo.tests import tagged, users

from .common import TouchCommon


@tagged("post_install", "-at_install")
class TestTouches(TouchCommon):
    @users("ann")
    def test_nobody_was_in_touch_with_a_new_account(self):
        self.assertUntouched(*self.accounts)

    @users("ann")
    def test_interaction_counts_at_once(self):
        when = self._ago(days=3)
        self._log(date_start=when)
        self.assertEqual(self._get_touch(), (when, "interaction", self.amy, self.ann))
        self.assertTouched(when, "interaction", self.amy, self.ann)
        self.assertUntouched(self.birch, self.cedar)

    @users("ann")
    def test_interaction_without_the_customer_does_not_count(self):
        self._log(partner_ids=False)
        self._log(type_id=self.note_type.id)
        self._log(date_start=self._ago(days=-1))
        self.assertUntouched()

    @users("ann")
    def test_interaction_called_off_does_not_count(self):
        self._log().action_cancel()
        self.assertUntouched()

    @users("ann")
    def test_deleted_interaction_makes_the_one_before_the_last(self):
        before = self._log(date_start=self._ago(days=9))
        last = self._log()
        last.unlink()
        self.assertEqual(self.acme.last_touch_at, before.date_start)
        before.unlink()
        self.assertFalse(self.acme.last_touch_at)

    @users("ann")
    def test_type_that_no_longer_counts_takes_its_contacts_along(self):
        self._log()
        self.call_type.is_touch = False
        self.assertUntouched()

    def test_meeting_counts_when_it_is_over(self):
        meeting = self._add_meeting(self.amy, self._ago(hours=5))
        self.assertTouched(meeting.stop, "meeting", self.amy, self.ann)

    def test_meeting_to_come_or_going_on_does_not_count(self):
        self._add_meeting(self.amy, self._ago(days=-1))
        self._add_meeting(self.amy, self._ago(minutes=30))
        self.assertUntouched()

    def test_meeting_without_the_customer_does_not_count(self):
        self._add_meeting(self.ann.partner_id, self._ago(hours=5))
        self.assertUntouched()

    def test_meeting_everybody_of_the_customer_declined_does_not_count(self):
        meeting = self._add_meeting(self.amy | self.ben, self._ago(hours=5))
        amy, ben = meeting.attendee_ids.sorted(lambda a: a.partner_id.name)
        amy.state = "declined"
        self.assertTouched(meeting.stop, "meeting", self.ben, self.ann)
        ben.state = "declined"
        self.assertUntouched()

    def test_archived_and_deleted_meetings_do_not_count(self):
        self._add_meeting(self.amy, self._ago(hours=5)).active = False
        self._add_meeting(self.amy, self._ago(hours=5)).unlink()
        self.assertUntouched()

    def test_meeting_and_message_that_are_gone_are_forgotten_at_once(self):
        message = self._add_message(self.acme, self.amy)
        meeting = self._add_meeting(self.amy, self._ago(hours=-1))
        self.assertEqual(self._get_touch()[:2], (message.date, "mail"))
        meeting.write({"start": self._ago(hours=5), "stop": self._ago(hours=4)})
        message.unlink()
        self.assertEqual(self._get_touch()[:2], (meeting.stop, "meeting"))
        meeting.active = False
        self.assertFalse(self.acme.last_touch_at)
        meeting.active = True
        self.assertEqual(self._get_touch()[:2], (meeting.stop, "meeting"))
        meeting.unlink()
        self.assertFalse(self.acme.last_touch_at)

    @users("pia")
    def test_what_is_no_message_was_written_by_nobody(self):
        nothing = self.env["mail.message"].browse([0])
        self.assertFalse(nothing._get_authors_accounts())
        self.assertFalse(self.env["mail.message"].new()._get_authors_accounts())

    def test_who_says_afterwards_not_to_have_been_there_is_forgotten_at_once(self):
        meeting = self._add_meeting(self.amy, self._ago(hours=5))
        self._refresh()
        attendee = meeting.attendee_ids
        attendee.with_user(self.eve).do_decline()
        self.assertFalse(self.acme.last_touch_at)
        attendee.do_accept()
        self.assertEqual(self._get_touch()[:2], (meeting.stop, "meeting"))

    def test_who_is_taken_off_a_past_meeting_is_forgotten_at_once(self):
        meeting = self._add_meeting(self.amy, self._ago(hours=5))
        self._refresh()
        meeting.partner_ids = self.ann.partner_id
        self.assertFalse(self.acme.last_touch_at)

    def test_meeting_put_off_after_its_time_is_forgotten_at_once(self):
        meeting = self._add_meeting(self.amy, self._ago(hours=5))
        self._refresh()
        meeting.write({"start": self._ago(days=-1), "stop": self._ago(days=-2)})
        self.assertFalse(self.acme.last_touch_at)

    def test_call_of_an_evening_in_america_counts_at_once(self):
        self.ann.tz = "America/Los_Angeles"
        lead = self._add_lead(self.amy, self.ann)
        call = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ann.id
        )
        call.action_feedback()
        self.assertLessEqual(self.acme.last_touch_at, fields.Datetime.now())
        self.assertEqual(self.acme.last_touch_kind, "call")

    def test_each_past_meeting_of_a_series_counts(self):
        start = self._ago(days=8, hours=3)
        meeting = self._add_meeting(
            self.amy,
            start,
            recurrency=True,
            rrule_type="daily",
            interval=7,
            end_type="count",
            count=3,
            event_tz="UTC",
        )
        series = meeting.recurrence_id.calendar_event_ids.sorted("start")
        self.assertEqual(len(series), 3)
        self.assertTouched(series[1].stop, "meeting", self.amy, self.ann)

    def test_completed_call_counts_at_once_and_a_to_do_does_not(self):
        lead = self._add_lead(self.amy, self.ann)
        self._plan_activity(lead, self.ann).action_feedback()
        self.assertUntouched()
        call = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ann.id
        )
        self.assertUntouched()
        call.with_user(self.ann).action_feedback(feedback="They are happy")
        today = fields.Datetime.to_datetime(call.date_done)
        self.assertEqual(
            self._get_touch(),
            (today, "call", self.env["res.partner"], self.ann),
        )
        self.assertTouched(today, "call", None, self.ann)

    def test_completed_calls_and_meetings_count_on_every_document(self):
        documents = [
            self.acme,
            self._log(type_id=self.note_type.id, partner_ids=False),
            self.amy,
            self.acme_customer,
            self._add_lead(self.amy, self.ann),
            self._add_order(self.amy, self.ann),
            self.env["account.move"].create(
                {"move_type": "out_invoice", "partner_id": self.amy.id}
            ),
        ]
        for document in documents:
            for name, kind in [("call", "call"), ("meeting", "meeting")]:
                with self.subTest(document=document._name, kind=kind):
                    activity = document.activity_schedule(
                        f"mail.mail_activity_data_{name}", user_id=self.tim.id
                    )
                    activity.action_feedback()
                    day = fields.Datetime.to_datetime(activity.date_done)
                    self.assertTouched(day, kind, None, self.tim)
                    activity.unlink()
                    self.assertUntouched()

    def test_call_about_an_interaction_counts_at_once(self):
        visit = self._log(date_start=self._ago(days=-3), partner_ids=False)
        call = visit.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ann.id
        )
        call.with_user(self.ann).action_feedback()
        self.assertEqual(self.acme.last_touch_kind, "call")

    def test_activity_called_off_does_not_count(self):
        call = self.acme.activity_schedule("mail.mail_activity_data_call")
        call.unlink()
        self.assertUntouched()

    def test_last_of_several_counts(self):
        self._add_meeting(self.amy, self._ago(days=5))
        self._log(date_start=self._ago(days=2))
        message = self._add_message(self.acme, self.ben, date=self._ago(days=1))
        self._log(date_start=self._ago(days=4))
        self.assertTouched(message.date, "mail", self.ben)

    def _open_abroad(self):
        """Acme's account in another company, in which only Hugo works, too."""
        company = self._add_company()
        return self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )

    def test_meeting_counts_in_the_companies_of_those_of_us_who_meet(self):
        abroad = self._open_abroad()
        for user, guests, accounts in (
            (self.ann, self.ann, self.acme),
            (self.hugo, self.hugo, self.acme | abroad),
            (self.ann, self.hugo, self.acme | abroad),
            (self.hugo.browse(), self.ann, self.acme),
            (self.hugo.browse(), self.hugo.browse(), self.acme | abroad),
            (self.pia, self.pia, self.acme | abroad),
        ):
            with self.subTest(user=user.login, guest=guests.login):
                people = self.amy | guests.partner_id
                meeting = self._add_meeting(people, self._ago(days=1), user_id=user.id)
                self._refresh()
                met = (self.acme | abroad).filtered("last_touch_at")
                self.assertEqual(met, accounts)
                meeting.unlink()

    def test_call_about_a_contact_counts_in_the_companies_of_who_called(self):
        abroad = self._open_abroad()
        for user, accounts in (
            (self.ann, self.acme),
            (self.hugo, self.acme | abroad),
        ):
            call = self.amy.activity_schedule(
                "mail.mail_activity_data_call", user_id=user.id
            )
            call.with_user(user).action_feedback()
            self._refresh()
            called = (self.acme | abroad).filtered("last_touch_at")
            self.assertEqual(called, accounts)
            call.unlink()
            self._refresh()

    def test_each_company_has_its_own_contacts(self):
        abroad = self._open_abroad()
        lead = self._add_lead(self.amy, self.ann)
        mail = self._add_message(lead, self.amy, date=self._ago(days=2))
        self.assertTouched(mail.date, "mail", self.amy)
        self.assertUntouched(abroad)
        shared = self._add_message(self.amy, self.amy, date=self._ago(days=1))
        self.assertTouched(shared.date, "mail", self.amy)
        self.assertTouched(shared.date, "mail", self.amy, account=abroad)

    def test_contact_that_was_archived_was_in_touch_all_the_same(self):
        interaction = self._log()
        self.amy.active = False
        self.assertTouched(
            interaction.date_start, "interaction", self.amy, self.env.user
        )

    def test_archived_account_keeps_its_last_contact_and_plans_none(self):
        message = self._add_message(self.acme, self.amy, date=self._ago(days=300))
        self.assertTrue(self.acme.activity_ids)
        self.acme.active = False
        self.assertFalse(self.acme.activity_ids)
        with self._without_commits():
            self.env["relationship.account"]._cron_refresh_touches()
        self.assertTouched(message.date, "mail", self.amy)
        self.assertFalse(self.acme.activity_ids)
