from unittest.mock import patch

from odoo import http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..plan.informing import InformCommon
from ..score.test_score_page import PageCase
from .common import PortalCase

#: What a refusal says.
REFUSED = "No"


def refuse_after(write):
    """A method that writes something and is refused then."""

    def method(record, *args, **kwargs):
        write(record)
        record.flush_recordset()
        raise UserError(REFUSED)

    return method


@tagged("post_install", "-at_install")
class TestPortalRefusals(PortalCase):
    """What is refused leaves nothing behind, whenever it is refused."""

    def test_refused_answer_to_a_plan_leaves_nothing(self):
        url = f"/my/plans/{self.acme_plan.id}"
        Action = self.registry["relationship.action"]
        method = refuse_after(lambda action: action.write({"name": "Half done"}))
        for answer, name in (
            ({"answer": "confirm"}, "_customer_confirms"),
            ({"answer": "propose", "date": "2099-01-01"}, "_customer_proposes"),
            ({"answer": "comment", "comment": "Hm"}, "_customer_comments"),
        ):
            with self.subTest(name=name), patch.object(Action, name, method):
                page = self._post(url, f"{url}/action/{self.theirs.id}", **answer)
                self.assertIn("could not be saved", page.text)
                self.theirs.invalidate_recordset()
                self.assertEqual(self.theirs.name, "Confirm the floor plan")

    def test_refused_answer_to_feedback_leaves_nothing(self):
        url = f"/my/feedback/{self.acme_feedback.id}"
        method = refuse_after(lambda feedback: feedback.write({"summary": "Half"}))
        Feedback = self.registry["relationship.feedback"]
        with patch.object(Feedback, "_customer_comments", method):
            page = self._post(url, f"{url}/answer", comment="Hm")
        self.assertIn("could not be saved", page.text)
        self.acme_feedback.invalidate_recordset()
        self.assertFalse(self.acme_feedback.summary)

    def test_new_feedback_comes_with_its_files_or_not_at_all(self):
        method = refuse_after(lambda feedback: feedback.write({"summary": "Half"}))
        Feedback = self.registry["relationship.feedback"]
        before = self.env["relationship.feedback"].search_count([])
        with patch.object(Feedback, "_customer_comments", method):
            page = self._post(
                "/my/feedback/new",
                "/my/feedback/new",
                files=[("attachment", ("a.txt", b"Look", "text/plain"))],
                kind="complaint",
                verbatim="The access sticks",
            )
        self.assertIn("could not be saved", page.text)
        self.assertIn("The access sticks", page.text)
        self.assertEqual(self.env["relationship.feedback"].search_count([]), before)


@tagged("post_install", "-at_install")
class TestScoreRefusals(PageCase):
    def test_one_of_us_with_the_link_gets_a_clear_page_and_answers_nothing(self):
        for path in (self._get_path(), f"{self._get_path()}/refuse"):
            self.authenticate("ann", "ann".ljust(8, "x"))
            token = http.Request.csrf_token(self)
            response = self.url_open(path, {"csrf_token": token, "value": "9"})
            self.assertEqual(response.status_code, 403)
            self.assertIn("This answer was not taken", response.text)
            self.assertEqual(response.headers["Cache-Control"], "no-store")
            self.assertUnanswered()


@tagged("post_install", "-at_install")
class TestChoiceRefusals(InformCommon, HttpCase):
    def test_one_of_us_with_the_link_chooses_nothing(self):
        row = self.to_amy
        self.authenticate("ann", "ann".ljust(8, "x"))
        response = self.url_open(
            f"/plan-mails/{row.id}/{row.access_token}", {f"inform_{row.id}": "never"}
        )
        self.assertEqual(response.status_code, 200)
        self.assertIn("could not be saved", response.text)
        row.invalidate_recordset()
        self.assertEqual(row.inform, "each")
