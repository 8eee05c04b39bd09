from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged, users

from ..common import HandoverCommon, TransactionsCommon


@tagged("post_install", "-at_install")
class TestTwoAtOnce(TransactionsCommon):
    """Two people hand over the same account at once, in two real transactions."""

    def setUp(self):
        super().setUp()
        with self._open() as env:
            self.new_manager = env["res.users"].create(
                {
                    "name": "Quick Quentin",
                    "login": "contention_test",
                    "group_ids": [
                        Command.link(env.ref("account_relationship.group_user").id)
                    ],
                }
            )
            self.customer = env["res.partner"].create({"name": "Contended customer"})
            self.account = env["relationship.account"].create(
                {
                    "partner_id": self.customer.id,
                    "manager_id": env.ref("base.user_admin").id,
                }
            )
        self.addCleanup(self._remove)

    def _remove(self):
        with self._open() as env:
            account = self.account.with_env(env)
            handovers = account.handover_line_ids.handover_id
            handovers.write({"state": "draft"})
            handovers.unlink()
            account.unlink()
            self.customer.with_env(env).unlink()
            self.new_manager.with_env(env).unlink()

    def _prepare_handover(self, env):
        admin = env.ref("base.user_admin")
        return (
            env["relationship.handover"]
            .with_user(admin)
            .create(
                {
                    "new_manager_id": self.new_manager.id,
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": self.account.id,
                                "from_manager_id": admin.id,
                            }
                        )
                    ],
                }
            )
        )

    def test_slower_one_is_told_what_happened(self):
        with self._open() as fast:
            with self._open() as slow:
                slower = self._prepare_handover(slow)
                self._prepare_handover(fast).action_confirm()
                fast.flush_all()
                with self.assertRaisesRegex(UserError, "at this very moment"):
                    slower.action_confirm()
                slow.cr.rollback()
        with self._open() as again:
            self.assertEqual(self.account.with_env(again).manager_id, self.new_manager)
            slower = self._prepare_handover(again)
            with self.assertRaisesRegex(UserError, "went to Quick Quentin meanwhile"):
                slower.action_confirm()
            again.cr.rollback()


@tagged("post_install", "-at_install")
class TestManyAccounts(HandoverCommon):
    """The work of a handover does not multiply with the accounts."""

    @users("ann")
    def test_queries_per_account_are_few(self):
        def count_queries(number):
            accounts = self._add_accounts(number)
            for account in accounts[:5]:
                self._plan_activity(account, self.ann)
            handover = self._prepare_handover(accounts, self.bob)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            handover.action_confirm()
            self.env.flush_all()
            self.assertEqual(accounts.manager_id, self.bob)
            return self.cr.sql_log_count - before

        count_queries(5)
        few, many = count_queries(20), count_queries(300)
        self.assertLess(many - few, 280 * 0.5)
