from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged, users

from ..common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandover(HandoverCommon):
    @users("ann")
    def test_accounts_pass_to_the_new_manager_at_once(self):
        handover = self._hand_over(self.acme | self.birch, self.bob)
        self.assertEqual(handover.sudo().state, "done")
        self.assertEqual(self.acme.manager_id, self.bob)
        self.assertEqual(self.birch.manager_id, self.bob)
        self.assertEqual(self.birch.team_id, self.south)

    @users("ann")
    def test_dialog_proposes_the_accounts_it_was_opened_from(self):
        accounts = (self.acme | self.birch).with_env(self.env)
        action = accounts.action_hand_over()
        with Form.from_action(self.env, action) as form:
            form.new_manager_id = self.bob
        handover = form.record
        self.assertEqual(handover.line_ids.account_id, accounts)
        self.assertEqual(handover.line_ids.from_manager_id, self.ann)
        self.assertEqual(handover.account_count, 2)
        self.assertEqual(handover.state, "draft")
        self.assertEqual(
            self.acme.manager_id, self.ann, "nothing moves before confirming"
        )

    @users("hugo")
    def test_handover_is_named_after_who_takes_over_and_what(self):
        accounts = self.accounts | self._add_accounts(2)
        handover = self._prepare_handover(
            accounts, self.tim, date_effective="2100-01-31"
        )
        self.assertEqual(handover.display_name, "Tim, 01/31/2100")
        self.assertEqual(handover.account_names, "Acme, Birch, Cedar and 2 more")
        one = self._prepare_handover(self.acme, self.tim)
        self.assertEqual(one.account_names, "Acme")

    @users("ann")
    def test_reason_and_note_are_in_the_history(self):
        handover = self._hand_over(
            self.acme, self.bob, reason="customer", note="Promised a call.\nOn Friday."
        )
        assignment = self.acme.assignment_ids[0]
        self.assertRecordValues(
            assignment,
            [
                {
                    "manager_id": self.bob.id,
                    "reason": "handover",
                    "note": "Wish of the customer\nPromised a call.\nOn Friday.",
                    "handover_id": handover.id,
                    "date_to": False,
                }
            ],
        )

    @users("ann")
    def test_outgoing_manager_may_stay_as_backup(self):
        self._hand_over(self.acme | self.birch, self.bob, keep_as_backup=True)
        self.assertEqual(self.acme.backup_id, self.bea, "there was one already")
        self.assertEqual(self.birch.backup_id, self.ann)

    @users("ann")
    def test_backup_is_left_empty_unless_asked_for(self):
        self._hand_over(self.birch, self.bob)
        self.assertFalse(self.birch.backup_id)

    @users("hugo")
    def test_managers_stay_as_backup_each_of_his_own_accounts(self):
        self._hand_over(self.birch | self.cedar, self.tim, keep_as_backup=True)
        self.assertEqual(self.birch.backup_id, self.ann)
        self.assertEqual(self.cedar.backup_id, self.bob)

    @users("ann")
    def test_planned_handover_shows_on_the_account(self):
        account = self.acme.with_env(self.env)
        self.assertFalse(account.planned_handover_id)
        handover = self._hand_over(self.acme, self.bob, date_effective="2100-01-01")
        account.invalidate_recordset()
        self.assertEqual(account.planned_handover_id, handover)
        self.assertEqual(handover.state, "planned")
        self.assertEqual(account.manager_id, self.ann)
        self.assertIn("2100-01-01", account.message_ids[0].body)
        handover.action_cancel()
        account.invalidate_recordset()
        self.assertFalse(account.planned_handover_id)

    @users("ann")
    def test_who_may_not_read_the_account_any_more_is_led_to_the_others(self):
        handover = self._prepare_handover(self.birch, self.bob)
        action = handover.action_confirm()
        self.assertFalse(self.birch.with_env(self.env).has_access("read"))
        self.assertEqual(action.get("res_model"), "relationship.account")
        self.assertEqual(action["target"], "main")

    @users("hugo")
    def test_who_may_read_the_account_stays_there(self):
        handover = self._prepare_handover(self.birch, self.bob)
        action = handover.action_confirm()
        self.assertEqual(action["type"], "ir.actions.act_window_close")


@tagged("post_install", "-at_install")
class TestWhatMoves(HandoverCommon):
    """The outgoing manager's open work about the customer goes along."""

    @users("ann")
    def test_open_activities_about_the_customer_move(self):
        lead = self._add_lead(self.amy, self.sam)
        quotation = self._add_order(self.amy, self.sam)
        documents = [self.acme, self.acme_customer, self.amy, lead, quotation]
        activities = [self._plan_activity(record, self.ann) for record in documents]
        self._hand_over(self.acme, self.bob)
        for activity in activities:
            self.assertEqual(activity.user_id, self.bob, activity.res_model)

    @users("ann")
    def test_other_work_stays(self):
        others = self._plan_activity(self.acme, self.bea)
        elsewhere = self._plan_activity(self.birch, self.ann)
        done = self._plan_activity(self.acme, self.ann)
        done.action_feedback()
        foreign_lead = self._add_lead(self.acme_customer, self.tim)
        self._hand_over(self.acme, self.bob)
        self.assertEqual(others.user_id, self.bea)
        self.assertEqual(elsewhere.user_id, self.ann)
        self.assertEqual(done.user_id, self.ann)
        self.assertEqual(foreign_lead.user_id, self.tim)

    @users("ann")
    def test_open_opportunities_move_and_closed_ones_stay(self):
        pending, won, lost = (self._add_lead(self.amy, self.ann) for __ in range(3))
        elsewhere = self._add_lead(self.dune, self.ann)
        won.action_set_won()
        lost.action_set_lost()
        self._hand_over(self.acme, self.bob)
        self.assertEqual(pending.user_id, self.bob)
        self.assertEqual((won | lost | elsewhere).user_id, self.ann)

    @users("ann")
    def test_nothing_moves_when_told_so(self):
        activity = self._plan_activity(self.acme, self.ann)
        lead = self._add_lead(self.amy, self.ann)
        self._hand_over(
            self.acme, self.bob, move_activities=False, move_opportunities=False
        )
        self.assertEqual(activity.user_id, self.ann)
        self.assertEqual(lead.user_id, self.ann)

    @users("ann")
    def test_dialog_counts_what_goes_along(self):
        self._plan_activity(self.acme, self.ann)
        self._plan_activity(self.acme, self.bea)
        self._add_lead(self.amy, self.ann)
        # To log why it was won is another activity of hers.
        self._add_lead(self.amy, self.ann).action_set_won()
        handover = self._prepare_handover(self.acme | self.birch, self.bob)
        self.assertRecordValues(
            handover.line_ids,
            [
                {"activity_count": 2, "opportunity_count": 1},
                {"activity_count": 0, "opportunity_count": 0},
            ],
        )

    @users("hugo")
    def test_work_of_several_managers_moves_from_each(self):
        mine = self._plan_activity(self.birch, self.ann)
        his = self._plan_activity(self.cedar, self.bob)
        crossed = self._plan_activity(self.cedar, self.ann)
        self._hand_over(self.birch | self.cedar, self.tim)
        self.assertEqual(mine.user_id, self.tim)
        self.assertEqual(his.user_id, self.tim)
        self.assertEqual(crossed.user_id, self.ann, "Cedar was Bob's")


@tagged("post_install", "-at_install")
class TestRefusedHandovers(HandoverCommon):
    @users("ann")
    def test_accounts_of_others_cannot_be_handed_over(self):
        with self.assertRaises(AccessError):
            self._hand_over(self.cedar, self.ann)
        self.assertEqual(self.cedar.manager_id, self.bob)

    @users("bea")
    def test_backup_alone_may_not_hand_over(self):
        with self.assertRaises(AccessError):
            self._hand_over(self.acme, self.bea)

    @users("bea")
    def test_backup_may_while_standing_in(self):
        self.env["relationship.absence"].sudo().create(
            {"state": "planned", "user_id": self.ann.id}
        )
        self._hand_over(self.acme, self.bob)
        self.assertEqual(self.acme.manager_id, self.bob)

    @users("ann")
    def test_archived_user_takes_over_nothing(self):
        self.bob.active = False
        with self.assertRaisesRegex(UserError, "Bob is archived"):
            self._hand_over(self.acme, self.bob)

    @users("hugo")
    def test_new_manager_works_in_the_company_of_the_account(self):
        company = self._add_company()
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        with self.assertRaisesRegex(ValidationError, "Bob does not work in Second"):
            self._prepare_handover(account, self.bob)

    @users("hugo")
    def test_whoever_has_an_account_takes_over_the_others(self):
        handover = self._hand_over(self.acme | self.cedar, self.cedar.manager_id)
        skipped = handover.line_ids.filtered("is_skipped")
        self.assertEqual(skipped.account_id, self.cedar)
        self.assertEqual(self.acme.manager_id, self.cedar.manager_id)
        self.assertEqual(len(self.cedar.assignment_ids), 1)

    @users("hugo")
    def test_handover_to_the_present_manager_is_refused(self):
        with self.assertRaisesRegex(UserError, "looks after these customers already"):
            self._hand_over(self.acme, self.acme.manager_id)

    @users("ann")
    def test_something_must_be_handed_over(self):
        with self.assertRaisesRegex(UserError, "at least one"):
            self._hand_over(self.Account, self.bob)

    @users("ann")
    def test_day_is_not_in_the_past(self):
        with self.assertRaisesRegex(UserError, "day has passed"):
            self._hand_over(self.acme, self.bob, date_effective="2020-01-01")

    @users("ann")
    def test_account_that_moved_on_stops_it_clearly(self):
        handover = self._prepare_handover(self.acme | self.birch, self.bob)
        self.acme.manager_id = self.tim
        with self.assertRaisesRegex(UserError, "Acme went to Tim meanwhile"):
            handover.action_confirm()
        self.assertEqual(self.birch.manager_id, self.ann, "all or nothing")

    @users("hugo")
    def test_handover_is_carried_out_once(self):
        handover = self._hand_over(self.acme, self.bob)
        with self.assertRaisesRegex(UserError, "carried out already"):
            handover.action_confirm()

    @users("hugo")
    def test_done_handover_is_neither_cancelled_nor_deleted(self):
        handover = self._hand_over(self.acme, self.bob)
        with self.assertRaisesRegex(UserError, "Undo it instead"):
            handover.action_cancel()
        with self.assertRaisesRegex(UserError, "is history and stays"):
            handover.unlink()

    @users("ann")
    def test_draft_is_deleted_with_its_lines(self):
        handover = self._prepare_handover(self.acme, self.bob)
        lines = handover.line_ids
        handover.unlink()
        self.assertFalse(lines.exists())

    @users("ann")
    def test_nobody_plans_the_handover_of_accounts_of_others(self):
        """What the morning's cron carries out was allowed when it was planned."""
        with self.assertRaises(AccessError):
            self.env["relationship.handover"].create(
                {
                    "new_manager_id": self.ann.id,
                    "state": "planned",
                    "line_ids": [Command.create({"account_id": self.cedar.id})],
                }
            )

    @users("ann")
    def test_account_of_others_is_not_added_to_a_planned_handover(self):
        handover = self._hand_over(self.acme, self.tim, date_effective="2100-01-01")
        with self.assertRaises(AccessError):
            handover.line_ids = [Command.create({"account_id": self.cedar.id})]
        with self.assertRaises(AccessError):
            handover.line_ids.account_id = self.cedar

    @users("bea")
    def test_line_does_not_turn_to_an_account_one_only_reads(self):
        own = self._add_accounts(1, manager_id=self.bea.id).with_env(self.env)
        handover = self._prepare_handover(own, self.tim)
        self.assertTrue(self.acme.with_env(self.env).has_access("read"))
        with self.assertRaises(AccessError):
            handover.line_ids.account_id = self.acme

    @users("ann")
    def test_status_cannot_be_forged(self):
        handover = self._prepare_handover(self.acme, self.bob)
        with self.assertRaises(AccessError):
            handover.state = "done"

    @users("ann")
    def test_what_went_along_cannot_be_forged(self):
        handover = self._hand_over(self.acme, self.bob)
        with self.assertRaises(AccessError):
            handover.line_ids.moved = {"crm.lead": [1]}
        with self.assertRaises(AccessError):
            handover.line_ids.from_manager_id = self.bob
