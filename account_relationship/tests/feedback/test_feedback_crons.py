from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from .common import FeedbackCommon

#: Queries a further feedback may cost, without the mail Odoo sends to its user.
EACH = 1
#: Indexes in the order of a column of the board, and of the list.
BOARD = "relationship_feedback_state_deadline_idx"
LIST = "relationship_feedback_deadline_idx"
INDEXES = {BOARD, LIST}


@tagged("post_install", "-at_install")
class TestFeedbackCrons(FeedbackCommon):
    """What runs every quarter of an hour is done for all at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.feedback = cls.env["relationship.feedback"].create(
            [
                {
                    "verbatim": f"Complaint {number}",
                    "partner_id": cls.amy.id,
                    "team_id": cls.technical_team.id,
                    "user_id": cls.tess.id,
                }
                for number in range(24)
            ]
        )
        cls.feedback.write({"state": "planned"})

    def _count(self, work, feedback):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work(feedback)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def assertCheap(self, work):
        quiet = self.feedback.with_context(mail_activity_quick_update=True)
        work(quiet[:2])
        few = self._count(work, quiet[2:4])
        many = self._count(work, quiet[4:24])
        self.assertLessEqual(many - few, 18 * EACH)

    def test_column_of_the_board_is_read_in_order(self):
        self.assertReadInOrder([("state", "=", "planned")], BOARD)

    def assertReadInOrder(self, domain, index):
        """Not all are sorted to show the first."""
        query = self.env["relationship.feedback"]._search(
            domain, order="deadline, id", limit=80
        )
        # With few rows one index is as good as the other, whatever its order.
        for other in INDEXES - {index}:
            self.env.cr.execute(SQL("DROP INDEX %s", SQL.identifier(other)))
        # Few rows are quicker read whole and sorted.
        for way in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
            self.env.cr.execute(
                SQL("SET LOCAL %s = off", SQL.identifier(f"enable_{way}"))
            )
        self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn(index, plan)
        self.assertNotIn("Sort", plan)

    def test_list_is_read_in_order(self):
        self.assertReadInOrder([], LIST)

    def test_clocks_that_run_out_are_told_of_at_once(self):
        self.feedback.deadline = fields.Datetime.now() - timedelta(hours=1)
        self.assertCheap(lambda feedback: feedback._escalate())
        self.assertEqual(set(self.feedback.mapped("escalation_level")), {1})
        for feedback in self.feedback:
            told = self._get_work(feedback, "feedback_late")
            self.assertEqual([user for user, __ in told], [self.lena])

    def test_customers_to_be_told_are_planned_at_once(self):
        summary = "Tell the customer how it is going"
        self.assertCheap(lambda feedback: feedback._ask_to_tell(summary))
        self.feedback._ask_to_tell(summary)
        for feedback in self.feedback:
            told = self._get_work(feedback, "feedback_tell")
            self.assertEqual([user for user, __ in told], [self.tess])
