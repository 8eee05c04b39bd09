from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .portal import PortalCase


@tagged("post_install", "-at_install")
class TestPortalPlans(PortalCase):
    """What a customer reads of a plan, and answers."""

    def test_plan_page_shows_own_steps_first(self):
        page = self._read(f"/my/plans/{self.acme_plan.id}")
        self.assertLess(page.index("Confirm the floor plan"), page.index("Order desks"))
        self.assertIn("Waiting for you (", page)
        self.assertNotIn("Upsell", page)

    def test_confirming_an_own_step_is_noted(self):
        page = self._answer_action(answer="confirm", comment="All agreed")
        self.assertIn("It is noted as done", page.text)
        self.assertEqual(self.theirs.confirmed_by_id, self.pia.partner_id)
        self.assertIn("All agreed", page.text)

    def test_what_came_of_an_answer_is_said_at_its_step(self):
        page = self._answer_action(answer="comment").text
        above, __, step = page.partition(f'id="action-{self.theirs.id}"')
        self.assertNotIn("Please write a few words", above)
        self.assertIn("Please write a few words", step)
        self.assertEqual(page.count("Please write a few words"), 1)

    def test_a_page_names_its_language_and_itself(self):
        page = self._read(f"/my/plans/{self.acme_plan.id}")
        self.assertIn('<html lang="en-US"', page)
        self.assertIn("<title>New office | ", page)

    def test_a_proposed_date_waits_for_our_answer(self):
        due = self.theirs.date_due
        day = self.today + timedelta(days=20)
        page = self._answer_action(answer="propose", date=fields.Date.to_string(day))
        self.assertIn("We will tell you whether the new date suits us", page.text)
        self.assertIn("You proposed", page.text)
        self.assertEqual(self.theirs.date_due, due)
        self.assertEqual(self.theirs.proposed_date, day)

    def test_a_proposed_date_is_a_day_to_come(self):
        for date, words in [
            ("", "Please choose a date."),
            ("soon", "Please choose a date."),
            ("2020-01-01", "not over yet"),
        ]:
            page = self._answer_action(answer="propose", date=date)
            self.assertIn(words, page.text)
        self.assertFalse(self.theirs.proposed_date)

    def test_a_comment_with_a_file_reaches_the_action(self):
        page = self._answer_action(
            files=[("attachment", ("plan.txt", b"Floor", "text/plain"))],
            answer="comment",
            comment="See the drawing",
        )
        self.assertIn("See the drawing", page.text)
        self.assertIn("plan.txt", page.text)
        page = self._answer_action(answer="comment")
        self.assertIn("Please write a few words", page.text)

    def test_what_is_not_done_yet_is_not_confirmed(self):
        url = f"/my/plans/{self.acme_plan.id}"
        page = self._post(url, f"{url}/action/{self.ours.id}", answer="confirm")
        self.assertIn("That could not be saved", page.text)
        self.assertFalse(self.ours.confirmed_by_id)

    def _answer_action(self, files=None, **data):
        url = f"/my/plans/{self.acme_plan.id}"
        return self._post(url, f"{url}/action/{self.theirs.id}", files=files, **data)

    def test_every_look_of_a_customer_is_logged_and_told(self):
        self._read(f"/my/plans/{self.acme_plan.id}")
        plan = self.acme_plan.with_user(self.ann)
        self.assertEqual(plan.seen_by, "Pia")
        self.assertEqual(plan.view_count, 1)
        self.assertTrue(plan.seen_at)
        self.assertFalse(self.birch_plan.with_user(self.ann).seen_by)

    def test_robots_that_follow_links_do_not_count_as_looks(self):
        url = f"/my/plans/{self.acme_plan.id}"
        robot = {"User-Agent": "SafeLinks-Preview/1.0"}
        self.assertEqual(self.url_open(url, headers=robot).status_code, 200)
        self.opener.head(self.base_url() + url)
        self.assertFalse(self.acme_plan.view_ids)

    def test_pdf_is_the_plan(self):
        report = self.env["ir.actions.report"]
        if report.get_wkhtmltopdf_state() not in ("ok", "upgrade"):
            self.skipTest("wkhtmltopdf is not installed: no PDF can be made.")
        render = type(report)._render_qweb_pdf

        def render_in_tests(self, *args, **kwargs):
            # Odoo makes no PDF in tests unless told to.
            forced = self.with_context(force_report_rendering=True)
            return render(forced, *args, **kwargs)

        with patch.object(type(report), "_render_qweb_pdf", render_in_tests):
            url = f"/my/plans/{self.acme_plan.id}/pdf"
            response = self.url_open(url, timeout=60)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("New%20office.pdf", response.headers["Content-Disposition"])
        self.assertTrue(response.content.startswith(b"%PDF"))

    def test_reading_a_plan_on_paper_is_a_look(self):
        report = type(self.env["ir.actions.report"])
        share = self._share(self.acme_plan, self.amy)
        with patch.object(report, "_render_qweb_pdf", return_value=(b"%PDF", "pdf")):
            self._read(f"/my/plans/{self.acme_plan.id}/pdf")
            self.log_in(None)
            self._read(f"/plan/{self.acme_plan.id}/{share.access_token}/pdf")
        looks = self.acme_plan.view_ids.sorted("id")
        self.assertEqual(looks.partner_id, self.pia.partner_id | self.amy)
        self.assertEqual(looks.share_id, share)

    def test_where_no_pdf_can_be_made_the_page_says_so(self):
        failing = patch.object(
            type(self.env["ir.actions.report"]),
            "_render_qweb_pdf",
            side_effect=UserError("no wkhtmltopdf"),
        )
        with failing:
            page = self._read(f"/my/plans/{self.acme_plan.id}/pdf")
        self.assertIn("The PDF cannot be made right now", page)
