from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged, users

from .common import FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedbackDuplicate(FeedbackCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ben = cls.env["res.partner"].create(
            {"name": "Ben", "parent_id": cls.acme_customer.id, "email": "b@example.com"}
        )

        cls.lamp, cls.light = (
            cls.env["relationship.feedback"].create(
                {
                    "verbatim": verbatim,
                    "partner_id": contact.id,
                    "team_id": cls.technical_team.id,
                }
            )
            for verbatim, contact in (
                ("Lamp broken", cls.amy),
                ("No <b>light</b>", cls.ben),
            )
        )

    @property
    def first(self):
        return self.lamp.with_env(self.env)

    @property
    def second(self):
        return self.light.with_env(self.env)

    @property
    def both(self):
        return self.first | self.second

    def _merge(self, feedback, survivor=None):
        action = feedback.action_merge()
        wizard = self.env[action["res_model"]].with_context(**action["context"])
        wizard = wizard.create({"survivor_id": survivor.id} if survivor else {})
        wizard.action_confirm()
        return wizard.survivor_id

    # ------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------

    @users("tess")
    def test_customer_is_told_with_the_one_that_goes_on(self):
        for feedback in self.both:
            feedback._ask_to_tell("The customer wrote again")
        self.light.activity_schedule(
            "account_relationship.activity_type_low_score", user_id=self.ann.id
        )
        self._merge(self.both)
        self.assertFalse(self._get_work(self.second, "low_score"), "nobody calls twice")
        self.assertTrue(self._get_work(self.first, "feedback_tell"))
        self.assertFalse(self._get_work(self.second, "feedback_tell"))

    @users("tess")
    def test_first_one_goes_on_and_all_who_said_it_are_told_with_it(self):
        self.assertEqual(self._merge(self.both), self.first)
        self.assertRecordValues(
            self.second, [{"state": "duplicate", "duplicate_of_id": self.first.id}]
        )
        self.assertEqual(self.first.reporter_ids, self.amy | self.ben)
        tell = self.first.action_tell()
        form = Form.from_action(self.env, tell)
        self.assertEqual(set(form.partner_ids.ids), set((self.amy | self.ben).ids))

    @users("tess")
    def test_words_are_posted_on_the_one_that_goes_on_and_escaped(self):
        self._merge(self.both)
        body = self.first.message_ids[:1].body
        self.assertIn("No &lt;b&gt;light&lt;/b&gt;", body)
        self.assertIn("Ben", body)

    @users("tess")
    def test_notices_and_attachments_are_kept(self):
        notice = self._tell(self.second, "update")
        attachment = self.env["ir.attachment"].create(
            {
                "name": "photo.png",
                "raw": b"photo",
                "res_model": self.second._name,
                "res_id": self.second.id,
            }
        )
        self._merge(self.both)
        self.assertEqual(self.second.notice_ids, notice)
        self.assertEqual(attachment.res_id, self.second.id)
        copy = self.first.message_ids.attachment_ids
        self.assertEqual((copy.name, copy.raw), ("photo.png", b"photo"))

    @users("tess")
    def test_dialog_shows_them_and_proposes_the_first(self):
        form = Form.from_action(self.env, self.both.action_merge())
        self.assertEqual(form.survivor_id, self.first)
        self.assertEqual(form.account_id, self.acme.with_env(self.env))
        form.survivor_id = self.second
        form.save().action_confirm()
        self.assertEqual(self.first.duplicate_of_id, self.second)

    @users("tess")
    def test_another_one_may_be_chosen_to_go_on(self):
        self.assertEqual(self._merge(self.both, self.second), self.second)
        self.assertEqual(self.first.duplicate_of_id, self.second)

    @users("tess")
    def test_one_alone_is_merged_into_what_it_may_be_the_same_as(self):
        self.both.write({"area_id": self.product_area.id})
        self.assertEqual(self._merge(self.second), self.first)

    @users("tess", "sam")
    def test_forms_menu_offers_it_to_those_who_answer_feedback(self):
        bindings = self.env["ir.actions.actions"].get_bindings("relationship.feedback")
        names = {
            action["name"]
            for action in bindings.get("action", ())
            if "form" in action["binding_view_types"].split(",")
        }
        answers = self.env.user == self.tess
        self.assertEqual({"Merge", "Reroute"} <= names, answers)
        if answers:
            merge = self.env.ref(
                "account_relationship.relationship_feedback_action_merge"
            )
            context = {
                "active_model": "relationship.feedback",
                "active_ids": self.second.ids,
            }
            found = merge.sudo(False).with_context(**context).run()
            self.assertEqual(found["res_model"], "relationship.feedback.merge")

    @users("tess")
    def test_settled_feedback_is_refused_before_the_dialog(self):
        self._merge(self.both)
        with self.assertRaisesRegex(UserError, "Only open feedback"):
            self.second.action_merge()

    def test_different_customers_are_answered_each(self):
        other = self._say(partner_id=self.birch_customer.id)
        with self.assertRaisesRegex(UserError, "different customers.*Acme, Birch"):
            self._merge(self.first | other, self.first)
        self.assertEqual(other.state, "new")

    def test_what_cannot_be_merged_says_why(self):
        third = self._say("Third")
        self._merge(self.both)
        with self.assertRaisesRegex(UserError, "Choose at least two"):
            self._merge(self.first, self.first)
        with self.assertRaisesRegex(UserError, "is itself a duplicate"):
            self._merge(third, self.second)
        with self.assertRaisesRegex(UserError, "Only open feedback"):
            self._merge(self.second | third, third)
        settled = self._say("Settled")
        settled.action_implement()
        with self.assertRaisesRegex(UserError, "is settled already.*Reopen it"):
            self._merge(third, settled)
        unknown = self._say(partner_id=False)
        with self.assertRaisesRegex(UserError, "Choose the contact"):
            self._merge(unknown | self._say(partner_id=False), unknown)

    @users("theo")
    def test_others_feedback_cannot_be_merged(self):
        self.second.sudo().write({"team_id": self.finance_team.id})
        self.second.sudo().flush_recordset()
        with self.assertRaises(AccessError):
            self.env["relationship.feedback.merge"].create(
                {
                    "feedback_ids": [Command.set(self.both.ids)],
                    "survivor_id": self.first.id,
                }
            ).action_confirm()

    # ------------------------------------------------------------
    # Taking apart
    # ------------------------------------------------------------

    @users("tess")
    def test_taking_apart_gives_back_how_it_stood(self):
        self.second.action_plan()
        names = ["state", "decided_at", "closed_at", "reopened_at", "reopen_count"]
        names += ["resolve_deadline", "update_deadline", "acknowledged_at"]
        before = self.second.read(names)
        self._merge(self.both)
        self.second.action_unmerge()
        self.second.invalidate_recordset()
        self.assertEqual(self.second.read(names), before)
        self.assertFalse(self.second.duplicate_of_id)
        self.assertEqual(self.first.reporter_ids, self.amy)
        self.assertEqual(self.second.reporter_ids, self.ben)

    @users("tess")
    def test_reporters_whom_another_duplicate_brought_stay(self):
        third = self._say("Dark", partner_id=self.ben.id)
        self._merge(self.both | third, self.first)
        self.second.action_unmerge()
        self.assertEqual(self.first.reporter_ids, self.amy | self.ben)
        third.action_unmerge()
        self.assertEqual(self.first.reporter_ids, self.amy)

    @users("tess")
    def test_reporters_who_said_it_themselves_stay(self):
        self.first.reporter_ids |= self.ben
        self._merge(self.both)
        self.second.action_unmerge()
        self.assertEqual(self.first.reporter_ids, self.amy | self.ben)

    @users("tess")
    def test_only_duplicates_are_taken_apart(self):
        with self.assertRaisesRegex(UserError, "is no duplicate"):
            self.first.action_unmerge()

    # ------------------------------------------------------------
    # Suggesting
    # ------------------------------------------------------------

    @users("tess")
    def test_open_feedback_of_the_customer_on_the_same_area_may_be_the_same(self):
        self.assertFalse(self.first.possible_duplicate_ids)
        self.both.write({"area_id": self.product_area.id})
        self.assertEqual(self.first.possible_duplicate_ids, self.second)
        self.assertEqual(self.first.possible_duplicate_count, 1)
        self.second.write({"area_id": self.delivery_area.id})
        self.env.invalidate_all()
        self.assertFalse(self.first.possible_duplicate_ids)

    @users("tess")
    def test_same_product_may_be_the_same_though_the_area_differs(self):
        product = self.env["product.product"].sudo().create({"name": "Lamp"})
        self.both.write({"product_id": product.id})
        self.second.write({"area_id": self.delivery_area.id})
        self.assertEqual(self.first.possible_duplicate_ids, self.second)
        action = self.first.action_see_possible_duplicates()
        found = self.env["relationship.feedback"].search(action["domain"])
        self.assertEqual(found, self.both)

    def test_suggestions_cost_one_query(self):
        self.both.write({"area_id": self.product_area.id})
        self.env.flush_all()
        self.env.invalidate_all()
        self.both.mapped("account_id.id")
        with self.assertQueryCount(1):
            self.both.mapped("possible_duplicate_count")

    def test_other_customers_and_settled_feedback_are_not_suggested(self):
        other = self._say(partner_id=self.birch_customer.id)
        (self.both | other).write({"area_id": self.product_area.id})
        self._tell(self.second)
        self.second.action_close()
        self.assertFalse(self.first.possible_duplicate_ids)
