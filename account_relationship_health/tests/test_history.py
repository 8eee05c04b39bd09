from datetime import date

from odoo.tests import freeze_time, tagged, users

from .common import HealthCommon


@tagged("post_install", "-at_install")
class TestHistory(HealthCommon):
    """How customers did: a row a month, and one for each change of the word."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice(cls.acme_customer, 1000, "2024-06-10")
        cls._invoice(cls.acme_customer, 1000, "2025-06-10")

    def _find_on(self, day):
        with freeze_time(f"{day} 12:00:00"):
            self._find_health()

    def _get_rows(self, account=None):
        rows = self.history.search(
            [("account_id", "=", (account or self.acme).id)], order="day"
        )
        return [(row.day, row.month or None, row.band, row.score) for row in rows]

    def test_the_first_look_at_a_month_and_each_change_are_noted(self):
        self._find_on("2026-02-10")
        self._find_on("2026-02-11")
        with freeze_time("2026-02-12 12:00:00"):
            promise = self._promise(self.acme, "2026-02-11")
        self._find_on("2026-02-12")
        self._find_on("2026-03-01")
        promise.unlink()
        self._find_on("2026-03-02")
        self.assertEqual(
            self._get_rows(),
            [
                (date(2026, 2, 10), date(2026, 2, 1), "good", 85),
                (date(2026, 2, 12), None, "watch", 55),
                (date(2026, 3, 1), date(2026, 3, 1), "watch", 55),
                (date(2026, 3, 2), None, "good", 85),
            ],
        )

    def test_a_second_look_on_a_day_replaces_the_first(self):
        self._find_on("2026-02-10")
        with freeze_time("2026-02-10 13:00:00"):
            self._promise(self.acme, "2026-02-09")
        self._find_on("2026-02-10")
        self.assertEqual(
            self._get_rows(), [(date(2026, 2, 10), date(2026, 2, 1), "watch", 55)]
        )

    def test_change_is_against_a_month_before(self):
        self._find_on("2026-02-10")
        with freeze_time("2026-03-11 12:00:00"):
            self._promise(self.acme, "2026-03-10")
        self._find_on("2026-03-11")
        self.assertFalse(self.acme.health_change, "29 days are no month")
        self._find_on("2026-03-12")
        self.assertEqual(self.acme.health_change, -30)
        self.assertEqual(self.acme.health_trend, "down")

    def test_what_is_older_than_three_months_is_no_comparison(self):
        self._find_on("2026-02-10")
        with freeze_time("2026-05-09 12:00:00"):
            self._promise(self.acme, "2026-05-08")
        self._find_on("2026-05-09")
        self.assertEqual(self.acme.health_change, -30)
        self.history.search([("day", ">", "2026-02-10")]).unlink()
        self._find_on("2026-05-12")
        self.assertFalse(self.acme.health_change)

    def test_a_few_points_are_no_trend(self):
        self.acme.sudo().write({"health_band": "good", "health_change": 4})
        self.assertEqual(self.acme.health_trend, "flat")
        self.acme.sudo().health_change = 5
        self.assertEqual(self.acme.health_trend, "up")
        self.acme.sudo().health_band = "none"
        self.assertEqual(self.acme.health_trend, "flat")

    def test_of_what_nobody_knew_there_is_no_change(self):
        self._find_on("2026-02-10")
        self._invoice(self.birch_customer, 1000, "2024-06-10")
        self._invoice(self.birch_customer, 1000, "2025-06-10")
        self._find_on("2026-03-20")
        self.assertEqual(self.birch.health_band, "good")
        self.assertFalse(self.birch.health_change)

    # ------------------------------------------------------------
    # Reckoned back
    # ------------------------------------------------------------

    @freeze_time("2026-03-15 12:00:00")
    def test_the_past_is_reckoned_from_what_can_say_how_it_was(self):
        self._log(self.acme, self.amy, "2025-10-20 10:00:00")
        # Late now: nobody knows whether it was late then.
        self._promise(self.acme, "2025-12-01")
        self._find_health()
        self.history._reckon()
        rows = {month: (band, score) for __, month, band, score in self._get_rows()}
        self.assertEqual(len(rows), 12)
        self.assertEqual(rows[date(2026, 3, 1)], ("watch", 44), "noted, not reckoned")
        # Sales as before, 70; two people are wanted, one was in touch: 60
        self.assertEqual(rows[date(2025, 11, 1)], ("watch", 67))
        self.assertEqual(rows[date(2025, 10, 1)], ("good", 70))
        # Before June 2025 nothing had been bought for a year but in the year before
        self.assertEqual(rows[date(2025, 5, 1)][0], "none")

    @freeze_time("2026-03-15 12:00:00")
    def test_who_had_not_bought_yet_has_no_past(self):
        self._invoice(self.birch_customer, 100, "2026-01-20")
        self.history._reckon()
        months = [month for __, month, *__ in self._get_rows(self.birch)]
        self.assertEqual(months, [date(2026, 2, 1), date(2026, 3, 1)])

    @freeze_time("2026-03-15 12:00:00")
    def test_a_second_reckoning_replaces_the_first(self):
        self.history._reckon()
        before = self._get_rows()
        self.history._reckon()
        self.assertEqual(self._get_rows(), before)
        self.assertTrue(all(self.history.search([]).mapped("is_reckoned")))

    @freeze_time("2026-03-15 12:00:00")
    def test_nothing_is_compared_with_what_was_reckoned(self):
        self.history._reckon()
        self._find_health()
        self.assertFalse(self.acme.health_change)

    # ------------------------------------------------------------
    # The report
    # ------------------------------------------------------------

    @users("hugo")
    def test_sentence_compares_two_months(self):
        history = self.history.with_env(self.env)
        self.assertNotIn("at risk", history.get_headline([]))
        self._find_on("2026-02-10")
        self.assertIn(
            "February 2026: 0 of 3 customers at risk", history.get_headline([])
        )
        with freeze_time("2026-03-01 12:00:00"):
            for __ in range(3):
                self._promise(self.acme, "2026-02-28")
        self._find_on("2026-03-01")
        self.assertIn("1 of 3 customers at risk, 0 the month", history.get_headline([]))

    @users("bob")
    def test_managers_see_their_customers_only(self):
        self._find_on("2026-02-10")
        rows = self.history.with_env(self.env).search([])
        self.assertEqual(rows.account_id, self.cedar)
