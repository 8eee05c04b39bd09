from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from odoo import api
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

PATIENCE = 60


@tagged("post_install", "-at_install")
class TestTwoOrderAtOnce(BaseCase):
    """Two people say what comes after what, in two real transactions."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
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

    @contextmanager
    def _open(self):
        """An environment in a transaction of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})

    def _remove(self):
        with self._open() as env:
            self.account.with_env(env).unlink()
            self.customer.with_env(env).unlink()

    def _order_both(self, *pairs):
        """As two requests do: each begins before the other has ended."""
        begun = Barrier(2, timeout=PATIENCE)

        def request(pair):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
                action, before = (record.with_env(env) for record in pair)
                waits = [begun.wait]

                def work():
                    action.read(["after_ids"])
                    for wait in waits:
                        wait()
                    waits.clear()
                    action.after_ids = [Command.link(before.id)]

                retrying(work, env)

        def answer(pair):
            try:
                request(pair)
            except ValidationError:
                return "refused"
            return "done"

        with ThreadPoolExecutor(max_workers=2) as pool:
            return sorted(pool.map(answer, pairs))

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_circle_closed_by_two_is_refused(self):
        one, two, three, four = self.actions
        self.assertEqual(
            self._order_both((three, two), (one, four)), ["done", "refused"]
        )
        with self._open() as env:
            self.assertFalse(self.actions.with_env(env)._has_cycle("after_ids"))
