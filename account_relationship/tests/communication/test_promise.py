from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from .common import CommunicationCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestPromise(CommunicationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise_type = cls.env.ref("account_relationship.activity_type_promise")

    def _promise(self, **values):
        return self.env["relationship.promise"].create(
            {
                "name": "A catalogue",
                "account_id": self.acme.id,
                "date_due": "2026-03-20",
                **values,
            }
        )

    def _get_activities(self, promise):
        """``[(user, deadline, is it the reminder)]`` of what is still open."""
        return [
            (
                activity.user_id,
                str(activity.date_deadline),
                activity.activity_type_id == self.promise_type,
            )
            for activity in promise.sudo().activity_ids.sorted("id")
        ]

    def _run_cron(self, now):
        with freeze_time(now):
            self._run_step("escalate_promises")

    def test_who_promised_something_need_not_see_the_customer(self):
        promise = self._promise(user_id=self.sam.id, date_due="2026-03-09")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.acme.with_user(self.sam).has_access("read"))
        own = promise.with_user(self.sam)
        self.assertTrue(own.is_late)
        own.date_due = "2026-03-10"
        self.assertFalse(own.is_late)

    @users("ann")
    def test_promise_of_an_interaction_is_to_its_customer(self):
        interaction = self._log(
            promise_ids=[Command.create({"name": "A catalogue"})],
        )
        self.assertRecordValues(
            interaction.promise_ids,
            [
                {
                    "account_id": self.acme.id,
                    "company_id": self.company.id,
                    "user_id": self.ann.id,
                    "state": "open",
                }
            ],
        )
        interaction.unlink()
        self.assertEqual(self.acme.promise_ids.name, "A catalogue")

    @users("ann")
    def test_owner_is_reminded_the_day_before(self):
        promise = self._promise(user_id=self.tim.id)
        self.assertEqual(
            self._get_activities(promise), [(self.tim, "2026-03-19", True)]
        )

    @users("ann")
    def test_promise_due_at_once_reminds_on_its_day(self):
        for date_due in ("2026-03-10", "2026-03-09"):
            with self.subTest(date_due=date_due):
                promise = self._promise(date_due=date_due)
                self.assertEqual(
                    self._get_activities(promise), [(self.ann, date_due, True)]
                )

    @users("ann")
    def test_promise_without_a_date_reminds_nobody_and_is_never_late(self):
        promise = self._promise(date_due=False)
        self.assertFalse(self._get_activities(promise))
        self._run_cron("2030-01-01 05:00:00")
        self.assertFalse(promise.is_late)
        self.assertFalse(self._get_activities(promise))

    @users("ann")
    def test_reminder_moves_with_the_promise(self):
        promise = self._promise()
        promise.date_due = "2026-04-01"
        self.assertEqual(
            self._get_activities(promise), [(self.ann, "2026-03-31", True)]
        )
        promise.user_id = self.tim
        self.assertEqual(
            self._get_activities(promise), [(self.tim, "2026-03-31", True)]
        )
        promise.date_due = False
        self.assertFalse(self._get_activities(promise))

    @users("ann")
    def test_reminder_goes_with_the_promise(self):
        promise = self._promise()
        promise.action_keep()
        self.assertRecordValues(promise, [{"state": "kept", "is_late": False}])
        self.assertEqual(str(promise.date_done), "2026-03-10")
        self.assertFalse(self._get_activities(promise))
        promise.action_reopen()
        self.assertRecordValues(promise, [{"state": "open", "date_done": False}])
        self.assertEqual(len(self._get_activities(promise)), 1)
        promise.action_cancel()
        self.assertFalse(self._get_activities(promise))
        self.assertFalse(promise.date_done)

    @users("ann")
    def test_day_it_was_kept_stays_when_it_is_said_again(self):
        kept, late = self._promise(), self._promise()
        kept.state = "kept"
        with freeze_time("2026-04-10 10:00:00"):
            (kept | late).write({"state": "kept"})
        days = [str(promise.date_done) for promise in (kept, late)]
        self.assertEqual(days, ["2026-03-10", "2026-04-10"])

    @users("ann")
    def test_day_it_was_kept_is_noted_however_the_state_is_set(self):
        promise = self._promise()
        promise.state = "kept"
        self.assertEqual(str(promise.date_done), "2026-03-10")
        promise.state = "open"
        self.assertFalse(promise.date_done)

    @users("ann")
    def test_promise_is_late_the_day_after(self):
        promise = self._promise(date_due="2026-03-10")
        late = [("id", "=", promise.id), ("is_late", "=", True)]
        self.assertFalse(promise.is_late)
        self.assertFalse(promise.search(late))
        with freeze_time("2026-03-11 00:30:00"):
            promise.invalidate_recordset(["is_late"])
            self.assertTrue(promise.is_late)
            self.assertEqual(promise.search(late), promise)
            self.assertFalse(
                promise.search([("id", "=", promise.id), ("is_late", "=", False)])
            )

    @users("ann")
    def test_late_promise_of_a_colleague_goes_to_the_manager_once(self):
        promise = self._promise(user_id=self.tim.id)
        self._run_cron("2026-03-20 05:00:00")
        self.assertFalse(promise.is_escalated)
        for day in ("21", "22"):
            self._run_cron(f"2026-03-{day} 05:00:00")
        self.assertEqual(
            self._get_activities(promise),
            [(self.tim, "2026-03-19", True), (self.ann, "2026-03-21", False)],
        )

    @users("tim")
    def test_owner_does_not_say_that_the_manager_was_told(self):
        promise = self._promise(user_id=self.tim.id)
        with self.assertRaises(UserError):
            promise.is_escalated = True
        with self.assertRaises(UserError):
            promise.write({"date_due": "2026-03-21", "is_escalated": True})
        self._run_cron("2026-03-22 05:00:00")
        self.assertTrue(promise.is_escalated)
        # Of another day's the manager is told anew.
        promise.date_due = "2026-03-25"
        self.assertFalse(promise.is_escalated)

    @users("ann")
    def test_late_promise_of_the_manager_goes_to_the_leader_of_the_team(self):
        self.north.sudo().user_id = self.hugo
        promise = self._promise()
        self._run_cron("2026-03-21 05:00:00")
        self.assertEqual(
            self._get_activities(promise)[1:], [(self.hugo, "2026-03-21", False)]
        )

    @users("ann")
    def test_promise_is_not_late_before_the_day_is_over_where_the_owner_is(self):
        self.tim.sudo().tz = "America/Los_Angeles"
        promise = self._promise(user_id=self.tim.id)
        self._run_cron("2026-03-21 05:00:00")
        self.assertFalse(promise.is_escalated)
        self._run_cron("2026-03-21 08:00:00")
        self.assertTrue(promise.is_escalated)

    @users("ann")
    def test_reminder_is_on_a_day_of_the_owner_s(self):
        self.tim.sudo().tz = "Asia/Tokyo"
        with freeze_time("2026-03-10 20:00:00"):
            promise = self._promise(user_id=self.tim.id, date_due="2026-03-11")
        self.assertEqual(
            self._get_activities(promise), [(self.tim, "2026-03-11", True)]
        )

    @users("ann")
    def test_manager_without_a_leader_is_reminded_only(self):
        promise = self._promise()
        self._run_cron("2026-03-21 05:00:00")
        self.assertTrue(promise.is_escalated)
        self.assertEqual(len(self._get_activities(promise)), 1)

    @users("ann")
    def test_late_promise_goes_to_whoever_stands_in(self):
        promise = self._promise(user_id=self.tim.id)
        self.env["relationship.absence"].create(
            {
                "state": "planned",
                "user_id": self.ann.id,
                "date_from": "2026-03-10",
                "date_to": "2026-03-31",
            }
        )
        self._run_cron("2026-03-21 05:00:00")
        self.assertEqual(self._get_activities(promise)[1][0], self.bea)

    @users("ann")
    def test_escalation_goes_with_the_promise(self):
        promise = self._promise(user_id=self.tim.id)
        self._run_cron("2026-03-21 05:00:00")
        promise.action_keep()
        self.assertFalse(self._get_activities(promise))

    @users("ann")
    def test_promise_that_was_moved_and_is_late_again_escalates_again(self):
        promise = self._promise(user_id=self.tim.id)
        self._run_cron("2026-03-21 05:00:00")
        promise.date_due = "2026-03-25"
        self.assertEqual(
            self._get_activities(promise), [(self.tim, "2026-03-24", True)]
        )
        self._run_cron("2026-03-26 05:00:00")
        self.assertEqual(
            self._get_activities(promise)[1:], [(self.ann, "2026-03-26", False)]
        )

    @users("ann")
    def test_dates_nobody_can_mean_are_refused(self):
        for date in ("1999-12-31", "2101-01-01"):
            with self.subTest(date=date), self.assertRaises(ValidationError):
                self._promise(date_due=date)


@tagged("post_install", "-at_install")
class TestPromiseRights(CommunicationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.promise = cls.env["relationship.promise"].create(
            {"name": "A catalogue", "account_id": cls.acme.id, "user_id": cls.ann.id}
        )

    def test_promises_are_seen_by_those_who_see_the_account(self):
        self._add_lead(self.amy, self.sam)
        for user, seen in [
            (self.ann, True),
            (self.tim, True),
            (self.bea, True),
            (self.hugo, True),
            (self.sam, True),
            (self.bob, False),
            (self.eve, False),
        ]:
            with self.subTest(login=user.login):
                promise = self.promise.with_user(user)
                found = promise.search([("id", "=", promise.id)])
                self.assertEqual(bool(found), seen)
                self.assertEqual(promise.has_access("write"), seen)

    def test_customers_see_no_promises(self):
        with self.assertRaises(AccessError):
            self.env["relationship.promise"].with_user(self.pia).search([])

    @users("sam")
    def test_salesperson_promises_to_his_customers_only(self):
        promises = self.env["relationship.promise"]
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            promises.create({"name": "Mine", "account_id": self.cedar.id})
        self._add_lead(self.amy, self.sam)
        promise = promises.create({"name": "Mine", "account_id": self.acme.id})
        with self.assertRaises(AccessError):
            promise.account_id = self.cedar
        with self.assertRaises(AccessError):
            promise.unlink()

    @users("eve")
    def test_owner_without_account_rights_reads_and_keeps_what_he_promised(self):
        self.promise.user_id = self.eve
        promise = self.promise.with_env(self.env)
        self.assertEqual(promise.read(["name", "account_id"])[0]["name"], "A catalogue")
        promise.action_keep()
        self.assertEqual(promise.state, "kept")
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            promise.account_id = self.birch.id
        with self.assertRaises(AccessError):
            promise.create({"name": "Another", "account_id": self.acme.id})
        with self.assertRaises(AccessError):
            promise.unlink()

    def test_other_companies_promises_do_not_show(self):
        company = self._add_company()
        abroad = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        self.promise.account_id = abroad
        found = self.promise.with_user(self.hugo).with_context(
            allowed_company_ids=self.env.company.ids
        )
        self.assertFalse(found.search([("id", "=", self.promise.id)]))
        self.assertFalse(self.promise.with_user(self.ann).has_access("read"))
