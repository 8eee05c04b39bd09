from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from ..common import HandoverCommon


class AbsenceCommon(HandoverCommon):
    def _plan_absence(self, user=None, start="2026-03-10", end="2026-03-12", **values):
        return self.env["relationship.absence"].create(
            {
                "state": "planned",
                "user_id": (user or self.ann).id,
                "date_from": start,
                "date_to": end,
                **values,
            }
        )

    def _run_cron(self, now):
        with freeze_time(now):
            self._run_step("carry_out_absences")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestStandingIn(AbsenceCommon):
    @users("hugo")
    def test_handover_says_that_the_new_manager_is_away_or_full(self):
        model = self.env["relationship.handover"]
        self.ann.account_capacity = 0.5
        self._plan_absence(self.ann, substitute_id=self.tim.id)
        for day, away in (
            ("2026-03-11", "Is away until Mar 12; Tim stands in."),
            ("2026-03-20", ""),
        ):
            handover = model.new({"new_manager_id": self.ann.id, "date_effective": day})
            with self.subTest(day):
                self.assertIn(away, handover.manager_hint)
                self.assertEqual("Is away" in handover.manager_hint, bool(away))
        self.assertIn("of a full load already", handover.manager_hint)
        self.assertFalse(model.new({"new_manager_id": self.tim.id}).manager_hint)

    @users("ann")
    def test_backup_acts_until_the_manager_is_back(self):
        absence = self._plan_absence()
        self.assertEqual(absence.state, "running")
        self.assertEqual(self.acme.acting_manager_id, self.bea)
        self.assertEqual(self.acme.manager_id, self.ann, "she stays the owner")
        self.assertEqual(self.acme.absence_id, absence)
        self.assertEqual(str(self.acme.absent_until), "2026-03-12")
        self._run_cron("2026-03-12 23:30:00")
        self.assertEqual(self.acme.acting_manager_id, self.bea)
        self._run_cron("2026-03-13 00:30:00")
        self.assertEqual(absence.state, "over")
        self.assertEqual(self.acme.acting_manager_id, self.ann)
        self.assertFalse(self.acme.absence_id)

    @users("ann")
    def test_account_without_backup_stays_with_its_manager(self):
        absence = self._plan_absence()
        self.assertEqual(self.birch.acting_manager_id, self.ann)
        self.assertEqual(self.birch.absence_id, absence)
        self.assertRecordValues(absence, [{"account_count": 2, "uncovered_count": 1}])

    @users("ann")
    def test_named_stand_in_acts_for_all_accounts(self):
        absence = self._plan_absence(substitute_id=self.tim.id)
        self.assertEqual((self.acme | self.birch).acting_manager_id, self.tim)
        self.assertRecordValues(absence, [{"account_count": 2, "uncovered_count": 0}])

    @users("ann")
    def test_stand_in_who_is_away_at_that_time_is_noticed(self):
        self.env["relationship.absence"].sudo().create(
            {
                "state": "planned",
                "user_id": self.tim.id,
                "date_from": "2026-03-12",
                "date_to": "2026-03-20",
            }
        )
        absence = self._plan_absence(substitute_id=self.tim.id)
        self.assertTrue(absence.is_substitute_away)
        absence.date_to = "2026-03-11"
        self.assertFalse(absence.is_substitute_away)
        absence.substitute_id = self.bea
        self.assertFalse(absence.is_substitute_away)

    @users("ann")
    def test_other_managers_accounts_are_untouched(self):
        self._plan_absence(substitute_id=self.tim.id)
        self.assertEqual(self.cedar.acting_manager_id, self.bob)
        self.assertFalse(self.cedar.absence_id)

    @users("ann")
    def test_later_absence_begins_by_the_cron(self):
        absence = self._plan_absence(start="2026-03-11")
        self.assertEqual(absence.state, "planned")
        self.assertEqual(self.acme.acting_manager_id, self.ann)
        self._run_cron("2026-03-11 00:30:00")
        self.assertEqual(absence.state, "running")
        self.assertEqual(self.acme.acting_manager_id, self.bea)

    @users("ann")
    def test_past_absence_changes_nothing(self):
        absence = self._plan_absence(start="2026-03-01", end="2026-03-02")
        self.assertEqual(absence.state, "over")
        self.assertEqual(self.acme.acting_manager_id, self.ann)

    @users("ann")
    def test_absence_the_cron_missed_is_over(self):
        absence = self._plan_absence(start="2026-03-11", end="2026-03-11")
        self._run_cron("2026-03-20 00:30:00")
        self.assertEqual(absence.state, "over")

    @users("ann")
    def test_day_begins_and_ends_where_the_manager_lives(self):
        self.ann.tz = "Asia/Tokyo"
        absence = self._plan_absence(start="2026-03-11", end="2026-03-11")
        self._run_cron("2026-03-10 14:59:00")
        self.assertEqual(absence.state, "planned")
        self._run_cron("2026-03-10 15:01:00")
        self.assertEqual(absence.state, "running")
        self._run_cron("2026-03-11 14:59:00")
        self.assertEqual(absence.state, "running")
        self._run_cron("2026-03-11 15:01:00")
        self.assertEqual(absence.state, "over")

    @users("bea")
    def test_backup_may_edit_while_standing_in_only(self):
        account = self.acme.with_env(self.env)
        with self.assertRaises(AccessError):
            account.color = 3
        absence = (
            self.env["relationship.absence"]
            .sudo()
            .create({"state": "planned", "user_id": self.ann.id})
        )
        account.color = 3
        absence.action_end()
        with self.assertRaises(AccessError):
            account.color = 4

    @users("bob")
    def test_named_stand_in_sees_and_edits_the_accounts_meanwhile(self):
        account = self.birch.with_env(self.env)
        self.assertFalse(account.has_access("read"))
        absence = (
            self.env["relationship.absence"]
            .sudo()
            .create(
                {
                    "state": "planned",
                    "user_id": self.ann.id,
                    "substitute_id": self.bob.id,
                }
            )
        )
        account.color = 3
        self.assertEqual(absence.with_env(self.env).user_id, self.ann)
        absence.action_end()
        self.assertFalse(account.has_access("read"))

    @users("ann")
    def test_manager_keeps_the_rights(self):
        self._plan_absence(substitute_id=self.bob.id)
        self.birch.with_env(self.env).color = 3
        self.assertEqual(self.birch.color, 3)

    @users("ann")
    def test_stand_in_who_is_absent_too_gives_way_to_the_backup(self):
        self._plan_absence(substitute_id=self.tim.id)
        away = (
            self.env["relationship.absence"]
            .sudo()
            .create({"state": "planned", "user_id": self.tim.id})
        )
        self.assertEqual(self.acme.acting_manager_id, self.bea)
        self.assertEqual(self.birch.acting_manager_id, self.ann, "nobody else is there")
        away.action_end()
        self.assertEqual(self.acme.acting_manager_id, self.tim)

    @users("ann")
    def test_absent_backup_leaves_it_to_the_manager(self):
        self.env["relationship.absence"].sudo().create(
            {"state": "planned", "user_id": self.bea.id}
        )
        self._plan_absence()
        self.assertEqual(self.acme.acting_manager_id, self.ann)

    @users("ann")
    def test_of_accounts_put_away_somebody_acts_as_well(self):
        self.acme.sudo().active = False
        self._plan_absence(substitute_id=self.tim.id)
        self.assertEqual(self.acme.acting_manager_id, self.tim)

    @users("ann")
    def test_archived_stand_in_does_not_act(self):
        self.tim.active = False
        self._plan_absence(substitute_id=self.tim.id)
        self.assertEqual(self.acme.acting_manager_id, self.bea)

    def test_stand_in_acts_only_in_companies_he_works_in(self):
        company = self._add_company()
        self.ann.company_ids |= company
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": company.id,
                "manager_id": self.ann.id,
            }
        )
        self._plan_absence(substitute_id=self.tim.id)
        self.assertEqual(self.acme.acting_manager_id, self.tim)
        self.assertEqual(account.acting_manager_id, self.ann)

    @users("ann")
    def test_new_account_and_new_backup_are_covered_at_once(self):
        self._plan_absence()
        account = self.birch.with_env(self.env)
        account.backup_id = self.tim
        self.assertEqual(account.acting_manager_id, self.tim)
        new = account.create({"partner_id": self.dune.id, "backup_id": self.tim.id})
        self.assertEqual(new.acting_manager_id, self.tim)

    @users("hugo")
    def test_handover_in_the_middle_ends_the_standing_in(self):
        self._plan_absence()
        self._hand_over(self.acme, self.bob)
        self.assertEqual(self.acme.acting_manager_id, self.bob)
        self.assertFalse(self.acme.absence_id)

    @users("hugo")
    def test_handover_to_an_absent_manager_starts_the_standing_in(self):
        activity = self._plan_activity(self.acme, self.ann)
        self._plan_absence(self.bob)
        self._hand_over(self.acme, self.bob)
        self.assertEqual(self.acme.acting_manager_id, self.bea)
        self.assertEqual(activity.user_id, self.bea)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestActivitiesOfTheAbsent(AbsenceCommon):
    @users("ann")
    def test_open_activities_pass_on_and_return(self):
        lead = self._add_lead(self.amy, self.sam)
        activities = [
            self._plan_activity(record, self.ann)
            for record in (self.acme, lead, self.amy)
        ]
        uncovered = self._plan_activity(self.birch, self.ann)
        absence = self._plan_absence()
        for activity in activities:
            self.assertEqual(activity.user_id, self.bea)
        self.assertEqual(uncovered.user_id, self.ann)
        absence.action_end()
        for activity in activities:
            self.assertEqual(activity.user_id, self.ann)

    @users("tim")
    def test_what_is_planned_meanwhile_passes_on_and_returns(self):
        absence = (
            self.env["relationship.absence"]
            .sudo()
            .create({"state": "planned", "user_id": self.ann.id})
        )
        account = self.acme.with_env(self.env)
        planned = self._plan_activity(account, self.ann)
        by_model = self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(account._name),
                "res_id": account.id,
                "user_id": self.ann.id,
            }
        )
        others = self._plan_activity(account, self.tim)
        uncovered = self._plan_activity(self.birch.with_env(self.env), self.ann)
        self.assertEqual((planned | by_model).user_id, self.bea)
        self.assertEqual(others.user_id, self.tim)
        self.assertEqual(uncovered.user_id, self.ann)
        absence.action_end()
        self.assertEqual((planned | by_model).user_id, self.ann)

    @users("ann")
    def test_what_is_done_meanwhile_stays_done_by_the_stand_in(self):
        activity = self._plan_activity(self.acme, self.ann)
        absence = self._plan_absence()
        activity.with_user(self.bea).action_feedback()
        absence.action_end()
        self.assertEqual(activity.user_id, self.bea)

    @users("ann")
    def test_what_is_given_to_somebody_else_does_not_return(self):
        activity = self._plan_activity(self.acme, self.ann)
        absence = self._plan_absence()
        activity.user_id = self.tim
        absence.action_end()
        self.assertEqual(activity.user_id, self.tim)

    @users("ann")
    def test_stand_in_may_keep_what_was_passed_on(self):
        activity = self._plan_activity(self.acme, self.ann)
        absence = self._plan_absence()
        activity.with_user(self.bea).relationship_absence_id = False
        absence.action_end()
        self.assertEqual(activity.user_id, self.bea)

    @users("hugo")
    def test_handover_in_the_middle_takes_what_was_passed_on(self):
        activity = self._plan_activity(self.acme, self.ann)
        absence = self._plan_absence()
        self._hand_over(self.acme, self.bob)
        self.assertEqual(activity.user_id, self.bob)
        absence.action_end()
        self.assertEqual(activity.user_id, self.bob)

    @users("ann")
    def test_work_follows_a_backup_named_meanwhile(self):
        activity = self._plan_activity(self.birch, self.ann)
        absence = self._plan_absence()
        self.birch.with_env(self.env).backup_id = self.tim
        self.assertEqual(activity.user_id, self.tim)
        self.birch.with_env(self.env).backup_id = False
        self.assertEqual(activity.user_id, self.ann)
        absence.action_end()
        self.assertEqual(activity.user_id, self.ann)

    @users("ann")
    def test_work_follows_the_one_who_acts_when_a_stand_in_leaves_too(self):
        activity = self._plan_activity(self.acme, self.ann)
        absence = self._plan_absence(substitute_id=self.tim.id)
        self.assertEqual(activity.user_id, self.tim)
        self.env["relationship.absence"].sudo().create(
            {"state": "planned", "user_id": self.tim.id}
        )
        self.assertEqual(activity.user_id, self.bea)
        absence.action_end()
        self.assertEqual(activity.user_id, self.ann)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestPlanningAnAbsence(AbsenceCommon):
    @users("ann")
    def test_two_absences_do_not_overlap(self):
        self._plan_absence()
        self._plan_absence(start="2026-03-13", end="2026-03-20")
        with self.assertRaisesRegex(
            ValidationError, "Ann is already absent from 2026-03-10 to 2026-03-12"
        ):
            self._plan_absence(start="2026-03-12", end="2026-03-12")

    @users("ann")
    def test_cancelled_one_does_not_overlap(self):
        absence = self._plan_absence(start="2026-03-11")
        absence.action_end()
        self.assertEqual(absence.state, "cancelled")
        self._plan_absence(start="2026-03-11")

    @users("ann")
    def test_ending_early_lets_another_begin(self):
        self._plan_absence().action_end()
        self.assertEqual(self._plan_absence().state, "running")

    @users("ann")
    def test_longer_absence_goes_on(self):
        absence = self._plan_absence()
        activity = self._plan_activity(self.acme, self.ann)
        absence.date_to = "2026-03-20"
        self.assertEqual(absence.state, "running")
        self.assertEqual(self.acme.acting_manager_id, self.bea)
        self.assertEqual(activity.user_id, self.bea)

    @users("ann")
    def test_absence_put_off_gives_everything_back_until_then(self):
        activity = self._plan_activity(self.acme, self.ann)
        absence = self._plan_absence()
        absence.write({"date_from": "2026-03-15", "date_to": "2026-03-16"})
        self.assertEqual(absence.state, "planned")
        self.assertEqual(self.acme.acting_manager_id, self.ann)
        self.assertEqual(activity.user_id, self.ann)

    @users("ann")
    def test_another_stand_in_takes_over_from_the_first(self):
        activity = self._plan_activity(self.acme, self.ann)
        absence = self._plan_absence()
        absence.substitute_id = self.tim
        self.assertEqual(self.acme.acting_manager_id, self.tim)
        self.assertEqual(activity.user_id, self.tim)

    @users("hugo")
    def test_absence_given_to_somebody_else(self):
        absence = self._plan_absence()
        absence.write({"user_id": self.bob.id, "substitute_id": self.tim.id})
        self.assertEqual(self.acme.acting_manager_id, self.ann)
        self.assertEqual(self.cedar.acting_manager_id, self.tim)

    @users("ann")
    def test_note_changes_nothing_else(self):
        absence = self._plan_absence()
        absence.note = "Call me if it burns"
        self.assertEqual(absence.state, "running")

    @users("ann")
    def test_deleted_absence_is_over(self):
        activity = self._plan_activity(self.acme, self.ann)
        absence = self._plan_absence()
        absence.unlink()
        self.assertEqual(self.acme.acting_manager_id, self.ann)
        self.assertEqual(activity.user_id, self.ann)

    @users("ann")
    @mute_logger("odoo.sql_db")
    def test_nonsense_is_refused(self):
        for values, constraint in [
            ({"date_to": "2026-03-09"}, "dates_in_order"),
            ({"substitute_id": self.ann.id}, "substitute_is_another"),
        ]:
            with (
                self.assertRaisesRegex(IntegrityError, constraint),
                self.env.cr.savepoint(),
            ):
                self.env["relationship.absence"].create(
                    {
                        "state": "planned",
                        "date_from": "2026-03-10",
                        "date_to": "2026-03-12",
                        **values,
                    }
                )

    @users("ann")
    def test_proposed_for_oneself_today(self):
        absence = self.env["relationship.absence"].create({})
        self.assertEqual(absence.user_id, self.ann)
        self.assertEqual(str(absence.date_from), "2026-03-10")
        absence.action_confirm()
        self.assertEqual(absence.state, "running")


@tagged("post_install", "-at_install")
class TestUnconfirmedAbsences(HandoverCommon):
    """A form that is left saves itself: nothing passes on before it is confirmed."""

    @users("ann")
    def test_new_absence_passes_nothing_on_before_it_is_confirmed(self):
        activity = self._plan_activity(self.acme, self.ann)
        absence = self.env["relationship.absence"].create({})
        self.assertEqual(absence.state, "draft")
        absence.date_to = fields.Date.add(absence.date_from, days=3)
        absence._carry_out()
        self.assertEqual(activity.user_id, self.ann)
        self.assertEqual(self.acme.acting_manager_id, self.ann)
        absence.action_confirm()
        self.assertEqual(absence.state, "running")
        self.assertEqual(activity.user_id, self.bea)
        absence.action_confirm()
        self.assertEqual(absence.state, "running")

    @users("ann")
    def test_absence_to_come_is_planned_by_confirming_it(self):
        start = fields.Date.add(fields.Date.today(), days=9)
        absence = self.env["relationship.absence"].create(
            {"date_from": start, "date_to": start}
        )
        absence.action_confirm()
        self.assertEqual(absence.state, "planned")

    @users("ann")
    def test_draft_beside_another_absence_is_refused_when_confirmed(self):
        first, second = self.env["relationship.absence"].create([{}, {}])
        first.action_confirm()
        with self.assertRaisesRegex(ValidationError, "already absent"):
            second.action_confirm()

    @users("bob")
    def test_nobody_confirms_the_absence_of_another(self):
        absence = (
            self.env["relationship.absence"].sudo().create({"user_id": self.ann.id})
        )
        with self.assertRaises(AccessError):
            absence.with_env(self.env).action_confirm()
