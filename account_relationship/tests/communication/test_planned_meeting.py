from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from odoo.addons.mail.tests.common import MailCase

from .common import CommunicationCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestPlannedMeeting(CommunicationCommon, MailCase):
    def _plan(self, **values):
        with self.mock_mail_gateway():
            return self._log(
                **{
                    "type_id": self.visit_type.id,
                    "date_start": "2026-03-20 14:00:00",
                    **values,
                }
            )

    def _run_cron(self, now):
        with freeze_time(now):
            self._run_step("take_place")

    @users("ann")
    def test_planned_visit_is_a_meeting_of_all_who_take_part(self):
        visit = self._plan(user_ids=[Command.set((self.ann | self.tim).ids)])
        meeting = visit.event_id
        self.assertEqual((meeting.name, meeting.user_id), ("Visit with Amy", self.ann))
        self.assertEqual(str(meeting.start), "2026-03-20 14:00:00")
        self.assertEqual(str(meeting.stop), "2026-03-20 15:00:00")
        self.assertEqual(
            meeting.partner_ids, self.amy | self.ann.partner_id | self.tim.partner_id
        )

    @users("ann")
    def test_calls_and_what_is_past_are_no_meetings(self):
        self.assertFalse(self._plan(type_id=self.call_type.id).event_id)
        self.assertFalse(self._plan(date_start="2026-03-09 14:00:00").event_id)

    @users("ann")
    def test_meeting_follows_the_interaction(self):
        visit = self._plan()
        with self.mock_mail_gateway():
            visit.write({"date_start": "2026-03-23 08:00:00", "duration": 90})
        self.assertEqual(str(visit.event_id.start), "2026-03-23 08:00:00")
        self.assertEqual(str(visit.event_id.stop), "2026-03-23 09:30:00")

    @users("ann")
    def test_visit_that_becomes_confidential_is_private_in_the_calendar(self):
        visit = self._plan()
        self.assertNotEqual(visit.event_id.privacy, "private")
        with self.mock_mail_gateway():
            visit.is_confidential = True
        self.assertEqual(visit.event_id.privacy, "private")

    @users("ann")
    def test_interaction_follows_the_meeting(self):
        visit = self._plan()
        with self.mock_mail_gateway():
            visit.event_id.write(
                {"start": "2026-03-24 09:00:00", "stop": "2026-03-24 09:20:00"}
            )
        self.assertEqual(str(visit.date_start), "2026-03-24 09:00:00")
        self.assertEqual((visit.duration, visit.state), (20, "planned"))

    @users("ann")
    def test_interaction_is_renamed_with_the_meeting(self):
        visit = self._plan()
        with self.mock_mail_gateway():
            visit.event_id.name = "Visit of the plant"
        self.assertEqual(visit.subject, "Visit of the plant")
        self.assertEqual((visit.duration, visit.state), (60, "planned"))

    @users("ann")
    def test_name_of_a_private_meeting_stays_in_the_calendar(self):
        visit = self._plan()
        with self.mock_mail_gateway():
            visit.event_id.write({"name": "Her divorce", "privacy": "private"})
            self.assertEqual(visit.subject, "Visit with Amy")
            visit.is_confidential = True
            visit.event_id.name = "Between us"
        self.assertEqual(visit.subject, "Between us")

    @users("ann")
    def test_meeting_is_renamed_when_somebody_else_takes_part(self):
        visit = self._plan()
        with self.mock_mail_gateway():
            visit.partner_ids = self.ben
        self.assertEqual(visit.subject, "Visit with Ben")
        self.assertEqual(visit.event_id.name, "Visit with Ben")

    @users("ann")
    def test_interaction_follows_when_a_colleague_moves_the_meeting(self):
        visit = self._plan()
        with self.mock_mail_gateway():
            visit.event_id.with_user(self.eve).write(
                {"start": "2026-03-24 09:00:00", "stop": "2026-03-24 10:00:00"}
            )
        self.assertEqual(str(visit.date_start), "2026-03-24 09:00:00")

    @users("ann")
    def test_whom_the_calendar_invited_stays_invited(self):
        visit = self._plan()
        with self.mock_mail_gateway():
            visit.event_id.partner_ids |= self.bob.partner_id
            visit.date_start = "2026-03-23 08:00:00"
            self.assertIn(self.bob.partner_id, visit.event_id.partner_ids)
            visit.partner_ids = self.ben
        self.assertEqual(
            visit.event_id.partner_ids,
            self.ben | self.ann.partner_id | self.bob.partner_id,
        )

    @users("ann")
    def test_invited_are_told_of_a_new_time_only(self):
        visit = self._plan()
        with self.mock_mail_gateway():
            visit.write({"subject": "Visit of the plant", "note": "Bring helmets"})
        self.assertEqual(visit.event_id.name, "Visit of the plant")
        self.assertFalse(self._new_mails)
        with self.mock_mail_gateway():
            visit.date_start = "2026-03-23 08:00:00"
        self.assertIn(self.amy, self._new_mails.recipient_ids)

    @users("ann")
    def test_fair_of_two_weeks_lasts_the_longest_an_interaction_can(self):
        visit = self._plan()
        with self.mock_mail_gateway():
            visit.event_id.write(
                {"start": "2026-03-24 09:00:00", "stop": "2026-04-07 09:00:00"}
            )
        self.assertEqual(visit.duration, 10080)
        self.assertEqual(str(visit.event_id.stop), "2026-04-07 09:00:00")

    @users("ann")
    def test_deleted_meeting_calls_the_visit_off(self):
        visit = self._plan()
        with self.mock_mail_gateway():
            visit.event_id.unlink()
        self.assertRecordValues(visit, [{"state": "cancelled", "event_id": False}])
        self._run_cron("2026-03-21 00:00:00")
        self.assertFalse(visit.is_touch)

    @users("ann")
    def test_archived_meeting_calls_the_visit_off_until_it_is_back(self):
        visit = self._plan()
        with self.mock_mail_gateway():
            visit.event_id.action_archive()
            self.assertEqual(visit.state, "cancelled")
            visit.event_id.action_unarchive()
        self.assertEqual(visit.state, "planned")

    @users("ann")
    def test_visit_called_off_archives_the_meeting(self):
        visit = self._plan()
        with self.mock_mail_gateway():
            visit.action_cancel()
            self.assertFalse(visit.event_id.active)
            visit.state = "planned"
        self.assertTrue(visit.event_id.active)

    @users("ann")
    def test_deleted_visit_calls_its_meeting_off(self):
        visit = self._plan()
        meeting = visit.event_id
        with self.mock_mail_gateway():
            visit.unlink()
        self.assertFalse(meeting.active)

    @users("ann")
    def test_deleted_agenda_leaves_the_meeting_it_was_written_for(self):
        meeting = self._add_meeting(self.amy, "2026-03-20 14:00:00")
        agenda = self._plan(
            event_id=meeting.id, res_model="calendar.event", res_id=meeting.id
        )
        agenda.unlink()
        self.assertTrue(meeting.active)

    @users("ann")
    def test_visit_that_took_place_outlives_the_meeting(self):
        visit = self._plan()
        self._run_cron("2026-03-20 14:10:00")
        with self.mock_mail_gateway():
            visit.event_id.write(
                {"start": "2026-03-25 09:00:00", "stop": "2026-03-25 10:00:00"}
            )
        self.assertEqual(str(visit.date_start), "2026-03-20 14:00:00")
        with self.mock_mail_gateway():
            visit.event_id.unlink()
        self.assertRecordValues(visit, [{"state": "done", "event_id": False}])
        self.assertTrue(visit.is_touch)

    @users("ann")
    def test_visit_takes_place_when_its_time_has_come(self):
        visit = self._plan(wants="A demo")
        self._run_cron("2026-03-20 13:59:59")
        self.assertEqual(visit.state, "planned")
        self.assertFalse(self.acme.wants)
        self._run_cron("2026-03-20 14:00:01")
        self.assertEqual(visit.state, "done")
        need = self.acme.need_ids
        self.assertRecordValues(need, [{"name": "A demo", "user_id": self.ann.id}])
        self.assertEqual(str(need.said_on), "2026-03-20")
        self.assertEqual(str(self.acme.last_touch_at), "2026-03-20 14:00:00")

    @users("ann")
    def test_visit_described_afterwards_does_not_move_a_past_meeting(self):
        meeting = self._add_meeting(self.amy, "2026-03-09 09:00:00")
        visit = self._log(event_id=meeting.id, date_start="2026-03-09 09:00:00")
        visit.write({"date_start": "2026-03-09 09:15:00", "subject": "What they said"})
        self.assertEqual(str(meeting.start), "2026-03-09 09:00:00")
        self.assertEqual(meeting.name, "Meeting")

    @users("ann")
    def test_one_occurrence_of_a_series_moves_its_visit_only(self):
        visit, meetings = self._plan_series()
        with self.mock_mail_gateway():
            meetings[1].write(
                {
                    "recurrence_update": "self_only",
                    "start": "2026-03-28 14:00:00",
                    "stop": "2026-03-28 15:00:00",
                }
            )
            self.assertEqual(str(visit.date_start), "2026-03-20 14:00:00")
            meetings[0].write(
                {
                    "recurrence_update": "self_only",
                    "start": "2026-03-21 14:00:00",
                    "stop": "2026-03-21 15:00:00",
                }
            )
        self.assertEqual(str(visit.date_start), "2026-03-21 14:00:00")

    @users("ann")
    def test_whole_series_moves_the_visit_along(self):
        visit, meetings = self._plan_series()
        with self.mock_mail_gateway():
            meetings[0].write(
                {
                    "recurrence_update": "all_events",
                    "start": "2026-03-20 16:00:00",
                    "stop": "2026-03-20 17:00:00",
                }
            )
        self.assertEqual(visit.state, "planned")
        self.assertEqual(str(visit.date_start), "2026-03-20 16:00:00")
        self.assertEqual(visit.event_id.start, visit.date_start)

    def _plan_series(self):
        visit = self._plan()
        with self.mock_mail_gateway():
            visit.event_id.write(
                {
                    "recurrency": True,
                    "rrule_type": "weekly",
                    "interval": 1,
                    "end_type": "count",
                    "count": 3,
                    "event_tz": "UTC",
                    "fri": True,
                }
            )
        meetings = visit.event_id.recurrence_id.calendar_event_ids.sorted("start")
        self.assertEqual(len(meetings), 3)
        return visit, meetings

    @users("ann")
    def test_answer_around_midnight_is_of_the_author_s_day(self):
        self.ann.tz = "Pacific/Auckland"
        with freeze_time("2026-03-10 20:00:00"):
            self._log(date_start="2026-03-10 11:30:00", wants="Kiwis")
        self.assertEqual(str(self.acme.need_ids.said_on), "2026-03-11")

    @users("ann")
    def test_planned_for_tomorrow_here_may_be_past_elsewhere(self):
        self.ann.tz = "Pacific/Auckland"
        with freeze_time("2026-03-10 12:00:00"):
            now = self._log(date_start="2026-03-10 11:59:59")
            soon = self._plan(date_start="2026-03-10 12:00:01")
        self.assertEqual((now.state, soon.state), ("done", "planned"))

    @users("sam")
    def test_salesperson_plans_a_visit(self):
        self._add_lead(self.amy, self.sam)
        visit = self._plan()
        self.assertEqual(visit.event_id.user_id, self.sam)
        with self.assertRaises(AccessError), self.mock_mail_gateway():
            visit.with_user(self.bob).action_cancel()
        self.assertTrue(visit.event_id.active)
