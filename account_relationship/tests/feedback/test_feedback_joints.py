from odoo.tests import freeze_time, tagged, users
from odoo.tools import SQL

from odoo.addons.account_relationship.hooks import uninstall_hook

from ..account.test_absence import AbsenceCommon
from ..account.test_customer_merge import MergeCommon
from ..common import get_brief_words
from ..communication.common import Contacts, Timeline
from .common import Feedback


@tagged("post_install", "-at_install")
class TestFeedbackOnTimeline(Feedback, Contacts, Timeline, AbsenceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_contacts()
        cls.set_up_feedback()

    def _get_feedback_lines(self, user=None):
        lines = self._get_lines(user=user, kinds=["feedback", "mail"]).sorted("date")
        return [(line.kind, line.detail, line.title) for line in lines]

    @users("ann")
    def test_what_was_said_and_told_are_lines(self):
        said = self._say("Lamp broken", received_at="2026-03-02 08:00:00")
        self._tell(said, "decision", date="2026-03-03 08:00:00")
        self.assertEqual(
            self._get_feedback_lines(),
            [
                ("feedback", "complaint", "Lamp broken"),
                ("feedback", "told_decision", "Lamp broken"),
            ],
        )
        ids = self._get_lines(kinds=["feedback"]).ids
        self.assertEqual(len(set(ids)), 2)
        line = self._get_lines(kinds=["feedback"])[0]
        self.assertEqual((line.res_model, line.res_id), (said._name, said.id))
        self.assertEqual(line.partner_id, self.amy)

    def test_mails_that_are_feedback_or_notices_show_once(self):
        said = self._say("Lamp broken", source="mail")
        self._add_message(said, self.amy)
        notice = self.env["mail.message"].create(
            {
                "model": said._name,
                "res_id": said.id,
                "author_id": self.ann.partner_id.id,
                "message_type": "comment",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "partner_ids": self.amy.ids,
                "body": "Told",
            }
        )
        self.env["mail.notification"].create(
            {"mail_message_id": notice.id, "res_partner_id": self.amy.id}
        )
        self._tell(said, "update", channel="mail", message_id=notice.id)
        answer = self._add_message(said, self.amy, subject="The red one")
        self.assertCountEqual(
            [line[:2] for line in self._get_feedback_lines(self.ann)],
            [("feedback", "complaint"), ("feedback", "told_update"), ("mail", "email")],
        )
        mail = self._get_lines(user=self.ann, kinds=["mail"])
        self.assertEqual(mail.title, answer.subject)

    def test_those_who_do_not_see_the_feedback_do_not_see_its_lines(self):
        self._tell(self._say("Lamp broken"))
        self._add_lead(self.acme_customer, self.sam)
        self.assertFalse(self._get_feedback_lines(self.bob))
        self.assertEqual(len(self._get_feedback_lines(self.sam)), 2)
        self.assertEqual(len(self._get_feedback_lines(self.hugo)), 2)

    # ------------------------------------------------------------
    # Passing it on
    # ------------------------------------------------------------

    def test_open_feedback_of_the_manager_goes_to_the_new_one_and_returns(self):
        mine, closed, others = (self._say(text) for text in ("A", "B", "C"))
        (mine | closed).write({"user_id": self.ann.id})
        others.user_id = self.tess
        self._tell(closed)
        closed.action_close()
        handover = self._hand_over(self.acme, self.bob)
        self.assertEqual(mine.user_id, self.bob)
        self.assertEqual(self._get_work(mine)[0][0], self.bob)
        self.assertEqual(closed.user_id, self.ann)
        self.assertEqual(others.user_id, self.tess)
        handover.action_undo()
        self.assertEqual(mine.user_id, self.ann)

    def test_feedback_stays_where_the_handover_leaves_it(self):
        mine = self._say(user_id=self.ann.id)
        handover = self._prepare_handover(self.acme, self.bob, move_feedback=False)
        self.assertEqual(handover.line_ids.feedback_count, 1)
        handover.action_confirm()
        self.assertEqual(mine.user_id, self.ann)

    @freeze_time("2026-03-10 10:00:00")
    def test_stand_in_answers_during_an_absence_and_gives_it_back(self):
        before = self._say("Before", user_id=self.ann.id)
        absence = self._plan_absence()
        during = self._say("During", user_id=self.ann.id)
        for feedback in before | during:
            self.assertEqual(self._get_work(feedback)[0][0], self.bea)
            feedback.severity = "high"
            feedback._plan_work()
            self.assertEqual(self._get_work(feedback)[0][0], self.bea)
            self.assertTrue(feedback.with_user(self.bea).has_access("write"))
        absence.action_end()
        for feedback in before | during:
            self.assertEqual(self._get_work(feedback)[0][0], self.ann)

    # ------------------------------------------------------------
    # Those who follow
    # ------------------------------------------------------------

    def test_assigned_person_and_account_manager_follow(self):
        feedback = self._say(user_id=self.theo.id)
        feedback.user_id = self.tess
        self.assertLessEqual(
            (self.ann | self.theo | self.tess).partner_id, feedback.message_partner_ids
        )

    def test_new_account_manager_follows_what_is_open(self):
        said, closed = self._say(user_id=self.tess.id), self._say()
        self._tell(closed)
        closed.action_close()
        self._hand_over(self.acme, self.bob)
        self.assertIn(self.bob.partner_id, said.message_partner_ids)
        self.assertNotIn(self.bob.partner_id, closed.message_partner_ids)

    @freeze_time("2026-03-10 10:00:00")
    def test_stand_in_follows_what_is_open(self):
        feedback = self._say(user_id=self.tess.id)
        self._plan_absence()
        self.assertIn(self.bea.partner_id, feedback.message_partner_ids)

    # ------------------------------------------------------------
    # The brief
    # ------------------------------------------------------------

    def _get_brief(self):
        self.env.flush_all()
        self.env.invalidate_all()
        brief = self.amy.with_user(self.eve).relationship_brief
        return get_brief_words(brief).get("feedback")

    @freeze_time("2026-03-10 10:00:00")
    def test_brief_counts_open_feedback_and_tells_the_worst_clock(self):
        self.assertIsNone(self._get_brief())
        first, second = self._say("Secret one"), self._say("Secret two")
        self.assertEqual(self._get_brief(), "2 feedback open")
        first.acknowledge_deadline = self._at("2026-03-10 10:05:00")
        self.assertIn(
            self._get_brief(), ["2 feedback open, due soon", "2 feedback open"]
        )
        second.acknowledge_deadline = self._at("2026-03-10 09:00:00")
        self.assertEqual(self._get_brief(), "2 feedback open, late")
        second.action_wait()
        self.assertNotEqual(self._get_brief(), "2 feedback open, late")
        first.action_wait()
        self.assertEqual(self._get_brief(), "2 feedback open, paused")
        (first | second).write({"state": "declined", "decline_reason": "No"})
        self.assertIsNone(self._get_brief())


@tagged("post_install", "-at_install")
class TestFeedbackOfMergedCustomers(Feedback, MergeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_feedback()

    @users("hugo")
    def test_feedback_of_both_customers_is_kept(self):
        theirs = self._say("Cedar's", partner_id=self.cedar_customer.id)
        notice = self._tell(theirs, "update")
        ours = self._say("Acme's")
        self._merge(self.cedar_customer, self.acme_customer)
        self.assertEqual((ours | theirs).account_id, self.acme)
        self.assertEqual(theirs.partner_id, self.acme_customer)
        self.assertEqual(theirs.reporter_ids, self.acme_customer)
        self.assertEqual(notice.partner_id, self.acme_customer)
        self.assertEqual(theirs.customer_id, self.acme_customer)

    @users("hugo")
    def test_feedback_of_merged_contacts_is_kept(self):
        ben = self.env["res.partner"].create(
            {
                "name": "Ben",
                "parent_id": self.acme_customer.id,
                "email": "same@example.com",
            }
        )
        self.amy.sudo().email = "same@example.com"
        said = self._say(partner_id=ben.id)
        self._merge(ben, self.amy)
        self.assertEqual(said.partner_id, self.amy)
        self.assertEqual(said.reporter_ids, self.amy)
        self.assertEqual(said.account_id, self.acme)


@tagged("post_install", "-at_install")
class TestUninstallFeedback(Feedback, Contacts, AbsenceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_feedback()

    def test_feedback_goes_with_the_accounts_and_leaves_nothing(self):
        said = self._say()
        unknown = self._say(partner_id=False, email_from="zoe@example.com")
        merged = self._say("Again")
        merged._merge_into(said)
        self._tell(said, "update")
        self.env.flush_all()
        uninstall_hook(self.env)
        for table in ("relationship_feedback", "relationship_feedback_notice"):
            rows = self.env.execute_query(
                SQL("SELECT id FROM %s", SQL.identifier(table))
            )
            self.assertFalse(rows, table)
        self.assertFalse((said | unknown).exists())
