from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged, users

from ..common import HandoverCommon
from ..communication.common import Contacts
from ..feedback.common import FeedbackCommon


@tagged("post_install", "-at_install")
class TestTwiceWithFeedback(FeedbackCommon):
    """Pressed again, by the same or by somebody else, it has no second effect."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lamp = cls.env["relationship.feedback"].create(
            {
                "verbatim": "The lamp does not light",
                "partner_id": cls.amy.id,
                "team_id": cls.technical_team.id,
                "user_id": cls.tess.id,
            }
        )

    def _get_lamp(self):
        return self.lamp.with_env(self.env)

    def _prepare_telling(self, body="<p>We repair it</p>", **values):
        return self.env["relationship.feedback.tell"].create(
            {
                "feedback_id": self.lamp.id,
                "kind": "decision",
                "channel": "phone",
                "body": body,
                **values,
            }
        )

    @users("tess")
    def test_dialog_that_is_sent_again_closes_quietly(self):
        wizard = self._prepare_telling()
        for __ in range(2):
            action = wizard.action_confirm()
            self.assertEqual(action["type"], "ir.actions.act_window_close")
        self.assertEqual(len(self.lamp.notice_ids), 1)

    @users("tess")
    def test_same_words_from_another_tab_are_refused(self):
        self._prepare_telling().action_confirm()
        with self.assertRaisesRegex(UserError, "Amy was told the same .* by Tess"):
            self._prepare_telling().action_confirm()
        self._prepare_telling("<p>It is repaired</p>").action_confirm()
        self.assertEqual(len(self.lamp.notice_ids), 2)

    @users("tess")
    def test_same_words_may_be_said_again_another_day(self):
        self._prepare_telling().action_confirm()
        self.env.cr.execute(
            "UPDATE relationship_feedback_notice SET create_date = create_date"
            " - interval '1 hour' WHERE feedback_id = %s",
            [self.lamp.id],
        )
        self.env.invalidate_all()
        self._prepare_telling().action_confirm()
        self.assertEqual(len(self.lamp.notice_ids), 2)

    @users("tess")
    def test_customer_is_asked_once_whether_it_is_solved(self):
        self._get_lamp().write({"state": "implemented"})
        self._get_lamp().action_ask_verification()
        with self.assertRaisesRegex(UserError, "was asked about .* already"):
            self._get_lamp().action_ask_verification()
        self.assertEqual(self.lamp.notice_ids.mapped("kind"), ["verification"])

    @users("tess")
    def test_rerouting_again_says_nothing_again(self):
        wizard = self.env["relationship.feedback.reroute"].create(
            {
                "feedback_ids": [Command.set(self.lamp.ids)],
                "team_id": self.quality_team.id,
                "reason": "It is the material",
            }
        )
        wizard.action_confirm()
        wizard.sudo().action_confirm()
        said = self.lamp.message_ids.filtered(lambda m: "Rerouted" in (m.body or ""))
        self.assertEqual(len(said), 1)

    @users("tess")
    def test_reason_of_a_colleague_is_not_replaced(self):
        Decline = self.env["relationship.feedback.decline"]
        first = Decline.create({"feedback_id": self.lamp.id, "reason": "Too dear"})
        second = Decline.create({"feedback_id": self.lamp.id, "reason": "No time"})
        first.action_confirm()
        self.assertEqual(
            first.action_confirm()["res_model"], second._name[:-7] + "tell"
        )
        with self.assertRaisesRegex(UserError, "declined already: Too dear"):
            second.action_confirm()
        self.assertEqual(self.lamp.decline_reason, "Too dear")

    @users("tess")
    def test_implemented_in_a_form_that_is_behind_takes_nothing_back(self):
        self.lamp.write({"state": "implemented"})
        self.lamp.asked_at = fields.Datetime.now()
        self.lamp.write({"state": "verified"})
        self._get_lamp().action_implement()
        self.assertEqual(self.lamp.state, "verified")


@tagged("post_install", "-at_install")
class TestTwiceWithAccounts(Contacts, HandoverCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_contacts()

    def _log_by_dialog(self, **values):
        action = self.env["relationship.interaction"]._get_dialog_action(
            {"default_account_id": self.acme.id}
        )
        Interaction = self.env[action["res_model"]].with_context(**action["context"])
        return Interaction.create(
            {
                "type_id": self.env.ref(
                    "account_relationship.interaction_type_call"
                ).id,
                "date_start": "2026-03-02 10:00:00",
                "note": "<p>They want a lamp</p>",
                "promise_ids": [Command.create({"name": "Send it"})],
                **values,
            }
        )

    @users("ann")
    def test_dialog_that_is_sent_again_logs_once(self):
        first = self._log_by_dialog()
        self.assertEqual(self._log_by_dialog(), first)
        self.assertEqual(len(first.promise_ids), 1)
        self.assertNotEqual(self._log_by_dialog(note="<p>And a desk</p>"), first)

    @users("ann")
    def test_next_step_that_was_renamed_is_no_other_action(self):
        call = self._log_by_dialog(next_step="Send the offer")
        action_id = call.action_make_action()["res_id"]
        self.env["relationship.action"].browse(action_id).name = "Send both offers"
        self.assertEqual(call.action_make_action()["res_id"], action_id)
        call.next_step = "Call again"
        self.assertNotEqual(call.action_make_action()["res_id"], action_id)

    @users("ann")
    def test_problem_passed_on_is_opened_instead(self):
        call = self._log_by_dialog(problem="The lamp does not light")
        context = call.action_make_feedback()["context"]
        feedback = self.env["relationship.feedback"].with_context(**context).create({})
        self.assertEqual(call.action_make_feedback()["res_id"], feedback.id)

    @users("ann")
    def test_confidential_problem_is_passed_on_once(self):
        call = self._log_by_dialog(problem="They will leave", is_confidential=True)
        context = call.action_make_feedback()["context"]
        Feedback = self.env["relationship.feedback"].with_context(**context)
        feedback = Feedback.create({})
        self.assertEqual(call.action_make_feedback()["res_id"], feedback.id)
        with self.assertRaisesRegex(UserError, "passed on already, by Ann"):
            Feedback.create({})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_feedback SET create_date = create_date - INTERVAL '1d'"
            " WHERE id = %s",
            feedback.ids,
        )
        self.assertNotEqual(Feedback.create({}), feedback, "said again another day")

    @users("ann")
    def test_one_link_is_made_of_one_click(self):
        plan = self.env["relationship.plan"].create(
            {"name": "Growth", "account_id": self.acme.id}
        )
        context = plan.action_share_link()["context"]
        Share = self.env["relationship.plan.link"].with_context(**context)
        day = fields.Date.today() + timedelta(days=30)
        first = Share.create({"date_expires": day})
        self.assertEqual(Share.create({"date_expires": day}), first)
        first.action_revoke()
        self.assertNotEqual(Share.create({"date_expires": day}), first)

    @users("ann")
    def test_promise_kept_in_january_stays_so(self):
        promise = self.env["relationship.promise"].create(
            {"name": "Price list", "account_id": self.acme.id}
        )
        with freeze_time("2026-01-15"):
            promise.action_keep()
        promise.action_keep()
        promise.action_cancel()
        self.assertEqual(
            (promise.state, str(promise.date_done)), ("kept", "2026-01-15")
        )

    @users("ann")
    def test_promise_that_is_open_is_not_escalated_anew_by_reopening_it(self):
        promise = self.env["relationship.promise"].create(
            {"name": "Price list", "account_id": self.acme.id}
        )
        promise.sudo().is_escalated = True
        promise.action_reopen()
        self.assertTrue(promise.is_escalated)

    @users("ann")
    def test_action_somebody_went_on_with_is_not_set_back(self):
        action = self.env["relationship.action"].create(
            {"name": "Visit", "account_id": self.acme.id}
        )
        action.action_start()
        action.action_reopen()
        self.assertEqual(action.state, "in_progress")
        action.action_done()
        action.action_start()
        action.action_cancel()
        self.assertEqual(action.state, "done")


@tagged("post_install", "-at_install")
class TestHandoverTwice(HandoverCommon):
    def _count_handovers(self):
        return self.env["relationship.handover"].sudo().search_count([])

    @users("ann")
    def test_refused_handover_leaves_no_draft(self):
        before = self._count_handovers()
        refused = [
            {"accounts": self.acme, "new_manager": self.ann},
            {"accounts": self.Account, "new_manager": self.bob},
            {
                "accounts": self.acme,
                "new_manager": self.bob,
                "date_effective": "2020-01-01",
            },
        ]
        for values in refused:
            with self.assertRaises(UserError), self.cr.savepoint():
                self._prepare_handover(**values)
        self.assertEqual(self._count_handovers(), before)

    @users("ann")
    def test_draft_nobody_goes_on_with_is_removed(self):
        drafts = [self._prepare_handover(self.acme, self.bob) for __ in range(2)]
        old, new = (draft.sudo() for draft in drafts)
        self.env.cr.execute(
            "UPDATE relationship_handover SET write_date = write_date"
            " - interval '2 days' WHERE id = %s",
            [old.id],
        )
        self.env.invalidate_all()
        self.env["relationship.handover"].sudo()._gc_drafts()
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())

    @users("ann")
    def test_planned_handover_is_announced_once(self):
        handover = self._hand_over(self.acme, self.bob, date_effective="2100-01-01")
        handover.action_confirm()
        said = self.acme.message_ids.filtered(lambda m: "Will be handed" in m.body)
        self.assertEqual(len(said), 1)

    @users("ann")
    def test_account_waits_for_one_handover_at_a_time(self):
        first = self._hand_over(self.acme, self.bob, date_effective="2100-01-01")
        second = self._prepare_handover(
            self.acme, self.tim, date_effective="2100-02-01"
        )
        with self.assertRaisesRegex(UserError, "to be handed over to Bob"):
            second.action_confirm()
        first.action_cancel()
        first.action_cancel()
        second.action_confirm()
        self.assertEqual(second.state, "planned")


@tagged("post_install", "-at_install")
class TestNonsense(HandoverCommon):
    """What is no id and no model leads to an empty dialog, not to a crash."""

    @users("ann")
    def test_dialog_of_nothing(self):
        Interaction = self.env["relationship.interaction"]
        for model, record_id in (
            (["res.partner"], 1),
            ("no.such.model", 1),
            ("mail.thread", 1),
            ("res.partner", "one"),
            ("res.partner", {"id": 1}),
            ("res.partner", True),
            (7, 7),
        ):
            action = Interaction.get_log_action(model, record_id)
            self.assertNotIn("default_account_id", action["context"])

    @users("ann")
    def test_nonsense_in_a_dialog_is_refused_as_anywhere(self):
        call = self.env.ref("account_relationship.interaction_type_call")
        logged = self.env["relationship.interaction"].with_context(
            relationship_log_dialog=True, default_account_id=self.acme.id
        )
        with self.assertRaises(ValueError):
            logged.create({"type_id": call.id, "date_start": "yesterday"})
        first = logged.create({"type_id": call.id, "subject": "Call"})
        self.assertEqual(first.account_id, self.acme)
