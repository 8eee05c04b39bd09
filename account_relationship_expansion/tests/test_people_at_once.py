from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_relationship.tests.common import TransactionsCommon


@tagged("post_install", "-at_install")
class TestTwoLeadAtOnce(TransactionsCommon):
    """Two people say who reports to whom, in two real transactions."""

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
            self.people = env["relationship.stakeholder"].create(
                [{"name": name, "account_id": self.account.id} for name in "AB"]
            )
        self.addCleanup(self._remove)

    def _remove(self):
        with self._open() as env:
            self.people.with_env(env).parent_id = False
            self.account.with_env(env).unlink()
            self.customer.with_env(env).unlink()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_circle_closed_by_two_is_refused(self):
        def report(env, pair, wait):
            person, leader = (one.with_env(env) for one in pair)
            person.read(["parent_id"])
            wait()
            try:
                person.parent_id = leader
                env.flush_all()
            except ValidationError:
                env.cr.rollback()
                return "refused"
            return "done"

        one, two = self.people
        results = self._at_once(report, [(one, two), (two, one)])
        self.assertCountEqual(results, ["done", "refused"])
