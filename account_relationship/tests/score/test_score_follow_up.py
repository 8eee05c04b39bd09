import doctest
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from ... import scoring
from .common import ScoreCommon


@tagged("post_install", "-at_install")
class TestScoring(TransactionCase):
    def test_examples_in_the_documentation_hold(self):
        results = doctest.testmod(scoring)
        self.assertGreater(results.attempted, 8)
        self.assertEqual(results.failed, 0)


@tagged("post_install", "-at_install")
class TestFollowUp(ScoreCommon):
    def _answer(self, contact, value, comment="", account=None):
        score = self._add_score(contact, account=account)
        score._record_answer(value, comment)
        return score

    def _get_feedback(self, account=None):
        return self.env["relationship.feedback"].search(
            [("account_id", "=", (account or self.acme).id)]
        )

    def test_low_score_becomes_a_complaint_in_the_customers_words(self):
        score = self._answer(self.amy, 3, "Late again")
        self.assertRecordValues(
            score.feedback_id,
            [
                {
                    "account_id": self.acme.id,
                    "partner_id": self.amy.id,
                    "reporter_ids": self.amy.ids,
                    "kind": "complaint",
                    "source": "score",
                    "score_type": "nps",
                    "score_value": 3,
                    "verbatim": "Late again",
                }
            ],
        )

    def test_score_without_words_says_the_score(self):
        self.assertEqual(
            self._answer(self.amy, 0).feedback_id.verbatim, "Score 0 of 10"
        )

    def test_seven_and_more_need_nobody(self):
        for contact, value in [(self.amy, 7), (self.ben, 10)]:
            self.assertFalse(self._answer(contact, value).feedback_id)
        self.assertTrue(self._answer(self.carl, 6, account=self.birch).feedback_id)
        self.assertFalse(self._get_feedback())

    def test_low_scores_of_one_account_join_one_follow_up(self):
        first = self._answer(self.amy, 3, "Late again")
        second = self._answer(self.ben, 5, "<b>Cold</b>")
        feedback = self._get_feedback()
        self.assertEqual(len(feedback), 1)
        self.assertEqual((first | second).feedback_id, feedback)
        self.assertEqual(feedback.reporter_ids, self.amy | self.ben)
        self.assertEqual(feedback.verbatim, "Late again")
        body = feedback.message_ids[0].body
        self.assertIn("Ben gave 5", body)
        self.assertIn("&lt;b&gt;Cold", body)

    def test_words_of_a_low_score_are_not_told_to_a_colleague_who_gave_one_too(self):
        feedback = self._answer(self.amy, 1, "Ben lies to you").feedback_id
        with self.mock_mail_gateway():
            feedback._send_by_template("update")
        self.assertIn("Ben lies", self._new_mails.subject)
        self._answer(self.ben, 2, "So so")
        with self.mock_mail_gateway():
            feedback._send_by_template("decision")
        self.assertEqual(self._new_mails.recipient_ids, self.amy | self.ben)
        for mail in self._new_mails:
            self.assertNotIn("Ben lies", f"{mail.subject} {mail.body_html}")
        # In words of ours it is told to all.
        feedback.customer_wording = "Your delivery"
        self.assertEqual(feedback._get_customer_title(), "Your delivery")

    def test_link_to_a_low_score_is_for_whoever_gave_it(self):
        feedback = self._answer(self.amy, 1, "Ben lies to you").feedback_id
        self._answer(self.ben, 2)
        for contact, is_shown in ((self.amy, True), (self.ben, False)):
            button = feedback._get_customer_button("update", contact)
            reader = feedback._find_reader(feedback._get_reader_token(contact))
            self.assertEqual((bool(button), bool(reader)), (is_shown, is_shown))

    def test_low_score_joins_the_follow_up_of_a_rating(self):
        follow_up = self._get_feedback().create(
            {"account_id": self.acme.id, "verbatim": "Cold", "source": "rating"}
        )
        self.assertEqual(self._answer(self.amy, 3).feedback_id, follow_up)

    def test_low_scores_of_other_accounts_do_not_join(self):
        first = self._answer(self.amy, 3)
        second = self._answer(self.carl, 3, account=self.birch)
        self.assertNotEqual(first.feedback_id, second.feedback_id)

    def test_follow_up_that_is_old_or_done_is_not_joined(self):
        first = self._answer(self.amy, 3).feedback_id
        self.env.cr.execute(
            "UPDATE relationship_feedback SET create_date = create_date - %s"
            " WHERE id = %s",
            (timedelta(days=15), first.id),
        )
        first.invalidate_recordset()
        second = self._answer(self.ben, 3).feedback_id
        self.assertNotEqual(second, first)
        self.env.cr.execute(
            "UPDATE relationship_feedback SET state = 'closed' WHERE id = %s",
            (second.id,),
        )
        second.invalidate_recordset()
        third = self.ben.copy({"email": "third@example.com"})
        self.assertNotIn(self._answer(third, 1).feedback_id, first | second)

    def test_days_of_the_company_decide_what_joins(self):
        self.env.company.relationship_follow_up_days = 30
        first = self._answer(self.amy, 3).feedback_id
        self.env.cr.execute(
            "UPDATE relationship_feedback SET create_date = create_date - %s"
            " WHERE id = %s",
            (timedelta(days=15), first.id),
        )
        first.invalidate_recordset()
        self.assertEqual(self._answer(self.ben, 3).feedback_id, first)

    def test_complaint_logged_by_hand_is_not_joined(self):
        complaint = self.env["relationship.feedback"].create(
            {"account_id": self.acme.id, "verbatim": "Too slow", "kind": "complaint"}
        )
        self.assertNotEqual(self._answer(self.amy, 3).feedback_id, complaint)

    def test_manager_is_given_one_thing_to_do_and_is_not_sent_mails(self):
        with self.mock_mail_gateway():
            self._answer(self.amy, 3, "Late again")
            self._answer(self.ben, 2)
            feedback = self._get_feedback()
        activities = feedback.activity_ids.filtered(lambda a: a.user_id == self.ann)
        self.assertEqual(len(activities), 1)

    def test_every_answer_stands_on_the_account(self):
        self._answer(self.amy, 9, "<i>Great</i>")
        message = self.acme.message_ids[0]
        self.assertIn("Amy gave 9 of 10", message.body)
        self.assertIn("&lt;i&gt;Great", message.body)
        self.assertEqual(message.author_id, self.amy)
        self.assertFalse(message.notified_partner_ids)
        self.assertFalse(self.acme.activity_ids.filtered("active"))

    def test_answer_is_taken_once_and_on_the_scale(self):
        score = self._add_score(self.amy)
        for value in (11, -1):
            with self.assertRaises(UserError):
                score._record_answer(value, "")
        score._record_answer(9, "")
        with self.assertRaises(UserError):
            score._record_answer(9, "")

    def test_answer_stays_when_the_contact_is_deleted(self):
        score = self._answer(self.ben, 9)
        self.ben.unlink()
        self.assertRecordValues(score, [{"value": 9, "partner_id": False}])
        self.assertIn("ben@example.com", score.display_name)

    def test_head_notes_that_a_person_may_be_asked_again(self):
        score = self._add_score(self.amy, days=200)
        older = self._add_score(self.amy, days=300, is_refused=True)
        score._record_refusal()
        score._record_refusal()
        self.assertEqual(self.acme.message_ids[0].body.count("does not want"), 1)
        with self.assertRaisesRegex(UserError, "head of accounts"):
            score.with_user(self.ann).action_allow_asking()
        score.with_user(self.hugo).action_allow_asking()
        self.assertFalse(score.is_refused or older.is_refused)
        self.assertIn("may be asked", self.acme.message_ids[0].body)

    def test_follow_up_opens_from_the_score(self):
        score = self._answer(self.amy, 3).with_user(self.ann)
        action = score.action_view_feedback()
        self.assertEqual(action["res_id"], score.feedback_id.id)


@tagged("post_install", "-at_install")
class TestRatings(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls._add_lead(cls.amy, cls.ann)

    def test_low_rating_becomes_feedback_of_the_customers_account(self):
        rating = self._rate(self.lead, self.amy, 1, "Nobody called back")
        self.assertRecordValues(
            rating.relationship_follow_up_id,
            [
                {
                    "account_id": self.acme.id,
                    "partner_id": self.amy.id,
                    "kind": "complaint",
                    "source": "rating",
                    "score_type": "csat",
                    "score_value": 1,
                    "verbatim": "Nobody called back",
                }
            ],
        )

    def test_rating_one_of_us_writes_down_is_no_word_of_the_customer(self):
        rating = (
            self.env["rating.rating"]
            .with_user(self.ann)
            .create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": self.lead.id,
                    "partner_id": self.amy.id,
                    "rating": 1,
                    "feedback": "Nobody called back",
                    "consumed": True,
                }
            )
        )
        rating.write({"rating": 2, "consumed": True})
        self.assertFalse(rating.sudo().relationship_follow_up_id)
        self.assertFalse(self.acme.feedback_ids)

    def test_rating_is_followed_up_once_it_is_given(self):
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": self.lead.id,
                "partner_id": self.amy.id,
                "rating": 1,
            }
        )
        self.assertFalse(rating.relationship_follow_up_id)
        rating.consumed = True
        self.assertTrue(rating.relationship_follow_up_id)

    def _get_ratings_that_count(self):
        return (
            self.env["relationship.score.report"].search_count(
                [("account_id", "=", self.acme.id), ("score_type", "=", "csat")]
            ),
            len(
                self.env["relationship.timeline"].search(
                    [("account_id", "=", self.acme.id), ("kind", "=", "rating")]
                )
            ),
        )

    def test_only_ratings_customers_gave_count(self):
        own = self.env["rating.rating"].with_user(self.ann)
        own.create(
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": self.lead.id,
                "partner_id": self.amy.id,
                "rating": 5,
                "consumed": True,
            }
        )
        self.assertEqual(self._get_ratings_that_count(), (0, 0))
        self.assertFalse(self.acme.feedback_ids)
        rating = self._rate(self.lead, self.amy, 2)
        self.assertEqual(self._get_ratings_that_count(), (1, 1))
        for values in ({"rating": 5}, {"consumed": False}, {"feedback": "Great"}):
            with self.assertRaises(AccessError):
                rating.with_user(self.ann).write(values)

    def test_rating_without_words_says_what_was_rated(self):
        rating = self._rate(self.lead, self.amy, 2)
        verbatim = rating.relationship_follow_up_id.verbatim
        self.assertEqual(verbatim, "Rating 2 of 5: Lead of Amy")

    def test_ratings_from_three_and_those_not_given_need_nobody(self):
        for rating in (3, 5):
            record = self._rate(self._add_lead(self.amy, self.ann), self.amy, rating)
            self.assertFalse(record.relationship_follow_up_id)
        self.lead._rating_get_access_token(self.amy)
        self.assertFalse(self.lead.rating_ids.relationship_follow_up_id)

    def test_rating_joins_the_follow_up_of_a_low_score_and_the_other_way(self):
        score = self._add_score(self.ben)
        score._record_answer(4, "Meh")
        rating = self._rate(self.lead, self.amy, 1, "Cold")
        self.assertEqual(rating.relationship_follow_up_id, score.feedback_id)
        self.assertEqual(score.feedback_id.reporter_ids, self.amy | self.ben)

    def test_rating_of_a_customer_without_account_stays_a_rating(self):
        lead = self._add_lead(self.dune, self.ann)
        self.assertFalse(self._rate(lead, self.dune, 1).relationship_follow_up_id)

    def test_rating_goes_to_the_account_in_the_company_of_the_document(self):
        abroad = self._add_abroad()
        lead = self._add_lead(
            self.amy, self.hugo, company_id=abroad.company_id.id, team_id=False
        )
        rating = self._rate(lead, self.amy, 1)
        self.assertEqual(rating.relationship_follow_up_id.account_id, abroad)

    def test_rating_given_in_a_message_counts(self):
        message = self.lead.with_user(self.ann).message_post(
            body="Bad", rating_value=1, subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(message.rating_ids.relationship_follow_up_id)
        rating = self.env["rating.rating"].create(
            {
                "partner_id": self.amy.id,
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": self.lead.id,
                "rating": 2,
                "consumed": True,
                "feedback": "Hm",
            }
        )
        self.assertEqual(rating.relationship_follow_up_id.verbatim, "Hm")

    def test_correcting_a_rating_does_not_make_a_second_feedback(self):
        rating = self._rate(self.lead, self.amy, 2)
        feedback = rating.relationship_follow_up_id
        rating.rating = 1
        self.assertEqual(rating.relationship_follow_up_id, feedback)
        self.assertEqual(
            self.env["relationship.feedback"].search_count(
                [("account_id", "=", self.acme.id)]
            ),
            1,
        )

    def test_rating_of_a_document_that_is_gone_does_not_fail(self):
        rating = self.env["rating.rating"].create(
            {
                "partner_id": self.amy.id,
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": self.lead.id,
            }
        )
        self.env.cr.execute(
            "UPDATE rating_rating SET res_id = 0 WHERE id = %s", (rating.id,)
        )
        rating.invalidate_recordset()
        rating.write({"rating": 1, "consumed": True})
        self.assertEqual(rating.relationship_follow_up_id.account_id, self.acme)
