from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-08-10 12:00:00")
class TestAlertRenewal(AgreementCommon):
    """Renewals that come near and nobody prepares are a reason to act."""

    def _find(self, account=None):
        self.env["relationship.alert"]._refresh(self.accounts | (account or self.acme))
        return self.env["relationship.alert"].search(
            [
                ("account_id", "=", (account or self.acme).id),
                ("reason", "=", "renewal_without_plan"),
                ("state", "=", "open"),
            ]
        )

    def _get_words(self):
        return self._find().with_user(self.ann).words.replace("\xa0", "")

    def test_it_opens_so_many_days_ahead(self):
        self._agree()
        for day, is_open in (
            ("2026-07-31", False),
            ("2026-08-01", True),
            ("2026-09-30", True),
            ("2026-10-01", False),
        ):
            with self.subTest(day), freeze_time(f"{day} 12:00:00"):
                self.assertEqual(bool(self._find()), is_open)

    def test_words_tell_ours_and_theirs_apart(self):
        prefix = "nobody prepares the renewal of Maintenance, "
        for values, words in (
            ({}, "notice ends in 51 days"),
            ({"own_notice_count": 4}, "our notice ends in 21 days"),
            ({"own_notice_count": 2}, "their notice ends in 51 days"),
            (
                {"renewal": "agreed", "date_start": "2025-09-15"},
                "which ends in 35 days",
            ),
        ):
            agreement = self._agree(**values)
            with self.subTest(words):
                self.assertEqual(self._get_words(), prefix + words)
            agreement.action_set_draft()
            self.assertFalse(self._find())

    def test_several_of_a_customer_are_one_alert_that_names_them(self):
        for number in range(1, 6):
            self._agree(name=f"No. {number}")
        self._agree(name="Later", date_start="2026-06-01")
        self.assertEqual(
            self._get_words(),
            "nobody prepares the renewal of No. 1, No. 2, No. 3 and 2 more, notice "
            "ends in 51 days",
        )

    def test_whoever_prepares_it_closes_it(self):
        agreement = self._agree()
        self.assertTrue(self._find())
        activity = self._plan_activity(agreement, self.ann)
        self.assertFalse(self._find())
        activity.unlink()
        self.assertTrue(self._find())
        lead = agreement._make_opportunities()
        self.assertFalse(self._find())
        lead.probability = 50
        lead.action_archive()
        self.assertTrue(self._find())
        plan = self.env["relationship.plan"].create(
            {"name": "Keep them", "account_id": self.acme.id}
        )
        self.assertFalse(self._find())
        plan.unlink()
        self.assertTrue(self._find())
        self._give_notice(agreement, "2026-08-10")
        self.assertFalse(self._find())

    def test_paused_agreement_is_renewed_as_well(self):
        agreement = self._agree()
        agreement.pause_ids = [Command.create({"date_start": "2026-08-01"})]
        self.assertTrue(self._find())


@tagged("post_install", "-at_install")
@freeze_time("2026-09-10 12:00:00")
class TestOneRenewalOneRow(AgreementCommon):
    """A notice that ends soon and nobody who prepares the renewal are one thing."""

    def _find(self):
        self.env["relationship.alert"]._refresh(self.accounts)
        return self.env["relationship.alert"].search(
            [("account_id", "=", self.acme.id), ("state", "=", "open")]
        )

    def _get_words(self):
        return self._find().with_user(self.ann).mapped("words")

    def _get_setting(self):
        alerts = self.env["relationship.alert"]
        settings = alerts.env["relationship.alert.setting"]._get(self.env.company)
        return settings["renewal_without_plan"]

    def test_my_day_says_it_once(self):
        self._agree()
        self._find()
        day = self.env["relationship.day"].with_user(self.ann).get_day()
        [row] = [row for lane in day["lanes"] for row in lane["rows"]]
        self.assertEqual(
            [item["words"] for item in row["items"]],
            ["nobody prepares the renewal of Maintenance, notice ends in 20 days"],
        )
        self.assertEqual(row["number"], 1)

    def test_notice_before_the_end_is_said_by_the_same_alert(self):
        self._agree(renewal="agreed", date_start="2025-11-01", notice_count=1)
        self.assertEqual(
            self._get_words(),
            [
                "nobody prepares Maintenance, to be renewed or given up in 20 days",
            ],
        )

    def test_another_agreement_that_is_prepared_has_a_row_of_its_own(self):
        self._agree()
        self._plan_activity(self._agree(name="Cleaning"), self.ann)
        self.assertCountEqual(
            self._get_words(),
            [
                "nobody prepares the renewal of Maintenance, notice ends in 20 days",
                "notice for Cleaning ends in 20 days, then it renews by itself",
            ],
        )

    def test_what_nobody_prepares_any_more_stays_one_alert(self):
        activity = self._plan_activity(self._agree(), self.ann)
        alert = self._find()
        self.assertEqual(alert.reason, "notice_deadline")
        alert.with_user(self.ann).action_snooze(3)
        activity.unlink()
        self.assertEqual(self._find(), alert, "put off or not: it got worse")
        self.assertEqual(alert.reason, "renewal_without_plan")
        self.assertFalse(alert.outcome)
        self._plan_activity(self.agreements.search([]), self.ann)
        self.assertEqual(self._find().reason, "notice_deadline")
        self.assertEqual((alert.state, alert.outcome), ("closed", "by_itself"))

    def test_two_alerts_of_an_earlier_release_become_one_without_an_outcome(self):
        self._agree()
        alert = self._find()
        twin = alert.copy(
            {"reason": "notice_deadline", "evidence": {"name": "Maintenance"}}
        )
        self.assertEqual(self._find(), alert)
        self.assertFalse(twin.exists())
        self.assertFalse(self.acme.alert_ids.filtered("outcome"))

    def test_what_was_dismissed_does_not_come_back_as_the_other(self):
        self._agree()
        self._find().with_user(self.ann).action_dismiss("They leave anyway")
        self.assertFalse(self._find())

    def test_deadline_is_told_where_the_other_is_not(self):
        self._agree()
        setting, notice = self._get_setting(), ["notice_deadline"]
        self.assertEqual(self._find().mapped("reason"), ["renewal_without_plan"])
        setting.is_muted = True
        self.assertEqual(self._find().mapped("reason"), notice)
        setting.is_muted = False
        self.assertEqual(self._find().mapped("reason"), ["renewal_without_plan"])
        self._find().with_user(self.ann).action_mute_for_me()
        self.assertIn("notice_deadline", self._find().mapped("reason"))
        setting.with_user(self.ann).sudo().muted_user_ids = False
        setting.enter = 10
        self.assertEqual(self._find().filtered("words").mapped("reason")[:1], notice)
