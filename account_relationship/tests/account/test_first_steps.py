from odoo.exceptions import UserError
from odoo.tests import tagged, users

from ..common import AccountCommon, answer_addons


@tagged("post_install", "-at_install")
class TestFirstSteps(AccountCommon):
    """The panel above the accounts; hugo leads the account managers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        answer_addons(cls.env.company)

    def _get_steps(self, user=None):
        accounts = self.env["relationship.account"]
        accounts = accounts.with_user(user) if user else accounts
        return {step["key"]: step for step in accounts.get_first_steps()}

    def _administer(self):
        self.hugo.group_ids += self.env.ref("account_relationship.group_manager")
        self.hugo.group_ids += self.env.ref("base.group_erp_manager")

    @users("ann")
    def test_who_does_not_lead_the_managers_sees_none_and_hides_none(self):
        self.assertEqual(self._get_steps(), {})
        self.env["relationship.account"].hide_first_steps()
        with self.assertRaisesRegex(UserError, "no such step"):
            self.env["relationship.account"].action_first_step("accounts")
        self.assertTrue(self._get_steps(self.hugo))

    @users("hugo")
    def test_who_leads_sees_the_steps_he_may_do(self):
        self.assertEqual(list(self._get_steps()), ["accounts", "backups"])

    def test_who_administers_sees_teams_and_capacity_as_well(self):
        self._administer()
        steps = self._get_steps(self.hugo)
        self.assertEqual(set(steps), {"accounts", "backups", "capacity", "teams"})

    def test_each_step_is_done_when_the_data_says_so(self):
        self._administer()
        accounts = self.env["relationship.account"].search(
            [("company_id", "=", self.env.company.id)]
        )
        teams = self.env["relationship.feedback.team"].search([])
        accounts.backup_id = False
        teams.user_id = False
        self.env["res.users"].search([]).account_capacity = 0
        self.env.company.relationship_capacity = 50
        steps = self._get_steps(self.hugo)
        done = {key for key, step in steps.items() if step["is_done"]}
        self.assertEqual(done, {"accounts"})
        self.assertIn(f"0 of {len(accounts)}", steps["backups"]["words"])
        self.hugo.account_capacity = 30
        self.assertTrue(self._get_steps(self.hugo)["capacity"]["is_done"])
        self.hugo.account_capacity = 0
        self.env.company.relationship_capacity = 40
        self.assertTrue(self._get_steps(self.hugo)["capacity"]["is_done"])
        teams[0].user_id = self.hugo
        self.assertIn(
            f"1 of {len(teams)}", self._get_steps(self.hugo)["teams"]["words"]
        )
        teams.user_id = self.hugo
        self.assertTrue(self._get_steps(self.hugo)["teams"]["is_done"])
        for account in accounts:
            others = (self.bea | self.hugo) - account.manager_id
            account.backup_id = others[0]
        # All is done: there is nothing to show.
        self.assertEqual(self._get_steps(self.hugo), {})

    def test_without_accounts_the_first_step_is_to_open_some(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.hugo.company_ids += other
        accounts = self.env["relationship.account"].with_user(self.hugo)
        steps = accounts.with_company(other).get_first_steps()
        self.assertFalse(any(step["is_done"] for step in steps))

    @users("hugo")
    def test_put_away_it_is_away_for_everybody_of_the_company(self):
        self.env["relationship.account"].hide_first_steps()
        self.assertEqual(self._get_steps(), {})
        self.assertTrue(self.env.company.sudo().relationship_first_steps_hidden)

    @users("hugo")
    def test_each_step_opens_where_it_is_done(self):
        accounts = self.env["relationship.account"]
        for key in accounts._get_first_step_windows():
            with self.subTest(key):
                action = accounts.action_first_step(key)
                found = self.env[action["res_model"]].search(action["domain"], limit=1)
                self.assertIsNotNone(found)
        with self.assertRaisesRegex(UserError, "no such step"):
            accounts.action_first_step("unknown")

    def test_however_many_accounts_it_takes_the_same_few_queries(self):
        self._administer()
        accounts = self.env["relationship.account"].with_user(self.hugo)
        accounts.get_first_steps()
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            accounts.get_first_steps()
