from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TransactionsCommon


@tagged("post_install", "-at_install")
class TestTwoOrderAtOnce(TransactionsCommon):
    """Two people say what comes after what, in two real transactions."""

    def setUp(self):
        super().setUp()
        with self._open() as env:
            self.customer = env["res.partner"].create({"name": "Contended customer"})
            self.account = env["relationship.account"].create(
                {
                    "partner_id": self.customer.id,
                    "manager_id": env.ref("base.user_admin").id,
                }
            )
            self.actions = env["relationship.action"].create(
                [
                    {"name": name, "account_id": self.account.id}
                    for name in ("One", "Two", "Three", "Four")
                ]
            )
            one, two, three, four = self.actions
            two.after_ids = one
            four.after_ids = three
        self.addCleanup(self._remove)

    def _remove(self):
        with self._open() as env:
            self.account.with_env(env).unlink()
            self.customer.with_env(env).unlink()

    def _order_both(self, *pairs):
        def answer(env, pair, wait):
            action, before = (record.with_env(env) for record in pair)
            action.read(["after_ids"])
            wait()
            try:
                action.after_ids = [Command.link(before.id)]
                env.flush_all()
            except ValidationError:
                env.cr.rollback()
                return "refused"
            return "done"

        return sorted(self._at_once(answer, pairs))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_circle_closed_by_two_is_refused(self):
        one, two, three, four = self.actions
        self.assertEqual(
            self._order_both((three, two), (one, four)), ["done", "refused"]
        )
        with self._open() as env:
            self.assertFalse(self.actions.with_env(env)._has_cycle("after_ids"))
