from ast import literal_eval

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .informing import InformCommon

SECRET = "SECRET"


@tagged("post_install", "-at_install")
class TestNothingInternalIsMailed(InformCommon):
    """A plan full of secrets, and every kind of mail about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.write({"customer_name": "Your move", "customer_summary": "<p>Yes</p>"})
        cls.samples.customer_name = "Samples for you"
        cls.floor_plan.customer_name = "Your floor plan"
        cls.goal.customer_name = "Desks"
        cls._stuff(cls.plan)
        cls._stuff(cls.samples | cls.floor_plan)
        cls._stuff(cls.goal)
        cls._stuff(cls.acme)
        hidden_step, hidden_goal = (
            cls.env[model].create(
                {"name": f"{SECRET} hidden", "plan_id": cls.plan.id, "is_shared": False}
            )
            for model in ("relationship.action", "relationship.objective")
        )
        cls._stuff(hidden_step)
        cls._stuff(hidden_goal)
        cls.floor_plan.after_ids = [Command.link(hidden_step.id)]
        cls._chat()

    @classmethod
    def _stuff(cls, records):
        """Every field of text that is not the customer's gets a secret word."""
        content = cls.env["relationship.portal.content"]
        shown = content._get_written_fields(records._name)
        for name, field in records._fields.items():
            if (
                field.type in ("char", "text", "html")
                and field.store
                and not field.readonly
                and not field.related
                and name not in shown
                and not name.startswith(("message_", "activity_", "access_"))
            ):
                records.write({name: f"{SECRET} {name}"})

    @classmethod
    def _chat(cls):
        """Notes, tracking and talk among ourselves."""
        plan = cls.plan
        plan.message_post(body=f"{SECRET} note", subtype_xmlid="mail.mt_note")
        plan.message_post(
            body=f"{SECRET} talk",
            subject=f"{SECRET} subject",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        plan.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=f"{SECRET} to do",
            user_id=cls.ann.id,
        )
        plan.name = f"{SECRET} renamed"

    def assertNoSecret(self, mails):
        self.assertTrue(mails)
        for mail in mails:
            self.assertIn("Your move", mail.body_html)
            self.assertNotIn(SECRET, self._get_text(mail))
            self.assertNotIn(SECRET.lower(), self._get_text(mail).lower())
        # What the server was really handed, after the last rendering.
        for sent in self._mails:
            self.assertNotIn(SECRET, str(sent))

    def _send(self, work):
        self.flush_tracking()
        with self.mock_mail_gateway():
            work()
            mails = self._new_mails.filtered(lambda m: self.amy in m.recipient_ids)
            mails.send()
            self.assertNoSecret(mails)
        return mails

    def test_stuffing_reached_what_is_internal(self):
        self.assertIn(SECRET, self.plan.name)
        self.assertIn(SECRET, self.plan.note)
        self.assertIn(SECRET, self.samples.note)
        self.assertIn(SECRET, self.plan.display_name)

    def test_first_mail(self):
        self._send(lambda: self.Contact._send_changes(self.plan))

    def test_mail_of_a_change(self):
        self._know()
        self.samples.state = "done"
        self.plan.date_end = "2030-06-01"
        self.to_amy.seen_change_at = False
        self._touch()
        self._send(lambda: self.Contact._send_changes(self.plan))

    def test_mail_of_the_end(self):
        self._know()
        self.plan.write({"state": "cancelled", "cancel_reason": f"{SECRET} reason"})
        self.to_amy.seen_change_at = False
        self._send(lambda: self.Contact._send_changes(self.plan))

    def test_weekly_mail(self):
        self._know()
        self.to_amy.write({"inform": "weekly"})
        self.to_amy.digest_at = fields.Datetime.to_datetime("2020-01-01")
        self.floor_plan.date_due = "2030-09-01"
        self._send(lambda: self.to_amy._send_digest())

    def test_promised_update(self):
        self._know()
        self.env.company.relationship_update_mode = "automatic"
        self.plan.write({"update_days": 1, "scheduled_from": "2020-01-01"})
        self._send(lambda: self.plan._send_scheduled())

    def test_update_by_hand(self):
        self._know()
        draft = self.plan.with_user(self.ann)._get_draft_update("manual")
        draft.words = "<p>Hello Amy</p>"
        self._send(draft.action_send)
        self.assertNotIn(SECRET, draft.body)

    def test_headers_offer_to_stop_the_mails_and_name_nothing(self):
        [mail] = self._send(lambda: self.Contact._send_changes(self.plan))
        headers = literal_eval(mail.headers)
        self.assertIn(self.to_amy.access_token, headers["List-Unsubscribe"])
        self.assertEqual(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
        self.assertNotIn(SECRET, mail.reply_to or "")
