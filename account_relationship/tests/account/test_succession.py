from odoo.fields import Command
from odoo.tests import tagged, users

from ..common import HandoverCommon
from .test_succession_leaving import Successions


class SuccessionCommon(Successions, HandoverCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_work()
        cls.acme_customer.user_id = cls.ann
        cls.amy.user_id = cls.ann

    def setUp(self):
        super().setUp()
        self.activities = self._plan_on_all(self.ann)
        self.meeting = self.visit.event_id.sudo()

    def assertWith(self, user):
        """All of it is with one person, who follows it as the last one did."""
        self.env.invalidate_all()
        self.assertEqual(self.activities.exists(), self.activities)
        self.assertEqual(self.activities.user_id, user)
        owned = (self.promise, self.plan, self.action, self.feedback, self.lead)
        for record in (*owned, self.quotation, self.acme_customer, self.amy):
            self.assertEqual(record.sudo().user_id, user, record._name)
        self.assertEqual(self.visit.sudo().user_ids, user)
        self.assertEqual(self.meeting.user_id, user)
        self.assertIn(user.partner_id, self.meeting.partner_ids)
        self.assertEqual(self.meeting.attendee_ids.partner_id, self.meeting.partner_ids)
        for record in (self.acme, self.promise, self.plan, self.action, self.feedback):
            self.assertIn(user.partner_id, record.sudo().message_partner_ids)

    def assertGone(self, user):
        self.assertNothingWith(user)
        for record in (self.acme, self.promise, self.plan, self.action, self.feedback):
            followers = record.sudo().message_partner_ids
            self.assertNotIn(user.partner_id, followers, record._name)


@tagged("post_install", "-at_install")
class TestWhateverWay(SuccessionCommon):
    """However the account manager changes, the same goes along."""

    @users("ann")
    def test_handover(self):
        self._hand_over(self.acme, self.bob)
        self.assertWith(self.bob)
        self.assertGone(self.ann)

    @users("hugo")
    def test_field_on_the_account(self):
        self.acme.with_env(self.env).manager_id = self.bob
        self.assertWith(self.bob)
        self.assertGone(self.ann)

    @users("ann")
    def test_field_on_the_account_by_who_gives_it_away(self):
        self.acme.with_env(self.env).manager_id = self.bob
        self.assertWith(self.bob)

    @users("hugo")
    def test_field_on_the_customer(self):
        self.acme_customer.with_env(self.env).account_manager_id = self.bob
        self.assertWith(self.bob)
        self.assertGone(self.ann)

    @users("hugo")
    def test_field_on_a_contact_of_the_customer(self):
        self.amy.with_env(self.env).account_manager_id = self.bob
        self.assertWith(self.bob)

    @users("hugo")
    def test_import(self):
        result = (
            self.env["relationship.account"]
            .with_context(import_file=True, tracking_disable=True)
            .load([".id", "manager_id/.id"], [[str(self.acme.id), str(self.bob.id)]])
        )
        self.assertFalse(result["messages"])
        self.assertWith(self.bob)
        self.assertGone(self.ann)

    @users("hugo")
    def test_undoing_a_handover_returns_all_of_it(self):
        handover = self._hand_over(self.acme, self.bob)
        handover.action_undo()
        self.assertWith(self.ann)
        self.assertGone(self.bob)

    @users("hugo")
    def test_account_that_is_reopened_with_another_manager(self):
        account = self.acme.with_env(self.env)
        account.active = False
        account.write({"active": True, "manager_id": self.bob.id})
        self.assertWith(self.bob)

    @users("hugo")
    def test_undoing_after_the_new_manager_has_left(self):
        handover = self._hand_over(self.acme, self.bob)
        meanwhile = self._plan_activity(self.acme, self.bob)
        self.bob.sudo().action_archive()
        handover.action_undo()
        self.assertWith(self.ann)
        self.assertEqual(meanwhile.user_id, self.ann)

    def test_merged_customers_have_one_manager_for_all_of_it(self):
        other = self.cedar_customer
        theirs = self._plan_activity(self.cedar, self.bob)
        promise = self.env["relationship.promise"].create(
            {"name": "x", "account_id": self.cedar.id, "user_id": self.bob.id}
        )
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (other | self.acme_customer).ids, self.acme_customer
        )
        self.assertEqual(self.acme.manager_id, self.ann)
        self.assertEqual((theirs.user_id, promise.user_id), (self.ann, self.ann))
        self.assertEqual(theirs.res_id, self.acme.id)

    def _merge_cedar_into_acme(self):
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.cedar_customer | self.acme_customer).ids, self.acme_customer
        )

    def test_customer_merged_during_an_absence_is_the_stand_ins(self):
        theirs = self._plan_activity(self.cedar, self.bob)
        absence = self.env["relationship.absence"].create({"user_id": self.ann.id})
        absence.action_confirm()
        self.assertEqual(self.acme.acting_manager_id, self.bea)
        self._merge_cedar_into_acme()
        self.assertEqual(theirs.user_id, self.bea)
        absence.action_end()
        self.assertEqual(theirs.user_id, self.ann)

    def test_customer_merged_into_one_whose_manager_left_keeps_the_other(self):
        theirs = self._plan_activity(self.cedar, self.bob)
        self.ann.action_archive()
        self._merge_cedar_into_acme()
        self.assertEqual(self.acme.manager_id, self.bob)
        self.assertEqual(theirs.user_id, self.bob)
        self.assertWith(self.bob)

    def test_undoing_the_handover_of_a_merged_customer_leaves_the_other_alone(self):
        """Acme was ann's before: what is undone is not its manager."""
        handover = self._hand_over(self.cedar, self.ann)
        self._merge_cedar_into_acme()
        handover.action_undo()
        self.assertEqual(self.acme.manager_id, self.ann)
        self.assertEqual(handover.state, "undone")
        self.assertTrue(handover.line_ids.is_skipped)

    def test_undoing_a_handover_of_two_customers_that_were_merged_returns_the_work(
        self,
    ):
        self.cedar.manager_id = self.ann
        planned = self._plan_activity(self.cedar, self.ann)
        handover = self._hand_over(self.cedar | self.acme, self.bob)
        self.assertEqual(planned.user_id, self.bob)
        self._merge_cedar_into_acme()
        handover.action_undo()
        self.assertEqual(self.acme.manager_id, self.ann)
        self.assertEqual(planned.user_id, self.ann)

    def test_merged_customers_whose_managers_left_wait_for_the_next_one(self):
        theirs = self._plan_activity(self.cedar, self.bob)
        self.cedar.backup_id = self.tim
        (self.ann | self.bob).action_archive()
        self.assertEqual(theirs.user_id, self.tim)
        self._merge_cedar_into_acme()
        self.assertEqual(theirs.user_id, self.bea)
        self.acme.manager_id = self.hugo
        self.assertEqual(theirs.user_id, self.hugo)
        self.assertWith(self.hugo)

    @users("hugo")
    def test_quotations_made_afterwards_are_the_new_managers(self):
        self.acme.with_env(self.env).manager_id = self.bob
        order = self.env["sale.order"].sudo().create({"partner_id": self.amy.id})
        self.assertEqual(order.user_id, self.bob)

    @users("hugo")
    def test_salesperson_who_was_not_the_manager_stays(self):
        self.acme_customer.sudo().user_id = self.sam
        self.acme.with_env(self.env).manager_id = self.bob
        self.assertEqual(self.acme_customer.user_id, self.sam)

    @users("hugo")
    def test_contact_who_was_put_away_comes_back_as_the_new_managers(self):
        gone = self.amy.sudo().copy({"user_id": self.ann.id, "active": False})
        self.acme.with_env(self.env).manager_id = self.bob
        self.assertEqual(gone.user_id, self.bob)

    @users("hugo")
    def test_each_of_the_recurring_meetings_to_come(self):
        meeting = self._add_meeting(
            self.amy | self.ann.partner_id,
            "2030-03-12 10:00:00",
            recurrency=True,
            rrule_type="weekly",
            tue=True,
            interval=1,
            count=3,
            end_type="count",
            event_tz="UTC",
        )
        meetings = meeting.recurrence_id.calendar_event_ids
        self.assertEqual(len(meetings), 3)
        self.acme.with_env(self.env).manager_id = self.bob
        self.assertEqual(meetings.exists(), meetings)
        self.assertEqual(meetings.user_id, self.bob)
        for one in meetings:
            self.assertEqual(one.partner_ids, (self.amy | self.bob.partner_id))


@tagged("post_install", "-at_install")
class TestWhatStays(SuccessionCommon):
    @users("hugo")
    def test_work_of_colleagues_stays_theirs(self):
        promise = self.promise.sudo().copy({"user_id": self.tim.id})
        action = self.action.sudo().copy({"user_id": self.tim.id})
        visit = self.visit.sudo()
        visit.user_ids |= self.tim
        self.acme.with_env(self.env).manager_id = self.bob
        self.assertEqual((promise.user_id, action.user_id), (self.tim, self.tim))
        self.assertEqual(visit.user_ids, self.tim | self.bob)
        self.assertIn(self.tim.partner_id, self.meeting.partner_ids)

    @users("hugo")
    def test_what_is_over_stays_with_who_did_it(self):
        promise = self.promise.sudo().copy()
        promise.action_keep()
        order = self._add_order(self.amy, self.ann)
        order.action_confirm()
        past = self._log(
            user_ids=[Command.set(self.ann.ids)], date_start="2026-01-01 10:00:00"
        ).sudo()
        held = self._add_meeting(self.amy | self.ann.partner_id, "2026-01-01 10:00:00")
        won = self._add_lead(self.amy, self.tim)
        won.action_set_won()
        won.message_subscribe(self.ann.partner_id.ids)
        self.acme.with_env(self.env).manager_id = self.bob
        self.assertEqual(promise.user_id, self.ann)
        self.assertEqual(order.user_id, self.ann)
        self.assertEqual(past.user_ids, self.ann)
        self.assertEqual(held.user_id, self.ann)
        self.assertIn(self.ann.partner_id, held.partner_ids)
        self.assertIn(self.ann.partner_id, won.message_partner_ids)

    @users("hugo")
    def test_meeting_of_a_colleague_stays_the_colleagues(self):
        meeting = self._add_meeting(
            self.amy | self.ann.partner_id, "2030-03-11 10:00:00"
        )
        meeting.user_id = self.tim
        self.acme.with_env(self.env).manager_id = self.bob
        self.assertEqual(meeting.user_id, self.tim)
        self.assertIn(self.bob.partner_id, meeting.partner_ids)

    @users("hugo")
    def test_other_customers_of_the_same_manager_stay(self):
        promise = self.promise.sudo().copy({"account_id": self.birch.id})
        meeting = self._add_meeting(
            self.carl | self.ann.partner_id, "2030-03-11 10:00:00"
        )
        self.acme.with_env(self.env).manager_id = self.bob
        self.assertEqual(promise.user_id, self.ann)
        self.assertEqual(meeting.user_id, self.ann)
        self.assertIn(self.ann.partner_id, meeting.partner_ids)
        self.assertIn(self.ann.partner_id, self.birch.message_partner_ids)

    @users("hugo")
    def test_outgoing_manager_with_a_part_goes_on_following(self):
        self._hand_over(self.acme, self.tim, keep_as_backup=True)
        self.assertEqual(self.acme.backup_id, self.bea)
        self.assertNotIn(self.ann.partner_id, self.acme.message_partner_ids)
        self._hand_over(self.birch, self.bob, keep_as_backup=True)
        self.assertEqual(self.birch.backup_id, self.ann)
        self.assertIn(self.ann.partner_id, self.birch.message_partner_ids)
        self.cedar.team_id.user_id = self.bob
        self._hand_over(self.cedar, self.tim)
        self.assertNotIn(self.bob.partner_id, self.cedar.message_partner_ids)

    @users("hugo")
    def test_outgoing_manager_who_leads_the_team_or_stands_in_goes_on_following(self):
        self.north.user_id = self.ann
        self._hand_over(self.acme, self.tim)
        self.assertIn(self.ann.partner_id, self.acme.message_partner_ids)
        self.north.user_id = False
        self.env["relationship.absence"].create(
            {
                "user_id": self.bob.id,
                "substitute_id": self.ann.id,
                "state": "planned",
            }
        )
        self._hand_over(self.birch, self.bob)
        self.assertEqual(self.birch.acting_manager_id, self.ann)
        self.assertIn(self.ann.partner_id, self.birch.message_partner_ids)

    @users("hugo")
    def test_each_kind_stays_when_told_so(self):
        kinds = (
            "activities",
            "opportunities",
            "feedback",
            "plans",
            "promises",
            "visits",
        )
        self._hand_over(
            self.acme, self.bob, **{f"move_{kind}": False for kind in kinds}
        )
        own = (self.promise, self.plan, self.action, self.feedback, self.lead)
        for record in (*own, self.quotation):
            self.assertEqual(record.sudo().user_id, self.ann, record._name)
        self.assertEqual(self.visit.sudo().user_ids, self.ann)
        self.assertEqual(self.activities.user_id, self.ann)

    @users("hugo")
    def test_only_opportunities_may_stay_with_somebody_gone(self):
        kinds = (
            "activities",
            "opportunities",
            "feedback",
            "plans",
            "promises",
            "visits",
        )
        self.ann.sudo().action_archive()
        self._hand_over(
            self.acme, self.bob, **{f"move_{kind}": False for kind in kinds}
        )
        for record in (self.promise, self.plan, self.action, self.feedback):
            self.assertEqual(record.sudo().user_id, self.bob, record._name)
        self.assertEqual(self.activities.user_id, self.bob)
        self.assertEqual(self.lead.sudo().user_id, self.ann)


@tagged("post_install", "-at_install")
class TestTheDialog(SuccessionCommon):
    @users("ann")
    def test_open_promises_are_listed_whoever_gave_them(self):
        self.promise.sudo().copy({"user_id": self.tim.id, "date_due": "2029-01-01"})
        self.promise.sudo().copy().action_keep()
        handover = self._prepare_handover(self.acme | self.birch, self.bob)
        self.assertEqual(handover.promise_count, 2)
        self.assertEqual(
            [(str(p.date_due), p.user_id) for p in handover.promise_ids],
            [("2029-01-01", self.tim), ("2030-03-20", self.ann)],
        )

    @users("ann")
    def test_everything_that_goes_along_is_counted(self):
        alone = self._add_meeting(self.amy | self.ann.partner_id, "2030-03-12 10:00:00")
        self.assertTrue(alone)
        handover = self._prepare_handover(self.acme | self.birch, self.bob)
        planned = len(self.acme.sudo()._get_open_activities(self.ann))
        self.assertGreater(planned, len(self.activities))
        self.assertRecordValues(
            handover.line_ids,
            [
                {
                    "activity_count": planned,
                    "opportunity_count": 2,
                    "feedback_count": 1,
                    "plan_count": 2,
                    "promise_count": 1,
                    "visit_count": 2,
                },
                {
                    "activity_count": 0,
                    "opportunity_count": 0,
                    "feedback_count": 0,
                    "plan_count": 0,
                    "promise_count": 0,
                    "visit_count": 0,
                },
            ],
        )

    @users("ann")
    def test_counting_many_accounts_takes_as_many_queries_as_few(self):
        def count_queries(number):
            accounts = self._add_accounts(number)
            self.env["relationship.promise"].sudo().create(
                [
                    {"name": "x", "account_id": account.id, "user_id": self.ann.id}
                    for account in accounts
                ]
            )
            for account in accounts:
                self._add_meeting(
                    account.partner_id | self.ann.partner_id, "2030-03-12 10:00:00"
                )
            handover = self._prepare_handover(accounts, self.bob)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(sum(handover.line_ids.mapped("promise_count")), number)
            self.assertEqual(sum(handover.line_ids.mapped("visit_count")), number)
            return self.cr.sql_log_count - before

        few, many = count_queries(3), count_queries(30)
        self.assertLess(many - few, 5)

    @users("hugo")
    def test_handing_over_by_field_takes_as_many_queries_for_many(self):
        def count_queries(number):
            accounts = self._add_accounts(number)
            for account in accounts:
                account.partner_id.user_id = self.ann
                self._plan_activity(account, self.ann)
                self._add_lead(account.partner_id, self.ann)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            accounts.with_env(self.env).write({"manager_id": self.bob.id})
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count_queries(3)
        few, many = count_queries(5), count_queries(55)
        # Odoo looks for the sales team of each opportunity.
        self.assertLessEqual(many - few, 50)


@tagged("post_install", "-at_install")
class TestAbsenceOfAllOfIt(SuccessionCommon):
    """An absence passes on what cannot wait, and all of it returns."""

    def _be_away(self, **values):
        absence = self.env["relationship.absence"].create(
            {"user_id": self.ann.id, **values}
        )
        if absence.state != "running":
            absence.action_confirm()
        return absence

    @users("ann")
    def test_activities_on_every_record_pass_on_and_return(self):
        absence = self._be_away()
        self.assertEqual(self.activities.user_id, self.bea)
        self.assertEqual(self.promise.sudo().activity_ids.user_id, self.bea)
        self.assertEqual(self.promise.user_id, self.ann, "she promised it")
        absence.action_end()
        self.assertWith(self.ann)

    @users("tim")
    def test_what_is_planned_meanwhile_on_any_record_passes_on(self):
        absence = self._be_away_sudo()
        planned = self._plan_on_all(self.ann)
        self.assertEqual(planned.user_id, self.bea)
        absence.action_end()
        self.assertEqual(planned.user_id, self.ann)

    def _be_away_sudo(self):
        absence = (
            self.env["relationship.absence"].sudo().create({"user_id": self.ann.id})
        )
        if absence.state != "running":
            absence.action_confirm()
        return absence

    @users("ann")
    def test_stand_in_goes_to_the_visits_of_these_days(self):
        later = self._add_meeting(self.amy | self.ann.partner_id, "2030-03-20 10:00:00")
        alone = self._add_meeting(self.amy | self.ann.partner_id, "2030-03-12 10:00:00")
        absence = self._be_away(date_to="2030-03-15")
        visit = self.visit.sudo()
        self.assertEqual(visit.user_ids, self.bea)
        for meeting in (self.meeting, alone):
            self.assertIn(self.bea.partner_id, meeting.partner_ids)
            self.assertNotIn(self.ann.partner_id, meeting.partner_ids)
            self.assertEqual(meeting.user_id, self.ann, "it stays hers")
        self.assertIn(self.ann.partner_id, later.partner_ids)
        absence.action_end()
        self.assertWith(self.ann)
        self.assertIn(self.ann.partner_id, alone.partner_ids)
        self.assertNotIn(self.bea.partner_id, alone.partner_ids)

    @users("ann")
    def test_another_stand_in_goes_instead(self):
        absence = self._be_away(date_to="2030-03-15")
        absence.substitute_id = self.tim
        self.assertEqual(self.visit.sudo().user_ids, self.tim)
        self.assertNotIn(self.bea.partner_id, self.meeting.partner_ids)
        absence.action_end()
        self.assertWith(self.ann)

    @users("ann")
    def test_backup_who_was_coming_anyway_is_there_afterwards_too(self):
        self.visit.sudo().user_ids |= self.bea
        absence = self._be_away(date_to="2030-03-15")
        absence.action_end()
        self.assertEqual(self.visit.sudo().user_ids, self.ann | self.bea)

    @users("hugo")
    def test_handover_in_the_middle_takes_what_was_passed_on(self):
        absence = self._be_away(date_to="2030-03-15")
        self._hand_over(self.acme, self.bob)
        self.assertWith(self.bob)
        absence.action_end()
        self.assertWith(self.bob)
        self.assertNotIn(self.bea.partner_id, self.meeting.partner_ids)
