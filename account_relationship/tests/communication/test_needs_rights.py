from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged, users

from .common import CommunicationCommon


@tagged("post_install", "-at_install")
class TestNeedsRights(CommunicationCommon):
    """The ladder: who sees the account, or sells to the customer, works its needs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.need = cls._add_need(cls.acme, "Ten pumps", user=cls.ann)

    def test_who_sees_the_account_or_sells_to_the_customer_closes_it(self):
        self._add_lead(self.amy, self.sam)
        for user in (self.ann, self.hugo, self.sam):
            with self.subTest(user=user.login):
                need = self.need.with_user(user)
                need.action_confirm()
                need.action_done()
                self.assertEqual(need.state, "met")
                need.action_reopen()
                self.assertEqual(need.state, "open")
                self._add_need(self.acme, "Hoses", user=user)

    def test_nobody_else_reads_it_or_does_anything_to_it(self):
        for user in (self.eve, self.pia, self.bob, self.sam):
            need = self.need.with_user(user)
            for work in (
                lambda need: need.read(["name"]),
                lambda need: need.action_confirm(),
                lambda need: need.action_done(),
                lambda need: need.action_reopen(),
                lambda need: need.action_change("Mine"),
                lambda need: need.action_make_opportunity(),
                lambda need: need.action_make_feedback(),
                lambda need: need.write({"drop_reason": "Mine"}),
                lambda need: need.unlink(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    work(need)
            with self.assertRaises(AccessError):
                self._add_need(self.acme, "Mine", user=user)
        self.assertEqual((self.need.state, self.need.name), ("open", "Ten pumps"))

    def test_nobody_says_that_a_colleague_noted_or_closed_it(self):
        need = self.need.with_user(self.hugo)
        for forged in (
            {"closed_by_id": self.ann.id},
            {"closed_on": "2020-01-01"},
            {"state": "met", "closed_by_id": self.ann.id},
            {"user_id": self.tim.id},
        ):
            with self.subTest(**forged), self.assertRaises(UserError):
                need.write(forged)
            values = {"account_id": self.acme.id, "name": "Forged"}
            with self.subTest(new=forged), self.assertRaises(UserError):
                need.create({**values, **forged})
        need.action_done()
        self.assertEqual((need.closed_by_id, need.user_id), (self.hugo, self.ann))
        copy = need.copy()
        self.assertEqual((copy.state, copy.user_id), ("open", self.hugo))

    def test_need_is_not_moved_to_an_account_one_does_not_see(self):
        theirs = self.Account.create(
            {"partner_id": self.dune.id, "manager_id": self.bob.id}
        )
        hoses = self._add_need(theirs, "Hoses", user=self.bob)
        for values in (
            {"account_id": self.acme.id},
            {"interaction_id": self._log(self.acme).id},
        ):
            with self.assertRaises(AccessError):
                hoses.write(values)
        self.assertEqual(hoses.sudo().account_id, theirs)

    def test_other_companies_read_nothing(self):
        company = self._add_company()
        abroad = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        need = self._add_need(abroad, "Lamps")
        here = need.with_user(self.hugo).with_context(
            allowed_company_ids=self.env.company.ids
        )
        self.assertFalse(here.has_access("read"))
        theirs = need.with_user(self.hugo).with_context(
            allowed_company_ids=[company.id, self.env.company.id]
        )
        self.assertTrue(theirs.has_access("read"))

    @users("eve")
    def test_employee_reads_needs_in_the_brief_of_a_contact_only(self):
        brief = self.amy.with_env(self.env).relationship_brief
        self.assertEqual([need["name"] for need in brief["wants"]], ["Ten pumps"])
        with self.assertRaises(AccessError):
            self.env["relationship.need"].search([])

    def test_brief_shows_three_of_each_and_says_how_many_more(self):
        for number in range(5):
            self._add_need(
                self.acme, f"Lamp {number}", date_by=f"2030-01-0{5 - number}"
            )
        self._add_need(self.acme, "Late", "problem")
        brief = self.amy.with_user(self.eve).relationship_brief
        names = [need["name"] for need in brief["wants"]]
        self.assertEqual(names, ["Lamp 4", "Lamp 3", "Lamp 2"])
        self.assertEqual([need["name"] for need in brief["problems"]], ["Late"])
        self.assertEqual(brief["more_needs"], 3)

    def test_salesperson_logs_a_second_want_and_sees_the_first_in_the_dialog(self):
        lead = self._add_lead(self.amy, self.sam)
        dialog = lead.with_user(self.sam).action_log_interaction()
        interactions = self.env["relationship.interaction"].with_user(self.sam)
        interaction = interactions.with_context(**dialog["context"]).new({})
        self.assertEqual([n["name"] for n in interaction.open_needs], ["Ten pumps"])

    def test_erased_person_leaves_the_need_without_name(self):
        self.need.write({"partner_id": self.amy.id, "name": "Amy Adams wants pumps"})
        self.amy.name = "Amy Adams"
        adam = self._add_user("adam2", "account_relationship.group_manager")
        adam.group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        self.amy.with_user(adam)._erase_persons()
        self.assertFalse(self.need.partner_id.exists() == self.amy)
        self.assertNotIn("Amy", self.need.name)
        self.assertIn("wants pumps", self.need.name)
