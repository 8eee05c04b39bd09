from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ..common import AccountCommon


@tagged("post_install", "-at_install")
class TestWhoActs(AccountCommon):
    """One answer to who acts for an account now, each step when the former is gone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme.write({"manager_id": cls.ann.id, "backup_id": cls.bea.id})
        cls.acme.team_id.user_id = cls.tim
        cls.acme.company_id.relationship_head_id = cls.hugo

    def test_manager_stand_in_backup_leader_and_head_in_this_order(self):
        self.assertEqual(self.acme._find_in_charge(), self.ann)
        absence = self.env["relationship.absence"].create(
            {
                "user_id": self.ann.id,
                "substitute_id": self.bob.id,
                "date_from": fields.Date.today(),
                "date_to": fields.Date.today(),
            }
        )
        absence.action_confirm()
        self.assertEqual(self.acme._find_in_charge(), self.bob)
        self.assertEqual(self.acme._find_in_charge(leaving=self.bob), self.bea)
        gone = self.bob | self.bea
        self.assertEqual(self.acme._find_in_charge(leaving=gone), self.tim)
        gone |= self.tim
        self.assertEqual(self.acme._find_in_charge(leaving=gone), self.hugo)
        gone |= self.hugo
        self.assertFalse(self.acme._find_in_charge(leaving=gone))

    def test_whoever_a_record_is_assigned_to_comes_first(self):
        self.assertEqual(self.acme._find_in_charge(self.tim), self.tim)
        nobody = self.env["res.users"]
        self.assertEqual(self.acme._find_in_charge(nobody, self.bob), self.bob)

    def test_in_place_of_the_manager_comes_who_acts(self):
        self.ann.group_ids = [
            Command.unlink(self.env.ref("account_relationship.group_user").id)
        ]
        self.assertEqual(self.acme._find_in_charge(self.ann, self.tim), self.bea)

    def test_who_left_is_no_colleague_or_works_elsewhere_does_not_act(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        strangers = {
            "left": {"active": False},
            "elsewhere": {
                "company_ids": [Command.set(elsewhere.ids)],
                "company_id": elsewhere.id,
            },
        }
        for login, values in strangers.items():
            user = self.env["res.users"].create(
                {"name": login, "login": f"in_charge_{login}", **values}
            )
            with self.subTest(login):
                self.assertEqual(self.acme._find_in_charge(user), self.ann)

    def test_nobody_left_means_the_manager_it_had(self):
        people = self.ann | self.bea | self.tim | self.hugo
        self.acme.team_id.user_id = False
        self.acme.company_id.relationship_head_id = False
        people.active = False
        self.assertFalse(self.acme._find_in_charge())
        self.assertEqual(self.acme._get_available(), self.ann)

    def test_many_accounts_take_as_many_queries_as_few(self):
        def count_queries(number):
            accounts = self._add_accounts(number)
            accounts.manager_id = self.ann
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            acting = {account._find_in_charge() for account in accounts}
            self.assertEqual(acting, {self.ann})
            return self.cr.sql_log_count - before

        count_queries(1)
        self.assertLessEqual(count_queries(30), count_queries(3) + 1)
