from ast import literal_eval
from datetime import date, datetime, timedelta

from freezegun import freeze_time
from lxml import etree

from odoo.fields import Datetime
from odoo.tests import tagged, users

from ..common import InvoicedCommon
from .common import TouchCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-12 20:00:00")
class TestContactsPerMonth(TouchCommon):
    def _get_contacts(self):
        """What the form's link shows: ``{kind: how many}``."""
        action = self.acme.with_user(self.env.user).action_view_timeline()
        view = self.env.ref("account_relationship.relationship_timeline_view_search")
        filters = {
            node.get("name"): literal_eval(node.get("domain"))
            for node in etree.fromstring(view.sudo().arch).iter("filter")
            if node.get("domain")
        }
        [name] = action["context"]
        domain = filters[name.removeprefix("search_default_")]
        timeline = self.env["relationship.timeline"].search(
            [*action["domain"], *domain]
        )
        return {kind: len(lines) for kind, lines in timeline.grouped("kind").items()}

    @users("ann")
    def test_our_own_mails_and_notes_are_no_contacts(self):
        notified = {"notification_ids": [(0, 0, {"res_partner_id": self.amy.id})]}
        account = self.acme.sudo()
        for values in (
            {"message_type": "email_outgoing", **notified},
            {"message_type": "comment", **notified},
            {"message_type": "comment", "is_internal": True},
        ):
            self._add_message(account, self.ann.partner_id, **values)
        lines = self.env["relationship.timeline"].search(
            [("account_id", "=", self.acme.id), ("kind", "=", "mail")]
        )
        self.assertEqual(len(lines), 2, "They show, as before")
        self.assertFalse(self._get_contacts())
        self.assertUntouched()

    @users("ann")
    def test_contacts_are_what_the_customer_took_part_in(self):
        account = self.acme.sudo()
        self._add_message(account, self.amy)
        self._add_message(account, self.amy, message_type="comment")
        self._add_message(account, self.amy, message_type="out_of_office")
        self._log()
        self._log(type_id=self.note_type.id)
        self._log(partner_ids=False)
        self._add_meeting(self.amy, self._ago(hours=5))
        declined = self._add_meeting(self.ben, self._ago(hours=5))
        declined.attendee_ids.state = "declined"
        for kind in ("call", "todo"):
            account.activity_schedule(
                f"mail.mail_activity_data_{kind}", user_id=self.ann.id
            ).with_user(self.ann).action_feedback()
        self.assertEqual(
            self._get_contacts(),
            {"mail": 2, "interaction": 1, "meeting": 1, "activity": 1},
        )

    @users("ann")
    def test_call_about_feedback_promise_plan_or_action_counts_at_once(self):
        account = {"account_id": self.acme.id}
        documents = [
            self.env["relationship.feedback"].create(
                {**account, "kind": "complaint", "verbatim": "Late"}
            ),
            self.env["relationship.promise"].create({**account, "name": "Samples"}),
            self.env["relationship.plan"].create({**account, "name": "Growth"}),
            self.env["relationship.action"].create({**account, "name": "Send it"}),
        ]
        for document in documents:
            with self.subTest(document._name):
                call = document.activity_schedule(
                    "mail.mail_activity_data_call", user_id=self.ann.id
                )
                call.action_feedback()
                self.assertEqual(self.acme.last_touch_kind, "call")
                call.sudo().unlink()
                self._refresh()
                self.assertFalse(self.acme.last_touch_at)

    def _add_whole_day(self, day):
        return self._add_meeting(
            self.amy,
            day,
            allday=True,
            start_date=day,
            stop_date=day,
            stop=datetime.fromisoformat(day) + timedelta(hours=10),
        )

    def _get_touch_day(self, zone):
        """The day of the last contact where the manager is."""
        moment = self.acme.last_touch_at
        return Datetime.context_timestamp(
            self.acme.with_context(tz=zone), moment
        ).date()

    def test_meeting_of_a_whole_day_is_a_contact_of_its_day_everywhere(self):
        zones = ("Asia/Tokyo", "UTC", "America/Los_Angeles", "Pacific/Kiritimati")
        self._add_whole_day("2026-03-05")
        for zone in zones:
            with self.subTest(zone):
                self.ann.tz = zone
                self._refresh()
                self.assertEqual(self._get_touch_day(zone), date(2026, 3, 5))
                self.assertEqual(
                    self.acme.next_contact_date,
                    date(2026, 3, 5) + timedelta(days=self.tier_a.contact_days),
                )

    def test_meeting_of_a_whole_day_counts_once_the_day_is_over(self):
        """In Tokyo at 15 o'clock UTC, in California at 7 the next morning."""
        for zone, over in (
            ("Asia/Tokyo", "2026-03-10 15:00:00"),
            ("America/Los_Angeles", "2026-03-11 07:00:00"),
        ):
            self.ann.tz = zone
            over = datetime.fromisoformat(over)
            with freeze_time(over - timedelta(minutes=1)):
                meeting = self._add_whole_day("2026-03-10")
                since = datetime.now()
                self.env["relationship.touch"]._refresh_recent(since)
                self.assertFalse(self.acme.last_touch_at, zone)
            with freeze_time(over + timedelta(minutes=1)):
                self.env["relationship.touch"]._refresh_recent(since)
                self.assertEqual(self.acme.last_touch_kind, "meeting", zone)
            meeting.unlink()
            self._refresh()

    @users("ann")
    def test_contact_at_half_past_eleven_counts_on_its_local_day(self):
        self.ann.sudo().tz = "America/Los_Angeles"
        # The eleventh of March, 23:30 in California.
        self._log(date_start="2026-03-12 06:30:00")
        self.assertEqual(
            self.acme.next_contact_date,
            date(2026, 3, 11) + timedelta(days=self.tier_a.contact_days),
        )


@tagged("post_install", "-at_install")
class TestCreditNotes(InvoicedCommon):
    def test_credit_note_is_no_contact(self):
        """Nor is an invoice: the customer took no part."""
        self._invoice(self.acme_customer, 100, "2026-01-10")
        self._invoice(self.acme_customer, 40, "2026-03-01", move_type="out_refund")
        self.env["relationship.touch"]._refresh(self.acme)
        self.assertFalse(self.acme.last_touch_at)
        touches = self.env["relationship.timeline"].search(
            [("account_id", "=", self.acme.id), ("is_touch", "=", True)]
        )
        self.assertFalse(touches)
