from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged, users

from ..common import AccountCommon


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
