from datetime import timedelta

import lxml.html

from odoo import fields
from odoo.tests import tagged

from .common import PortalCase


@tagged("post_install", "-at_install")
class TestPortalPages(PortalCase):
    """What a customer who logs in reads and does."""

    # ------------------------------------------------------------
    # Home
    # ------------------------------------------------------------

    def test_home_leads_to_contact_plans_and_feedback(self):
        home = self._read("/my")
        for url in ("/my/account-manager", "/my/plans", "/my/feedback"):
            self.assertIn(f'href="{url}"', home)

    def test_home_leads_on_without_javascript(self):
        home = lxml.html.fromstring(self._read("/my"))
        for url in ("/my/account-manager", "/my/plans", "/my/feedback"):
            # Odoo shows the tiles it hides by JavaScript.
            hidden = "ancestor-or-self::*[contains(@class, 'd-none')]"
            self.assertTrue(home.xpath(f"//a[@href='{url}'][not({hidden})]"), url)

    def test_home_counts_steps_that_wait_for_the_customer(self):
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["relationship_waiting_count"]}
        )
        self.assertEqual(counters["relationship_waiting_count"], 1)
        self.theirs.write({"state": "done"})
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["relationship_waiting_count"]}
        )
        self.assertEqual(counters["relationship_waiting_count"], 0)

    def test_home_counts_feedback_that_waits_for_the_customers_word(self):
        self.acme_feedback.write({"state": "implemented", "asked_at": False})
        asked = {"counters": ["relationship_asked_count"]}
        counters = self.make_jsonrpc_request("/my/counters", asked)
        self.assertEqual(counters["relationship_asked_count"], 0)
        self.acme_feedback.asked_at = fields.Datetime.now()
        counters = self.make_jsonrpc_request("/my/counters", asked)
        self.assertEqual(counters["relationship_asked_count"], 1)
        self.assertIn("Feedback: is it solved?", self._read("/my"))

    def test_home_of_a_customer_without_account_has_no_tiles(self):
        self.pia.partner_id.parent_id = self.dune
        self.assertNotIn("/my/account-manager", self._read("/my"))
        for url in ("/my/account-manager", "/my/feedback/new"):
            self.assertGone(url)
        self.assertNotIn("/my/feedback/new", self._read("/my/feedback"))

    # ------------------------------------------------------------
    # Account manager
    # ------------------------------------------------------------

    def test_manager_page_names_who_looks_after_the_customer(self):
        self.ann.partner_id.phone = "+32 2 555 01 23"
        page = self._read("/my/account-manager")
        self.assertIn("Ann", page)
        self.assertIn("tel:+32 2 555 01 23", page)
        self.assertIn(f"mailto:{self.ann.email}", page)
        self.assertIn("data:image", page)

    def test_stand_in_shows_during_an_absence(self):
        self.env["relationship.absence"].create(
            {
                "state": "planned",
                "user_id": self.ann.id,
                "date_from": self.today,
                "date_to": self.today + timedelta(days=5),
            }
        )
        page = self._read("/my/account-manager")
        self.assertRegex(page, r"Bea[\s\S]*stands in for[\s\S]*Ann[\s\S]*until")

    def test_without_stand_in_the_page_says_the_manager_is_away(self):
        self.acme.backup_id = False
        self.env["relationship.absence"].create(
            {
                "state": "planned",
                "user_id": self.ann.id,
                "date_from": self.today,
                "date_to": self.today + timedelta(days=5),
            }
        )
        self.assertIn("Away until", self._read("/my/account-manager"))

    def test_after_the_manager_left_the_backup_is_shown_and_asked(self):
        self.ann.active = False
        page = self._read("/my/account-manager")
        self.assertIn("Bea", page)
        self.assertNotIn("Ann", page)
        self._post("/my/account-manager", f"/my/account-manager/{self.acme.id}/call")
        self.assertEqual(self.acme.activity_ids.user_id, self.bea)

    def test_asking_for_a_call_plans_it_for_who_acts_today(self):
        self.env["relationship.absence"].create(
            {
                "state": "planned",
                "user_id": self.ann.id,
                "date_from": self.today,
                "date_to": self.today,
            }
        )
        page = self._post(
            "/my/account-manager",
            f"/my/account-manager/{self.acme.id}/call",
            phone="0471 <b>1</b>",
            when="Monday",
            about="The offer",
        )
        self.assertIn("We will call you", page.text)
        activity = self.acme.activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref("mail.mail_activity_data_call")
        )
        self.assertEqual(activity.user_id, self.bea)
        self.assertIn("Pia", activity.summary)
        self.assertIn("Monday", activity.note)
        self.assertIn("&lt;b&gt;", self.acme.message_ids[0].body)
        self.assertEqual(self.acme.message_ids[0].author_id, self.pia.partner_id)

    def test_a_call_needs_no_details(self):
        self._post("/my/account-manager", f"/my/account-manager/{self.acme.id}/call")
        self.assertIn("call me", self.acme.message_ids[0].body)

    def test_writing_leaves_a_note_and_something_to_answer(self):
        page = self._post(
            "/my/account-manager",
            f"/my/account-manager/{self.acme.id}/write",
            message="First line\nSecond line",
        )
        self.assertIn("Your message was sent", page.text)
        self.assertIn("First line<br>Second line", self.acme.message_ids[0].body)
        self.assertIn("Pia", self.acme.activity_ids[0].summary)

    def test_an_empty_message_is_not_sent(self):
        page = self._post(
            "/my/account-manager",
            f"/my/account-manager/{self.acme.id}/write",
            message="  ",
        )
        self.assertIn("Please write a few words", page.text)
        self.assertFalse(self.acme.activity_ids)

    def test_the_customer_follows_nothing(self):
        self._post(
            "/my/account-manager",
            f"/my/account-manager/{self.acme.id}/write",
            message="Hello",
        )
        self.assertNotIn(self.pia.partner_id, self.acme.message_partner_ids)

    # ------------------------------------------------------------
    # Several companies, another company
    # ------------------------------------------------------------

    def test_accounts_in_every_company_show(self):
        company = self._add_company()
        account = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        self._add_plan(account, name="Plan elsewhere", user_id=self.hugo.id)
        self.assertIn("Second company", self._read("/my/account-manager"))
        plans = self._read("/my/plans")
        self.assertIn("Plan elsewhere", plans)
        self.assertIn("New office", plans)
        self.assertIn("Whom is it for?", self._read("/my/feedback/new"))
        self._post(
            "/my/feedback/new",
            "/my/feedback/new",
            account_id=str(account.id),
            kind="idea",
            verbatim="For the second company",
        )
        feedback = self.env["relationship.feedback"].search(
            [("verbatim", "=", "For the second company")]
        )
        self.assertEqual(feedback.account_id, account)
        self.assertEqual(feedback.company_id, company)

    def test_a_user_moved_to_another_company_sees_the_new_one_only(self):
        self.pia.partner_id.parent_id = self.birch_customer
        self.assertGone(f"/my/plans/{self.acme_plan.id}")
        self.assertGone(f"/my/feedback/{self.acme_feedback.id}")
        self.assertIn("Birch&#39;s plan", self._read("/my/plans"))

    def test_an_archived_account_shows_nothing(self):
        self.acme.action_archive()
        self.assertGone(f"/my/plans/{self.acme_plan.id}")
        self.assertNotIn("New office", self._read("/my/plans"))

    # ------------------------------------------------------------
    # Feedback
    # ------------------------------------------------------------

    def test_new_feedback_keeps_words_kind_and_files(self):
        page = self._post(
            "/my/feedback/new",
            "/my/feedback/new",
            files=[("attachment", ("note.txt", b"Hello", "text/plain"))],
            kind="complaint",
            importance="essential",
            verbatim="The truck was late\nTwice.",
        )
        self.assertIn("Thank you for telling us", page.text)
        feedback = self.env["relationship.feedback"].search(
            [("account_id", "=", self.acme.id)], order="id desc", limit=1
        )
        self.assertRecordValues(
            feedback,
            [
                {
                    "verbatim": "The truck was late\nTwice.",
                    "kind": "complaint",
                    "importance": "essential",
                    "source": "portal",
                    "partner_id": self.pia.partner_id.id,
                    "is_shared": True,
                    "customer_wording": "The truck was late",
                }
            ],
        )
        self.assertIn("note.txt", page.text)
        self.assertTrue(feedback.team_id)

    def test_what_was_written_stays_when_something_is_missing(self):
        page = self._post(
            "/my/feedback/new", "/my/feedback/new", kind="nonsense", verbatim="My words"
        )
        self.assertIn("My words</textarea>", page.text)
        self.assertIn("Please write a few words first", page.text)
        page = self._post(
            "/my/feedback/new", "/my/feedback/new", kind="idea", verbatim="x" * 10001
        )
        self.assertIn("too long", page.text)

    def test_an_unknown_importance_is_left_out(self):
        self._post(
            "/my/feedback/new",
            "/my/feedback/new",
            kind="idea",
            importance="<b>",
            verbatim="Important?",
        )
        feedback = self.env["relationship.feedback"].search(
            [("verbatim", "=", "Important?")]
        )
        self.assertFalse(feedback.importance)

    def test_list_shows_open_feedback_or_all(self):
        self.acme_feedback.write({"state": "planned"})
        answered = self._add_feedback(self.acme, self.pia, "Answered long ago")
        self.env["relationship.feedback.notice"].create(
            {
                "feedback_id": answered.id,
                "kind": "outcome",
                "channel": "phone",
                "partner_id": self.pia.partner_id.id,
                "body": "<p>Told</p>",
            }
        )
        answered.write({"state": "closed"})
        self.assertIn("Late again", self._read("/my/feedback"))
        self.assertNotIn("Answered long ago", self._read("/my/feedback"))
        everything = self._read("/my/feedback?filterby=all&sortby=changed")
        self.assertIn("Answered long ago", everything)
        self.assertIn("Late again", self._read("/my/feedback?filterby=x&sortby=y"))

    def test_what_is_declined_is_open_until_the_customer_was_told(self):
        joined = self._add_feedback(self.acme, self.pia, "Doors, too")
        joined.write({"state": "duplicate", "duplicate_of_id": self.acme_feedback.id})
        self.acme_feedback.write({"state": "declined", "decline_reason": "Too dear"})
        page = self._read("/my/feedback")
        self.assertIn("Late again", page)
        self.assertIn("Doors, too", page)
        self.env["relationship.feedback.notice"].create(
            {
                "feedback_id": self.acme_feedback.id,
                "kind": "decision",
                "channel": "phone",
                "partner_id": self.pia.partner_id.id,
                "body": "<p>Sorry</p>",
            }
        )
        page = self._read("/my/feedback")
        self.assertNotIn("Late again", page)
        self.assertNotIn("Doors, too", page)

    def test_list_has_pages(self):
        for number in range(21):
            self._add_feedback(self.acme, self.pia, f"Number {number}.")
        self.assertIn("Number 20.", self._read("/my/feedback"))
        self.assertNotIn("Number 0.", self._read("/my/feedback"))
        self.assertIn("Number 0.", self._read("/my/feedback/page/2"))

    def test_feedback_page_says_what_happened_and_what_we_told(self):
        self.acme_feedback.customer_status_note = "New carrier from 1 December"
        self._ask_whether_solved(self.acme_feedback)
        page = self._read(f"/my/feedback/{self.acme_feedback.id}")
        for words in (
            "Late again",
            "New carrier from 1 December",
            "Done on our side",
            "Is it solved?",
        ):
            self.assertIn(words, page)

    def test_solved_is_noted(self):
        self._ask_whether_solved(self.acme_feedback)
        page = self._answer_feedback(answer="solved")
        self.assertIn("glad that it is solved", page.text)
        self.assertEqual(self.acme_feedback.state, "verified")

    def test_not_solved_says_why_and_reopens(self):
        self._ask_whether_solved(self.acme_feedback)
        page = self._answer_feedback(answer="unsolved")
        self.assertIn("Please write a few words", page.text)
        self.assertEqual(self.acme_feedback.state, "implemented")
        page = self._answer_feedback(answer="unsolved", comment="Late again today")
        self.assertIn("We look at it again", page.text)
        self.assertEqual(self.acme_feedback.state, "in_progress")
        self.assertIn("Late again today", page.text)

    def test_it_can_come_back_after_it_was_solved(self):
        self._ask_whether_solved(self.acme_feedback)
        self._answer_feedback(answer="solved")
        page = self._answer_feedback(answer="unsolved", comment="It is back")
        self.assertIn("We look at it again", page.text)
        self.assertEqual(self.acme_feedback.state, "in_progress")

    def test_nobody_verifies_what_was_not_asked(self):
        page = self._answer_feedback(answer="solved")
        self.assertIn("answered already", page.text)
        self.assertEqual(self.acme_feedback.state, "new")

    def test_a_comment_reaches_the_feedback(self):
        page = self._answer_feedback(answer="comment", comment="One more thing\n<b>")
        self.assertIn("Your comment was sent", page.text)
        self.assertRegex(page.text, r"One more thing<br/?>&lt;b&gt;")
        self.assertEqual(
            self.acme_feedback.message_ids[0].author_id, self.pia.partner_id
        )
        page = self._answer_feedback(answer="comment")
        self.assertIn("Please write a few words", page.text)

    def _answer_feedback(self, **data):
        url = f"/my/feedback/{self.acme_feedback.id}"
        return self._post(url, f"{url}/answer", **data)
