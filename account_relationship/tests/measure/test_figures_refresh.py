from datetime import date, datetime
from unittest.mock import patch

from odoo.tests import freeze_time, tagged, users
from odoo.tools import SQL, mute_logger

from odoo.addons.account_relationship.models.measure.relationship_measure import (
    RelationshipMeasure,
)

from ..common import InvoicedCommon, TransactionsCommon

CRON = "account_relationship.cron_nightly"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestAsOf(InvoicedCommon):
    """An account says when its own numbers were computed."""

    def _get_versions(self):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL("SELECT id, xmin::text FROM relationship_account")
        )
        return dict(rows)

    @users("ann")
    def test_refreshing_one_says_nothing_of_the_others(self):
        self._refresh()
        with freeze_time("2026-03-16 09:00:00"):
            self.acme.with_env(self.env).action_refresh_measures()
            self.env.invalidate_all()
            self.assertEqual(self.acme.measured_on, datetime(2026, 3, 16, 9))
            self.assertEqual(self.acme.measured_for, date(2026, 3, 16))
            self.assertEqual(self.birch.measured_on, datetime(2026, 3, 15, 12))
            self.assertEqual(self.birch.measured_for, date(2026, 3, 15))

    def test_a_night_says_it_of_all_and_rewrites_none(self):
        self._refresh()
        before = self._get_versions()
        with freeze_time("2026-03-16 02:30:00"):
            self._refresh()
            self.assertEqual(self._get_versions(), before)
            for account in self.accounts:
                self.assertEqual(account.measured_on, datetime(2026, 3, 16, 2, 30))
                self.assertEqual(account.measured_for, date(2026, 3, 16))

    def test_a_new_account_has_the_day_of_its_own(self):
        self._refresh()
        with freeze_time("2026-03-17 09:00:00"):
            account = self.Account.create(
                {"partner_id": self.dune.id, "manager_id": self.ann.id}
            )
            self.assertEqual(account.measured_on, datetime(2026, 3, 17, 9))
            self.assertEqual(self.acme.measured_on, datetime(2026, 3, 15, 12))

    def _run(self):
        self._run_step("refresh_measures")

    def test_the_night_says_when_and_for_which_day(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        self._run()
        self.assertEqual(self.acme.revenue_12m, 100)
        self.assertEqual(self.company.relationship_measured_for, date(2026, 3, 15))
        self.assertEqual(self.acme.measured_on, datetime(2026, 3, 15, 12))

    def test_the_night_counts_what_is_put_away_where_nothing_else_is_left(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        self.Account.search([("company_id", "=", self.company.id)]).action_archive()
        self._run()
        self.assertEqual(self.acme.revenue_12m, 100)

    def test_a_new_day_is_begun_where_the_company_is(self):
        self.env["res.company"].search([]).relationship_tz = "UTC"
        cron = self.env.ref(CRON)
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        triggers.unlink()

        def get_moments():
            cron.nextcall = "2026-03-16 02:30:00"
            self._run()
            triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
            moments = triggers.mapped("call_at")
            triggers.unlink()
            return moments

        self.assertFalse(get_moments(), "the next night is soon after midnight")
        with freeze_time("2026-03-15 02:30:00"):
            self.company.relationship_tz = "America/Los_Angeles"
            self.assertEqual(get_moments(), [datetime(2026, 3, 15, 7, 15)])
            self.company.relationship_tz = "Asia/Tokyo"
            self.assertEqual(get_moments(), [datetime(2026, 3, 15, 15, 15)])
            self.env["res.company"].create(
                {"name": "West", "relationship_tz": "America/Los_Angeles"}
            )
            self.assertEqual(len(get_moments()), 2)
            step = self.env["relationship.work"].search(
                [("name", "=", "refresh_measures")]
            )
            self.assertEqual(step.next_run, datetime(2026, 3, 15, 7, 15), "the first")

    def test_a_run_in_between_is_for_those_whose_day_began(self):
        other = self.setup_other_company()["company"]
        (self.env["res.company"].search([]) - other).relationship_tz = "UTC"
        other.relationship_tz = "Asia/Tokyo"
        self._run()
        with freeze_time("2026-03-15 15:15:00"):
            self._run()
            self.assertEqual(other.relationship_measured_for, date(2026, 3, 16))
            self.assertEqual(
                self.company.relationship_measured_on, datetime(2026, 3, 15, 12)
            )


@tagged("post_install", "-at_install")
class TestNightWithOthersAtWork(TransactionsCommon):
    """Somebody edits an account while all are refreshed, in real transactions."""

    def setUp(self):
        super().setUp()
        with self._open() as env:
            self.customers = env["res.partner"].create(
                [{"name": f"Customer of the night {n}"} for n in range(3)]
            )
            self.accounts = env["relationship.account"].create(
                [
                    {
                        "partner_id": customer.id,
                        "manager_id": env.ref("base.user_admin").id,
                    }
                    for customer in self.customers
                ]
            )
            self.company = env.company
            self._make_wrong(env)
            self._reset(env)
        self.addCleanup(self._remove)

    def _make_wrong(self, env):
        env.flush_all()
        env.cr.execute(
            SQL(
                "UPDATE relationship_account SET revenue_12m = 5, color = 0,"
                " refreshed_at = NULL, refreshed_for = NULL WHERE id = ANY(%s)",
                self.accounts.ids,
            )
        )

    def _reset(self, env):
        self.company.with_env(env).write(
            {"relationship_measured_on": False, "relationship_measured_for": False}
        )

    def _remove(self):
        with self._open() as env:
            self._reset(env)
            self.accounts.with_env(env).unlink()
            self.customers.with_env(env).unlink()

    def _refresh_while(self, edit):
        """The night, while ``edit`` is done before each statement."""
        original = RelationshipMeasure._write_changed

        def write_changed(measure, *args):
            # What this transaction sees is fixed by its first look.
            measure.env.cr.execute("SELECT 1 FROM relationship_account LIMIT 1")
            edit()
            return original(measure, *args)

        with (
            patch.object(RelationshipMeasure, "_write_changed", write_changed),
            patch("time.sleep"),
            mute_logger("odoo.sql_db"),
            self._open() as env,
        ):
            env["relationship.measure"]._refresh_in_parts()

    def _edit(self, account):
        with self._open() as env:
            env.cr.execute(
                SQL(
                    "UPDATE relationship_account SET color = color + 1 WHERE id = %s",
                    account.id,
                )
            )

    def _read(self):
        with self._open() as env:
            accounts = self.accounts.with_env(env)
            company = self.company.with_env(env)
            return (
                accounts.mapped("revenue_12m"),
                [bool(account.measured_on) for account in accounts],
                accounts[0].color,
                bool(company.relationship_measured_on),
            )

    def test_one_edit_loses_nobody_the_night(self):
        edits = [self.accounts[0]]

        def edit_once():
            if edits:
                self._edit(edits.pop())

        self._refresh_while(edit_once)
        self.assertEqual(self._read(), ([0, 0, 0], [True, True, True], 1, True))

    def test_an_account_somebody_writes_to_all_the_time_holds_up_no_other(self):
        with self.assertLogs(
            "odoo.addons.account_relationship.models.shared.ir_cron", "ERROR"
        ) as logs:
            self._refresh_while(lambda: self._edit(self.accounts[0]))
        revenue, measured, *__, company_measured = self._read()
        self.assertEqual(revenue, [5, 0, 0])
        self.assertEqual(measured, [False, True, True], "it says what it is not")
        self.assertFalse(company_measured)
        self.assertEqual(len(logs.output), 1)
        self.assertIn(f"relationship.account({self.accounts[0].id},)", logs.output[0])
