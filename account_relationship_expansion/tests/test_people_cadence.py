from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger

from .common import PeopleCommon


@tagged("post_install", "-at_install")
class TestPeopleCadence(PeopleCommon):
    """Key contacts of the core are the same people: there is one list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = cls.env["relationship.key.contact"]

    def _add_key(self, **values):
        return self.keys.with_env(self.env).create(
            {"account_id": self.acme.id, "partner_id": self.amy.id, **values}
        )

    @users("ann")
    def test_cadence_of_a_person_is_a_key_contact(self):
        amy = self._add_person(self.acme, self.amy, cadence_days=14)
        key = self.acme.with_env(self.env).key_contact_ids
        self.assertRecordValues(key, [{"partner_id": self.amy.id, "cadence_days": 14}])
        self.assertEqual(amy.key_contact_id, key)
        self.assertEqual(amy.next_contact_date, key.next_contact_date)
        self.assertTrue(amy.next_contact_date)
        amy.cadence_days = 30
        self.assertEqual(key.cadence_days, 30)
        self.assertEqual(amy.search([("cadence_days", ">", 20)]), amy)
        amy.cadence_days = 0
        self.assertFalse(key.exists())
        self.assertFalse(amy.cadence_state)

    @users("ann")
    def test_key_contact_made_elsewhere_is_on_the_list_at_once(self):
        key = self._add_key(cadence_days=21)
        amy = self.acme.with_env(self.env).stakeholder_ids
        self.assertRecordValues(
            amy,
            [{"partner_id": self.amy.id, "cadence_days": 21, "name": "Amy"}],
        )
        key.cadence_days = 7
        self.assertEqual(amy.cadence_days, 7)
        key.unlink()
        self.assertEqual((amy.exists(), amy.cadence_days), (amy, 0))

    @users("ann")
    def test_key_contact_that_becomes_somebody_else_takes_the_cadence_along(self):
        al = self._add_contact("Al")
        key = self._add_key()
        key.partner_id = al
        amy, al = self.acme.with_env(self.env).stakeholder_ids.sorted("id")
        self.assertEqual((amy.cadence_days, al.cadence_days), (0, 30))
        # From the other side.
        al.partner_id = self._add_contact("Ava")
        self.assertEqual(key.partner_id.name, "Ava")
        self.assertEqual(al.key_contact_id, key)

    @users("ann")
    def test_key_contact_brings_an_archived_person_back(self):
        amy = self._add_person(self.acme, self.amy, cadence_days=10)
        amy.action_archive()
        self.assertFalse(self.acme.with_env(self.env).key_contact_ids)
        self._add_key()
        self.assertTrue(amy.active)
        self.assertEqual(amy.cadence_days, 30)

    @users("ann")
    def test_who_is_off_the_list_is_to_be_contacted_no_more(self):
        self._add_person(self.acme, self.amy, cadence_days=10).unlink()
        self.assertFalse(self.acme.with_env(self.env).key_contact_ids)

    @users("ann")
    def test_who_is_to_be_found_or_has_left_gets_no_cadence(self):
        with self.assertRaisesRegex(UserError, "is to be found yet"):
            self._add_person(self.acme, name="Boss", cadence_days=10)
        amy = self._add_person(self.acme, self.amy)
        self.amy.sudo().active = False
        with self.assertRaisesRegex(UserError, "has left"):
            amy.cadence_days = 10
        with (
            self.assertRaisesRegex(IntegrityError, "cadence_days_positive"),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._add_person(self.acme, self._add_contact("Al"), cadence_days=-1)

    @users("ann")
    def test_form_of_the_account_edits_people_and_their_cadence(self):
        with Form(self.acme.with_env(self.env)) as form:
            with form.stakeholder_ids.new() as line:
                line.partner_id = self.amy
                line.cadence_days = 9
            with form.stakeholder_ids.new() as line:
                line.name = "Boss"
        amy, boss = self.acme.with_env(self.env).stakeholder_ids.sorted("id")
        self.assertEqual((amy.cadence_days, boss.name), (9, "Boss"))

    def test_key_contacts_of_before_are_people(self):
        self.env.cr.execute(
            "INSERT INTO relationship_key_contact"
            " (account_id, company_id, partner_id, cadence_days)"
            " VALUES (%s, %s, %s, 12)",
            (self.acme.id, self.acme.company_id.id, self.amy.id),
        )
        for _again in range(2):
            self.keys._add_all_to_people()
            self.assertRecordValues(
                self.acme.stakeholder_ids,
                [{"name": "Amy", "cadence_days": 12, "has_left": False}],
            )
