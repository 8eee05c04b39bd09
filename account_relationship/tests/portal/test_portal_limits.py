import math
from datetime import timedelta

from odoo.tests import tagged

from .common import PortalCase

NEW = "/my/feedback/new"
MANAGER = "/my/account-manager"
LATER = "You have sent us a lot within an hour"


class SendingCase(PortalCase):
    """What customers send, by the portal and by link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Set up by somebody else, it does not count.
        cls._age(cls.acme_feedback | cls.birch_feedback | cls.unshared_feedback)
        cls.mine = f"/my/feedback/{cls.acme_feedback.id}"
        cls.plan_url = f"/my/plans/{cls.acme_plan.id}"
        cls.step_url = f"{cls.plan_url}/action/{cls.theirs.id}"

    @classmethod
    def _age(cls, records, minutes=61):
        """As if they were made earlier."""
        records.flush_recordset()
        cls.env.cr.execute(
            f"UPDATE {records._table} SET create_date = create_date - %s"
            " WHERE id = ANY(%s)",
            [timedelta(minutes=minutes), records.ids],
        )
        records.invalidate_recordset()

    def _tell(self, verbatim, status=200, **values):
        values = {"kind": "complaint", "verbatim": verbatim, **values}
        return self._post(NEW, NEW, status=status, **values)

    def _call(self, about, status=200, **values):
        url = f"{MANAGER}/{self.acme.id}/call"
        return self._post(MANAGER, url, status=status, about=about, **values)

    def _write(self, message, status=200):
        url = f"{MANAGER}/{self.acme.id}/write"
        return self._post(MANAGER, url, status=status, message=message)

    def _add(self, comment, status=200, **values):
        values = {"answer": "comment", "comment": comment, **values}
        return self._post(self.mine, f"{self.mine}/answer", status=status, **values)

    def _answer_step(self, comment, status=200, **values):
        values = {"answer": "comment", "comment": comment, **values}
        return self._post(self.plan_url, self.step_url, status=status, **values)

    def _get_feedback(self, verbatim):
        return self.env["relationship.feedback"].search([("verbatim", "=", verbatim)])

    def _get_said(self, record, words):
        return record.message_ids.filtered(lambda message: words in message.body)


@tagged("post_install", "-at_install")
class TestPortalLimits(SendingCase):
    """Nobody floods us, and nothing anybody typed is lost."""

    def setUp(self):
        super().setUp()
        self.env.company.relationship_portal_limit = 2

    def test_more_than_the_limit_is_refused_wherever_it_is_sent(self):
        self._tell("First")
        self._add("Second")
        for send in (
            self._tell,
            self._call,
            self._write,
            self._add,
            self._answer_step,
        ):
            with self.subTest(send=send.__name__):
                response = send("My long words", status=429)
                self.assertIn(LATER, response.text)
                self.assertIn("My long words", response.text, "kept in the form")
                seconds = int(response.headers["Retry-After"])
                self.assertGreater(seconds, 3000)
                self.assertRegex(response.text, rf"\b{seconds // 60}\s+min")
                self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertFalse(self._get_feedback("My long words"))
        for record in (self.acme, self.acme_feedback, self.theirs):
            self.assertFalse(self._get_said(record, "My long words"))
        self.assertFalse(self.acme.activity_ids)

    def test_a_refused_call_keeps_all_that_was_typed(self):
        self._tell("First")
        self._tell("Second")
        page = self._call("Desks", status=429, phone="123 456", when="at noon").text
        self.assertIn('value="123 456"', page)
        self.assertIn('value="at noon"', page)

    def test_a_refused_proposal_is_not_proposed(self):
        self._tell("First")
        self._tell("Second")
        day = self.today + timedelta(days=20)
        page = self._answer_step("Why", status=429, answer="propose", date=day).text
        self.assertIn(LATER, page)
        self.assertFalse(self.theirs.proposed_date)

    def test_the_page_says_when_to_try_again(self):
        self._tell("First")
        self._tell("Second")
        self._age(self._get_feedback("First"), 40)
        response = self._tell("Third", status=429)
        minutes = math.ceil(int(response.headers["Retry-After"]) / 60)
        self.assertTrue(18 <= minutes <= 20, minutes)
        self.assertRegex(response.text, rf"{minutes}\s+min")
        self._age(self._get_feedback("First"), 25)
        self._tell("Third")
        self.assertTrue(self._get_feedback("Third"))

    def test_whether_it_is_done_or_solved_can_always_be_said(self):
        self._tell("First")
        self._tell("Second")
        self._ask_whether_solved(self.acme_feedback)
        self._post(self.mine, f"{self.mine}/answer", answer="solved")
        self.assertEqual(self.acme_feedback.is_solved, "yes")
        self._answer_step("", answer="confirm")
        self.assertTrue(self.theirs.confirmed_at)
        self._answer_step("And more", status=429, answer="confirm")

    def test_a_link_passed_on_has_the_limit_of_its_contact(self):
        share = self._share(self.acme_plan, self.amy)
        other = self._share(self.acme_plan, self.amy)
        self.log_in(None)
        for link, comment, status in [
            (share, "First", 200),
            (other, "Second", 200),
            (share, "Third", 429),
        ]:
            url = f"/plan/{self.acme_plan.id}/{link.access_token}"
            step = f"{url}/action/{self.theirs.id}"
            self._post(url, step, status=status, answer="comment", comment=comment)
        self.log_in("pia")
        self._tell("Somebody else may still say something")

    def test_without_limit_everything_is_taken(self):
        self.env.company.relationship_portal_limit = 0
        for number in range(4):
            self._add(f"Comment {number}")
        self.assertEqual(len(self._get_said(self.acme_feedback, "Comment")), 4)

    def test_limits_are_the_companys_settings(self):
        self.assertRecordValues(
            self._add_company(),
            [
                {
                    "relationship_portal_limit": 20,
                    "relationship_mail_limit": 10,
                    "relationship_look_days": 365,
                }
            ],
        )


@tagged("post_install", "-at_install")
class TestPortalOnce(SendingCase):
    """What is sent twice, by a double click or the back button, is one."""

    def test_the_same_feedback_is_one_and_both_see_its_page(self):
        first, second = self._tell("Dark"), self._tell(" Dark\r\n")
        self.assertEqual(len(self._get_feedback("Dark")), 1)
        self.assertEqual(first.url, second.url)
        self._tell("Dark again")
        self.assertEqual(len(self._get_feedback("Dark again")), 1)

    def test_the_same_words_are_new_after_an_hour(self):
        self._tell("Dark")
        self._age(self._get_feedback("Dark"))
        self._tell("Dark")
        self.assertEqual(len(self._get_feedback("Dark")), 2)

    def test_the_same_words_of_a_colleague_are_feedback_of_their_own(self):
        self._tell("Dark")
        self.bert.partner_id.parent_id = self.acme_customer
        self.log_in("bert")
        self._tell("Dark")
        self.assertEqual(len(self._get_feedback("Dark")), 2)

    def test_a_file_sent_with_the_same_words_is_kept(self):
        self._tell("Dark")
        for __ in range(2):
            self._tell("Dark", files=[("attachment", ("a.txt", b"x", "text/plain"))])
        feedback = self._get_feedback("Dark")
        self.assertEqual(feedback.message_ids.attachment_ids.mapped("name"), ["a.txt"])

    def test_what_is_sent_again_at_the_limit_is_not_refused(self):
        self.env.company.relationship_portal_limit = 1
        self._tell("Dark")
        self._tell("Dark")
        self._tell("Darker", status=429)

    def test_the_same_call_is_asked_for_once(self):
        self._call("Desks", when="now")
        self._call("Desks", when="now")
        self.assertEqual(len(self.acme.activity_ids), 1)
        self.assertEqual(len(self._get_said(self.acme, "Desks")), 1)
        self._call("Desks", when="tomorrow")
        self.assertEqual(len(self.acme.activity_ids), 2)

    def test_a_call_that_was_made_can_be_asked_for_again(self):
        self._call("Desks")
        self.acme.activity_ids.action_feedback()
        self._call("Desks")
        self.assertEqual(len(self.acme.activity_ids), 1)

    def test_the_same_message_is_written_once(self):
        self._write("Hello\nthere")
        self._write("Hello\r\nthere")
        self.assertEqual(len(self.acme.activity_ids), 1)
        self.assertEqual(len(self._get_said(self.acme, "Hello")), 1)

    def test_the_same_comment_is_one(self):
        for __ in range(2):
            self._add("It is the red one")
            self._answer_step("By Friday")
        self.assertEqual(len(self._get_said(self.acme_feedback, "red one")), 1)
        self.assertEqual(len(self._get_said(self.theirs, "Friday")), 1)

    def test_the_same_words_answer_another_question_of_ours(self):
        self._add("Yes")
        self.acme_feedback.message_post(
            body="And the blue one?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._add("Yes")
        self.assertEqual(len(self._get_said(self.acme_feedback, "Yes")), 2)

    def test_saying_twice_that_it_is_not_solved_is_no_mistake(self):
        self._ask_whether_solved(self.acme_feedback)
        for __ in range(2):
            page = self._add("Still dark", answer="unsolved").text
            self.assertIn("We look at it again", page)
        self.assertEqual(len(self._get_said(self.acme_feedback, "Still dark")), 1)
        page = self._add("Something else", answer="unsolved").text
        self.assertIn("This was answered already", page)

    def test_the_same_date_is_proposed_once(self):
        day = self.today + timedelta(days=20)
        for __ in range(2):
            page = self._answer_step("Holidays", answer="propose", date=day).text
            self.assertIn("We will tell you whether the new date suits us", page)
        self.assertEqual(len(self._get_said(self.theirs, "Holidays")), 1)
        self.assertEqual(len(self.theirs.activity_ids), 1)

    def test_a_date_that_did_not_suit_us_can_be_proposed_again(self):
        day = self.today + timedelta(days=20)
        self._answer_step("Holidays", answer="propose", date=day)
        self.theirs.action_reject_date()
        self._answer_step("Holidays", answer="propose", date=day)
        self.assertEqual(self.theirs.proposed_date, day)
        self.assertEqual(len(self._get_said(self.theirs, "Holidays")), 2)

    def test_what_is_said_after_confirming_is_kept(self):
        self._answer_step("Agreed", answer="confirm")
        self._answer_step("Agreed", answer="confirm")
        self._answer_step("By all of us", answer="confirm")
        self.assertEqual(len(self._get_said(self.theirs, "Agreed")), 1)
        self.assertEqual(len(self._get_said(self.theirs, "By all of us")), 1)


@tagged("post_install", "-at_install")
class TestPortalWords(SendingCase):
    """What forms send that people do not type."""

    def test_what_nobody_can_see_is_no_message(self):
        before = self.env["relationship.feedback"].search_count([])
        for words in ("\x01\x02\x1b", " \x7f\n", "\u200b\u2060", "\x00"):
            for send in (self._tell, self._write, self._add, self._answer_step):
                with self.subTest(words=words, send=send.__name__):
                    self.assertIn("Please write a few words first", send(words).text)
        self.assertEqual(self.env["relationship.feedback"].search_count([]), before)
        self.assertFalse(self.acme.activity_ids)
        for record in (self.acme_feedback, self.theirs):
            authors = record.message_ids.author_id
            self.assertNotIn(self.pia.partner_id, authors)

    def test_control_characters_are_left_out_of_what_can_be_seen(self):
        self._tell("Da\x1brk\x07 \U0001f469\u200d\U0001f52c")
        self.assertTrue(self._get_feedback("Dark \U0001f469\u200d\U0001f52c"))

    def test_too_much_text_is_refused_whole_and_kept_whole(self):
        words = "dark " * 2001 + "END"
        for send in (self._call, self._write, self._add, self._answer_step):
            with self.subTest(send=send.__name__):
                page = send(words).text
                self.assertIn("The text is too long", page)
                self.assertIn("dark END", page)
        page = self._tell(words).text
        self.assertIn("The text is too long", page)
        self.assertIn("dark END", page)
        self.assertFalse(self._get_said(self.acme_feedback, "dark"))

    def test_a_file_where_words_belong_is_no_message(self):
        """Wrong types: each field of each form is sent as a file."""
        file = ("x.txt", b"x", "text/plain")
        for page, url, names in [
            (NEW, NEW, ["verbatim", "kind", "importance", "account_id"]),
            (MANAGER, f"{MANAGER}/{self.acme.id}/call", ["phone", "when", "about"]),
            (MANAGER, f"{MANAGER}/{self.acme.id}/write", ["message"]),
            (self.mine, f"{self.mine}/answer", ["comment", "answer"]),
            (self.plan_url, self.step_url, ["comment", "answer", "date"]),
        ]:
            with self.subTest(url=url):
                self._post(page, url, files=[(name, file) for name in names])
        step = [("date", file)]
        page = self._post(self.plan_url, self.step_url, files=step, answer="propose")
        self.assertIn("Please choose a date.", page.text)

    def test_unknown_and_missing_records_are_not_available(self):
        for number in (0, 99999999, 2**31, 2**63, 10**30):
            for url in (
                f"/my/plans/{number}",
                f"/my/plans/{number}/pdf",
                f"/my/plans/{number}/attachment/{number}",
                f"/my/feedback/{number}",
                f"/my/feedback/{number}/attachment/{number}",
                f"/plan/{number}/x",
                f"/feedback/{number}/x",
                f"/plan-mails/{number}/x",
                f"/plan/{self.acme_plan.id}/x/attachment/{number}",
            ):
                with self.subTest(url=url):
                    self.assertGone(url)
            for url in (
                f"{MANAGER}/{number}/call",
                f"{MANAGER}/{number}/write",
                f"/my/plans/{number}/action/{number}",
                f"{self.plan_url}/action/{number}",
                f"/my/feedback/{number}/answer",
                f"/feedback/{number}/x/answer",
            ):
                with self.subTest(url=url):
                    self._post(MANAGER, url, status=404, answer="confirm")
