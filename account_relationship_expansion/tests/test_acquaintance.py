from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.account_relationship.tests.communication.common import (
    CommunicationCommon,
)


class AcquaintanceCommon(CommunicationCommon):
    """Who of us was in touch with whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.known = cls.env["relationship.acquaintance"]
        cls.touch = cls.env["relationship.touch"]
        cls.nobody = cls.env["res.users"]

    def _talk(self, user, persons, account=None, **ago):
        """A call, so long ago."""
        return (
            self.env["relationship.interaction"]
            .with_user(user)
            .create(
                {
                    "account_id": (account or self.acme).id,
                    "type_id": self.call_type.id,
                    "partner_ids": [Command.set(persons.ids)],
                    "date_start": self._ago(**ago),
                }
            )
        )

    def _find(self, account=None):
        return self.known.search([("account_id", "=", (account or self.acme).id)])

    def _read(self, account=None):
        return {
            (known.partner_id, known.user_id): known.last_touch_at
            for known in self._find(account)
        }


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestAcquaintance(AcquaintanceCommon):
    """Who of us knows whom is found in what took place, as it takes place."""

    def test_whoever_talked_to_somebody_knows_the_person_at_once(self):
        self._talk(self.ann, self.amy | self.ben, days=9)
        self._talk(self.ann, self.amy, days=2)
        self._talk(self.bea, self.amy, days=5)
        self.assertEqual(
            self._read(),
            {
                (self.amy, self.ann): self._ago(days=2),
                (self.ben, self.ann): self._ago(days=9),
                (self.amy, self.bea): self._ago(days=5),
            },
        )
        self.assertEqual(self._find().company_id, self.acme.company_id)

    def test_what_is_deleted_takes_what_it_said_along(self):
        self._talk(self.ann, self.amy, days=9)
        last = self._talk(self.ann, self.amy, days=2)
        self._talk(self.ann, self.ben, days=1).unlink()
        last.unlink()
        self.assertEqual(self._read(), {(self.amy, self.ann): self._ago(days=9)})

    def test_who_wrote_to_us_is_in_touch_with_nobody_by_name(self):
        self._add_message(self.acme, self.amy)
        self.touch._refresh()
        self.assertEqual(self._read(), {(self.amy, self.nobody): self._ago()})

    def test_a_company_is_no_person(self):
        self._talk(self.ann, self.acme_customer)
        self.assertFalse(self._find())

    def test_in_the_day_only_what_came_in_is_looked_at(self):
        self._talk(self.ann, self.amy, days=9)
        self._add_meeting(self.ben, "2026-03-10 08:00:00")
        self.touch._refresh_recent(self._ago(minutes=15))
        self.assertEqual(
            self._read(),
            {
                (self.amy, self.ann): self._ago(days=9),
                (self.ben, self.ann): fields.Datetime.to_datetime(
                    "2026-03-10 09:00:00"
                ),
            },
        )

    def test_who_has_left_is_known_no_more(self):
        self._talk(self.ann, self.amy | self.ben, days=9)
        self._talk(self.bea, self.amy, days=5)
        self.ben.active = False
        self.bea.active = False
        self.touch._refresh()
        self.assertEqual(
            self._read(),
            {
                (self.amy, self.ann): self._ago(days=9),
                (self.amy, self.nobody): self._ago(days=5),
            },
        )
        self.amy.parent_id = self.birch_customer
        self.touch._refresh()
        self.assertFalse(self._find())

    def test_a_night_after_which_nothing_changed_writes_nothing(self):
        self._talk(self.ann, self.amy | self.ben, days=9)
        self.touch._refresh()
        self.env.flush_all()

        def places():
            self.env.cr.execute("SELECT ctid, * FROM relationship_acquaintance")
            return sorted(self.env.cr.fetchall())

        before = places()
        self.touch._refresh()
        self.assertEqual(places(), before)
        self.assertEqual(len(before), 2)

    def test_two_contacts_who_become_one_are_known_by_both_of_us(self):
        self._talk(self.ann, self.amy, days=9)
        self._talk(self.ann, self.ben, days=2)
        self._talk(self.bea, self.ben, days=5)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.amy | self.ben).ids, self.amy
        )
        self.env.invalidate_all()
        self.assertEqual(
            self._read(),
            {
                (self.amy, self.ann): self._ago(days=2),
                (self.amy, self.bea): self._ago(days=5),
            },
        )

    def test_two_customers_who_become_one_have_the_people_of_both(self):
        self._talk(self.ann, self.amy, days=9)
        self._talk(self.ann, self.carl, self.birch, days=3)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.acme_customer | self.birch_customer).ids, self.acme_customer
        )
        self.env.invalidate_all()
        self.assertEqual(
            self._read(),
            {
                (self.amy, self.ann): self._ago(days=9),
                (self.carl, self.ann): self._ago(days=3),
            },
        )

    def test_a_person_who_is_erased_is_known_to_nobody(self):
        self._talk(self.ann, self.amy | self.ben, days=9)
        self.amy._erase_from_accounts()
        self.env.invalidate_all()
        self.assertNotIn(self.amy, self._find().partner_id)

    def test_only_one_of_us_knows_the_person(self):
        self._talk(self.ann, self.amy | self.ben, days=9)
        self._talk(self.bea, self.amy, days=5)
        self._talk(self.hugo, self.ben, days=400)
        alone = self.known.search(
            [("account_id", "=", self.acme.id), ("is_known_by_one", "=", True)]
        )
        self.assertEqual(alone.filtered("is_known_by_one"), alone)
        self.assertEqual(
            {(known.partner_id, known.user_id) for known in alone},
            {(self.ben, self.ann)},
        )
        others = self._find() - alone
        self.assertFalse(any(others.mapped("is_known_by_one")))

    def test_days_since_the_last_contact_are_those_of_the_latest(self):
        self._talk(self.ann, self.amy, days=9)
        self._talk(self.bea, self.amy, days=5)
        self.assertEqual(set(self._find().mapped("days_since")), {9, 5})
        groups = self.known.formatted_read_group(
            [("account_id", "=", self.acme.id)], ["partner_id"], ["days_since:min"]
        )
        self.assertEqual([group["days_since:min"] for group in groups], [5])
        self.assertEqual(
            self.known.fields_get(["days_since"])["days_since"]["aggregator"], "min"
        )

    @freeze_time("2026-11-21 01:30:00")
    def test_days_are_those_of_the_company(self):
        """In Bogota it is the evening before."""
        self.env.company.relationship_tz = "America/Bogota"
        self._talk(self.ann, self.amy, minutes=20)
        self._talk(self.bea, self.amy, days=365, hours=1)
        known = self._find()
        self.assertEqual(set(known.mapped("days_since")), {0, 365})
        [(days,)] = self.known._read_group(
            [("id", "in", known.ids)], [], ["days_since:min"]
        )
        self.assertEqual(days, 0)
        self.assertFalse(any(known.mapped("is_known_by_one")), "a year to the day")

    def test_only_who_looks_after_the_customer_sees_it_and_nobody_writes(self):
        self._talk(self.ann, self.amy, days=9)
        known = self._find()
        for user in (self.ann, self.tim, self.bea, self.hugo, self.adam):
            self.assertTrue(known.with_user(user).read(["last_touch_at"]), user.login)
            with self.assertRaises(AccessError):
                known.with_user(user).last_touch_at = self._ago()
            with self.assertRaises(AccessError):
                known.with_user(user).unlink()
        self.assertFalse(self.known.with_user(self.bob).search([]))
        for user in (self.bob, self.sam, self.eve, self.pia):
            with self.assertRaises(AccessError):
                known.with_user(user).read(["last_touch_at"])

    def test_another_company_does_not_see_it(self):
        self._talk(self.ann, self.amy, days=9)
        company = self.env["res.company"].create({"name": "Other"})
        self.hugo.company_ids |= company
        known = self.known.with_user(self.hugo)
        self.assertTrue(known.search([]))
        self.assertFalse(known.with_context(allowed_company_ids=company.ids).search([]))

    def test_many_people_are_read_with_as_many_queries_as_one(self):
        persons = self.env["res.partner"].create(
            [
                {"name": f"Person {n}", "parent_id": self.acme_customer.id}
                for n in range(30)
            ]
        )
        self._talk(self.ann, persons, days=2)
        people = self.env["relationship.stakeholder"].create(
            [{"account_id": self.acme.id, "partner_id": one.id} for one in persons]
        )

        def count(work):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work()
            return self.env.cr.sql_log_count - before

        one = people[0].with_user(self.ann)
        count(lambda: one.mapped("known_by_ids"))
        few = count(lambda: one.mapped("known_by_ids"))
        many = count(lambda: people.with_user(self.ann).mapped("known_by_ids"))
        self.assertLessEqual(many, few)
        known = self._find().with_user(self.ann)
        fields_read = ["is_known_by_one", "days_since"]
        few = count(lambda: known[0].read(fields_read))
        self.assertLessEqual(count(lambda: known.read(fields_read)), few)

    def test_the_report_says_how_many_know_only_one_of_us(self):
        self._talk(self.ann, self.amy | self.ben, days=9)
        self._talk(self.bea, self.amy, days=5)
        self.assertEqual(
            self.known.with_user(self.ann).get_headline([]),
            "2 people of 1 customers were in touch; 1 of them know only one of us",
        )
