import runpy

from odoo.tests import tagged, users
from odoo.tools import file_path

from ..common import AccountCommon

MINE = "user._relationship_ladder('own', 'backup', 'team', path='account_id')"
#: The same, as rules said it before.
SPELLED_OUT = """[
    '|', '|', '|', '|',
    ('account_id.manager_id', '=', user.id),
    ('account_id.acting_manager_id', '=', user.id),
    ('account_id.backup_id', '=', user.id),
    ('account_id.team_id.crm_team_member_ids.user_id', '=', user.id),
    ('account_id.team_id.user_id', '=', user.id),
]"""


@tagged("post_install", "-at_install")
class TestTheLadder(AccountCommon):
    """By what one has to do with an account is said in one place."""

    def _find(self, user, *rungs):
        ladder = self.Account.with_user(user)._get_ladder_domain(*rungs)
        return self.accounts.filtered_domain(ladder)

    def test_each_rung_finds_its_accounts(self):
        self.south.user_id = self.bea
        for user, rung, accounts in [
            (self.ann, "own", self.acme | self.birch),
            (self.bea, "own", self.Account),
            (self.bea, "backup", self.acme),
            (self.tim, "team", self.acme | self.birch),
            (self.bea, "team", self.cedar),
            (self.hugo, "head", self.accounts),
            (self.ann, "head", self.Account),
        ]:
            with self.subTest(user=user.login, rung=rung):
                self.assertEqual(self._find(user, rung), accounts)

    def test_what_is_sold_is_found_as_the_seller_reads_it(self):
        self._add_lead(self.amy, self.sam)
        ladder = self.Account.with_user(self.sam)._get_ladder_domain("sold")
        found = self.Account.with_user(self.sam).search(ladder)
        self.assertEqual(found & self.accounts, self.acme)

    def test_rungs_add_up_and_head_has_all(self):
        self.assertEqual(self._find(self.bea, "own", "backup"), self.acme)
        self.assertEqual(self._find(self.hugo, "own", "head"), self.accounts)
        self.assertFalse(self._find(self.ann))

    def test_who_left_a_team_is_no_member_and_an_archived_team_keeps_its_leader(self):
        self.south.user_id = self.bea
        self.south.active = False
        self.assertEqual(self._find(self.bea, "team"), self.cedar)
        self.assertEqual(self._find(self.tim, "team"), self.acme | self.birch)
        members = self.north.crm_team_member_ids
        members.filtered(lambda member: member.user_id == self.tim).active = False
        self.assertFalse(self._find(self.tim, "team"))

    def test_a_path_leads_to_the_account(self):
        ladder = self.Account.with_user(self.ann)._get_ladder_domain
        assignments = self.env["relationship.assignment"].search(
            ladder("own", path="account_id")
        )
        self.assertEqual(assignments.account_id & self.accounts, self.acme | self.birch)

    @users("ann")
    def test_what_is_put_away_stays_open_to_those_it_was_open_to(self):
        self.acme.sudo().active = False
        self.env.invalidate_all()
        accounts = self.env["relationship.account"].with_context(active_test=False)
        self.assertIn(self.acme, accounts.search([]))
        assignments = self.env["relationship.assignment"].search([])
        self.assertIn(self.acme, assignments.account_id)

    @users("ann")
    def test_one_record_does_not_ask_for_all_accounts(self):
        for model in ("relationship.assignment", "relationship.plan"):
            query = self.env[model]._search([]).select().code
            self.assertNotRegex(query, r"account_id\" IN \(+SELECT")
            self.assertIn('WHERE "among"."id" = ', query)
        own = self.env["relationship.account"]._search([]).select().code
        self.assertNotIn('"among"."id" = "relationship_account"."id"', own)

    @users("ann")
    def test_a_rung_there_is_not_is_no_right(self):
        with self.assertRaises(KeyError):
            self.env["relationship.account"]._get_ladder_domain("everybody")


@tagged("post_install", "-at_install")
class TestRulesAskForIt(AccountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = cls.env["ir.model.data"].search(
            [("module", "=like", "account_relationship%"), ("model", "=", "ir.rule")]
        )
        cls.rules = cls.env["ir.rule"].browse(names.mapped("res_id"))
        cls.rule = cls.env.ref("account_relationship.assignment_rule_user")

    def _migrate(self):
        path = "account_relationship/migrations/19.0.1.5.0/post-rights.py"
        runpy.run_path(file_path(path))["migrate"](self.cr, "19.0.1.4.0")

    def test_no_rule_of_ours_spells_it_out(self):
        words = ("acting_manager_id", "backup_id", "crm_team_member_ids", "is_sold")
        for rule in self.rules:
            for word in words:
                self.assertNotIn(word, rule.domain_force, rule.name)
        asking = self.rules.filtered(
            lambda r: "_relationship_ladder(" in r.domain_force
        )
        self.assertGreater(len(asking), 30)

    def test_update_lets_rules_ask_that_said_what_we_delivered(self):
        self.rule.domain_force = SPELLED_OUT
        before = self._find_assignments()
        self.assertTrue(before)
        self._migrate()
        self.assertEqual(self.rule.domain_force, MINE)
        self.assertEqual(self._find_assignments(), before)

    def test_update_leaves_rules_an_administrator_changed(self):
        changed = SPELLED_OUT.replace("backup_id", "create_uid")
        self.rule.domain_force = changed
        self._migrate()
        self.assertEqual(self.rule.domain_force, changed)

    def _find_assignments(self):
        self.env.registry.clear_cache()
        return self.env["relationship.assignment"].with_user(self.ann).search([]).ids
