from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .common import PeopleCommon


@tagged("post_install", "-at_install")
class TestPeople(PeopleCommon):
    """Who at a customer has a say: contacts, and those who are to be found yet."""

    @users("ann")
    def test_contact_is_called_what_the_contact_says(self):
        amy = self._add_person(self.acme, self.amy)
        self.assertEqual(amy.display_name, "Amy")
        self.amy.sudo().write({"name": "Amy Adams", "function": "Buyer"})
        self.assertEqual((amy.name, amy.function), ("Amy Adams", "Buyer"))
        amy.write({"name": "Somebody", "function": "Queen"})
        self.assertEqual((amy.name, amy.function), ("Amy Adams", "Buyer"))

    @users("ann")
    def test_who_is_to_be_found_has_a_name_until_found(self):
        head = self._add_person(
            self.acme, name="Head of purchasing", function="Purchasing"
        )
        self.assertEqual(head.display_name, "Head of purchasing")
        head.partner_id = self.amy
        self.assertEqual((head.display_name, head.function), ("Amy", False))

    @users("ann")
    def test_nobody_is_refused(self):
        for name in (False, ""):
            with (
                self.assertRaisesRegex(IntegrityError, "is_somebody"),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._add_person(self.acme, name=name)
        with self.assertRaisesRegex(ValidationError, "to be found"):
            self._add_person(self.acme, name="   ")

    @users("ann")
    def test_somebody_is_on_the_list_once(self):
        self._add_person(self.acme, self.amy)
        with (
            self.assertRaisesRegex(IntegrityError, "person_once"),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self._add_person(self.acme, self.amy)

    @users("ann")
    def test_contact_of_another_customer_is_refused_and_it_is_said_whose(self):
        with self.assertRaisesRegex(
            ValidationError, "Amy is a contact of Acme, not of Birch"
        ):
            self._add_person(self.birch, self.amy)

    @users("ann")
    def test_who_moves_to_another_customer_stays_listed_as_left(self):
        boss = self._add_person(self.acme, name="Boss")
        amy = self._add_person(self.acme, self.amy, parent_id=boss.id, cadence_days=10)
        self.assertFalse(amy.has_left)
        self.amy.sudo().parent_id = self.birch_customer
        self.assertTrue(amy.has_left)
        self.assertEqual(self.acme.with_env(self.env).stakeholder_ids, amy | boss)
        amy.write({"note": "Went to Birch", "cadence_days": 20})
        self.assertEqual(amy.cadence_days, 20)
        self.assertIn(amy, amy.search([("has_left", "=", True)]))
        # There, too, the person may be known.
        self.assertFalse(self._add_person(self.birch, self.amy).has_left)

    @users("ann")
    def test_archived_contact_stays_seen_as_left(self):
        amy = self._add_person(self.acme, self.amy)
        self.amy.sudo().active = False
        self.assertTrue(amy.has_left)
        self.assertEqual(amy.display_name, "Amy")
        self.assertIn(amy, self.acme.with_env(self.env).stakeholder_ids)
        self.amy.sudo().active = True
        self.assertFalse(amy.has_left)

    @users("ann")
    def test_nobody_reports_to_themselves_however_far_around(self):
        top, middle, low = (self._add_person(self.acme, name=n) for n in "TML")
        middle.parent_id, low.parent_id = top, middle
        with self.assertRaisesRegex(ValidationError, "T cannot report to L"):
            top.parent_id = low
        self.env.invalidate_all()
        with self.assertRaises(ValidationError):
            low.parent_id = low
        self.env.invalidate_all()
        with self.assertRaises(ValidationError):
            (top | low).parent_id = low

    @users("ann")
    def test_nobody_reports_to_somebody_of_another_customer(self):
        other = self._add_person(self.birch, name="Boss of Birch")
        with self.assertRaisesRegex(ValidationError, "different customer accounts"):
            self._add_person(self.acme, name="Clerk", parent_id=other.id)

    @users("ann")
    def test_people_stay_with_their_account(self):
        person = self._add_person(self.acme, name="Boss")
        with self.assertRaisesRegex(UserError, "stay with their customer account"):
            person.account_id = self.birch
        person.account_id = self.acme

    @users("ann")
    def test_people_are_cards_on_a_phone(self):
        """Odoo takes the cards where a row has no room."""
        action = "account_relationship_expansion.relationship_stakeholder_action"
        self.assertIn("kanban", self.env.ref(action).sudo().view_mode)
        arch = self.env["relationship.stakeholder"].get_view(view_type="kanban")["arch"]
        self.assertIn("account_id", arch)

    @users("ann")
    def test_names_are_text_and_may_be_long(self):
        name = "<script>alert(1)</script>" + "x" * 5000
        person = self._add_person(self.acme, name=name, note=f"<b>{name}")
        self.assertEqual(person.display_name, name)
        self.assertEqual(person.note, f"<b>{name}")

    @users("ann")
    def test_org_chart_reads_the_people_of_one_account(self):
        top = self._add_person(self.acme, name="Top")
        low = self._add_person(self.acme, name="Low", parent_id=top.id)
        self._add_person(self.birch, name="Birch's")
        action = self.acme.with_env(self.env).action_view_org_chart()
        rows = top.hierarchy_read(
            action["domain"], {"name": {}, "child_ids": {}}, "parent_id", "child_ids"
        )
        self.assertEqual({row["id"] for row in rows}, {top.id, low.id})
        # As the chart does when somebody is dropped beside the top.
        low.write({"parent_id": False})
        self.assertFalse(top.child_ids)

    def test_roles_are_asked_for_by_kind(self):
        roles = self.env["relationship.stakeholder.role"].search([])
        kinds = set(dict(roles._fields["kind"].selection))
        self.assertEqual(set(roles.mapped("kind")), kinds)
        own = roles.create({"name": "Signs", "kind": "decides"})
        amy = self._add_person(self.acme, self.amy, role_ids=[Command.link(own.id)])
        self.assertEqual(amy.search([("role_ids.kind", "=", "decides")]), amy)

    def test_lists_cost_the_same_with_thousands_of_people(self):
        def read(limit):
            self.env.invalidate_all()
            self.env["relationship.stakeholder"].with_user(self.ann).web_search_read(
                [("account_id", "=", self.acme.id)],
                {
                    "display_name": {},
                    "role_ids": {"fields": {"display_name": {}}},
                    "parent_id": {"fields": {"display_name": {}}},
                    "cadence_days": {},
                    "cadence_state": {},
                    "partner_id": {"fields": {"display_name": {}}},
                },
                limit=limit,
            )

        def count(limit):
            read(limit)
            before = self.cr.sql_log_count
            read(limit)
            return self.cr.sql_log_count - before

        self._add_crowd(self.acme, 2000)
        self.assertEqual(count(2), count(1000))
        self.assertLess(count(1000), 20)
        with self.assertQueryCount(40):
            self.env.invalidate_all()
            people = self.acme.stakeholder_ids[1:50]
            people.write({"note": "all", "parent_id": self.acme.stakeholder_ids[0].id})
            self.env.flush_all()
