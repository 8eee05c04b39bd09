from datetime import timedelta

from odoo.tests import HttpCase, tagged

from ..common import People
from ..communication.common import Contacts


class DayTourCase(Contacts, People, HttpCase):
    """Ann owes Acme samples, and Birch is due for a contact."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_people()
        cls.set_up_accounts()
        cls.set_up_contacts()
        today = cls.env.company._get_relationship_today()
        cls.env["relationship.account"].search([]).write({"cadence_state": "none"})
        cls.promise = cls.env["relationship.promise"].create(
            {
                "name": "Samples",
                "account_id": cls.acme.id,
                "user_id": cls.ann.id,
                "date_due": today,
            }
        )
        cls.birch.write(
            {"cadence_state": "due", "next_contact_date": today - timedelta(days=1)}
        )

    def _walk(self):
        self.start_tour(
            "/odoo/my-day", "account_relationship_my_day", login="ann", timeout=120
        )
        self.assertEqual(self.promise.state, "kept")
        logged = self.env["relationship.interaction"].search(
            [("account_id", "=", self.birch.id)]
        )
        self.assertEqual((len(logged), logged.create_uid), (1, self.ann))


@tagged("post_install", "-at_install")
class TestDayTour(DayTourCase):
    def test_day(self):
        self._walk()


@tagged("post_install", "-at_install")
class TestDayTourOnPhone(DayTourCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_day(self):
        self._walk()
