import doctest
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from odoo.addons.account_relationship import working_time

from ...models.shared import ir_cron
from .common import FeedbackCommon

FRIDAY = "2026-03-06 15:00:00"
FEEDBACK = "account_relationship.group_feedback"


@tagged("post_install", "-at_install")
@freeze_time(FRIDAY)
class TestFeedbackClock(FeedbackCommon):
    def _run_cron(self, now):
        with freeze_time(now):
            self._run_step("escalate_feedback")
        self.env.invalidate_all()

    def _get_clock(self, feedback, now):
        """The clock at a moment, by its field and by searching; both agree."""
        with freeze_time(now):
            feedback.invalidate_recordset(["clock_state"])
            state = feedback.clock_state
            for other in ("none", "on_time", "close", "late", "paused"):
                domain = [("id", "=", feedback.id), ("clock_state", "=", other)]
                self.assertEqual(bool(feedback.search(domain)), other == state)
        return state

    def test_examples_in_the_arithmetic_hold(self):
        results = doctest.testmod(working_time)
        self.assertTrue(results.attempted)
        self.assertFalse(results.failed)

    @users("tess")
    def test_clocks_run_in_working_hours(self):
        self.assertRecordValues(
            self._say(),
            [
                {
                    # Two hours on Friday, two on Monday.
                    "acknowledge_deadline": self._at("2026-03-09 10:00:00"),
                    "decide_deadline": self._at("2026-03-11 15:00:00"),
                    "update_deadline": self._at("2026-03-12 17:00:00"),
                    "resolve_deadline": self._at("2026-04-02 17:00:00"),
                    "deadline": self._at("2026-03-09 10:00:00"),
                    "deadline_kind": "acknowledge",
                }
            ],
        )

    def test_hours_are_those_odoo_plans(self):
        feedback = self._say()
        for hours, deadline in [
            (4, feedback.acknowledge_deadline),
            (24, feedback.decide_deadline),
        ]:
            planned = self.calendar.plan_hours(hours, self._at(FRIDAY), True)
            self.assertEqual(deadline, planned)

    @users("tess")
    def test_public_holidays_do_not_count(self):
        self.env["resource.calendar.leaves"].sudo().create(
            {
                "name": "Monday off",
                "calendar_id": self.calendar.id,
                "date_from": "2026-03-09 00:00:00",
                "date_to": "2026-03-09 23:59:59",
            }
        )
        feedback = self._say()
        self.assertEqual(feedback.acknowledge_deadline, self._at("2026-03-10 10:00:00"))

    @users("tess")
    def test_working_hours_are_those_of_the_calendar_s_time_zone(self):
        self.calendar.sudo().tz = "America/New_York"
        # 15:00 UTC is 10:00 in New York: four hours with an hour of lunch.
        feedback = self._say()
        self.assertEqual(feedback.acknowledge_deadline, self._at("2026-03-06 20:00:00"))

    @users("tess")
    def test_no_clock_where_the_team_has_none(self):
        self.technical_team.sudo().write(
            {
                "acknowledge_hours": 0,
                "decide_hours": 0,
                "resolve_days": 0,
                "update_days": 0,
            }
        )
        feedback = self._say()
        self.assertFalse(feedback.deadline)
        self.assertEqual(self._get_clock(feedback, "2030-01-01 10:00:00"), "none")

    @users("tess")
    def test_calendar_without_hours_sets_no_deadline(self):
        self.calendar.sudo().attendance_ids = [Command.clear()]
        self.assertFalse(self._say().deadline)

    @users("adam")
    def test_team_of_a_company_that_chose_no_working_hours_has_some(self):
        """The first teams come with the addon: it could not be installed."""
        Team = self.env["relationship.feedback.team"]
        chosen = self.env.company.resource_calendar_id
        self.assertEqual(Team.create({"name": "New"}).resource_calendar_id, chosen)
        self.env.company.sudo().resource_calendar_id = False
        hours = Team.create({"name": "Newer"}).resource_calendar_id
        self.assertIn(hours.company_id.id, [self.env.company.id, False])

    def test_what_comes_back_has_its_time_anew(self):
        feedback = self._say(user_id=self.tess.id)
        first = feedback.resolve_deadline
        with freeze_time("2026-03-12 10:00:00"):
            feedback.action_implement()
            self.assertEqual(feedback.resolve_deadline, first, "work takes none of it")
            self._tell(feedback)
            self._tell(feedback, "verification")
            feedback.action_close()
        with freeze_time("2026-03-16 10:00:00"):
            feedback._customer_verifies(False, "Dark again", self.amy)
            again = self._say()
        for name in ("resolve_deadline", "update_deadline"):
            self.assertEqual(feedback[name], again[name], name)

    @users("tess")
    def test_next_deadline_follows_what_was_done(self):
        feedback = self._say()
        for state, kind in [
            ("acknowledged", "decide"),
            ("planned", "update"),
            ("in_progress", "update"),
        ]:
            feedback.state = state
            self.assertEqual(feedback.deadline_kind, kind)
        with freeze_time("2026-03-12 10:00:00"):
            self._tell(feedback, "update")
        self.assertEqual(feedback.update_deadline, self._at("2026-03-18 17:00:00"))
        feedback.action_implement()
        self.assertEqual(feedback.deadline_kind, "update")
        with freeze_time("2026-03-12 11:00:00"):
            self._tell(feedback, "outcome")
            self.assertTrue(feedback.deadline)
            # What is left is no longer to tell.
            self.assertEqual(feedback.deadline_kind, "verify")
            self._tell(feedback, "verification")
        self.assertFalse(feedback.deadline)
        feedback.action_close()
        self.assertEqual(self._get_clock(feedback, "2030-01-01 10:00:00"), "none")

    @users("tess")
    def test_clock_says_how_it_stands(self):
        feedback = self._say()
        for now, state in [
            ("2026-03-06 15:00:00", "on_time"),
            ("2026-03-08 10:00:00", "on_time"),
            ("2026-03-09 08:00:00", "close"),
            ("2026-03-09 10:00:00", "close"),
            ("2026-03-09 10:00:01", "late"),
        ]:
            self.assertEqual(self._get_clock(feedback, now), state)
        self.assertFalse(feedback.search([("clock_state", "=", False)]))

    # Waiting

    @users("tess")
    def test_working_time_left_counts_from_the_answer(self):
        feedback = self._say()
        with freeze_time("2026-03-09 09:00:00"):
            feedback.action_wait()
        self.assertEqual(self._get_clock(feedback, "2026-03-20 10:00:00"), "paused")
        with freeze_time("2026-03-16 11:30:00"):
            feedback.sudo()._customer_comments("It is the red one", self.amy)
        self.assertRecordValues(
            feedback,
            [
                {
                    "is_waiting": False,
                    "waiting_since": False,
                    # One hour was left: half before lunch, half after.
                    "acknowledge_deadline": self._at("2026-03-16 13:30:00"),
                    "decide_deadline": self._at("2026-03-19 08:30:00"),
                }
            ],
        )

    @users("tess")
    def test_what_was_late_stays_late_after_waiting(self):
        feedback = self._say()
        with freeze_time("2026-03-10 09:00:00"):
            feedback.action_wait()
        with freeze_time("2026-03-16 09:00:00"):
            feedback.action_resume()
        self.assertEqual(feedback.acknowledge_deadline, self._at("2026-03-09 10:00:00"))

    @users("tess")
    def test_waiting_twice_counts_from_the_first_time(self):
        feedback = self._say()
        feedback.action_wait()
        with freeze_time("2026-03-09 09:00:00"):
            feedback.action_wait()
        self.assertEqual(feedback.waiting_since, self._at(FRIDAY))
        feedback.action_implement()
        self.assertFalse(feedback.is_waiting)
        feedback.action_wait()
        self.assertFalse(feedback.is_waiting)

    @users("tess")
    def test_telling_while_we_wait_leaves_the_whole_time_until_the_next(self):
        feedback = self._say()
        with freeze_time("2026-03-09 09:00:00"):
            feedback.action_wait()
        with freeze_time("2026-03-11 09:00:00"):
            self._tell(feedback, "update")
        with freeze_time("2026-03-16 09:00:00"):
            feedback.action_resume()
        self.assertEqual(feedback.update_deadline, self._at("2026-03-20 17:00:00"))

    @users("tess")
    def test_resuming_what_does_not_wait_changes_nothing(self):
        feedback = self._say()
        before = feedback.deadline
        feedback.action_resume()
        self.assertEqual(feedback.deadline, before)

    # Those who act and those who are told

    @users("tess")
    def test_assigned_person_has_an_activity_due_with_the_clock(self):
        feedback = self._say(user_id=self.theo.id)
        self.assertEqual(self._get_work(feedback), [(self.theo, "2026-03-09")])
        feedback.user_id = self.tess
        feedback.action_plan()
        self.assertEqual(self._get_work(feedback), [(self.tess, "2026-03-12")])
        self._tell(feedback, "decision")
        feedback.write({"state": "declined", "decline_reason": "No"})
        feedback.action_close()
        self.assertFalse(self._get_work(feedback))

    def test_the_day_of_the_to_do_is_that_of_who_has_it(self):
        self.theo.tz = "Pacific/Pago_Pago"
        feedback = self._say(user_id=self.theo.id)
        self.assertEqual(self._get_work(feedback), [(self.theo, "2026-03-08")])

    @users("ann")
    def test_leader_or_account_manager_acts_where_nobody_is_assigned(self):
        self.assertEqual(self._get_work(self._say())[0][0], self.lena)
        feedback = self._say(team_id=self.finance_team.id)
        self.assertEqual(self._get_work(feedback)[0][0], self.ann)
        unknown = self._say(team_id=self.finance_team.id, partner_id=False)
        self.assertFalse(self._get_work(unknown))

    def test_assigned_person_who_left_is_replaced_by_the_leader(self):
        feedback = self._say(user_id=self.theo.id)
        self.theo.active = False
        feedback.action_acknowledge()
        self.assertEqual(self._get_work(feedback)[0][0], self.lena)

    def test_leader_is_asked_where_the_assigned_person_has_left(self):
        archived = self._say(user_id=self.theo.id)
        deleted = self._say(user_id=self._add_user("tom", FEEDBACK).id)
        self.theo.active = False
        deleted.user_id.unlink()
        deleted.invalidate_recordset()
        self.assertFalse(deleted.user_id)
        self._run_cron("2026-03-06 15:15:00")
        for feedback in (archived, deleted):
            self.assertEqual(self._get_work(feedback), [(self.lena, "2026-03-09")])
        self._run_cron("2026-03-06 15:30:00")
        self.assertEqual(len(self._get_work(archived)), 1)

    def test_whoever_does_not_work_in_the_company_is_not_asked(self):
        other = self._add_company()
        self.hugo.company_id = other
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": other.id,
                "manager_id": self.hugo.id,
            }
        )
        feedback = self._say(partner_id=False, account_id=account.id)
        self.assertEqual(feedback.team_id.user_id, self.lena)
        self.assertEqual(self._get_work(feedback)[0][0], self.hugo)
        self._run_cron("2026-03-09 10:15:00")
        self.assertNotIn(self.lena, feedback.activity_ids.user_id)

    def test_leader_is_told_first_and_the_head_a_working_day_later(self):
        self.company.relationship_head_id = self.hugo
        feedback = self._say(user_id=self.tess.id)
        for now, level, told in [
            ("2026-03-09 10:00:00", 0, []),
            ("2026-03-09 10:15:00", 1, [self.lena]),
            ("2026-03-10 10:00:00", 1, [self.lena]),
            ("2026-03-10 10:30:00", 2, [self.lena, self.hugo]),
            ("2026-03-20 10:30:00", 2, [self.lena, self.hugo]),
        ]:
            self._run_cron(now)
            self.assertEqual(feedback.escalation_level, level)
            self.assertEqual(
                [user for user, __ in self._get_work(feedback, "feedback_late")], told
            )

    def test_who_has_to_act_does_not_say_that_others_were_told(self):
        feedback = self._say(user_id=self.tess.id)
        for values in ({"escalation_level": 2}, {"escalate_at": "2100-01-01"}):
            with self.assertRaises(UserError):
                feedback.with_user(self.tess).write(values)
        self._run_cron("2026-03-09 10:15:00")
        self.assertEqual(feedback.escalation_level, 1)

    def test_a_working_day_is_as_long_as_the_teams(self):
        self.calendar.sudo().hours_per_day = 2
        feedback = self._say(user_id=self.tess.id)
        feedback._escalate()
        planned = self.calendar.plan_hours(2, self._at(FRIDAY))
        self.assertEqual(feedback.escalate_at, planned)

    def test_escalation_ends_when_somebody_acts(self):
        feedback = self._say(user_id=self.tess.id)
        self._run_cron("2026-03-09 10:15:00")
        with freeze_time("2026-03-09 10:20:00"):
            feedback.action_acknowledge()
        self.assertEqual(feedback.escalation_level, 0)
        self.assertFalse(self._get_work(feedback, "feedback_late"))
        self._run_cron("2026-03-11 15:15:00")
        self.assertEqual(feedback.escalation_level, 1)

    def test_account_manager_is_told_where_the_leader_acts(self):
        feedback = self._say(user_id=self.lena.id)
        self._run_cron("2026-03-09 10:15:00")
        self.assertEqual(self._get_work(feedback, "feedback_late")[0][0], self.ann)

    def test_one_that_fails_holds_up_no_other_and_nobody_is_told_twice(self):
        first, second = self._say("First"), self._say("Second")
        tell = type(first)._notify_late

        def fail(feedback, level):
            if "First" in feedback.mapped("name"):
                raise ValueError
            tell(feedback, level)

        with (
            patch.object(type(first), "_notify_late", fail),
            self.assertLogs("odoo.addons.account_relationship", "ERROR"),
        ):
            self._run_cron("2026-03-09 10:15:00")
        self.assertEqual((first | second).mapped("escalation_level"), [0, 1])
        self._run_cron("2026-03-09 10:30:00")
        self.assertEqual((first | second).mapped("escalation_level"), [1, 1])
        self.assertEqual(len(self._get_work(second, "feedback_late")), 1)

    def test_run_that_breaks_off_goes_on_where_it_ended(self):
        feedback = self._say("First") | self._say("Second")
        with (
            patch.object(type(self.env["ir.cron"]), "_commit_progress") as progress,
            patch.object(ir_cron, "PART", 1),
        ):
            progress.return_value = 0
            with freeze_time("2026-03-09 10:15:00"):
                feedback._cron_escalate()
        self.assertEqual(sum(feedback.mapped("escalation_level")), 1)
        self._run_cron("2026-03-09 10:30:00")
        self.assertEqual(feedback.mapped("escalation_level"), [1, 1])

    def test_nothing_escalates_while_we_wait_or_after_it_is_closed(self):
        waiting = self._say()
        waiting.action_wait()
        closed = self._say()
        self._tell(closed)
        closed.action_close()
        self._run_cron("2026-04-20 10:15:00")
        self.assertEqual((waiting | closed).mapped("escalation_level"), [0, 0])

    @mute_logger("odoo.sql_db")
    def test_clocks_of_many_are_set_with_few_queries(self):
        feedback = self.env["relationship.feedback"].concat(
            *(self._say() for __ in range(30))
        )
        self.env.flush_all()
        with self.assertQueryCount(4):
            times = feedback._get_working_times()
            for record in feedback:
                time = times[record._get_calendar()]
                record._plan_clock("resolve", time, record.received_at)
