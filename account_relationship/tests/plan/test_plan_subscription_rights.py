from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from ..common import TransactionsCommon
from .informing import InformCommon


@tagged("post_install", "-at_install")
class TestInformingRights(InformCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.update = cls.plan._get_draft_update("manual")

    def _can(self, record, operation):
        return record.with_user(self.env.user).has_access(operation)

    @users("ann", "tim", "bea", "hugo")
    def test_who_looks_after_the_customer_decides_who_is_told(self):
        for operation in ("read", "write", "unlink"):
            self.assertTrue(self._can(self.to_amy, operation))
        self.assertTrue(self._can(self.update, "write"))
        plan = self._add_plan(name="One more")
        self.Contact.with_env(self.env).create(
            {"plan_id": plan.id, "partner_id": self.ben.id}
        )

    @users("bob")
    def test_manager_of_other_customers_sees_and_changes_nothing(self):
        self.assertFalse(self.Contact.with_env(self.env).search([]))
        self.assertFalse(self.Update.with_env(self.env).search([]))
        for record in (self.to_amy, self.update):
            for operation in ("read", "write", "unlink"):
                self.assertFalse(self._can(record, operation))
        with self.assertRaises(AccessError):
            self.Contact.with_env(self.env).create(
                {"plan_id": self.plan.id, "partner_id": self.ben.id}
            )
        plan = self._add_plan(name="Without draft")
        with self.assertRaises(AccessError):
            self.Update.with_env(self.env).create({"plan_id": plan.id})

    @users("bob")
    def test_row_stays_with_its_plan_and_reader(self):
        plan = self._add_plan(
            name="Cedar's", account_id=self.cedar.id, contact_id=False
        )
        row = self._add_contact(self.cedar_customer, plan).with_env(self.env)
        carla = self.amy.copy({"parent_id": self.cedar_customer.id})
        for values in ({"plan_id": self.plan.id}, {"partner_id": carla.id}):
            with self.assertRaisesRegex(UserError, "cannot be exchanged"):
                row.write(values)
        row.write({"plan_id": plan.id, "inform": "never"})

    @users("sam")
    def test_salesperson_reads_what_was_told_to_customers_sold_to(self):
        self.assertFalse(self._can(self.update, "read"))
        self._add_order(self.acme_customer, self.sam)
        self.env.invalidate_all()
        self.assertTrue(self._can(self.update, "read"))
        self.assertFalse(self._can(self.update, "write"))
        self.assertFalse(self._can(self.to_amy, "read"))

    @users("eve")
    def test_owner_of_an_action_reads_what_was_told(self):
        self.assertFalse(self._can(self.update, "read"))
        self.samples.user_id = self.eve
        self.env.invalidate_all()
        self.assertTrue(self._can(self.update, "read"))
        self.assertFalse(self._can(self.update, "write"))
        self.assertFalse(self._can(self.to_amy, "read"))

    @users("pia")
    def test_portal_user_reads_neither_rows_nor_updates(self):
        for record in (self.to_amy, self.update):
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(self._can(record, operation))

    @users("ann")
    def test_tokens_and_snapshots_are_not_read_by_managers(self):
        row = self.to_amy.with_env(self.env)
        for name in ("access_token", "snapshot", "seen_change_at"):
            with self.assertRaises(AccessError):
                row.read([name])
            with self.assertRaises(AccessError):
                row.write({name: False})

    @users("hugo")
    def test_other_companys_rows_are_out_of_sight(self):
        company = self._add_company()
        account = self.acme.with_company(company).create(
            {
                "partner_id": self.dune.id,
                "manager_id": self.hugo.id,
                "company_id": company.id,
            }
        )
        plan = self._add_plan(
            name="Dune's",
            account_id=account.id,
            user_id=self.hugo.id,
            contact_id=False,
        )
        row = self._add_contact(self.dune, plan)
        here = self.env.company.ids
        Contact = self.Contact.with_env(self.env)
        seen = Contact.with_context(allowed_company_ids=here).search([])
        self.assertNotIn(row, seen)
        both = Contact.with_context(allowed_company_ids=here + company.ids).search([])
        self.assertIn(row, both)

    @users("ann")
    def test_list_of_rows_and_updates_costs_no_query_a_line(self):
        partners = self.env["res.partner"].sudo()
        for number in range(10):
            partner = partners.create(
                {
                    "name": f"Contact {number}",
                    "parent_id": self.acme_customer.id,
                    "email": f"c{number}@example.com",
                }
            )
            self._add_contact(partner)
        self.env.invalidate_all()
        rows = self.Contact.with_env(self.env).search([])
        names = ["partner_id", "inform", "reach", "informed_at", "customer_id"]
        spec = {name: {} for name in names}
        rows.web_read(spec)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            rows.web_read(spec)


@tagged("post_install", "-at_install")
class TestCronOfChanges(InformCommon):
    def _run(self):
        self._run_step("tell_changes")

    def test_cron_mails_and_a_second_run_mails_nothing(self):
        self._touch()
        with self.mock_mail_gateway():
            self._run()
            self.assertEqual(len(self._new_mails), 1)
            self._run()
            self.assertEqual(len(self._new_mails), 1)

    def test_plan_that_fails_does_not_hold_up_the_others(self):
        other = self._add_plan(name="Train")
        self._touch(minutes=60)
        self._touch(other)
        Contact = self.env.registry["relationship.plan.contact"]
        tell = Contact._send_changes

        def fail_for_one(records, plan):
            if plan == self.plan:
                raise ValueError("Something is wrong")
            return tell(records, plan)

        self.patch(Contact, "_send_changes", fail_for_one)
        logger = "odoo.addons.account_relationship.models.shared.ir_cron"
        with (
            self.mock_mail_gateway(),
            mute_logger("odoo.sql_db"),
            self.assertLogs(logger, "ERROR"),
        ):
            self._run()
        self.assertTrue(other.update_ids)
        self.assertFalse(self.plan.update_ids)


@tagged("post_install", "-at_install")
class TestTwoWorkers(TransactionsCommon):
    """Two crons come to the same plan at once, in two real transactions."""

    def setUp(self):
        super().setUp()
        with self._open() as env:
            self.customer = env["res.partner"].create(
                {
                    "name": "Contended customer",
                    "is_company": True,
                    "email": "contended@example.com",
                }
            )
            account = env["relationship.account"].create(
                {
                    "partner_id": self.customer.id,
                    "manager_id": env.ref("base.user_admin").id,
                }
            )
            self.plan = env["relationship.plan"].create(
                {
                    "name": "Contended plan",
                    "account_id": account.id,
                    "user_id": env.ref("base.user_admin").id,
                    "is_shared": True,
                    "plan_contact_ids": [
                        Command.create({"partner_id": self.customer.id})
                    ],
                }
            )
            self.plan.write(
                {
                    "state": "active",
                    "agreed_by_id": self.customer.id,
                    "agreed_on": fields.Date.today(),
                }
            )
            self.plan.changed_at = fields.Datetime.now() - timedelta(hours=1)
        self.addCleanup(self._remove)

    def _remove(self):
        with self._open() as env:
            plan = self.plan.with_env(env)
            account = plan.account_id
            plan.message_ids.mail_ids.unlink()
            plan.message_ids.unlink()
            # An agreed plan and what was told of it cannot be deleted otherwise.
            env.cr.execute("DELETE FROM relationship_plan WHERE id = %s", [plan.id])
            env.invalidate_all()
            account.unlink()
            self.customer.with_env(env).unlink()

    def _tell(self, env):
        env["relationship.plan.contact"]._send_changes(self.plan.with_env(env))
        env.flush_all()

    def _count_mails(self, env):
        return env["mail.mail"].search_count(
            [("model", "=", "relationship.plan"), ("res_id", "=", self.plan.id)]
        )

    def test_the_slower_one_leaves_it_to_the_faster(self):
        with self._open() as fast, self._open() as slow:
            # Both have looked before either has written.
            for env in (fast, slow):
                found = env["relationship.plan.contact"]._find_changed_plans()
                self.assertIn(self.plan.id, found.ids)
            self._tell(fast)
            self._tell(slow)
            self.assertEqual(self._count_mails(slow), 0)
        with self._open() as later:
            self.assertEqual(self._count_mails(later), 1)
            self._tell(later)
            self.assertEqual(self._count_mails(later), 1)

    def test_work_that_is_cut_off_is_done_again_and_only_once(self):
        with self._open() as killed:
            self._tell(killed)
            killed.cr.rollback()
        for __ in range(2):
            with self._open() as env:
                self._tell(env)
        with self._open() as env:
            self.assertEqual(self._count_mails(env), 1)
