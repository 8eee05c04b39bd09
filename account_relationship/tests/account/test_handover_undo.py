from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from ..common import HandoverCommon


@tagged("post_install", "-at_install")
class TestUndoingAHandover(HandoverCommon):
    @users("hugo")
    def test_accounts_and_work_return(self):
        activity = self._plan_activity(self.acme, self.ann)
        lead = self._add_lead(self.amy, self.ann)
        handover = self._hand_over(self.acme | self.birch, self.bob)
        handover.action_undo()
        self.assertEqual(handover.state, "undone")
        self.assertEqual((self.acme | self.birch).manager_id, self.ann)
        self.assertEqual(activity.user_id, self.ann)
        self.assertEqual(lead.user_id, self.ann)
        self.assertEqual(
            self._get_history(self.acme),
            [
                ("Ann", "opened", False),
                ("Bob", "handover", False),
                ("Ann", "undone", True),
            ],
        )

    @users("bob")
    def test_new_manager_may_give_them_back(self):
        handover = self.env["relationship.handover"].with_user(self.ann)
        handover = handover.create(
            {
                "new_manager_id": self.bob.id,
                "line_ids": [(0, 0, {"account_id": self.acme.id})],
            }
        )
        handover.action_confirm()
        handover.with_env(self.env).action_undo()
        self.assertEqual(self.acme.manager_id, self.ann)

    @users("ann")
    def test_outgoing_manager_may_not_take_them_back(self):
        handover = self._hand_over(self.acme, self.bob)
        with self.assertRaises(AccessError):
            handover.action_undo()
        self.assertEqual(self.acme.manager_id, self.bob)

    @users("hugo")
    def test_work_the_new_manager_had_before_stays(self):
        before = self._plan_activity(self.acme, self.bob)
        handover = self._hand_over(self.acme, self.bob)
        after = self._plan_activity(self.acme, self.bob)
        handover.action_undo()
        self.assertEqual((before | after).user_id, self.bob)

    @users("hugo")
    def test_what_was_done_or_given_on_meanwhile_stays(self):
        done, given, lead = (
            self._plan_activity(self.acme, self.ann),
            self._plan_activity(self.acme, self.ann),
            self._add_lead(self.amy, self.ann),
        )
        handover = self._hand_over(self.acme, self.bob)
        done.action_feedback()
        given.user_id = self.tim
        lead.action_set_won()
        handover.action_undo()
        self.assertEqual(done.user_id, self.bob)
        self.assertEqual(given.user_id, self.tim)
        self.assertEqual(lead.user_id, self.bob, "Bob won it")

    @users("hugo")
    def test_what_came_up_with_who_has_left_since_comes_along(self):
        handover = self._hand_over(self.acme, self.bob)
        came_up = self._plan_activity(self.acme, self.bob)
        self.bob.sudo().active = False
        handover.action_undo()
        self.assertEqual(self.acme.manager_id, self.ann)
        self.assertEqual(came_up.user_id, self.ann)

    @users("hugo")
    def test_accounts_that_moved_on_are_left_alone_with_their_work(self):
        kept = self._plan_activity(self.acme, self.ann)
        returned = self._plan_activity(self.birch, self.ann)
        handover = self._hand_over(self.acme | self.birch, self.bob)
        self.acme.manager_id = self.tim
        handover.action_undo()
        self.assertEqual(self.acme.manager_id, self.tim)
        self.assertEqual(self.birch.manager_id, self.ann)
        self.assertEqual(kept.user_id, self.tim, "it went along with the account")
        self.assertEqual(returned.user_id, self.ann)
        self.assertRecordValues(
            handover.line_ids, [{"is_skipped": True}, {"is_skipped": False}]
        )

    @users("hugo")
    def test_each_manager_gets_back_his_own(self):
        hers = self._plan_activity(self.birch, self.ann)
        his = self._plan_activity(self.cedar, self.bob)
        handover = self._hand_over(self.birch | self.cedar, self.tim)
        handover.action_undo()
        self.assertEqual((self.birch.manager_id, hers.user_id), (self.ann, self.ann))
        self.assertEqual((self.cedar.manager_id, his.user_id), (self.bob, self.bob))

    @users("hugo")
    def test_manager_who_became_backup_is_manager_again(self):
        handover = self._hand_over(self.birch, self.bob, keep_as_backup=True)
        handover.action_undo()
        self.assertEqual(self.birch.manager_id, self.ann)
        self.assertFalse(self.birch.backup_id)

    @users("hugo")
    def test_backup_who_was_named_since_stays_it(self):
        handover = self._hand_over(self.acme, self.bea)
        self.acme.backup_id = self.tim
        handover.action_undo()
        self.assertEqual(self.acme.backup_id, self.tim)

    @users("hugo")
    def test_backup_who_took_over_is_backup_again(self):
        handover = self._hand_over(self.acme, self.bea)
        handover.action_undo()
        self.assertEqual(self.acme.manager_id, self.ann)
        self.assertEqual(self.acme.backup_id, self.bea)

    @users("hugo")
    def test_handover_is_undone_once(self):
        handover = self._hand_over(self.acme, self.bob)
        handover.action_undo()
        with self.assertRaisesRegex(UserError, "Only a handover that is done"):
            handover.action_undo()

    @users("hugo")
    def test_draft_is_not_undone(self):
        handover = self._prepare_handover(self.acme, self.bob)
        with self.assertRaisesRegex(UserError, "Only a handover that is done"):
            handover.action_undo()

    @users("hugo")
    def test_accounts_left_alone_by_the_handover_are_left_alone_again(self):
        handover = self._prepare_handover(self.acme | self.birch, self.bob)
        self.acme.manager_id = self.tim
        handover._carry_out(skip_moved_on=True)
        self.acme.manager_id = self.bob
        handover.action_undo()
        self.assertEqual(self.acme.manager_id, self.bob)
        self.assertEqual(self.birch.manager_id, self.ann)
