from datetime import timedelta

from odoo import http
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import People
from .common import Scores

GONE = "This link is no longer valid"
REQUEST_LOGGER = "odoo.http"
PICTURE = b"R0lGODlhAQABAIABAP///wAAACwAAAAAAQABAAACAkQBADs="


class PageCase(People, Scores, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_people()
        cls.set_up_accounts()
        cls.set_up_scores()

    def setUp(self):
        super().setUp()
        self.score = self._add_score(self.amy)

    def _get_path(self, score=None, token=None, number=None):
        score = score or self.score
        return f"/relationship/score/{number or score.id}/{token or score.access_token}"

    def _post(self, path=None, **values):
        self.authenticate(None, None)
        data = {"csrf_token": http.Request.csrf_token(self), **values}
        response = self.url_open(path or self._get_path(), data=data)
        self.env.invalidate_all()
        return response

    def assertUnanswered(self, score=None):
        self.env.invalidate_all()
        score = score or self.score
        self.assertFalse(score.answered_at)
        self.assertFalse(score.comment)
        self.assertFalse(score.is_refused)
        self.assertFalse(score.feedback_id)


@tagged("post_install", "-at_install")
class TestScorePage(PageCase):
    def test_link_of_a_number_opens_the_page_with_it_chosen_and_records_nothing(self):
        for __ in range(2):
            response = self.url_open(f"{self._get_path()}?value=7")
            self.assertEqual(response.status_code, 200)
            self.assertRegex(response.text, r'value="7"[^>]*checked')
            self.assertEqual(response.text.count("checked="), 1)
        self.opener.head(self.base_url() + f"{self._get_path()}?value=7")
        self.assertUnanswered()

    def test_page_without_a_number_has_none_chosen(self):
        for query in ("", "?value=", "?value=11", "?value=-1", "?value=x", "?value=²"):
            with self.subTest(query):
                response = self.url_open(self._get_path() + query)
                self.assertEqual(response.status_code, 200)
                self.assertNotIn("checked=", response.text)

    def test_answer_is_recorded_with_its_comment(self):
        response = self._post(value="9", comment="  Fast,\r\nand friendly ")
        self.assertIn("Thank you", response.text)
        self.assertEqual(self.score.value, 9)
        self.assertEqual(self.score.comment, "Fast,\nand friendly")
        self.assertEqual(self.score.state, "answered")
        self.assertFalse(self.score.feedback_id)

    def test_zero_is_an_answer(self):
        self._post(value="0")
        self.assertEqual((self.score.state, self.score.value), ("answered", 0))

    def test_answer_counts_once(self):
        self._post(value="9")
        response = self._post(value="1", comment="Changed my mind")
        self.assertEqual(response.status_code, 404)
        self.assertIn(GONE, response.text)
        self.assertEqual((self.score.value, self.score.comment), (9, ""))
        self.assertIn(GONE, self.url_open(self._get_path()).text)

    def test_page_does_not_tell_why_a_link_does_not_work(self):
        yesterday = self.today - timedelta(days=1)
        expired = self._add_score(self.ben, days=40, expires_on=yesterday)
        used = self._add_score(self.ben, 9, days=300, expires_on=self.today)
        refused = self._add_score(self.ben, days=500, is_refused=True)
        paths = [
            *(self._get_path(score) for score in (expired, used, refused)),
            self._get_path(token="x" * 43),
            self._get_path(token="é%C3%A9"),
            self._get_path(number=self.score.id + 1000),
            self._get_path(number=2**31),
            self._get_path(number=10**30),
            self._get_path(expired, self.score.access_token),
        ]
        pages = set()
        for path in paths:
            for answer in ({}, {"value": "3", "comment": "x"}):
                with self.subTest(path=path, answer=answer):
                    response = (
                        self._post(path, **answer) if answer else self.url_open(path)
                    )
                    self.assertEqual(response.status_code, 404)
                    self.assertIn(GONE, response.text)
                    pages.add(response.text.partition("<main")[2])
        self.assertEqual(len(pages), 1)
        self.assertUnanswered()
        self.assertUnanswered(expired)

    def test_token_of_one_person_does_not_answer_for_another(self):
        other = self._add_score(self.ben)
        for path in (
            self._get_path(other, self.score.access_token),
            self._get_path(self.score, other.access_token),
        ):
            response = self._post(path, value="0", comment="Awful")
            self.assertEqual(response.status_code, 404)
        self.assertUnanswered()
        self.assertUnanswered(other)

    def test_values_off_the_scale_are_refused_and_the_comment_kept(self):
        for value in ("11", "-1", "ten", "", "1e1", "7.5", "٧", "999999999999"):
            with self.subTest(value):
                response = self._post(value=value, comment="Still here")
                self.assertEqual(response.status_code, 400)
                self.assertIn("Please choose a number from 0 to 10", response.text)
                self.assertIn("Still here", response.text)
        self.assertUnanswered()

    def test_huge_comment_is_refused(self):
        response = self._post(value="5", comment="x" * 100_000)
        self.assertEqual(response.status_code, 400)
        self.assertIn("please keep it under", response.text)
        self.assertLess(len(response.text), 60_000)
        self.assertUnanswered()
        self._post(value="5", comment="x" * 4000)
        self.assertEqual(len(self.score.comment), 4000)

    def test_html_of_a_comment_is_shown_as_it_was_typed(self):
        words = "<script>alert(1)</script><b>bold</b>\0"
        response = self._post(value="", comment=words)
        self.assertNotIn("<script>alert(1)", response.text)
        self.assertIn("&lt;script&gt;alert(1)", response.text)
        self._post(value="2", comment=words)
        self.assertEqual(self.score.comment, words.replace("\0", ""))
        for body in (
            self.acme.message_ids[:1].body,
            *self.score.feedback_id.message_ids.mapped("body"),
        ):
            self.assertNotIn("<script>", body)
            self.assertNotIn("<b>", body)
        self.assertIn("&lt;script&gt;", self.acme.message_ids[:1].body)

    def test_answer_from_another_site_is_refused(self):
        self.authenticate(None, None)
        with mute_logger(REQUEST_LOGGER):
            for path in (self._get_path(), f"{self._get_path()}/refuse"):
                response = self.url_open(path, data={"value": "9"})
                self.assertEqual(response.status_code, 400)
        self.assertUnanswered()

    def test_refusing_takes_a_click_on_the_page_not_only_on_the_link(self):
        path = f"{self._get_path()}/refuse"
        self.assertIn("no longer ask you", self.url_open(path).text)
        self.assertUnanswered()
        self.assertIn("will not ask you again", self._post(path).text)
        self.assertTrue(self.score.is_refused)
        self.assertEqual(self.score.state, "refused")
        self.assertIn(GONE, self._post(value="9").text)
        self.assertFalse(self.score.answered_at)

    def test_refusing_works_after_answering_and_after_the_link_expired(self):
        self._post(value="9")
        self._post(f"{self._get_path()}/refuse")
        self.assertEqual((self.score.state, self.score.is_refused), ("answered", True))
        yesterday = self.today - timedelta(days=1)
        expired = self._add_score(self.ben, days=40, expires_on=yesterday)
        self._post(f"{self._get_path(expired)}/refuse")
        self.assertTrue(expired.is_refused)

    def test_nobody_else_can_refuse_for_a_person(self):
        for path in (
            self._get_path(token="x" * 43),
            self._get_path(number=self.score.id + 1),
        ):
            self.assertEqual(self.url_open(f"{path}/refuse").status_code, 404)
            self.assertEqual(self._post(f"{path}/refuse").status_code, 404)
        self.assertUnanswered()

    def test_page_is_neither_kept_nor_found_nor_does_it_hand_on_the_token(self):
        headers = self.url_open(self._get_path()).headers
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertIn("noindex", headers["X-Robots-Tag"])

    def test_page_says_nothing_internal(self):
        self.acme.write({"wants": "SECRET wants", "problem": "SECRET problem"})
        page = self.url_open(self._get_path()).text
        for word in ("SECRET", "Acme", "Amy", "Ann", self.tier_a.name, "NPS"):
            self.assertNotIn(word, page.partition("<main")[2], word)

    def test_page_is_labelled_for_screen_readers(self):
        page = self.url_open(self._get_path()).text
        for number in range(11):
            self.assertIn(f'id="score_{number}"', page)
            self.assertIn(f'for="score_{number}"', page)
            self.assertRegex(page, rf'<input [^>]*value="{number}"')
        self.assertIn("<legend", page)
        self.assertIn('for="score_comment"', page)

    def test_page_speaks_the_language_of_the_contact(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        view = self.env.ref("account_relationship.score_page")
        view.update_field_translations(
            "arch_db", {"fr_FR": {"Send my answer": "Envoyer ma réponse"}}
        )
        self.amy.lang = "fr_FR"
        page = self.url_open(self._get_path()).text
        self.assertIn("Envoyer ma réponse", page)
        self.assertIn('lang="fr-FR"', page)

    def test_page_shows_the_company_that_asks(self):
        company = self._add_company("Northern branch")
        abroad = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        score = self._add_score(self.ben, account=abroad)
        logo = f"/logo.png?company={company.id}"
        page = self.url_open(self._get_path(score)).text.partition("<main")[2]
        self.assertIn("Northern branch", page)
        # A company without a logo of its own shows its name, not Odoo's picture.
        self.assertNotIn(logo, page)
        company.logo = PICTURE
        self.assertIn(logo, self.url_open(self._get_path(score)).text)

    def test_colleague_who_is_logged_in_cannot_answer_without_the_token(self):
        self.authenticate("hugo", "hugoxxxx")
        self.assertIn(GONE, self.url_open(self._get_path(token="x" * 43)).text)

    def test_colleague_with_the_link_of_the_customer_answers_and_refuses_nothing(self):
        self.authenticate("hugo", "hugoxxxx")
        data = {"csrf_token": http.Request.csrf_token(self), "value": "9"}
        for path in (self._get_path(), f"{self._get_path()}/refuse"):
            with self.subTest(path):
                response = self.url_open(path, data)
                self.assertIn("log out first", response.text)
                self.assertUnanswered()

    def test_the_same_answer_sent_twice_is_one_and_both_are_thanked(self):
        for __ in range(2):
            response = self._post(value="9", comment="Fine")
            self.assertEqual(response.status_code, 200)
            self.assertNotIn(GONE, response.text)
        self.assertEqual(self.score.value, 9)
        self.assertEqual(self._post(value="1").status_code, 404)
        self.assertEqual(self.score.value, 9)

    def test_a_file_where_words_belong_is_no_answer(self):
        self.authenticate(None, None)
        file = ("x.txt", b"x", "text/plain")
        response = self.url_open(
            self._get_path(),
            {"csrf_token": http.Request.csrf_token(self)},
            files=[("value", file), ("comment", file)],
        )
        self.assertEqual(response.status_code, 400)
        self.assertUnanswered()

    def test_a_comment_nobody_can_see_is_none(self):
        self._post(value="9", comment="\x01\x1b \u200b")
        self.assertEqual((self.score.value, self.score.comment), (9, ""))

    def test_a_comment_that_is_too_long_is_kept_whole(self):
        page = self._post(value="9", comment="dark " * 900 + "END")
        self.assertEqual(page.status_code, 400)
        self.assertIn("dark END", page.text)
        self.assertUnanswered()
