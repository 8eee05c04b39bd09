from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from odoo.addons.account_relationship.tests.common import People


class RenewalTourCase(People, HttpCase):
    """Acme can give notice for five days more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_people()
        cls.set_up_accounts()
        cls.env["relationship.account"].search([]).write({"cadence_state": "none"})
        today = cls.env.company._get_relationship_today()
        end = today + timedelta(days=5) + relativedelta(months=3)
        start = end + timedelta(days=1) - relativedelta(months=12)
        cls.agreement = cls.env["relationship.agreement"].create(
            {
                "name": "Maintenance",
                "account_id": cls.acme.id,
                "date_start": start,
                # Ends of months differ in length: the deadline is to be the fifth day.
                "notice_count": (end - today).days - 5,
                "notice_unit": "day",
                "line_ids": [Command.create({"name": "Lift", "amount": 1500})],
            }
        )
        cls.agreement.action_confirm()
        shift = (cls.agreement.notice_deadline - today).days - 5
        if shift:
            cls.agreement.notice_count += shift
        cls.env["relationship.alert"]._refresh(cls.acme)

    def _walk(self):
        self.start_tour(
            "/odoo/my-day", "account_relationship_renewal", login="ann", timeout=120
        )
        first, following = self.agreement.term_ids.sorted("date_start")
        self.assertEqual(following.date_start, first.date_end + timedelta(days=1))
        self.assertEqual((following.kind, following.price_difference), ("price", 1200))
        self.assertEqual(self.agreement.state, "renewed")
        self.assertEqual(self.agreement._get_agreed(following.date_start), 12 * 1600)
        self.assertEqual(self.agreement.annual_amount, 12 * 1500)
        alerts = self.acme.alert_ids.filtered(
            lambda one: "renew" in one.words and one.state == "open"
        )
        self.assertFalse(alerts, "it is off the day")


@tagged("post_install", "-at_install")
class TestRenewalTour(RenewalTourCase):
    def test_renewal(self):
        self._walk()


@tagged("post_install", "-at_install")
class TestRenewalTourOnPhone(RenewalTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_renewal(self):
        self._walk()
