from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged, users

from .test_day import OTHERS, DayCommon


@tagged("post_install", "-at_install")
class TestDayOfLane(DayCommon):
    """What the page has no room for."""

    def _fill(self, number):
        self.env["relationship.promise"].create(
            [self._get_promise(account) for account in self._add_accounts(number)]
        )

    @users("ann")
    def test_lane_shows_all_of_it_and_nothing_of_the_others(self):
        self._fill(14)
        self.acme.sudo().partner_id.color = 6
        self.Alert.sudo()._refresh()
        lanes = self._lanes(lane="owe", limit=50)
        self.assertEqual(len(lanes["owe"]), 14)
        self.assertFalse(lanes["burns"])
        self.assertEqual(self._names(self._lanes()["burns"]), ["Acme"])

    def test_five_hundred_rows_come_at_most_in_the_queries_of_ten(self):
        self._fill(3)
        day = self.Day.with_user(self.ann)
        options = {"lane": "owe", "limit": 500}

        def count():
            # What is in the cache by chance has its rules looked up later only.
            self.env.invalidate_all()
            day.get_day(**options)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = day.get_day(**options)["lanes"][0]["rows"]
            return self.env.cr.sql_log_count - before, len(rows)

        queries, number = count()
        self.assertEqual(number, 3)
        self._fill(520)
        self.assertEqual(count(), (queries, 500))
        self.assertEqual(day.get_day()["lanes"][0]["total"], 523)
        self.assertEqual(len(day.get_day()["lanes"][0]["rows"]), 10)


@tagged("post_install", "-at_install")
class TestDayOfWhatIsGone(DayCommon):
    """Addons, customers and users that are no longer there."""

    def _burn(self):
        self.acme.partner_id.color = 6
        self.Alert._refresh()
        self.assertEqual(self._names(self._lanes(self.ann)["burns"]), ["Acme"])

    def test_alert_of_an_addon_that_is_gone_is_no_row_and_no_line(self):
        self._burn()
        alert = self._alerts()
        self.env.cr.execute(
            "UPDATE relationship_alert SET reason = 'gone' WHERE id = %s", [alert.id]
        )
        self.env.invalidate_all()
        self.assertFalse(self._lanes(self.ann)["burns"])
        account = self.acme.with_user(self.ann)
        names = [line.name for line in account._get_signals()[account]]
        self.assertNotIn("gone", names)
        self.assertEqual(alert.with_user(self.ann).words, alert.summary)

    def test_customer_that_is_archived_is_no_row_and_closes_as_lost(self):
        self._burn()
        self._promise()
        self.acme.active = False
        lanes = self._lanes(self.ann)
        self.assertFalse([row for rows in lanes.values() for row in rows])
        self.Alert._refresh()
        self.assertEqual(self._alerts().outcome, "lost")

    def test_rows_of_a_manager_who_left_are_seen_and_taken_over_by_the_head(self):
        self._burn()
        self.ann.active = False
        lanes = self._lanes(self.hugo, user_id=self.ann.id)
        [row] = lanes["burns"]
        self.assertTrue(row["can_take_over"])
        self.Day.with_user(self.hugo).take_over(self.acme.id)
        self.assertEqual(self._names(self._lanes(self.hugo)["burns"]), ["Acme"])
        self.assertNotEqual(self.acme.backup_id, self.ann, "who left is no backup")

    def test_take_over_of_what_is_not_there_is_refused(self):
        for account_id in (*OTHERS[:-1], 2**31 - 1, 0, False):
            with self.subTest(id=account_id), self.assertRaises(UserError):
                self.Day.with_user(self.hugo).take_over(account_id)


@tagged("post_install", "-at_install")
class TestDeeds(DayCommon):
    """What somebody did since Monday."""

    def _count(self, user=None):
        return self.Day.with_user(user or self.ann).get_day()["since_monday"]

    def test_logged_contacts_count_for_those_who_took_part(self):
        call = self._log(user_ids=[Command.set(self.ann.ids)])
        call.copy({"date_start": fields.Datetime.now() - timedelta(days=8)})
        call.copy({"date_start": fields.Datetime.now() + timedelta(days=1)})
        note = self.env.ref("account_relationship.interaction_type_note")
        call.copy({"type_id": note.id, "date_start": fields.Datetime.now()})
        self.assertEqual(self._count(), {"contacts": 1})
        self.assertEqual(self._count(self.hugo), {})

    def test_feedback_counts_once_however_often_its_customer_was_told(self):
        feedback = self._say(user_id=self.ann.id)
        for kind in ("acknowledged", "decision"):
            self.env["relationship.feedback.notice"].sudo().create(
                {
                    "feedback_id": feedback.id,
                    "kind": kind,
                    "channel": "phone",
                    "user_id": self.ann.id,
                }
            )
        self.assertEqual(self._count(), {"answered": 1})


@tagged("post_install", "-at_install")
class TestDayReasons(DayCommon):
    """Records that are reasons by themselves."""

    @users("ann")
    def test_update_the_customer_was_promised_is_owed_when_it_is_due(self):
        plan = self._add_plan(user_id=self.ann.id, update_days=7, is_shared=True)
        self._add_action(plan)
        self._agree(plan, day=self.today - timedelta(days=8))
        plan.sudo().reviewed_on = self.today
        self.assertEqual(plan.next_update_on, self.today - timedelta(days=1))
        [row] = self._lanes()["owe"]
        [item] = row["items"]
        self.assertEqual((item["kind"], item["is_late"]), ("update", True))
        self.assertEqual(item["button"]["method"], "action_send_update")
        plan._on_own_path().scheduled_from = self.today - timedelta(days=7)
        self.assertEqual(plan.next_update_on, self.today)
        [row] = self._lanes()["owe"]
        self.assertFalse(row["items"][0]["is_late"], "today will do")
        self.env.company.sudo().relationship_update_mode = "automatic"
        self.assertFalse(self._lanes()["owe"], "the system sends it")

    @users("ann")
    def test_action_of_no_plan_is_owed_when_it_is_due(self):
        call = self._log(next_step="Send <samples>", next_step_date=self.today)
        call.action_make_action()
        [row] = self._lanes()["owe"]
        [item] = row["items"]
        self.assertEqual((item["kind"], item["words"]), ("action", "Send <samples>"))
        getattr(call.action_ids, item["button"]["method"])()
        self.assertFalse(self._lanes()["owe"])
        self.assertFalse(self.acme.next_step, "done with the action it became")
        getattr(call.action_ids, item["button"]["undo"])()
        self.assertEqual(self.acme.next_step, "Send <samples>")
        self.assertEqual(self.acme.next_step_date, self.today)

    @users("ann")
    def test_next_step_is_owed_when_it_is_due_and_done_once(self):
        self._log(next_step="Send samples", next_step_date=self.today)
        [row] = self._lanes()["owe"]
        [item] = row["items"]
        self.assertEqual(item["words"], "next step: Send samples")
        self.assertFalse(item["is_late"], "today will do")
        self._press(item)
        self.assertFalse(self._lanes()["owe"])
        self._press(item, "undo")
        self.assertTrue(self._lanes()["owe"])
        self.acme.next_step = "Call"
        self._press(item)
        self.assertEqual(self.acme.next_step, "Call", "another one by now")
        self._press(item, "undo")
        self.assertEqual(self.acme.next_step, "Call")
        self.acme.next_step_date = self.today - timedelta(days=1)
        self.assertTrue(self._lanes()["owe"][0]["items"][0]["is_late"])
        self.acme.next_step_date = self.today + timedelta(days=1)
        self.assertFalse(self._lanes()["owe"])

    @users("ann")
    def test_review_is_their_turn_when_its_day_has_come(self):
        self.acme.sudo().tier_id.review_days = 30
        self.acme.next_review_date = self.today
        [item] = [
            item
            for row in self._lanes()["turn"]
            for item in row["items"]
            if item["kind"] == "review"
        ]
        self.assertEqual((item["words"], item["is_late"]), ("review due", False))
        self._press(item)
        self.assertGreater(self.acme.next_review_date, self.today)
        self._press(item, "undo")
        self.assertEqual(self.acme.next_review_date, self.today)
        self.acme.stage_id = self.ended
        kinds = [one["kind"] for row in self._lanes()["turn"] for one in row["items"]]
        self.assertNotIn("review", kinds, "who has gone is reviewed no more")

    def _press(self, item, way="method"):
        """The button of a reason, as the page presses it."""
        button = item["button"]
        args = button["args" if way == "method" else "undo_args"]
        record = self.env[item["model"]].browse(item["id"])
        getattr(record, button[way])(*args)

    def test_feedback_waits_as_soon_as_the_board_says_so(self):
        feedback = self._say(user_id=self.finn.id)
        feedback.team_id.member_ids |= self.finn
        feedback.user_id = self.finn
        now = fields.Datetime.now()
        feedback.deadline = now + timedelta(days=3)
        feedback.close_at = now + timedelta(days=2)
        self.assertFalse(self._lanes(self.finn)["owe"])
        feedback.close_at = now - timedelta(hours=1)
        self.assertEqual(feedback.clock_state, "close")
        self.assertEqual(self._kinds(self._lanes(self.finn)["owe"]), ["feedback"])

    def _say_late(self, **values):
        """What nobody took until its clock ran out."""
        feedback = self._say(**values)
        feedback.deadline = fields.Datetime.now() - timedelta(hours=1)
        self.assertFalse(feedback.user_id)
        return feedback

    def test_late_feedback_nobody_took_is_owed_by_manager_and_who_routes_it(self):
        feedback = self._say_late()
        for user in (self.ann, self.lena):
            [row] = self._lanes(user)["owe"]
            [item] = row["items"]
            self.assertEqual((item["kind"], item["id"]), ("feedback", feedback.id))
            self.assertEqual(
                item["words"], f"nobody took the feedback: {feedback.display_name}"
            )
            self.assertTrue(item["is_late"])
        for user in (self.tess, self.tim, self.hugo):
            self.assertFalse(self._lanes(user)["owe"], user.login)
        [line] = self.Day.with_user(self.ann)._get_owed_lines(self.acme)[self.acme.id]
        self.assertIn("nobody took", line.words)

    def test_feedback_somebody_took_is_owed_by_nobody_else(self):
        feedback = self._say_late()
        feedback.user_id = self.tess
        feedback.deadline = fields.Datetime.now() - timedelta(hours=1)
        self.assertEqual(self._kinds(self._lanes(self.tess)["owe"]), ["feedback"])
        for user in (self.ann, self.lena):
            self.assertFalse(self._lanes(user)["owe"], user.login)

    def test_feedback_nobody_took_that_is_due_soon_waits_for_who_routes_it(self):
        feedback = self._say()
        feedback.deadline = fields.Datetime.now() + timedelta(hours=2)
        self.assertFalse(self._lanes(self.ann)["owe"])
        self.assertEqual(self._kinds(self._lanes(self.lena)["owe"]), ["feedback"])
        feedback.is_waiting = True
        self.assertFalse(self._lanes(self.lena)["owe"])

    def test_manager_routes_feedback_of_a_team_without_leader_and_sees_it_once(self):
        feedback = self._say_late(team_id=self.sales_team.id)
        self.assertEqual([user for user, __ in self._get_work(feedback)], [self.ann])
        [row] = self._lanes(self.ann)["owe"]
        self.assertEqual((row["number"], len(row["items"])), (1, 1))

    def test_contacts_in_time_are_those_that_are_not_late(self):
        self.acme.write({"cadence_state": "due", "is_contact_late": True})
        self.birch.write({"cadence_state": "on_track", "is_contact_late": False})
        header = self.Day.with_user(self.ann).get_day()["header"]
        self.assertEqual((header["has_cadence"], header["in_time"]), (2, 50))

    def test_of_revenue_below_nothing_there_is_no_change(self):
        for now, before, change in ((-500, 1000, False), (0, 1000, -100)):
            self.acme.write({"revenue_12m": now, "revenue_prior_12m": before})
            header = self.Day.with_user(self.ann).get_day()["header"]
            self.assertEqual(header["change"], change)


@tagged("post_install", "-at_install")
class TestOwedLines(DayCommon):
    """What somebody owes stands on the customer's card and form as in the day."""

    def _lines(self, user):
        account = self.acme.with_user(user)
        account.invalidate_recordset()
        return {line.name: line.words for line in account._get_signals()[account]}

    def test_promise_is_a_line_for_whoever_gave_it_until_it_is_kept(self):
        promise = self._promise()
        self._promise(days=20, name="Later")
        self.assertEqual(
            self._lines(self.ann).get("promise"), "promise: Samples · yesterday"
        )
        self.assertNotIn("promise", self._lines(self.hugo), "ann's, not hugo's")
        promise.action_keep()
        self.assertNotIn("promise", self._lines(self.ann))

    def test_alert_and_contact_that_is_due_are_no_lines_once_more(self):
        """The account has lines of its own for them."""
        self.acme.partner_id.color = 6
        self.Alert._refresh()
        self.acme.write({"cadence_state": "due", "next_contact_date": self.today})
        items = [
            item["kind"]
            for rows in self._lanes(self.ann).values()
            for row in rows
            for item in row["items"]
        ]
        self.assertEqual(sorted(items), ["alert", "contact"])
        account = self.acme.with_user(self.ann)
        names = [line.name for line in account._get_signals()[account]]
        self.assertNotIn("alert", names)
        self.assertEqual(names.count("contact"), 1)

    def test_line_has_the_button_of_the_day_and_opens_its_record(self):
        promise = self._promise()
        plan = self._add_plan()
        late = self.today - timedelta(days=1)
        action = self._add_action(plan, user_id=self.ann.id, date_due=late)
        self._agree(plan)
        feedback = self._say(user_id=self.ann.id)
        feedback.deadline = fields.Datetime.now() - timedelta(hours=1)
        account = self.acme.with_user(self.ann)
        account.invalidate_recordset()
        found = {
            line["name"]: (list(line["record"]), line["action"], line["undo"])
            for line in account.signals
            if line["name"] in ("promise", "action", "feedback")
        }
        self.assertEqual(
            found,
            {
                "promise": (
                    [promise._name, promise.id],
                    "action_keep",
                    "action_reopen",
                ),
                "action": ([action._name, action.id], "action_done", "action_reopen"),
                "feedback": ([feedback._name, feedback.id], "", ""),
            },
        )

    def test_lines_of_all_cards_come_in_the_same_queries(self):
        def count(accounts):
            accounts = accounts.with_user(self.ann)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            lines = self.env["relationship.day"].with_user(self.ann)
            self.assertEqual(len(lines._get_owed_lines(accounts)), len(accounts))
            return self.env.cr.sql_log_count - before

        few, many = self._add_accounts(2), self._add_accounts(30)
        for account in few | many:
            self._promise(account)
        count(few)
        self.assertEqual(count(few), count(many))


@tagged("post_install", "-at_install")
class TestTakeOver(DayCommon):
    """Somebody who leads takes a customer over, and gives it back."""

    def setUp(self):
        super().setUp()
        self.acme.backup_id = False
        self.promise = self._promise()

    def _row(self, user, of=None):
        lanes = self._lanes(user, user_id=(of or self.ann).id)
        return [row for rows in lanes.values() for row in rows]

    def test_row_goes_to_the_head_who_took_it_over_and_back(self):
        [row] = self._row(self.hugo)
        self.assertTrue(row["can_take_over"])
        handover = self.Day.with_user(self.hugo).take_over(row["account"]["id"])
        self.assertEqual(self.acme.manager_id, self.hugo)
        self.assertEqual(self.acme.backup_id, self.ann, "knows the customer")
        self.assertEqual(self.promise.user_id, self.hugo)
        self.assertFalse(self._row(self.hugo))
        self.assertEqual(self._names(self._lanes(self.hugo)["owe"]), ["Acme"])
        self.env["relationship.handover"].with_user(self.hugo).browse(
            handover
        ).action_undo()
        self.assertEqual(
            (self.acme.manager_id, self.acme.backup_id.id), (self.ann, False)
        )
        self.assertEqual(self.promise.user_id, self.ann)

    def test_leader_of_the_team_takes_over_who_only_leads_does_not(self):
        self.north.user_id = self.tim
        [row] = self._row(self.tim)
        may = self.acme.with_user(self.tim).has_access("write")
        self.assertEqual(row["can_take_over"], may)

    def test_nobody_takes_over_in_the_own_day_or_what_is_not_theirs_to_give(self):
        self.assertFalse(self._row(self.ann)[0]["can_take_over"])
        for user in (self.bob, self.sam, self.finn, self.eve, self.pia):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.Day.with_user(user).take_over(self.acme.id)
        self.assertEqual(self.acme.manager_id, self.ann)
