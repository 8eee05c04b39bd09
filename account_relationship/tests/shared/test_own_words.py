import base64

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged, users

from ..common import HandoverCommon
from ..communication.common import Contacts
from ..feedback.common import Feedback
from ..plan.common import Plans

CUSTOMER_LINKS = {"url": "https://evil.example.com", "title": "Log in"}


@tagged("post_install", "-at_install")
class TestOwnWords(Contacts, Feedback, Plans, HandoverCommon):
    """What our own paths say by the context, nobody says by a call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_contacts()
        cls.set_up_feedback()
        cls.set_up_plans()

    def _call(self, record, **context):
        """The record as a call with a context of its own has it."""
        return record.with_env(self.env).with_context(**context)

    # ------------------------------------------------------------
    # Context
    # ------------------------------------------------------------

    @users("ann")
    def test_nobody_says_why_an_account_changed_hands(self):
        handover = self._prepare_handover(self.birch, self.tim)
        told = {
            "relationship_assignment_reason": "merge",
            "relationship_assignment_note": "The customer wished it so",
            "relationship_handover_id": handover.id,
        }
        self._call(self.acme, **told).manager_id = self.tim
        last = self.acme.sudo().assignment_ids.filtered(lambda a: not a.date_to)
        self.assertEqual((last.reason, last.note), ("manual", False))
        self.assertFalse(last.handover_id)
        account = self._call(self.env["relationship.account"], **told).create(
            {"partner_id": self.dune.id}
        )
        self.assertEqual(self._get_history(account), [("Ann", "opened", True)])

    @users("ann")
    def test_work_follows_the_manager_whatever_a_call_says(self):
        activity = self._plan_activity(self.acme, self.ann)
        self._call(self.acme, relationship_handover_id=1).manager_id = self.tim
        self.assertEqual(activity.user_id, self.tim)

    @users("ann")
    def test_handover_still_says_why(self):
        handover = self._hand_over(self.acme, self.tim, note="Ask for Amy")
        last = self.acme.sudo().assignment_ids.filtered(lambda a: not a.date_to)
        self.assertEqual((last.reason, last.handover_id), ("handover", handover))
        self.assertIn("Ask for Amy", last.note)
        handover.action_undo()
        last = self.acme.sudo().assignment_ids.filtered(lambda a: not a.date_to)
        self.assertEqual((last.reason, last.handover_id), ("undone", handover))

    @users("ann")
    def test_nobody_says_that_it_was_imported(self):
        account = self._call(self.env["relationship.account"], import_file=True).create(
            {"partner_id": self.dune.id}
        )
        self.assertEqual(self._get_history(account), [("Ann", "opened", True)])

    @users("ann")
    def test_answers_are_of_the_day_they_were_noted(self):
        for told_at in ("2020-01-01 10:00:00", 1, True):
            account = self._call(self.acme, relationship_answered_on=told_at)
            account.wants = f"Lamps {told_at}"
        today = fields.Date.context_today(account)
        self.assertEqual(self.acme.need_ids.mapped("said_on"), [today] * 3)

    @users("ann")
    def test_meeting_and_agenda_stay_together(self):
        agenda = self._log(
            type_id=self.visit_type.id,
            date_start="2030-03-10 10:00:00",
            state="planned",
            subject="Visit",
        )
        event = agenda.event_id
        self.assertTrue(event)
        self._call(
            agenda, relationship_from_calendar=True
        ).date_start = "2030-03-11 10:00:00"
        self.assertEqual(str(event.start), "2030-03-11 10:00:00")
        self._call(event, relationship_from_interaction=True).write(
            {"start": "2030-03-12 10:00:00", "stop": "2030-03-12 11:00:00"}
        )
        self.assertEqual(str(agenda.date_start), "2030-03-12 10:00:00")

    @users("hugo")
    def test_plan_of_a_template_has_its_content_whatever_a_call_says(self):
        template = self.env["relationship.plan"].create(
            {
                "name": "Year",
                "is_template": True,
                "action_ids": [Command.create({"name": "Call"})],
            }
        )
        plan = self._call(
            self.env["relationship.plan"], relationship_plan_is_copy=True
        ).create({"account_id": self.acme.id, "name": "P", "template_id": template.id})
        self.assertEqual(plan.action_ids.mapped("name"), ["Call"])

    @users("ann")
    def test_customers_get_no_link_of_a_call(self):
        plan = self._add_plan(self.acme)
        links = {
            self.amy.id: {
                "button": CUSTOMER_LINKS,
                "preferences_url": CUSTOMER_LINKS["url"],
            }
        }
        plan = self._call(
            plan,
            relationship_plan_mail_links=links,
            relationship_customer_button=CUSTOMER_LINKS,
        )
        plan.message_post(
            body="Hello",
            partner_ids=self.amy.ids,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        mails = self.env["mail.mail"].sudo().search([], order="id desc", limit=3)
        self.assertIn(self.amy, mails.recipient_ids)
        for mail in mails:
            self.assertNotIn("evil", f"{mail.body_html} {mail.headers}")

    @users("ann")
    def test_the_why_of_a_loss_is_asked_for_whatever_a_call_says(self):
        lead = self._add_lead(self.acme_customer, self.ann)
        self._call(lead, relationship_has_reason=True).write(
            {"active": False, "probability": 0}
        )
        self.assertIn(
            "Log why we lost",
            " ".join(self.acme.activity_ids.mapped("summary")),
        )

    # ------------------------------------------------------------
    # Marks
    # ------------------------------------------------------------

    @users("ann")
    def test_nobody_marks_who_gets_an_activity_later(self):
        absence = (
            self.env["relationship.absence"].sudo().create({"user_id": self.ann.id})
        )
        own = self.env["mail.activity"].with_user(self.env.user)
        values = {
            "res_model_id": self.env["ir.model"]._get_id("relationship.account"),
            "res_id": self.acme.id,
            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            "user_id": self.env.uid,
        }
        for mark, value in (
            ("relationship_absence_id", absence.id),
            ("relationship_successor_of_id", self.ann.id),
        ):
            with self.subTest(mark=mark):
                with self.assertRaisesRegex(UserError, "cannot be written down"):
                    own.create({**values, mark: value})
                activity = own.with_context(**{f"default_{mark}": value}).create(values)
                self.assertFalse(activity.sudo()[mark])
                with self.assertRaisesRegex(UserError, "cannot be written down"):
                    activity.write({mark: value})
                activity.write({mark: False})

    @users("ann")
    def test_nobody_marks_who_stands_in_at_a_visit(self):
        absence = (
            self.env["relationship.absence"].sudo().create({"user_id": self.ann.id})
        )
        agenda = self._log(
            type_id=self.visit_type.id,
            date_start="2030-03-10 10:00:00",
            state="planned",
        )
        for visit in (agenda, agenda.event_id):
            for mark, value in (
                ("relationship_absence_id", absence.id),
                ("relationship_stand_in_id", self.tim.id),
            ):
                with self.subTest(model=visit._name, mark=mark):
                    with self.assertRaisesRegex(UserError, "cannot be written down"):
                        visit.write({mark: value})
                    default = {f"default_{mark}": value}
                    self.assertNotIn(
                        mark, visit.with_context(**default).default_get([mark])
                    )

    @users("eve")
    def test_nobody_says_what_became_of_a_rating(self):
        feedback = self.env["relationship.feedback"].sudo()
        feedback = feedback.create({"verbatim": "Dark", "partner_id": self.amy.id})
        ratings = self.env["rating.rating"].with_user(self.env.user)
        values = {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.amy.id,
        }
        mark = {"relationship_follow_up_id": feedback.id}
        with self.assertRaisesRegex(UserError, "cannot be written down"):
            ratings.create({**values, **mark})
        rating = self.env["rating.rating"].sudo().create(values)
        with self.assertRaises(UserError):
            rating.with_user(self.env.user).write(mark)

    # ------------------------------------------------------------
    # Where things stand
    # ------------------------------------------------------------

    @users("ann")
    def test_state_of_an_absence_follows_from_the_buttons(self):
        Absence = self.env["relationship.absence"]
        for state in ("running", "over", "cancelled"):
            with self.subTest(state=state):
                with self.assertRaises(UserError):
                    Absence.create({"state": state})
                found = Absence.with_context(default_state=state)
                self.assertEqual(
                    found.default_get(["state"]).get("state"), "draft", state
                )
        absence = Absence.create({})
        for state in ("planned", "running", "over", "cancelled"):
            with self.assertRaises(UserError):
                absence.state = state
        absence.action_confirm()
        self.assertEqual(absence.state, "running")
        absence.action_end()
        self.assertEqual(absence.state, "over")

    @users("ann")
    def test_state_of_a_handover_follows_from_the_buttons(self):
        Handover = self.env["relationship.handover"]
        values = {
            "new_manager_id": self.tim.id,
            "line_ids": [Command.create({"account_id": self.acme.id})],
        }
        for state in ("planned", "done", "undone", "cancelled"):
            with self.subTest(state=state), self.assertRaises(UserError):
                Handover.create({**values, "state": state})
        handover = Handover.with_context(default_state="done").create(values)
        self.assertEqual(handover.state, "draft")
        with self.assertRaises(UserError):
            handover.problem = "Somebody else did it"

    @users("ann")
    def test_handover_that_was_carried_out_stays_as_it_was(self):
        handover = self._hand_over(self.acme | self.birch, self.tim)
        line = handover.line_ids[:1]
        cedar = {"handover_id": handover.id, "account_id": self.cedar.id}
        for change in (
            lambda: handover.write({"new_manager_id": self.bob.id}),
            lambda: handover.write({"line_ids": [Command.clear()]}),
            lambda: line.write({"from_manager_id": self.bob.id}),
            lambda: line.write({"moved": {"crm.lead": [1]}}),
            lambda: line.unlink(),
            lambda: line.with_user(self.hugo).create(cedar),
        ):
            with self.assertRaises(UserError):
                change()
        handover.action_undo()
        self.assertEqual((self.acme | self.birch).manager_id, self.ann)

    @users("bob")
    def test_line_of_a_handover_one_may_not_read_is_refused_clearly(self):
        other = (
            self.env["relationship.handover"]
            .with_user(self.hugo)
            .create(
                {
                    "new_manager_id": self.tim.id,
                    "line_ids": [Command.create({"account_id": self.acme.id})],
                }
            )
        )
        lines = self.env["relationship.handover.line"]
        with self.assertRaises(AccessError):
            lines.onchange(
                {"account_id": self.cedar.id, "handover_id": other.id},
                ["handover_id"],
                {"handover_id": {}, "account_id": {}},
            )
        with self.assertRaises(AccessError):
            lines.create({"account_id": self.cedar.id, "handover_id": other.id})

    @users("hugo")
    def test_clocks_are_set_by_what_happens(self):
        feedback = self._say()
        late = "2030-01-01 10:00:00"
        for name in (
            *("acknowledge_deadline", "decide_deadline", "update_deadline"),
            *("resolve_deadline", "waiting_since"),
        ):
            with self.subTest(name=name), self.assertRaises(UserError):
                feedback.write({name: late})
        with self.assertRaises(UserError):
            feedback.write({"is_waiting": True})
        feedback.write({"state": "in_progress"})
        feedback.action_wait()
        self.assertTrue(feedback.is_waiting and feedback.waiting_since)
        feedback.action_resume()
        self.assertFalse(feedback.is_waiting or feedback.waiting_since)

    # ------------------------------------------------------------
    # What can be read
    # ------------------------------------------------------------

    @users("hugo")
    def test_what_nobody_can_read_is_no_text(self):
        for name in (
            "relationship.tag",
            "relationship.feedback.area",
            "relationship.interaction.tag",
            "relationship.interaction.type",
            "relationship.stage",
            "relationship.tier",
        ):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                self.env[name].sudo().create({"name": "\x01\u200b"})
        plan = self._add_plan(self.acme)
        interaction = self._log()
        objective = (
            self.env["relationship.objective"]
            .sudo()
            .create({"plan_id": plan.id, "name": "Grow"})
        )
        for record, names in (
            (self.acme, ("wants", "problem", "next_step")),
            (interaction, ("subject", "wants", "problem", "next_step")),
            (objective, ("name", "customer_name")),
            (plan, ("name", "customer_name")),
        ):
            for name in names:
                with self.subTest(record=record, name=name):
                    with self.assertRaises(ValidationError):
                        record.sudo().write({name: "\x01\x02"})
        with self.assertRaises(ValidationError):
            self._say("\x01\u200b")
        interaction.note = "<p>\x01\u200b</p>"
        self.assertNotIn("\x01", interaction.note or "")

    # ------------------------------------------------------------
    # Files of customers
    # ------------------------------------------------------------

    def _receive_file(self, record, author):
        file = (
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": "contract.txt",
                    "raw": b"We agreed on 10",
                    "res_model": record._name,
                    "res_id": record.id,
                }
            )
        )
        self._add_message(
            record, author, attachment_ids=[Command.set(file.ids)], body="See there"
        )
        return file.with_env(self.env)

    @users("ann", "hugo")
    def test_files_of_customers_stay_as_they_were_sent(self):
        plan = self._add_plan(self.acme)
        file = self._receive_file(plan, self.amy)
        for values in (
            {"raw": b"We agreed on 99"},
            {"datas": base64.b64encode(b"We agreed on 99")},
            {"name": "other.txt"},
            {"res_id": False, "res_model": False},
            {"type": "url", "url": "https://example.com"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                file.write(values)
        with self.assertRaises(AccessError):
            file.unlink()
        with self.assertRaises(AccessError):
            # As the button of the chatter does.
            file.sudo()._delete_and_notify()
        self.assertEqual(file.raw, b"We agreed on 10")
        file.description = "Seen by us"

    @users("ann")
    def test_our_own_files_can_be_changed(self):
        plan = self._add_plan(self.acme)
        file = self._receive_file(plan, self.ann.partner_id)
        file.write({"name": "other.txt", "raw": b"New"})
        file.unlink()
        self.assertFalse(file.exists())

    @users("ann")
    def test_files_go_with_the_record(self):
        plan = self._add_plan(self.acme)
        file = self._receive_file(plan, self.amy)
        plan.with_env(self.env).unlink()
        self.assertFalse(file.exists())
