from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from ..communication.common import CommunicationCommon
from .common import Plans

TODAY = "2026-03-15 12:00:00"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAction(Plans, CommunicationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_plans()
        cls.plan = cls._add_plan()
        cls.first = cls._add_action(cls.plan, "First", date_due="2026-04-01")
        cls.second = cls._add_action(cls.plan, "Second", date_due="2026-05-01")

    def setUp(self):
        super().setUp()
        self._agree(self.plan)

    # ------------------------------------------------------------
    # Who
    # ------------------------------------------------------------

    def test_action_of_ours_is_the_plan_owners_unless_said_otherwise(self):
        self.assertEqual(self.first.user_id, self.ann)
        tims = self._add_action(self.plan, user_id=self.tim.id)
        self.assertEqual(tims.user_id, self.tim)
        theirs = self._add_action(self.plan, side="theirs")
        self.assertFalse(theirs.user_id)

    @mute_logger("odoo.sql_db")
    def test_action_of_ours_needs_an_owner(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.first.user_id = False
            self.env.flush_all()

    def test_contact_of_another_customer_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "do not work for Acme"):
            self._add_action(self.plan, side="theirs", contact_id=self.carl.id)

    def test_plan_and_objective_are_the_customers_own(self):
        with self.assertRaisesRegex(ValidationError, "a plan of another customer"):
            self.first.account_id = self.birch
        other = self._add_plan(self.birch)
        with self.assertRaisesRegex(ValidationError, "objective of another plan"):
            self.second.objective_id = self._add_objective(other)

    def test_owner_with_actions_cannot_be_deleted_but_archived(self):
        self.first.user_id = self.tim
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                self.tim.unlink()
        self.tim.action_archive()
        self.assertIn(self.first, self.Action.search([("user_id.active", "=", False)]))
        self.assertEqual(self.first._get_responsible(), self.ann)

    def test_to_do_of_who_left_goes_to_whoever_answers_for_the_action(self):
        self.first.user_id = self.tim
        self.tim.action_archive()
        self.assertEqual(self._get_todos(self.first).user_id, self.ann)
        self.first.date_due = "2026-04-20"
        todo = self._get_todos(self.first)
        self.assertEqual(
            (todo.user_id, str(todo.date_deadline)), (self.ann, "2026-04-20")
        )
        self.tim.action_unarchive()
        self.assertEqual(self._get_todos(self.first).user_id, self.tim)

    def test_deleted_contact_leaves_the_action(self):
        theirs = self._add_action(self.plan, side="theirs", contact_id=self.ben.id)
        self.ben.unlink()
        self.assertTrue(theirs.exists())
        self.assertFalse(theirs.contact_id)

    # ------------------------------------------------------------
    # When
    # ------------------------------------------------------------

    def test_first_date_agreed_is_kept(self):
        self.first.date_due = "2026-04-10"
        self.first.date_due = "2026-04-20"
        self.assertEqual(str(self.first.date_due_original), "2026-04-01")
        self.assertTrue(self.first.is_moved)
        self.assertFalse(self.second.is_moved)

    def test_dates_of_a_draft_are_still_found(self):
        action = self._add_action(self._add_plan(), date_due="2026-04-01")
        action.date_due = "2026-04-10"
        self.assertEqual(action.date_due_original, action.date_due)

    def test_action_is_late_from_the_day_after(self):
        late = self._add_action(date_due="2026-03-14")
        today = self._add_action(date_due="2026-03-15")
        self.assertEqual((late | today).mapped("is_late"), [True, False])
        found = self.Action.search([("is_late", "=", True)])
        self.assertIn(late, found)
        self.assertNotIn(today, found)
        late.action_cancel()
        self.assertFalse(late.is_late)
        self.assertNotIn(late, self.Action.search([("is_late", "=", True)]))
        self.assertIn(late, self.Action.search([("is_late", "=", False)]))

    def test_day_it_was_done_is_noted(self):
        self.first.action_done()
        self.assertEqual(str(self.first.date_done), "2026-03-15")
        self.first.action_reopen()
        self.assertFalse(self.first.date_done)
        past = self._add_action(self.plan, state="done", date_done="2026-02-01")
        self.assertEqual(str(past.date_done), "2026-02-01")

    # ------------------------------------------------------------
    # After another
    # ------------------------------------------------------------

    def test_action_waits_for_those_it_comes_after(self):
        self._set_after(self.second, self.first)
        self.assertTrue(self.second.is_blocked)
        self.assertIn(self.second, self.Action.search([("is_blocked", "=", True)]))
        self.first.action_start()
        self.assertTrue(self.second.is_blocked)
        self.first.action_done()
        self.assertFalse(self.second.is_blocked)
        self.assertNotIn(self.second, self.Action.search([("is_blocked", "=", True)]))

    def test_what_is_under_way_or_done_waits_for_nothing(self):
        self._set_after(self.second, self.first)
        for step in ("action_start", "action_done"):
            with self.subTest(step):
                getattr(self.second, step)()
                self.assertFalse(self.second.is_blocked)

    def test_cancelled_action_blocks_nothing(self):
        self._set_after(self.second, self.first)
        self.first.action_cancel()
        self.assertFalse(self.second.is_blocked)

    def test_actions_cannot_wait_for_each_other(self):
        third = self._add_action(self.plan)
        self._set_after(self.second, self.first)
        self._set_after(third, self.second)
        for after in (third, self.first):
            with self.assertRaisesRegex(ValidationError, "wait for each other"):
                self._set_after(self.first, after)

    def test_nor_from_the_other_end(self):
        self._set_after(self.second, self.first)
        with self.assertRaisesRegex(ValidationError, "wait for each other"):
            self.second.before_ids = self.first

    def test_actions_of_another_customer_are_not_waited_for(self):
        other = self._add_action(account_id=self.birch.id)
        with self.assertRaisesRegex(ValidationError, "with another customer"):
            self._set_after(self.first, other)

    # ------------------------------------------------------------
    # Reminding
    # ------------------------------------------------------------

    def test_owner_has_one_to_do_on_the_due_date(self):
        todo = self._get_todos(self.first)
        self.assertRecordValues(
            todo, [{"user_id": self.ann.id, "summary": "First", "automated": True}]
        )
        self.assertEqual(str(todo.date_deadline), "2026-04-01")

    def test_to_do_moves_with_date_and_owner(self):
        self.first.write({"date_due": "2026-04-09", "user_id": self.tim.id})
        todo = self._get_todos(self.first)
        self.assertEqual(todo.user_id, self.tim)
        self.assertEqual(str(todo.date_deadline), "2026-04-09")

    def test_to_do_goes_when_done_cancelled_or_given_to_the_customer(self):
        for change in (
            {"state": "done"},
            {"state": "cancelled"},
            {"side": "theirs"},
            {"date_due": False},
        ):
            action = self._add_action(self.plan, date_due="2026-04-01")
            self.assertTrue(self._get_todos(action))
            action.write(change)
            self.assertFalse(self._get_todos(action), change)

    def test_action_reopened_is_reminded_of_again(self):
        self.first.action_done()
        self.first.action_reopen()
        self.assertTrue(self._get_todos(self.first))

    def test_whoever_ticks_off_the_to_do_has_done_the_action(self):
        self._get_todos(self.first).with_user(self.ann).action_feedback(feedback="Sent")
        self.assertEqual(self.first.state, "done")
        self.assertEqual(self.plan.progress, 50)

    def test_another_activity_leaves_the_action_open(self):
        activity = self.first.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.ann.id
        )
        activity.action_feedback()
        self.assertEqual(self.first.state, "todo")

    def test_draft_plan_reminds_nobody_until_it_is_agreed(self):
        plan = self._add_plan()
        action = self._add_action(plan, date_due="2026-04-01")
        self.assertFalse(self._get_todos(action))
        self._agree(plan)
        self.assertTrue(self._get_todos(action))
        self._cancel(plan)
        self.assertFalse(self._get_todos(action))

    def test_action_without_plan_is_reminded_of(self):
        action = self._add_action(user_id=self.tim.id, date_due="2026-04-01")
        self.assertEqual(self._get_todos(action).user_id, self.tim)

    # ------------------------------------------------------------
    # Where it comes from
    # ------------------------------------------------------------

    @users("ann")
    def test_promise_that_became_an_action_is_kept_with_it(self):
        promise = self.env["relationship.promise"].create(
            {
                "name": "Send the fabric",
                "account_id": self.acme.id,
                "date_due": "2026-04-01",
                "user_id": self.tim.id,
            }
        )
        promise.action_make_action()
        promise.action_make_action()
        action = promise.action_id
        self.assertRecordValues(
            action,
            [
                {
                    "name": "Send the fabric",
                    "account_id": self.acme.id,
                    "user_id": self.tim.id,
                    "origin": "interaction",
                }
            ],
        )
        self.assertEqual(len(promise.activity_ids), 0, "one reminder, the action's")
        action.action_done()
        self.assertEqual(promise.state, "kept")

    @users("ann")
    def test_promise_is_on_its_own_again_when_its_action_is_cancelled(self):
        promise = self.env["relationship.promise"].create(
            {"name": "Call", "account_id": self.acme.id, "date_due": "2026-04-01"}
        )
        promise.action_make_action()
        promise.action_id.action_cancel()
        self.assertFalse(promise.action_id)
        self.assertEqual(promise.state, "open")
        self.assertEqual(len(promise.activity_ids), 1)

    @users("ann")
    def test_next_step_becomes_an_action_once(self):
        interaction = self._log(next_step="Offer chairs", next_step_date="2026-04-02")
        interaction.action_make_action()
        interaction.action_make_action()
        self.assertRecordValues(
            interaction.action_ids,
            [{"name": "Offer chairs", "user_id": self.ann.id, "origin": "interaction"}],
        )
        with self.assertRaisesRegex(UserError, "next step"):
            self._log().action_make_action()

    # ------------------------------------------------------------
    # What the customer says
    # ------------------------------------------------------------

    def _add_theirs(self):
        return self._add_action(
            self.plan,
            "Name a key user",
            side="theirs",
            contact_id=self.amy.id,
            date_due="2026-04-01",
        )

    def _get_last_message(self, action):
        return action.message_ids.sorted("id")[-1:]

    def test_customer_confirms_its_own_action_as_done(self):
        theirs = self._add_theirs()
        theirs._customer_confirms(self.amy, "It is <Paul>")
        self.assertRecordValues(
            theirs, [{"state": "done", "confirmed_by_id": self.amy.id}]
        )
        self.assertTrue(theirs.confirmed_at)
        message = theirs.message_ids.filtered(lambda m: m.author_id == self.amy)
        self.assertIn("It is &lt;Paul&gt;", str(message.body))
        self.assertEqual(message.message_type, "comment")
        self.assertIn(self.ann.partner_id, message.partner_ids)
        self.assertNotIn(self.amy, theirs.message_partner_ids)

    def test_customer_confirms_ours_only_once_we_say_it_is_done(self):
        with self.assertRaisesRegex(UserError, "nothing to confirm"):
            self.first._customer_confirms(self.amy)
        self.first.action_done()
        self.first._customer_confirms(self.ben)
        self.first._customer_confirms(self.amy)
        self.assertEqual(self.first.confirmed_by_id, self.ben, "the first one counts")
        self.first.action_reopen()
        self.assertFalse(self.first.confirmed_at)

    def test_nobody_confirms_what_was_cancelled(self):
        theirs = self._add_theirs()
        theirs.action_cancel()
        with self.assertRaisesRegex(UserError, "nothing to confirm"):
            theirs._customer_confirms(self.amy)

    def test_customer_proposes_and_we_accept(self):
        theirs = self._add_theirs()
        theirs._customer_proposes("2026-04-15", self.amy, "Paul is away")
        self.assertRecordValues(theirs, [{"proposed_by_id": self.amy.id}])
        self.assertEqual(str(theirs.date_due), "2026-04-01", "ours stays until then")
        question = self._get_todos(theirs, "activity_type_proposal")
        self.assertEqual(question.user_id, self.ann)
        theirs.with_user(self.ann).action_accept_date()
        self.assertEqual(str(theirs.date_due), "2026-04-15")
        self.assertEqual(str(theirs.date_due_original), "2026-04-01")
        self.assertFalse(theirs.proposed_date)
        self.assertFalse(self._get_todos(theirs, "activity_type_proposal"))
        self.assertIn("2026-04-15", str(self._get_last_message(theirs).body))

    def test_date_a_customer_proposes_is_answered_on_our_day(self):
        self.env.company.relationship_tz = "Pacific/Kiritimati"
        theirs = self._add_theirs()
        with freeze_time("2026-03-10 12:00:00"):
            theirs._customer_proposes("2026-04-15", self.amy)
        question = self._get_todos(theirs, "activity_type_proposal")
        self.assertEqual(str(question.date_deadline), "2026-03-11")

    def test_customer_proposes_and_we_keep_ours(self):
        self.first._customer_proposes("2026-04-15", self.amy)
        self.first.action_reject_date()
        self.assertEqual(str(self.first.date_due), "2026-04-01")
        self.assertFalse(self.first.proposed_date)
        self.assertIn("stays", str(self._get_last_message(self.first).body))
        for method in ("action_accept_date", "action_reject_date"):
            with self.assertRaisesRegex(UserError, "proposed no date"):
                getattr(self.first, method)()

    def test_last_proposal_counts_and_asks_once(self):
        theirs = self._add_theirs()
        theirs._customer_proposes("2026-04-15", self.amy)
        theirs._customer_proposes("2026-04-16", self.ben)
        self.assertEqual(str(theirs.proposed_date), "2026-04-16")
        self.assertEqual(len(self._get_todos(theirs, "activity_type_proposal")), 1)

    def test_senseless_proposals_are_refused(self):
        theirs = self._add_theirs()
        for date in ("2026-03-14", "9999-01-01", "soon", "", None, "2026-02-30"):
            with self.assertRaisesRegex(UserError, "from today on"):
                theirs._customer_proposes(date, self.amy)
        theirs.action_done()
        with self.assertRaisesRegex(UserError, "settled"):
            theirs._customer_proposes("2026-04-15", self.amy)

    def test_proposal_is_forgotten_when_the_action_is_settled(self):
        theirs = self._add_theirs()
        theirs._customer_proposes("2026-04-15", self.amy)
        theirs.action_done()
        self.assertFalse(theirs.proposed_date)
        self.assertFalse(self._get_todos(theirs, "activity_type_proposal"))

    def test_customer_comments_as_itself(self):
        message = self.first._customer_comments("<script>1</script>\nHello", self.amy)
        self.assertEqual(message.author_id, self.amy)
        self.assertNotIn("<script>", str(message.body))

    def test_another_customer_has_no_say(self):
        theirs = self._add_theirs()
        for say in (
            lambda: theirs._customer_confirms(self.carl),
            lambda: theirs._customer_proposes("2026-04-15", self.carl),
            lambda: theirs._customer_comments("Hi", self.carl),
        ):
            with self.assertRaises(AccessError):
                say()

    # ------------------------------------------------------------
    # What the customer sees
    # ------------------------------------------------------------

    def _changes(self, change):
        """Whether a change is one for the customer."""
        self.plan.sudo().changed_at = False
        change()
        return bool(self.plan.changed_at)

    def test_change_is_noted_where_the_customer_sees_it(self):
        write = self.first.write
        self.assertFalse(self._changes(lambda: write({"date_due": "2026-04-05"})))
        self.plan.is_shared = True
        self.assertFalse(self._changes(lambda: write({"date_due": "2026-04-06"})))
        self.assertTrue(self._changes(lambda: write({"is_shared": True})))
        self.assertTrue(self._changes(lambda: write({"date_due": "2026-04-07"})))
        self.assertFalse(self._changes(lambda: write({"note": "Secret"})))
        self.assertTrue(self._changes(lambda: write({"is_shared": False})), "it left")
        self.assertTrue(
            self._changes(lambda: self._add_action(self.plan, is_shared=True))
        )
        self.assertFalse(self._changes(lambda: self._add_action(self.plan)))
        self.assertTrue(self._changes(lambda: self.plan.write({"state": "active"})))
        self.assertFalse(self._changes(lambda: self.plan.write({"note": "Secret"})))
        goal = self._add_number(self.plan, target=3, is_shared=True)
        self.assertTrue(self._changes(lambda: goal.write({"current": 2})))
        self.assertFalse(self._changes(lambda: goal.write({"note": "Secret"})))

    def test_draft_shows_nothing(self):
        plan = self._add_plan(is_shared=True)
        self._add_action(plan, is_shared=True)
        self.assertFalse(plan.changed_at)
        self.assertFalse(plan._is_visible())
