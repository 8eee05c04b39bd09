from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from ..common import HandoverCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-01 08:00:00")
class TestPlannedHandover(HandoverCommon):
    """A handover of a later day is carried out by the scheduled action."""

    def _plan(self, accounts, new_manager, **values):
        return self._hand_over(
            accounts, new_manager, date_effective="2026-03-10", **values
        ).sudo()

    def _run_cron(self, day="2026-03-10"):
        with freeze_time(f"{day} 05:00:00"):
            self._run_step("carry_out_handovers")

    @users("ann")
    def test_nothing_happens_before_its_day(self):
        handover = self._plan(self.acme, self.bob)
        self._run_cron("2026-03-09")
        self.assertEqual(handover.state, "planned")
        self.assertEqual(self.acme.manager_id, self.ann)

    @users("ann")
    def test_cron_carries_it_out_on_its_day(self):
        activity = self._plan_activity(self.acme, self.ann)
        handover = self._plan(self.acme, self.bob, note="All is well")
        self._run_cron()
        self.assertEqual(handover.state, "done")
        self.assertEqual(self.acme.manager_id, self.bob)
        self.assertEqual(activity.user_id, self.bob)
        assignment = self.acme.assignment_ids[0]
        self.assertEqual(assignment.date_from, fields.Date.to_date("2026-03-10"))
        self.assertIn("All is well", assignment.note)

    @users("ann")
    def test_who_is_to_get_the_accounts_changes_nothing_of_it(self):
        """Who may not hand them over neither hastens it nor gives them to others."""
        handover = self._plan(self.acme, self.bob)
        theirs = handover.with_user(self.bob).sudo(False)
        self.assertEqual(theirs.note, False)
        for change in (
            lambda: theirs.write({"date_effective": "2026-03-01"}),
            lambda: theirs.write({"new_manager_id": self.tim.id}),
            lambda: theirs.write({"notify_customer": True}),
            lambda: theirs.write({"move_promises": False}),
            theirs.action_cancel,
            theirs.unlink,
            theirs.line_ids.unlink,
        ):
            with self.assertRaises(AccessError):
                change()
        handover.with_env(self.env).write({"date_effective": "2026-03-11"})
        handover.with_env(self.env).action_cancel()

    @users("ann")
    def test_its_day_is_that_of_the_company(self):
        for zone, before, after in (
            ("Pacific/Kiritimati", "2026-03-09 09:55", "2026-03-09 10:05"),
            ("Pacific/Pago_Pago", "2026-03-10 10:55", "2026-03-10 11:05"),
        ):
            self.company.sudo().relationship_tz = zone
            account = self._add_accounts(1)
            handover = self._plan(account.with_env(self.env), self.bob)
            with freeze_time(f"{before}:00"):
                self._run_step("carry_out_handovers")
            self.assertEqual(handover.state, "planned", zone)
            with freeze_time(f"{after}:00"):
                self._run_step("carry_out_handovers")
            self.assertEqual(handover.state, "done", zone)
            assignment = account.sudo().assignment_ids[0]
            self.assertEqual(str(assignment.date_from), "2026-03-10", zone)

    @users("ann")
    def test_missed_day_is_made_up_for(self):
        handover = self._plan(self.acme, self.bob)
        self._run_cron("2026-03-15")
        self.assertEqual(handover.state, "done")

    @users("ann")
    def test_cancelled_one_is_not_carried_out(self):
        handover = self._plan(self.acme, self.bob)
        handover.action_cancel()
        self._run_cron()
        self.assertEqual(self.acme.manager_id, self.ann)

    @users("ann")
    def test_accounts_that_moved_on_are_left_alone(self):
        handover = self._plan(self.acme | self.birch, self.bob)
        self.acme.manager_id = self.tim
        self._run_cron()
        self.assertEqual(handover.state, "done")
        self.assertEqual(self.acme.manager_id, self.tim)
        self.assertEqual(self.birch.manager_id, self.bob)
        self.assertRecordValues(
            handover.line_ids, [{"is_skipped": True}, {"is_skipped": False}]
        )

    @users("ann")
    def test_one_that_fails_says_why_and_the_others_go_on(self):
        broken = self._plan(self.acme, self.tim)
        fine = self._plan(self.birch, self.bob)
        self.tim.active = False
        self._run_cron()
        self.assertEqual(broken.state, "planned")
        self.assertIn("Tim is archived", broken.problem)
        self.assertEqual(self.acme.manager_id, self.ann)
        self.assertEqual(fine.state, "done")
        self.assertEqual(self.birch.manager_id, self.bob)

    @users("ann")
    def test_problem_disappears_when_it_works_after_all(self):
        handover = self._plan(self.acme, self.tim)
        self.tim.active = False
        self._run_cron()
        self.tim.active = True
        self._run_cron("2026-03-11")
        self.assertEqual(handover.state, "done")
        self.assertFalse(handover.problem)

    @users("ann")
    def test_unexpected_error_does_not_stop_the_others(self):
        broken = self._plan(self.acme, self.tim)
        fine = self._plan(self.birch, self.bob)
        Handover = type(broken)
        carry_out = Handover._carry_out

        def fail_once(handover, **kwargs):
            if handover == broken:
                raise ValueError("a bug in some addon")
            return carry_out(handover, **kwargs)

        self.patch(Handover, "_carry_out", fail_once)
        with mute_logger("odoo.addons.account_relationship.models"):
            self._run_cron()
        self.assertEqual(fine.state, "done")
        self.assertIn("a bug in some addon", broken.problem)

    @users("ann")
    def test_what_does_not_fit_into_one_run_is_left_for_the_next(self):
        handovers = self._plan(self.acme, self.bob) | self._plan(self.birch, self.bob)
        # No seconds are left after the first one.
        self.patch(type(self.env["ir.cron"]), "_commit_progress", lambda *_, **__: 0)
        with freeze_time("2026-03-10 05:00:00"):
            self.env["relationship.handover"].sudo()._cron_carry_out()
        self.assertEqual(sorted(handovers.mapped("state")), ["done", "planned"])

    @users("ann")
    def test_rights_count_on_the_day_it_was_planned(self):
        """The outgoing manager may have left the account's team by then."""
        handover = self._plan(self.acme, self.bob)
        self.ann.active = False
        self._run_cron()
        self.assertEqual(handover.state, "done")

    @users("hugo")
    def test_planned_one_may_be_carried_out_early(self):
        handover = self._plan(self.acme, self.bob)
        handover = handover.with_env(self.env)
        handover.date_effective = fields.Date.context_today(handover)
        handover.action_confirm()
        self.assertEqual(self.acme.manager_id, self.bob)

    @users("ann")
    def test_planned_one_refuses_to_be_undone(self):
        handover = self._plan(self.acme, self.bob)
        with self.assertRaisesRegex(UserError, "Only a handover that is done"):
            handover.action_undo()
