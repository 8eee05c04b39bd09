from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .common import FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedback(FeedbackCommon):
    @users("tess")
    def test_contact_is_enough_to_log_what_was_said(self):
        feedback = self.env["relationship.feedback"].create(
            {"partner_id": self.amy.id, "verbatim": "\n  Too slow \nagain"}
        )
        self.assertRecordValues(
            feedback.sudo(),
            [
                {
                    "name": "Too slow",
                    "account_id": self.acme.id,
                    "customer_id": self.acme_customer.id,
                    "manager_id": self.ann.id,
                    "company_id": self.company.id,
                    "reporter_ids": self.amy.ids,
                    "source": "manual",
                    "state": "new",
                    "is_shared": False,
                    "customer_wording": False,
                }
            ],
        )

    @users("ann")
    def test_title_is_the_first_line_cut_to_eighty_characters(self):
        feedback = self._say("x" * 200)
        self.assertEqual(len(feedback.name), 80)
        self.assertTrue(feedback.name.endswith("x…"))
        self.assertEqual(self._say("A", name="Ours").name, "Ours")

    @users("ann")
    def test_customer_sees_what_it_sent_under_its_own_words(self):
        for source, is_shared, wording in [
            ("portal", True, "Broken"),
            ("mail", True, "Broken"),
            ("score", True, "Broken"),
            ("rating", False, "Broken"),
            ("interaction", False, False),
            ("manual", False, False),
        ]:
            with self.subTest(source=source):
                feedback = self._say("Broken", source=source, name="Internal title")
                self.assertEqual(feedback.is_shared, is_shared)
                self.assertEqual(feedback.customer_wording, wording)

    def test_words_of_the_customer_never_change(self):
        feedback = self._say()
        with self.assertRaisesRegex(UserError, "stays as it was said"):
            feedback.verbatim = "The lamp is fine"
        with self.assertRaisesRegex(UserError, "stays as it was said"):
            feedback.with_user(self.adam).write({"verbatim": False})
        feedback.write({"verbatim": feedback.verbatim, "summary": "Loose contact"})
        self.assertEqual(feedback.summary, "Loose contact")

    def test_importing_changes_no_words(self):
        feedback = self._say()
        self.env["ir.model.data"].create(
            {
                "module": "__import__",
                "name": "lamp",
                "model": feedback._name,
                "res_id": feedback.id,
            }
        )
        for user in (self.ann, self.hugo, self.adam):
            result = (
                feedback.with_user(user)
                .browse()
                .load(["id", "verbatim"], [["__import__.lamp", "All is well"]])
            )
            self.assertFalse(result["ids"])
            self.assertIn("stays as it was said", result["messages"][0]["message"])
        self.assertEqual(feedback.verbatim, "The lamp does not light")

    @users("ann")
    def test_empty_words_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "Write down"):
            self._say(" \n ")

    @users("ann")
    def test_contact_of_another_customer_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "not a contact of Birch"):
            self._say(account_id=self.birch.id)

    @users("tess")
    def test_unknown_sender_has_no_account_until_assigned(self):
        feedback = self._say(partner_id=False, email_from="new@example.com")
        self.assertFalse(feedback.account_id)
        self.assertFalse(feedback.reporter_ids)
        feedback.partner_id = self.amy
        self.assertEqual(feedback.sudo().account_id, self.acme)

    @users("ann")
    def test_scores_fit_their_kind(self):
        for kind, good, bad in [
            ("nps", (0, 10), (-1, 11)),
            ("csat", (1, 5), (0, 6)),
            ("ces", (1, 7), (0, 8)),
            (False, (0,), (3,)),
        ]:
            for value in good:
                self._say(score_type=kind, score_value=value)
            for value in bad:
                with (
                    self.subTest(kind=kind, value=value),
                    mute_logger("odoo.sql_db"),
                    self.assertRaises(IntegrityError),
                    self.env.cr.savepoint(),
                ):
                    self._say(score_type=kind, score_value=value)

    def test_only_the_administrator_deletes(self):
        feedback = self._say()
        for user in (self.ann, self.hugo):
            with self.assertRaises(Exception) as caught:
                feedback.with_user(user).unlink()
            self.assertIn("AccessError", type(caught.exception).__name__)
        with self.assertRaisesRegex(UserError, "is not deleted"):
            feedback.with_user(self.hugo).sudo().unlink()
        feedback.with_user(self.adam).unlink()
        self.assertFalse(feedback.exists())

    @users("ann")
    def test_only_who_may_answer_can_be_assigned(self):
        with self.assertRaisesRegex(ValidationError, "Eve cannot answer feedback"):
            self._say(user_id=self.eve.id)
        self.assertEqual(self._say(user_id=self.tess.id).user_id, self.tess)

    def test_member_of_a_team_may_answer(self):
        self.assertFalse(self.eve.has_group("account_relationship.group_feedback"))
        team = self.quality_team.with_user(self.adam)
        team.member_ids = [Command.link(self.eve.id)]
        self.assertTrue(self.eve.has_group("account_relationship.group_feedback"))
        self.assertFalse(self.eve.has_group("account_relationship.group_user"))
        team.create({"name": "Night", "user_id": self.sam.id})
        self.assertTrue(self.sam.has_group("account_relationship.group_feedback"))

    @users("ann")
    def test_also_said_by_names_the_others_only(self):
        feedback = self._say()
        self.assertFalse(feedback.other_reporter_ids)
        feedback.reporter_ids |= self.acme_customer
        self.assertEqual(feedback.other_reporter_ids, self.acme_customer)

    def test_customer_never_follows(self):
        feedback = self._say()
        feedback.message_subscribe((self.amy | self.pia.partner_id).ids)
        feedback.message_post(
            body="Hello", partner_ids=self.amy.ids, message_type="comment"
        )
        followers = feedback.message_partner_ids
        self.assertIn(self.ann.partner_id, followers)
        self.assertNotIn(self.amy, followers)
        self.assertNotIn(self.pia.partner_id, followers)

    def test_chatter_proposes_no_customer(self):
        feedback = self._say(email_from="amy@example.com")
        self.assertEqual(
            feedback._message_get_suggested_recipients(reply_discussion=True), []
        )

    def test_feedback_follows_its_account_when_customers_merge(self):
        feedback = self._say()
        self.birch._merge(self.acme)
        self.assertEqual(feedback.account_id, self.birch)

    def test_number_of_queries_does_not_grow_with_the_number_logged(self):
        def log(number):
            values = {"partner_id": self.amy.id, "verbatim": "Late"}
            before = self.cr.sql_log_count
            # What Odoo itself does to tell of an activity is left out.
            model = self.env["relationship.feedback"].with_context(
                mail_activity_quick_update=True
            )
            model.create([values] * number)
            self.env.flush_all()
            return self.cr.sql_log_count - before

        log(1)
        self.assertLess((log(20) - log(10)) / 10, 4)
