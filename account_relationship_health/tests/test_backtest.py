from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from ..models import relationship_health_backtest
from .common import HealthCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestBacktest(HealthCommon):
    """Acme buys every month, Birch ever less and then no more, Cedar bought once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.coverage_floor = 50
        cls.tests = cls.env["relationship.health.backtest"]
        for year in (2023, 2024, 2025):
            for month in (1, 3, 5, 7, 9, 11):
                cls._invoice(cls.acme_customer, 100, f"{year}-{month:02}-05")
        cls._invoice(cls.birch_customer, 1000, "2023-08-05")
        cls._invoice(cls.birch_customer, 100, "2024-08-05")

    def _run(self, **values):
        return self.tests.with_user(self.hugo).create(values)

    def _get_bands(self, test):
        return {
            line.band: (line.customer_count, line.lost_count)
            for line in test.band_line_ids
        }

    def test_who_was_lost_is_found_with_what_was_said_before(self):
        test = self._run()
        loss = test.loss_ids
        self.assertEqual(loss.account_id, self.birch)
        # Lost on 5 August 2025: the end of May is the first within 90 days before
        self.assertEqual(loss.day, date(2025, 5, 31))
        self.assertEqual(loss.band, "risk")
        self.assertEqual(loss.sales, 100)
        self.assertEqual((test.lost_count, test.told_count), (1, 1))
        self.assertIn("1 of 1 lost customers were at risk", test.answer)
        self.assertTrue(test.caution, "one loss may be chance")

    def test_months_end_90_days_ago_at_the_latest(self):
        test = self._run()
        self.assertEqual(test.first_day, date(2024, 12, 31))
        self.assertEqual(test.last_day, date(2025, 11, 30))
        with freeze_time("2026-03-30 12:00:00"):
            self.assertEqual(self._run().last_day, date(2025, 11, 30))
        with freeze_time("2026-03-31 12:00:00"):
            self.assertEqual(self._run().last_day, date(2025, 12, 31))

    def test_figures_add_up(self):
        test = self._run()
        for line in test.line_ids:
            with self.subTest(line.name):
                outcomes = (
                    line.lost_count + line.shrank_count,
                    line.kept_count + line.grew_count,
                )
                self.assertEqual(sum(outcomes), line.customer_count)
        lines = test.band_line_ids
        self.assertEqual(sum(lines.mapped("customer_count")), lines[0].tested_count)
        self.assertEqual(sum(lines.mapped("lost_count")), lines[0].all_lost_count)
        # Three month ends within 90 days before the loss, of 12 and 8
        self.assertEqual(lines[0].all_lost_count, 3)
        self.assertEqual(lines[0].tested_count, 12 + 8)

    def test_outcomes_go_by_net_sales_of_12_months_and_a_tenth(self):
        """On 30 November 2025, and on 28 February 2026."""
        kept_more, grew, kept_less, shrank = self._add_accounts(4)
        for account, amount, day in (
            *((kept_more, 1000, "2025-06-05"), (kept_more, 100, "2026-01-05")),
            *((grew, 1000, "2025-06-05"), (grew, 101, "2026-01-05")),
            *((kept_less, 900, "2025-06-05"), (kept_less, 100, "2025-01-05")),
            *((shrank, 899, "2025-06-05"), (shrank, 101, "2025-01-05")),
        ):
            self._invoice(account.partner_id, amount, day)
        test = self._run(month_count=1)
        found = {
            name: sum(test.band_line_ids.mapped(f"{name}_count"))
            for name in ("lost", "shrank", "kept", "grew")
        }
        # Acme's January of 2025 is over as well: 500 after 600
        self.assertEqual(found, {"lost": 0, "shrank": 2, "kept": 2, "grew": 1})

    def test_who_has_just_as_many_points_as_it_takes_is_not_at_risk(self):
        line = self.profile.criterion_ids.filtered(
            lambda line: line.measure == "revenue_change_12m"
        )
        line.write({"kind": "steps", "points_text": "0: 40"})
        test = self._run()
        alone = test.measure_line_ids.filtered(
            lambda line: line.measure == "revenue_change_12m"
        )
        self.assertEqual(alone.customer_count, 0)
        self.assertEqual(alone.precision_text, "n/a")

    def test_rates_are_said_with_what_they_are_of(self):
        risk = self._run().band_line_ids.filtered(lambda line: line.band == "risk")
        self.assertEqual(risk.customer_count, 8)
        self.assertEqual(risk.precision_text, "37.5\N{NO-BREAK SPACE}%")
        self.assertEqual(risk.recall_text, "100.0\N{NO-BREAK SPACE}%")
        self.assertEqual(risk.lift_text, "2.5")

    def test_of_nothing_there_is_no_rate(self):
        self.env["account.move"].search(
            [("partner_id", "=", self.birch_customer.id)]
        ).button_draft()
        test = self._run()
        self.assertEqual(test.answer, "Nobody was lost in these months")
        self.assertFalse(test.caution)
        line = test.band_line_ids[0]
        self.assertEqual(line.recall_text, "n/a")
        self.assertEqual(line.lift_text, "n/a")

    def test_what_came_later_changes_nothing(self):
        before = self._get_bands(self._run())
        with freeze_time("2026-03-14 12:00:00"):
            self._invoice(self.cedar_customer, 5000, "2026-03-14")
            self._log(self.acme, self.amy, "2026-03-14 10:00:00")
            self._promise(self.acme, "2026-03-01")
        self.assertEqual(self._get_bands(self._run()), before)

    def test_measures_nobody_knows_of_then_are_named(self):
        self.assertEqual(
            self._run().left_out, "Escalated complaints\nLate feedback and promises"
        )

    def test_each_measure_is_judged_alone(self):
        test = self._run()
        line = test.measure_line_ids.filtered(
            lambda line: line.measure == "revenue_change_12m"
        )
        self.assertEqual(line.name, "Change of 12-month revenue")
        self.assertEqual(line.lost_count, 3)

    @users("hugo")
    def test_the_button_opens_what_was_found(self):
        action = self.tests.with_env(self.env).action_run()
        test = self.tests.browse(action["res_id"])
        self.assertEqual(test.month_count, 12)
        self.assertTrue(test.line_ids)
        self.assertIn("Dec 2024", test.display_name)

    @users("hugo")
    def test_another_number_of_months_is_tested_at_once(self):
        test = self._run()
        test.month_count = 1
        self.assertEqual(test.first_day, test.last_day)
        self.assertFalse(test.lost_count)
        with mute_logger("odoo.sql_db"):
            for number in (0, 37):
                with self.assertRaises(IntegrityError):
                    test.month_count = number
                    test.flush_recordset()

    def test_where_there_are_many_customers_nobody_waits_for_it(self):
        self.patch(relationship_health_backtest, "AT_ONCE", 12)
        test = self._run()
        self.assertEqual(test.state, "waiting")
        self.assertIn("within minutes", test.answer)
        self.assertFalse(test.line_ids)
        self._run_step("health_backtests")
        self.assertEqual(test.state, "done")
        self.assertEqual(test.lost_count, 1)
        test.month_count = 11
        self.assertEqual(test.state, "waiting")

    @users("ann")
    def test_it_is_for_heads(self):
        with self.assertRaises(AccessError):
            self.tests.with_env(self.env).action_run()

    @users("hugo")
    def test_what_it_found_is_not_written_down(self):
        test = self._run()
        with self.assertRaises(UserError):
            test.told_count = 9
        with self.assertRaises(AccessError):
            test.loss_ids.unlink()

    @users("hugo")
    def test_companies_that_are_not_ones_own_are_not_tested(self):
        other = self.tests.env["res.company"].create({"name": "Third"})
        with self.assertRaises(AccessError):
            self._run(company_id=other.id)

    @users("hugo")
    def test_another_company_takes_nothing_along(self):
        first, second = self.env.company, self._add_company()
        both = {"allowed_company_ids": (first | second).ids}
        test = self._run().with_context(**both)
        losses = test.loss_ids
        test.company_id = second
        self.assertFalse(losses.exists())
        self.assertFalse(test.line_ids)
        self.patch(relationship_health_backtest, "AT_ONCE", -1)
        test.company_id = first
        self.assertEqual(test.state, "waiting")
        self.assertFalse(test.loss_ids)

    def test_companies_are_apart(self):
        second = self._add_company()
        test = self.tests.with_user(self.hugo).with_company(second).create({})
        self.assertEqual(test.company_id, second)
        self.assertFalse(test.line_ids)

    def test_customers_put_away_count_as_they_did(self):
        self.birch.active = False
        self.assertEqual(self._run().lost_count, 1)
