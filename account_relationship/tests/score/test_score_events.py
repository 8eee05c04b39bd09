from odoo.tests import tagged

from ..events import Events
from .common import ScoreCommon


@tagged("post_install", "-at_install")
class TestScoreEvents(Events, ScoreCommon):
    def test_low_answer_is_written_once_with_what_it_became(self):
        score = self._add_score(self.amy)
        with self.assertWrites("relationship.score"):
            score._record_answer(2, "Too slow")
        self.assertEqual(score.feedback_id.score_value, 2)
        self.assertEqual(score.state, "answered")
