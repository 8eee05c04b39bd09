from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged, users

from .test_cadence import CadenceCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestContactActivity(CadenceCommon):
    """A contact that is due is planned once, for whoever looks after the account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time("2026-03-10 10:00:00"):
            cls._set_opened(cls.acme, "2026-02-20 09:00:00")
            cls._set_opened(cls.birch | cls.cedar, "2026-03-10 09:00:00")

    @users("ann")
    def test_due_contact_is_planned_for_the_manager(self):
        [activity] = self._get_planned(self.acme)
        self.assertRecordValues(
            activity, [{"user_id": self.ann.id, "summary": "Get in touch"}]
        )
        self.assertEqual(str(activity.date_deadline), "2026-03-06")
        self.assertFalse(self._get_planned(self.birch))

    @users("ann")
    def test_contact_is_planned_once_whatever_looks(self):
        for now in ("2026-03-11", "2026-03-12", "2026-03-20"):
            self._run_nightly(f"{now} 03:00:00")
            self.acme._refresh_touches()
            with self._without_commits():
                self.env["relationship.account"].sudo()._cron_refresh_recent_touches()
        self.assertEqual(len(self._get_all_planned(self.acme)), 1)

    @users("ann")
    def test_contact_is_done_by_itself_when_the_customer_was_in_touch(self):
        activity = self._get_planned(self.acme)
        self._log()
        self.assertFalse(self._get_planned(self.acme))
        self.assertTrue(activity.exists().date_done)
        self.assertIn("in touch", activity.feedback)

    @users("ann")
    def test_mail_of_the_customer_does_it_too(self):
        self._add_message(self.acme.sudo(), self.amy)
        self.assertFalse(self._get_planned(self.acme))
        self.assertEqual(len(self._get_all_planned(self.acme)), 1)

    @users("ann")
    def test_contact_long_ago_that_is_logged_late_leaves_it_due(self):
        activity = self._get_planned(self.acme)
        self._log(date_start="2026-02-21 09:00:00")
        self.assertEqual(self._get_planned(self.acme), activity)

    @users("ann")
    def test_next_contact_is_planned_anew_when_it_is_due_again(self):
        self._log()
        self._run_nightly("2026-03-23 03:00:00")
        self.assertFalse(self._get_planned(self.acme))
        self._run_nightly("2026-03-24 03:00:00")
        [activity] = self._get_planned(self.acme)
        self.assertEqual(str(activity.date_deadline), "2026-03-24")
        self.assertEqual(len(self._get_all_planned(self.acme)), 2)

    @users("ann")
    def test_pause_drops_what_was_planned_without_saying_it_was_done(self):
        self.acme.with_env(self.env).pause_until = "2026-05-01"
        self.assertFalse(self._get_all_planned(self.acme))
        self.acme.with_env(self.env).pause_until = False
        self.assertEqual(len(self._get_planned(self.acme)), 1)

    @users("ann")
    def test_no_cadence_drops_what_was_planned(self):
        self.acme.with_env(self.env).tier_id = False
        self.assertFalse(self._get_all_planned(self.acme))

    @users("ann")
    def test_what_somebody_planned_by_hand_stays(self):
        mine = self.acme.with_env(self.env).activity_schedule(
            "account_relationship.activity_type_contact", automated=False
        )
        self._log()
        self.assertEqual(self._get_planned(self.acme), mine)

    @users("ann")
    def test_stand_in_gets_the_contact_and_the_manager_gets_it_back(self):
        self._log()
        absence = self.env["relationship.absence"].create(
            {
                "state": "planned",
                "user_id": self.ann.id,
                "date_from": "2026-03-20",
                "date_to": "2026-03-27",
            }
        )
        self._run_absences("2026-03-20 01:00:00")
        self._run_nightly("2026-03-24 03:00:00")
        [activity] = self._get_planned(self.acme)
        self.assertEqual(activity.user_id, self.bea)
        self._run_absences("2026-03-28 01:00:00")
        self.assertEqual(absence.state, "over")
        self.assertEqual(activity.user_id, self.ann)
        self._run_nightly("2026-03-28 03:00:00")
        self.assertEqual(self._get_planned(self.acme), activity)

    @users("ann")
    def test_contact_that_is_due_goes_to_the_stand_in_of_an_absence(self):
        activity = self._get_planned(self.acme)
        self.env["relationship.absence"].create(
            {
                "state": "planned",
                "user_id": self.ann.id,
                "date_from": "2026-03-10",
                "date_to": "2026-03-12",
            }
        )
        self.assertEqual(activity.user_id, self.bea)
        self._run_nightly("2026-03-11 03:00:00")
        self.assertEqual(self._get_planned(self.acme), activity)

    def test_manager_who_left_gets_nothing(self):
        self._log()
        self.ann.active = False
        self._run_nightly("2026-03-24 03:00:00")
        self.assertFalse(self._get_planned(self.acme))

    @users("sam")
    def test_touch_of_a_salesperson_does_the_manager_s_activity(self):
        activity = self._get_planned(self.acme)
        with self.assertRaises(AccessError):
            self.acme.with_env(self.env).read(["name"])
        self._add_lead(self.amy, self.sam)
        self._log()
        self.assertTrue(activity.exists().date_done)

    @users("ann")
    def test_contact_put_aside_without_a_contact_is_planned_again_a_week_later(self):
        self._get_planned(self.acme).action_feedback(feedback="Nobody there")
        for now in ("2026-03-11", "2026-03-16"):
            self._run_nightly(f"{now} 03:00:00")
            self.assertFalse(self._get_planned(self.acme), now)
        self._run_nightly("2026-03-17 03:00:00")
        self.assertEqual(len(self._get_planned(self.acme)), 1)

    @users("ann")
    def test_contact_planned_before_the_last_one_does_not_delay_the_next(self):
        self._get_planned(self.acme).action_feedback(feedback="I shall call")
        self._log()
        self._run_nightly("2026-03-24 03:00:00")
        self.assertEqual(len(self._get_planned(self.acme)), 1)

    def test_planning_takes_as_many_queries_for_many_accounts(self):
        def count_queries(number):
            accounts = self._add_accounts(number)
            self._set_opened(accounts, "2026-01-01 09:00:00")
            self.env["mail.activity"].search([("res_id", "in", accounts.ids)]).unlink()
            accounts.contact_planned_on = False
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            accounts._plan_contacts()
            self.env.flush_all()
            after = self.cr.sql_log_count
            self.assertEqual(len(self._get_planned(accounts)), number)
            return after - before

        count_queries(3)
        few, many = count_queries(10), count_queries(80)
        self.assertLessEqual(many, few + 3)

    def _run_absences(self, now):
        with freeze_time(now):
            self._run_step("carry_out_absences")
