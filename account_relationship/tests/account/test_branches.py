from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged, users

from ..common import AccountCommon, HandoverCommon


@tagged("post_install", "-at_install")
class TestBranches(AccountCommon):
    """Zoe leads a branch, Hugo works in it and in the company above.

    Dune is a customer kept to the company above, whose branches sell to it, too.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls._add_company("Branch", parent_id=cls.company.id)
        cls.zoe = cls._add_user(
            "zoe",
            "account_relationship.group_head,base.group_partner_manager",
            company_id=cls.branch.id,
            company_ids=[Command.set(cls.branch.ids)],
        )
        cls.dune.company_id = cls.company

    def _open_in_branch(self):
        return self.env["relationship.account"].create(
            {
                "partner_id": self.dune.id,
                "company_id": self.branch.id,
                "manager_id": self.zoe.id,
            }
        )

    @users("zoe")
    def test_branch_opens_an_account_of_a_customer_of_the_company_above(self):
        self.assertTrue(self._open_in_branch().active)

    def test_company_above_opens_none_of_a_customer_of_its_branch(self):
        self.dune.company_id = self.branch
        with self.assertRaisesRegex(ValidationError, "belongs to Branch only"):
            self.env["relationship.account"].create(
                {"partner_id": self.dune.id, "manager_id": self.ann.id}
            )

    def test_customer_kept_to_the_company_above_keeps_the_account_of_the_branch(self):
        self.dune.company_id = False
        account = self._open_in_branch()
        self.dune.company_id = self.company
        self.assertTrue(account.active)
        self.dune.active = False
        self.dune.active = True
        self.assertTrue(account.active)

    @users("zoe")
    def test_customer_of_the_company_above_who_buys_at_the_branch_is_a_candidate(self):
        order = self._add_order(self.dune, self.zoe, company_id=self.branch.id)
        order.action_confirm()
        candidates = self.env["relationship.candidate"].search([])
        self.assertIn(self.dune, candidates.partner_id)


@tagged("post_install", "-at_install")
class TestTeamOfACompany(HandoverCommon):
    """Ann and Tim work in another company, too; their sales team is of the first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._add_company()
        (cls.ann | cls.tim).company_ids |= cls.other
        cls.north.company_id = cls.company

    def _open_there(self, company=None, **values):
        accounts = self.env["relationship.account"]
        accounts = accounts.with_company(company or self.other)
        return accounts.create({"partner_id": self.dune.id, **values})

    @users("ann")
    def test_manager_opens_accounts_of_another_company_and_of_a_branch(self):
        self.assertFalse(self._open_there().team_id)
        branch = self.env["res.company"].sudo()
        branch = branch.create({"name": "Branch", "parent_id": self.company.id})
        self.ann.sudo().company_ids |= branch
        self.assertFalse(self._open_there(branch).team_id)

    @users("hugo")
    def test_accounts_of_another_company_are_handed_over(self):
        account = self._open_there(manager_id=self.hugo.id)
        self._hand_over(account, self.tim)
        self.assertEqual(account.sudo().manager_id, self.tim)
        self.assertFalse(account.sudo().team_id)

    @users("hugo")
    def test_team_is_one_of_the_company_where_the_manager_has_one(self):
        self.env["ir.config_parameter"].sudo().set_param(
            "sales_team.membership_multi", True
        )
        there = (
            self.env["crm.team"]
            .sudo()
            .create(
                {
                    "name": "There",
                    "company_id": self.other.id,
                    "member_ids": [Command.link(self.ann.id)],
                }
            )
        )
        self.assertEqual(self.ann.sale_team_id, self.north)
        self.assertEqual(self._open_there(manager_id=self.ann.id).team_id, there)
        self.assertEqual(self.acme.team_id, self.north)

    @users("hugo")
    def test_account_stays_in_a_team_of_its_company(self):
        there = self.env["crm.team"].sudo()
        there = there.create({"name": "There", "company_id": self.other.id})
        account = self._open_there(manager_id=self.hugo.id, team_id=there.id)
        account.manager_id = self.ann
        self.assertEqual(account.team_id, there)
