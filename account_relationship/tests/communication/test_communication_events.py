from datetime import timedelta

from odoo import fields
from odoo.tests import tagged, users

from odoo.addons.mail.tests.common import MailCase

from ..events import Events
from .common import CommunicationCommon


@tagged("post_install", "-at_install")
class TestCommunicationEvents(Events, CommunicationCommon, MailCase):
    """Whatever happens with a customer looks for contacts once."""

    def assertOneEvent(self, **numbers):
        return self.assertWrites("relationship.interaction", refreshes=1, **numbers)

    def _plan(self):
        start = fields.Datetime.now() + timedelta(days=3)
        with self.mock_mail_gateway():
            return self._log(type_id=self.visit_type.id, date_start=start)

    @users("ann")
    def test_planned_contact_that_took_place_earlier_is_written_once(self):
        visits = self._plan() | self._log(state="planned")
        early, late = visits
        with self.mock_mail_gateway(), self.assertOneEvent():
            early.action_done()
        with self.assertOneEvent():
            late.action_done()
        self.assertEqual(set(visits.mapped("state")), {"done"})
        self.assertLessEqual(early.date_start, fields.Datetime.now())

    @users("ann")
    def test_logging_a_contact_looks_for_contacts_once(self):
        self.acme.sudo().write({"cadence_days": 5})
        with self.assertOneEvent(number=0):
            self._log()
        self.assertEqual(self.acme.last_touch_user_id, self.ann)

    @users("ann")
    def test_call_that_was_planned_looks_for_contacts_once(self):
        call = self.acme.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.ann.id
        )
        with self.assertOneEvent(number=0, updates=0):
            call.action_feedback(feedback="All is well")
        self.assertEqual(self.acme.last_touch_kind, "call")

    @users("ann")
    def test_planned_meeting_that_is_moved_looks_for_contacts_once(self):
        visit = self._plan()
        start = fields.Datetime.now() + timedelta(days=5)
        with self.mock_mail_gateway(), self.assertOneEvent():
            visit.event_id.write({"start": start, "stop": start + timedelta(hours=1)})
        self.assertEqual(visit.date_start, start.replace(microsecond=0))

    def test_mail_of_a_customer_looks_for_contacts_once(self):
        with self.assertOneEvent(number=0, updates=0):
            self._add_message(self.acme_customer, self.amy)
        self.assertEqual(self.acme.last_touch_partner_id, self.amy)
