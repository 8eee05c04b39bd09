from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from ..common import AccountCommon

REVENUE_FIELDS = (
    "revenue_12m",
    "revenue_prior_12m",
    "revenue_change",
    "revenue_trend",
    "revenue_months",
    "overdue_amount",
    "last_order_date",
)


@tagged("post_install", "-at_install")
class TestAccountAccess(AccountCommon):
    """Who reads, edits, opens and deletes which account."""

    def _find(self):
        return self.env["relationship.account"].search([]).mapped("name")

    def assertDenied(self, function):
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            function()

    @users("ann", "tim")
    def test_users_read_and_edit_their_teams_accounts(self):
        self.assertEqual(self._find(), ["Acme", "Birch"])
        (self.acme | self.birch).with_env(self.env).write({"color": 1})
        cedar = self.cedar.with_env(self.env)
        self.assertDenied(lambda: cedar.read(["name"]))
        self.assertDenied(lambda: cedar.write({"color": 1}))

    @users("bea")
    def test_backup_reads_and_does_not_edit(self):
        self.assertEqual(self._find(), ["Acme"])
        acme = self.acme.with_env(self.env)
        self.assertDenied(lambda: acme.write({"color": 1}))
        self.assertDenied(lambda: acme.write({"manager_id": self.bea.id}))

    @users("bea")
    def test_team_leader_reads_and_edits_the_teams_accounts(self):
        self.assertNotIn("Cedar", self._find())
        self.south.user_id = self.bea
        self.assertEqual(self._find(), ["Acme", "Cedar"])
        self.cedar.with_env(self.env).color = 1

    @users("ann")
    def test_user_does_not_open_accounts_for_strangers(self):
        Account = self.env["relationship.account"]
        self.assertDenied(
            lambda: Account.create(
                {"partner_id": self.dune.id, "manager_id": self.bob.id}
            )
        )

    @users("bob")
    def test_user_does_not_grab_an_account(self):
        acme = self.acme.with_env(self.env)
        self.assertDenied(lambda: acme.write({"manager_id": self.bob.id}))
        self.assertDenied(lambda: acme.write({"backup_id": self.bob.id}))
        self.assertDenied(lambda: acme.write({"team_id": self.south.id}))
        customer = self.acme_customer.with_env(self.env)
        self.assertDenied(lambda: customer.write({"account_manager_id": self.bob.id}))

    @users("hugo", "adam")
    def test_heads_read_and_edit_all(self):
        self.assertEqual(self._find(), ["Acme", "Birch", "Cedar"])
        self.cedar.with_env(self.env).color = 1

    @users("ann", "hugo")
    def test_only_administrators_delete(self):
        acme = self.acme.with_env(self.env)
        self.assertDenied(acme.unlink)
        acme.with_user(self.adam).unlink()
        self.assertFalse(acme.exists())
        self.acme = self.birch

    @users("eve")
    def test_employees_read_nothing(self):
        self.assertDenied(self._find)
        self.assertDenied(lambda: self.acme.with_env(self.env).read(["name"]))

    @users("pia")
    def test_portal_customers_read_nothing(self):
        for record in (
            self.acme,
            self.acme.assignment_ids,
            self.tier_a,
            self.at_risk,
        ):
            record = record.with_env(self.env)
            self.assertDenied(lambda record=record: record.read([]))
        contact = self.pia.partner_id.with_env(self.env)
        fields = contact.fields_get()
        self.assertFalse([name for name in fields if "relationship" in name])
        self.assertNotIn("account_manager_id", fields)

    def test_the_public_reads_nothing(self):
        public = self.env.ref("base.public_user")
        acme = self.acme.with_user(public)
        self.assertDenied(lambda: acme.read(["name"]))
        self.assertDenied(lambda: acme.search([]))

    @users("hugo")
    def test_companies_are_apart(self):
        company = self._add_company()
        foreign = (
            self.env["relationship.account"]
            .sudo()
            .create(
                {
                    "partner_id": self.dune.id,
                    "company_id": company.id,
                    "manager_id": self.hugo.id,
                }
            )
        )
        foreign = foreign.with_env(self.env)
        self.assertIn("Dune", self._find())
        here = foreign.with_context(allowed_company_ids=self.company.ids)
        self.assertNotIn(foreign, here.search([]))
        self.assertDenied(lambda: here.read(["name"]))
        self.assertDenied(lambda: here.write({"color": 1}))
        self.assertNotIn(
            foreign.sudo().assignment_ids,
            here.env["relationship.assignment"].search([]),
        )


@tagged("post_install", "-at_install")
class TestSalespeople(AccountCommon):
    """A salesperson reads the accounts of the own customers, and not their numbers."""

    def _find(self):
        return self.env["relationship.account"].search([]).mapped("name")

    @users("sam")
    def test_nothing_without_documents(self):
        self._add_lead(self.acme_customer, self.ann)
        self.assertEqual(self._find(), [])
        with self.assertRaises(AccessError):
            self.acme.with_env(self.env).read(["name"])

    @users("sam")
    def test_own_leads_and_orders_open_the_account(self):
        self._add_lead(self.amy, self.sam)
        self._add_order(self.cedar_customer, self.sam)
        self.assertEqual(self._find(), ["Acme", "Cedar"])
        self.assertTrue(self.acme.with_env(self.env).is_sold_by_me)
        others = self.env["relationship.account"].sudo()
        others = others.search([("is_sold_by_me", "=", False)])
        self.assertEqual(others & self.accounts, self.birch)
        self.assertFalse(self.birch.with_env(self.env).sudo().is_sold_by_me)

    @users("sam")
    def test_lost_opportunities_and_orders_of_contacts_count(self):
        self._add_lead(self.birch_customer, self.sam).action_set_lost()
        self._add_order(self.amy, self.sam)
        self.assertEqual(self._find(), ["Acme", "Birch"])

    @users("sam")
    def test_reading_is_all(self):
        self._add_lead(self.acme_customer, self.sam)
        acme = self.acme.with_env(self.env)
        for operation in (
            lambda: acme.write({"color": 1}),
            lambda: acme.create({"partner_id": self.dune.id}),
            acme.unlink,
            acme.action_hand_over()["res_model"]
            and (
                lambda: self.env["relationship.handover"].create(
                    {"new_manager_id": self.sam.id}
                )
            ),
            lambda: self.env["relationship.absence"].create({}),
        ):
            with self.assertRaises(AccessError):
                operation()

    @users("sam")
    def test_numbers_and_history_are_not_theirs(self):
        self._add_lead(self.acme_customer, self.sam)
        acme = self.acme.with_env(self.env)
        for name in (*REVENUE_FIELDS, "assignment_ids"):
            with self.assertRaises(AccessError):
                acme.read([name])
            with self.assertRaises(AccessError):
                acme.search([(name, "!=", False)])
        self.assertFalse(set(REVENUE_FIELDS) & acme.fields_get().keys())
        with self.assertRaises(AccessError):
            acme.search([], order="revenue_12m")

    @users("ann")
    def test_numbers_are_the_managers(self):
        acme = self.acme.with_env(self.env)
        self.assertEqual(len(acme.read(REVENUE_FIELDS)[0]), len(REVENUE_FIELDS) + 1)


@tagged("post_install", "-at_install")
class TestOtherAccess(AccountCommon):
    """History, handovers, absences, reports and settings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.handover = cls.env["relationship.handover"].with_user(cls.ann)
        cls.handover = cls.handover.create(
            {
                "new_manager_id": cls.tim.id,
                "line_ids": [Command.create({"account_id": cls.acme.id})],
            }
        )
        cls.absence = cls.env["relationship.absence"].create(
            {"state": "planned", "user_id": cls.ann.id, "substitute_id": cls.tim.id}
        )

    @users("ann", "tim", "bea")
    def test_history_is_read_with_the_account(self):
        found = self.env["relationship.assignment"].search([])
        self.assertIn(self.acme.assignment_ids, found)
        self.assertNotIn(self.cedar.assignment_ids, found)

    @users("hugo")
    def test_heads_read_all_history(self):
        found = self.env["relationship.assignment"].search([])
        self.assertLessEqual(self.accounts.assignment_ids, found)

    @users("ann", "tim", "hugo")
    def test_handover_is_seen_by_those_concerned(self):
        self.assertEqual(self.handover.search([]).with_env(self.env), self.handover)
        handover = self.handover.with_env(self.env)
        self.assertEqual(handover.line_ids.account_id, self.acme)

    @users("bob", "bea")
    def test_handover_is_not_seen_by_others(self):
        self.assertFalse(self.env["relationship.handover"].search([]))
        self.assertFalse(self.env["relationship.handover.line"].search([]))
        with self.assertRaises(AccessError):
            self.handover.with_env(self.env).read(["reason"])
        with self.assertRaises(AccessError):
            self.handover.with_env(self.env).action_confirm()
        with self.assertRaises(AccessError):
            self.handover.line_ids.with_env(self.env).read(["account_id"])

    @users("bob")
    def test_absence_of_others_is_neither_seen_nor_planned(self):
        absence = self.absence.with_env(self.env)
        self.assertFalse(absence.search([]))
        with self.assertRaises(AccessError):
            absence.action_end()
        with self.assertRaises(AccessError):
            absence.create({"user_id": self.tim.id, "substitute_id": self.bob.id})

    @users("bob")
    def test_own_absence_is_not_made_another_s_to_stand_in(self):
        for day in (fields.Date.today(), "2100-01-01"):
            absence = self.env["relationship.absence"].create(
                {
                    "state": "planned",
                    "user_id": self.bob.id,
                    "date_from": day,
                    "date_to": day,
                }
            )
            with self.subTest(day=day), self.assertRaises(AccessError):
                absence.write({"user_id": self.tim.id, "substitute_id": self.bob.id})

    @users("hugo")
    def test_bulk_opening_stays_in_the_companies_one_works_in(self):
        # Not as hugo: whoever makes a company works in it.
        company = self.acme.env["res.company"].create({"name": "Out of reach"})
        self.ann.company_ids |= company
        opening = self.env["relationship.account.opening"]
        with self.assertRaises(AccessError):
            opening.create(
                {"company_id": company.id, "manager_id": self.ann.id}
            ).action_open()

    @users("tim")
    def test_stand_in_sees_the_absence_and_does_not_change_it(self):
        absence = self.absence.with_env(self.env)
        self.assertEqual(absence.user_id, self.ann)
        with self.assertRaises(AccessError):
            absence.date_to = "2100-01-01"
        with self.assertRaises(AccessError):
            absence.action_end()

    @users("hugo")
    def test_heads_plan_absences_of_all(self):
        self.absence.with_env(self.env).action_end()
        self.absence.create({"user_id": self.bob.id})
        self.assertEqual(self.cedar.acting_manager_id, self.bob)

    @users("sam", "eve", "pia")
    def test_others_have_no_business_here(self):
        for model in (
            "relationship.assignment",
            "relationship.handover",
            "relationship.handover.line",
            "relationship.absence",
            "relationship.candidate",
            "relationship.coverage",
            "relationship.account.opening",
        ):
            with self.assertRaises(AccessError):
                self.env[model].search([])

    @users("ann")
    def test_reports_and_bulk_opening_are_the_heads(self):
        for model in (
            "relationship.candidate",
            "relationship.coverage",
            "relationship.account.opening",
        ):
            self.assertFalse(self.env[model].has_access("read"), model)
            self.assertTrue(self.env[model].with_user(self.hugo).has_access("read"))

    @users("ann", "hugo", "sam", "eve")
    def test_tiers_and_stages_are_read_by_employees_and_set_by_administrators(self):
        for record in (self.tier_a, self.at_risk):
            record = record.with_env(self.env)
            self.assertTrue(record.name)
            with self.assertRaises(AccessError):
                record.name = "Other"
            with self.assertRaises(AccessError):
                record.create({"name": "New"})
            record.with_user(self.adam).name = record.name

    @users("ann")
    def test_account_managers_make_tags_and_do_not_delete_them(self):
        tag = self.env["relationship.tag"].create({"name": "Strategic"})
        self.assertTrue(1 <= tag.color <= 11)
        with self.assertRaises(AccessError):
            tag.unlink()

    @users("eve")
    def test_contacts_stay_readable_for_employees(self):
        contact = self.acme_customer.with_env(self.env)
        names = [
            name
            for name in contact.fields_get()
            if "relationship" in name or name == "account_manager_id"
        ]
        [values] = contact.read(names)
        self.assertEqual(values["account_manager_id"][0], self.ann.id)

    @users("eve")
    def test_everybody_sees_who_looks_after_a_contact(self):
        self.assertEqual(self.amy.with_env(self.env).account_manager_id, self.ann)


@tagged("post_install", "-at_install")
class TestCustomersRead(AccountCommon):
    """Customers read meetings and people of Odoo's, without what we add to them."""

    def test_meeting_does_not_tell_of_the_account(self):
        meeting = self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": "2030-01-01 10:00:00",
                "stop": "2030-01-01 11:00:00",
                "partner_ids": [Command.set(self.pia.partner_id.ids)],
            }
        )
        self.assertEqual(meeting.relationship_account_id, self.acme)
        event = meeting.with_user(self.pia)
        self.assertEqual(event.read(["name"])[0]["name"], "Meeting")
        with self.assertRaises(AccessError):
            event.read(["relationship_account_id"])

    def test_settings_of_the_company_are_not_the_customers_to_read(self):
        company = self.env.company.with_user(self.pia)
        company.read(["name"])
        ours = [name for name in company._fields if name.startswith("relationship_")]
        self.assertGreater(len(ours), 10)
        for name in ours:
            with self.subTest(name), self.assertRaises(AccessError):
                company.read([name])

    def test_colleagues_capacity_is_not_told(self):
        for name in ("account_capacity", "account_country_ids"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                self.ann.with_user(self.pia).read([name])


@tagged("post_install", "-at_install")
class TestKeyContacts(AccountCommon):
    """Key contacts are as the account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carla = cls.env["res.partner"].create(
            {"name": "Carla", "parent_id": cls.cedar_customer.id}
        )
        cls.key, cls.other = cls.env["relationship.key.contact"].create(
            [
                {"account_id": cls.acme.id, "partner_id": cls.amy.id},
                {"account_id": cls.cedar.id, "partner_id": cls.carla.id},
            ]
        )

    @users("ann", "tim", "bea")
    def test_who_sees_the_account_sees_them(self):
        self.assertEqual(self.env["relationship.key.contact"].search([]), self.key)

    @users("bob")
    def test_others_neither_see_nor_change_them(self):
        key = self.key.with_env(self.env)
        ben = self.amy.copy({"name": "Ben"})
        self.assertEqual(key.search([]), self.other)
        for attack in (
            lambda: key.read(["partner_id"]),
            lambda: key.write({"cadence_days": 1}),
            lambda: key.unlink(),
            lambda: key.create({"account_id": self.acme.id, "partner_id": ben.id}),
            lambda: self.other.with_env(self.env).write(
                {"account_id": self.acme.id, "partner_id": ben.id}
            ),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                attack()

    @users("sam", "eve", "pia")
    def test_nobody_else_reads_them(self):
        with self.assertRaises(AccessError):
            self.env["relationship.key.contact"].search([])

    def test_companies_are_apart(self):
        company = self._add_company()
        user = self._add_user(
            "abroad",
            "account_relationship.group_head",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.assertFalse(self.key.with_user(user).search([]))
