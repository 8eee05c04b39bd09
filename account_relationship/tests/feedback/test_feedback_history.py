from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged, users

from ..feedback.common import FeedbackMailCommon

COLUMNS = ["account_id", "name", "verbatim", "state", "received_at", "closed_at"]
ROW = ["Acme", "Drawers", "Drawers stick", "Solved", "2024-01-10 09:00:00"]
CLOSED = "2024-02-01 10:00:00"


@tagged("post_install", "-at_install")
class TestFeedbackHistory(FeedbackMailCommon):
    """What another system closed comes in closed, and counts in no figure."""

    def _load(self, *rows, columns=COLUMNS):
        return (
            self.env["relationship.feedback"]
            .with_context(import_file=True)
            .load(columns, [list(row) for row in rows])
        )

    def _import(self, *rows, columns=COLUMNS):
        result = self._load(*rows, columns=columns)
        self.assertTrue(result["ids"], result["messages"])
        return self.env["relationship.feedback"].browse(result["ids"])

    @users("adam")
    def test_closed_tickets_come_in_closed_with_their_dates_in_their_order(self):
        said = self._import(
            [*ROW, CLOSED],
            ["Acme", "Lamp", "The lamp is dark", "Open", "", ""],
            ["Acme", "Price", "Too dear", "Won't fix", "", CLOSED],
            ["Acme", "Door", "The door", "Cerrado", "2024-01-12 09:00:00", ""],
        )
        self.assertEqual(said.mapped("state"), ["closed", "new", "closed", "closed"])
        self.assertEqual(said.mapped("is_imported"), [True, False, True, True])
        self.assertEqual(
            said.mapped("outcome"), ["implemented", False, "declined", "answered"]
        )
        first = said[0]
        self.assertEqual(first.received_at, self._at("2024-01-10 09:00:00"))
        self.assertEqual(first.closed_at, self._at(CLOSED))
        self.assertEqual(said[3].closed_at, said[3].received_at)
        self.assertTrue(said[1].deadline)
        self.assertFalse((said - said[1]).filtered("deadline"))

    @users("adam")
    def test_nobody_is_told_or_asked_and_no_figure_counts_it(self):
        columns = [*COLUMNS, "partner_id", "user_id", "team_id", "source"]
        row = [*ROW, CLOSED, self.amy.email, "tess", "Technical", "manual"]
        with self.mock_mail_gateway():
            said = self._import(row, columns=columns)
            self.flush_tracking()
            feedback = self.env["relationship.feedback"].sudo()
            self.assertNotIn(said, feedback._find_left_alone())
            self._run_step("escalate_feedback")
        self.assertFalse(self._new_mails)
        self.assertEqual(said.user_id, self.tess.with_user(self.env.user))
        self.assertFalse(said.sudo().message_ids.notification_ids)
        self.assertFalse(said.sudo().activity_ids)
        report = self.env["relationship.feedback.report"].sudo()
        self.assertFalse(report.search([("feedback_id", "in", said.ids)]))
        self.assertEqual(said.account_id.open_feedback_count, 0)
        self.assertEqual(said.account_id.feedback_count, 1)

    @users("adam")
    def test_open_rows_keep_their_day_and_have_our_time_from_now(self):
        columns = [*COLUMNS, "partner_id", "user_id", "team_id"]
        who = [self.amy.email, "tess", "Technical"]
        with self.mock_mail_gateway():
            closed, live = self._import(
                [*ROW, CLOSED, *who],
                [*ROW[:3], "Open", ROW[4], "", *who],
                columns=columns,
            )
            self.flush_tracking()
            self._run_step("escalate_feedback")
        self.assertFalse(self._new_mails)
        self.assertFalse(live.sudo().message_ids.notification_ids)
        self.assertEqual((closed.state, live.state), ("closed", "new"))
        self.assertFalse(live.is_imported)
        self.assertEqual(live.received_at, self._at(ROW[4]))
        now = fields.Datetime.now()
        for clock in ("acknowledge", "decide", "update", "resolve"):
            self.assertGreater(live[f"{clock}_deadline"], now, clock)
        self.assertEqual(live.clock_state, "on_time")
        self.assertEqual(live.account_id.open_feedback_count, 1)
        live.with_user(self.tess).action_acknowledge()
        self.env.flush_all()
        report = self.env["relationship.feedback.report"].sudo()
        line = report.search([("feedback_id", "=", live.id)])
        self.assertLess(line.acknowledge_hours, 1)

    @users("adam")
    def test_nothing_is_received_tomorrow(self):
        result = self._load([*ROW[:3], "Open", "2999-01-01 10:00:00", ""])
        self.assertIn("received later than now", str(result["messages"]))

    def test_only_an_administrator_says_when_an_open_row_was_received(self):
        for user in (self.hugo, self.ann):
            with self.subTest(user=user.login), self.env.cr.savepoint():
                feedback = self.env["relationship.feedback"].with_user(user)
                feedback = feedback.with_context(import_file=True)
                result = feedback.load(COLUMNS, [[*ROW[:3], "Open", ROW[4], ""]])
                self.assertIn("cannot be written down", str(result["messages"]))

    def test_who_is_no_administrator_is_told_which_column(self):
        for user in (self.hugo, self.ann):
            with self.subTest(user=user.login), self.env.cr.savepoint():
                feedback = self.env["relationship.feedback"].with_user(user)
                feedback = feedback.with_context(import_file=True)
                result = feedback.load(COLUMNS, [[*ROW, CLOSED]])
                self.assertFalse(result["ids"])
                self.assertIn("administrator", str(result["messages"]))
                self.assertIn("State", str(result["messages"]))

    @users("adam")
    def test_it_is_no_way_to_write_proofs_on_live_feedback(self):
        said = self._say()
        for name, value in (
            ("closed_at", CLOSED),
            ("received_at", CLOSED),
            ("outcome", "Answered"),
            ("is_imported", "1"),
        ):
            result = self._load([str(said.id), value], columns=[".id", name])
            self.assertIn("cannot be written down", str(result["messages"]), name)
            with self.assertRaises(UserError):
                said.with_context(import_file=True).write({name: value})
        result = self._load([str(said.id), "Solved"], columns=[".id", "state"])
        self.assertIn("cannot be moved on", str(result["messages"]))
        self.assertEqual(said.state, "new")
        for name in ("acknowledged_at", "closed_at", "outcome"):
            result = self._load(
                ["Acme", "Dark", "New", CLOSED, CLOSED if name[-1] == "t" else "Other"],
                columns=["account_id", "verbatim", "state", "received_at", name],
            )
            self.assertFalse(result["ids"], name)
        for name, value in (("source", "portal"), ("verified_at", CLOSED)):
            result = self._load([*ROW, CLOSED, value], columns=[*COLUMNS, name])
            self.assertIn("cannot be written down", str(result["messages"]), name)
        self.assertFalse(said.is_imported)

    @users("adam")
    def test_nothing_closes_before_it_came_or_tomorrow(self):
        for closed in ("2024-01-01 10:00:00", "2999-01-01 10:00:00"):
            result = self._load([*ROW, closed])
            self.assertIn("before it was received", str(result["messages"]))

    @users("adam")
    def test_what_is_reopened_is_worked_on_as_any_other(self):
        said = self._import([*ROW, CLOSED])
        said.action_reopen()
        self.assertEqual(said.state, "in_progress")
        self.assertTrue(said.is_imported)
        with self.assertRaisesRegex(UserError, "Implement it or decline it"):
            said.action_close()
