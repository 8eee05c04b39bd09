from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_relationship_expansion.hooks import uninstall_hook

from .common import PeopleCommon


@tagged("post_install", "-at_install")
class TestPeopleMerge(PeopleCommon):
    """Contacts and customers become one, are erased, or the addon goes: no trace lost,
    none left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = {
            role.kind: role
            for role in cls.env["relationship.stakeholder.role"].search([])
        }

    def _merge(self, kept, *others):
        partners = kept.union(*others)
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set(partners.ids)],
                "dst_partner_id": kept.id,
                "state": "selection",
            }
        )
        wizard._merge(partners.ids, kept)
        self.env.flush_all()

    def test_contacts_merged_are_one_person_with_all_that_is_known(self):
        twin = self._add_contact("A. Amy")
        boss = self._add_person(self.acme, name="Boss")
        amy = self._add_person(
            self.acme,
            self.amy,
            role_ids=[Command.link(self.role["budget"].id)],
            note="Likes tea",
        )
        double = self._add_person(
            self.acme,
            twin,
            role_ids=[Command.link(self.role["decides"].id)],
            influence="high",
            parent_id=boss.id,
            cadence_days=12,
            note="Likes cake",
        )
        clerk = self._add_person(self.acme, name="Clerk", parent_id=double.id)
        others = self._add_person(self.acme, self._add_contact("Al"), cadence_days=5)
        self._merge(self.amy, twin)
        self.assertFalse(double.exists())
        self.assertRecordValues(
            amy,
            [
                {
                    "partner_id": self.amy.id,
                    "influence": "high",
                    "parent_id": boss.id,
                    "cadence_days": 12,
                    "note": "Likes tea\n\nLikes cake",
                }
            ],
        )
        self.assertEqual(amy.role_ids, self.role["decides"] | self.role["budget"])
        self.assertEqual(clerk.parent_id, amy)
        self.assertEqual(others.cadence_days, 5)

    def test_contact_of_one_list_takes_the_others_place(self):
        twin = self._add_contact("A. Amy")
        person = self._add_person(self.acme, twin, cadence_days=12)
        self._merge(self.amy, twin)
        self.assertRecordValues(
            person, [{"partner_id": self.amy.id, "name": "Amy", "cadence_days": 12}]
        )

    def test_merging_somebody_with_their_own_leader_makes_no_circle(self):
        twins = [self._add_contact(f"Amy {n}") for n in range(2)]
        top = self._add_person(self.acme, name="Top")
        one = self._add_person(self.acme, twins[0], parent_id=top.id)
        between = self._add_person(self.acme, name="Between", parent_id=one.id)
        two = self._add_person(self.acme, twins[1], parent_id=between.id)
        amy = self._add_person(self.acme, self.amy, parent_id=two.id)
        self._merge(self.amy, *twins)
        self.assertFalse((one | two).exists())
        self.assertEqual((amy.parent_id, between.parent_id), (top, amy))
        self.assertFalse((amy | between | top)._has_cycle())

    def test_customers_merged_have_the_people_of_both(self):
        boss = self._add_person(self.birch, name="Boss")
        bill = self._add_contact("Bill", self.birch_customer)
        bill = self._add_person(self.birch, bill, parent_id=boss.id, cadence_days=8)
        amy = self._add_person(self.acme, self.amy, cadence_days=9)
        # Amy was listed at Birch once, and left.
        self.amy.parent_id = self.birch_customer
        at_birch = self._add_person(
            self.birch, self.amy, role_ids=[Command.link(self.role["champion"].id)]
        )
        clerk = self._add_person(self.birch, name="Clerk", parent_id=at_birch.id)
        self._merge(self.acme_customer, self.birch_customer)
        self.assertFalse(self.birch.exists())
        self.assertFalse(at_birch.exists())
        self.assertEqual(self.acme.stakeholder_ids, amy | bill | boss | clerk)
        self.assertEqual((clerk.parent_id, bill.parent_id), (amy, boss))
        self.assertEqual((amy.cadence_days, bill.cadence_days), (9, 8))
        self.assertEqual(amy.role_ids, self.role["champion"])
        self.assertFalse(any(self.acme.stakeholder_ids.mapped("has_left")))
        self.assertEqual(
            self.acme.stakeholder_ids.key_contact_id, self.acme.key_contact_ids
        )

    def test_person_erased_is_on_no_list_and_in_no_note(self):
        self.amy.name = "Amy Adamson"
        amy = self._add_person(self.acme, self.amy, cadence_days=9, active=True)
        clerk = self._add_person(
            self.acme, name="Clerk of Amy Adamson", parent_id=amy.id, note="Amy Adamson"
        )
        self._add_person(self.birch, name="Other")
        self.amy.with_user(self.env.ref("base.user_admin"))._erase_persons()
        self.assertFalse(amy.exists())
        self.assertFalse(clerk.parent_id)
        self.assertNotIn("Adamson", f"{clerk.name} {clerk.note}")

    def test_archived_person_is_erased_as_well(self):
        amy = self._add_person(self.acme, self.amy, active=False)
        self.amy.with_user(self.env.ref("base.user_admin"))._erase_persons()
        self.assertFalse(amy.exists())

    def test_privacy_lookup_finds_the_person_on_the_list(self):
        amy = self._add_person(self.acme, self.amy)
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": "Amy", "email": self.amy.email}
        )
        wizard.action_lookup()
        line = wizard.line_ids.filtered(
            lambda line: line.res_model == "relationship.stakeholder"
        )
        self.assertEqual(line.mapped("res_id"), amy.ids)
        line.action_unlink()
        self.assertFalse(amy.exists())

    def test_key_contacts_stay_when_the_addon_goes(self):
        amy = self._add_person(self.acme, self.amy, cadence_days=9)
        favourite = self.env["ir.filters"].create(
            {
                "name": "With people",
                "model_id": "relationship.account",
                "domain": "[('stakeholder_ids', '!=', False)]",
            }
        )
        uninstall_hook(self.env)
        self.assertFalse(favourite.exists())
        self.assertFalse(
            self.env["relationship.stakeholder"].search([("note", "=", "x")])
        )
        self.assertEqual(self.acme.key_contact_ids.cadence_days, 9)
        self.assertEqual(self.acme.key_contact_ids.partner_id, self.amy)
        self.assertTrue(amy.key_contact_id)
