from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PortalCase


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
        today = self.theirs.company_id._get_relationship_today()
        self._answer_action(answer="propose", date=fields.Date.to_string(today))
        self.assertEqual(self.theirs.proposed_date, today, "it is not over yet")

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

    def _see(self, url):
        """What the page's script says once the page was visible for some seconds."""
        return self.make_jsonrpc_request(f"{url}/seen", {})

    def test_a_look_of_a_customer_is_logged_and_told(self):
        url = f"/my/plans/{self.acme_plan.id}"
        self._read(url)
        self.assertFalse(self.acme_plan.visit_ids, "opened only")
        self._see(url)
        plan = self.acme_plan.with_user(self.ann)
        self.assertEqual(plan.seen_by, "Pia")
        self.assertEqual(plan.visit_count, 1)
        self.assertTrue(plan.seen_at)
        self.assertFalse(self.birch_plan.with_user(self.ann).seen_by)

    def test_robots_that_follow_links_do_not_count_as_looks(self):
        url = f"/my/plans/{self.acme_plan.id}"
        robot = {"User-Agent": "SafeLinks-Preview/1.0"}
        self.assertEqual(self.url_open(url, headers=robot).status_code, 200)
        self.opener.head(self.base_url() + url)
        self.make_jsonrpc_request(f"{url}/seen", {}, headers=robot)
        self.assertFalse(self.acme_plan.visit_ids)

    def test_a_scanner_that_opens_all_by_link_has_seen_nothing(self):
        self.log_in(None)
        share = self._share(self.acme_plan, self.amy)
        url = f"/plan/{self.acme_plan.id}/{share.access_token}"
        report = type(self.env["ir.actions.report"])
        with patch.object(report, "_render_qweb_pdf", return_value=(b"%PDF", "pdf")):
            self.assertIn(f'data-seen-url="{url}/seen"', self._read(url))
            self._read(f"{url}/pdf")
        self.assertEqual(self.url_open(f"{url}/seen").status_code, 405)
        self.assertEqual(self.url_open(f"{url}/seen", {"x": "y"}).status_code, 415)
        self.assertFalse(self.acme_plan.visit_ids)
        self._see(url)
        self.assertEqual(self.acme_plan.visit_ids.link_id, share)
        self.assertEqual(self.acme_plan.visit_ids.partner_id, self.amy)

    def test_looks_within_an_hour_are_one(self):
        url = f"/my/plans/{self.acme_plan.id}"
        self._see(url)
        self._see(url)
        self.assertEqual(len(self.acme_plan.visit_ids), 1)
        self.acme_plan.visit_ids.date -= timedelta(minutes=61)
        self._see(url)
        self.assertEqual(len(self.acme_plan.visit_ids), 2)

    def test_looks_by_a_link_that_names_nobody_are_one_as_well(self):
        self.log_in(None)
        for share in (self._share(self.acme_plan), self._share(self.acme_plan)):
            url = f"/plan/{self.acme_plan.id}/{share.access_token}"
            self._see(url)
            self._see(url)
            self.assertEqual(len(share.visit_ids), 1)

    def test_who_answers_has_seen_the_plan(self):
        self._answer_action(answer="comment", comment="Seen")
        self.assertEqual(self.acme_plan.visit_ids.partner_id, self.pia.partner_id)

    def test_nothing_is_seen_behind_a_wrong_link(self):
        share = self._share(self.acme_plan, self.amy)
        self._see(f"/my/plans/{self.birch_plan.id}")
        self._see(f"/my/plans/{self.draft_plan.id}")
        self.log_in(None)
        self._see(f"/plan/{self.birch_plan.id}/{share.access_token}")
        share.action_revoke()
        self._see(f"/plan/{self.acme_plan.id}/{share.access_token}")
        self.assertFalse(self.env["relationship.plan.visit"].search([]))

    def test_the_preview_says_nothing_of_a_look(self):
        self.log_in("ann")
        page = self._read(f"/plan/{self.acme_plan.id}/preview")
        self.assertNotIn("data-seen-url", page)
        self._see(
            f"/plan/{self.acme_plan.id}/{self._share(self.acme_plan).access_token}"
        )
        self.assertFalse(self.acme_plan.visit_ids)

    def test_preview_says_what_is_missing_and_how_much_is_hidden(self):
        self._add_action(self.draft_plan, name="Upsell", is_shared=False)
        self.log_in("ann")
        page = " ".join(self._read(f"/plan/{self.draft_plan.id}/preview").split())
        self.assertIn("cannot open it yet:</b> have it agreed", page)
        self.assertIn("not on this page: <b>1</b>", page)
        self.assertNotIn("Upsell", page)
        page = " ".join(self._read(f"/plan/{self.unshared_plan.id}/preview").split())
        self.assertIn("cannot open it yet:</b> share the plan", page)
        self.assertNotIn("not on this page", page)

    def test_old_looks_end_but_the_last_one_stays(self):
        looks = self.env["relationship.plan.visit"]
        now = fields.Datetime.now()
        old = looks.create(
            [
                {"plan_id": plan.id, "date": now - timedelta(days=days)}
                for plan, days in [
                    *((self.acme_plan, days) for days in (800, 400, 10)),
                    *((self.birch_plan, days) for days in (900, 700)),
                ]
            ]
        )
        self.env.company.relationship_look_days = 0
        looks._gc_looks()
        self.assertEqual(old.exists(), old)
        self.env.company.relationship_look_days = 365
        self.assertEqual(looks._gc_looks(), (3, 0))
        self.assertEqual(old.exists(), old[2] | old[4])

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

    def test_reading_a_plan_on_paper_is_a_look_of_who_logged_in(self):
        report = type(self.env["ir.actions.report"])
        with patch.object(report, "_render_qweb_pdf", return_value=(b"%PDF", "pdf")):
            self._read(f"/my/plans/{self.acme_plan.id}/pdf")
        self.assertEqual(self.acme_plan.visit_ids.partner_id, self.pia.partner_id)

    def test_the_button_for_paper_says_that_the_plan_was_seen(self):
        page = self._read(f"/my/plans/{self.acme_plan.id}")
        self.assertRegex(page, r'data-seen="1"[^>]*href="[^"]*/pdf"')

    def test_where_no_pdf_can_be_made_the_page_says_so(self):
        failing = patch.object(
            type(self.env["ir.actions.report"]),
            "_render_qweb_pdf",
            side_effect=UserError("no wkhtmltopdf"),
        )
        with failing:
            page = self._read(f"/my/plans/{self.acme_plan.id}/pdf")
        self.assertIn("The PDF cannot be made right now", page)
