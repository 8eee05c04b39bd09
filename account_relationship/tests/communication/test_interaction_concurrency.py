from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TransactionsCommon


@tagged("post_install", "-at_install")
class TestTwoLogAtOnce(TransactionsCommon):
    """Two people log a contact with the same customer, in two real transactions."""

    def setUp(self):
        super().setUp()
        today = fields.Date.today()
        with self._open() as env:
            self.customer = env["res.partner"].create({"name": "Contended customer"})
            self.account = env["relationship.account"].create(
                {
                    "partner_id": self.customer.id,
                    "manager_id": env.ref("base.user_admin").id,
                    "cadence_days": 10,
                }
            )
            self._log(env, fields.Date.subtract(today, days=100))
            # Somebody put what was planned aside: it may be planned anew.
            self._get_activities(env).unlink()
            self.account.contact_planned_on = False
        self.addCleanup(self._remove)

    def _remove(self):
        with self._open() as env:
            self.account.with_env(env).unlink()
            self.customer.with_env(env).unlink()

    def _log(self, env, day, subject="Call"):
        call = env.ref("account_relationship.interaction_type_call")
        return env["relationship.interaction"].create(
            {
                "account_id": self.account.id,
                "type_id": call.id,
                "subject": subject,
                "date_start": fields.Datetime.to_datetime(day),
                "partner_ids": self.customer.ids,
            }
        )

    def _get_activities(self, env):
        contact = env.ref("account_relationship.activity_type_contact")
        return (
            env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", "relationship.account"),
                    ("res_id", "=", self.account.id),
                    ("activity_type_id", "=", contact.id),
                ]
            )
        )

    def _log_both(self, day):
        def log(env, subject, wait):
            self.account.with_env(env).read(["last_touch_at"])
            wait()
            self._log(env, day, subject)

        with mute_logger("odoo.sql_db"):
            self._at_once(log, ("Ann", "Bob"))

    def test_neither_contact_is_lost(self):
        self._log_both(fields.Date.today())
        with self._open() as env:
            account = self.account.with_env(env)
            subjects = account.interaction_ids.mapped("subject")
            self.assertCountEqual(subjects, ["Call", "Ann", "Bob"])
            self.assertEqual(account.last_touch_at.date(), fields.Date.today())

    def test_next_contact_is_planned_once(self):
        self._log_both(fields.Date.subtract(fields.Date.today(), days=200))
        with self._open() as env:
            self.assertEqual(len(self._get_activities(env)), 1)
