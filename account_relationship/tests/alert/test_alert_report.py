from datetime import timedelta

from odoo import fields
from odoo.tests import tagged, users

from .common import AlertCommon


@tagged("post_install", "-at_install")
class TestAlertReport(AlertCommon):
    """What became of alerts, by reason and manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = fields.Date.today()
        cls.env["relationship.alert"].sudo().search([]).unlink()
        ends = [
            *(("done", 1), ("came_back", 3), ("by_itself", 20), ("lost", 2)),
            ("dismissed", 4),
        ]
        for outcome, days in ends:
            cls._add_alert(
                cls.acme,
                "silent",
                since=today - timedelta(days=days),
                closed_on=today,
                state="closed",
                outcome=outcome,
                at_stake=100,
                evidence={"count": 1, "since": "2026-01-02"},
            )
        cls._add_alert(cls.acme, "at_risk", at_stake=7)
        cls._add_alert(cls.cedar, "at_risk", state="closed", outcome="done")
        cls.env.flush_all()

    def _get_figures(self, reason):
        [row] = self.env["relationship.alert.report"]._read_group(
            [("reason", "=", reason)],
            [],
            [
                *("opened_count:sum", "closed_count:sum", "done_count:sum"),
                *("came_back_count:sum", "by_itself_count:sum", "lost_count:sum"),
                *("dismissed_count:sum", "hit_rate:avg", "days:avg"),
                "at_stake:sum",
            ],
        )
        return row

    @users("ann")
    def test_hits_are_of_all_closed_and_days_their_median(self):
        self.assertEqual(
            self._get_figures("silent"), (5, 5, 1, 1, 1, 1, 1, 40.0, 3.0, 500.0)
        )

    @users("ann")
    def test_without_closed_ones_there_is_no_rate_and_the_number_says_so(self):
        figures = self._get_figures("at_risk")
        self.assertEqual(figures[:2], (1, 0))
        self.assertIn(figures[7], (None, False))
        self.assertIn(figures[8], (None, False))

    @users("ann")
    def test_rows_are_those_of_the_alerts_one_may_read(self):
        for user in (self.ann, self.bob, self.bea, self.hugo):
            report = self.env["relationship.alert.report"].with_user(user).search([])
            alerts = self.env["relationship.alert"].with_user(user).search([])
            self.assertEqual(set(report.ids), set(alerts.ids), user.login)
            self.assertTrue(report)

    @users("hugo")
    def test_reasons_compare_by_manager(self):
        groups = self.env["relationship.alert.report"].formatted_read_group(
            [("reason", "=", "at_risk")], ["manager_id"], ["hit_rate:avg"]
        )
        rates = {group["manager_id"][0]: group["hit_rate:avg"] for group in groups}
        self.assertEqual(rates[self.bob.id], 100)
        self.assertFalse(rates[self.ann.id])

    @users("ann")
    def test_views_open_and_a_row_opens_its_customer(self):
        report = self.env["relationship.alert.report"]
        for view in ("search", "graph", "pivot", "list"):
            report.get_view(view_type=view)
        row = report.search([("reason", "=", "at_risk")], limit=1)
        self.assertEqual(row.action_open_account()["res_id"], row.account_id.id)
