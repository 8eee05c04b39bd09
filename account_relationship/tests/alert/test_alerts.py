from datetime import date
from unittest.mock import patch

from freezegun import freeze_time as freeze

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users
from odoo.tools import SQL, mute_logger

from odoo.addons.account_relationship.alerts import BURNS, Reason

from ..communication.common import CommunicationCommon


class AlertsCommon(CommunicationCommon):
    """A reason of the tests: the customer's color is how bad it is, 5 opens, 3 keeps.

    The other reasons are switched off.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        model = cls.env.registry["relationship.alert"]

        def find(self, scope, today):
            return SQL(
                "SELECT account.id AS account_id, partner.color::float AS value,"
                " partner.color * 100 AS at_stake,"
                " jsonb_build_object('color', partner.color) AS evidence"
                " FROM relationship_account AS account"
                " JOIN res_partner AS partner ON partner.id = account.partner_id"
                " WHERE partner.color > 0 AND %s",
                scope,
            )

        def words(self, account, evidence):
            return f"color {evidence['color']}"

        def reasons(self):
            label = "Color"
            return {
                "color": Reason(
                    *(label, BURNS, "fa-paint-brush", lambda *a: find(self, *a)),
                    *(lambda *a: words(self, *a), "points", 5, 3),
                    by_contact=True,
                )
            }

        cls.classPatch(model, "_get_reasons", reasons)
        cls.Alert = cls.env["relationship.alert"]
        cls.Setting = cls.env["relationship.alert.setting"]

    def _set(self, account, color):
        account.partner_id.color = color
        self.Alert._refresh()

    def _alerts(self, account=None, **values):
        domain = [("account_id", "=", (account or self.acme).id)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.Alert.search(domain, order="id")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestAlerts(AlertsCommon):
    """One open alert for each customer and reason, which follows what is so."""

    def test_opens_at_one_threshold_and_closes_beyond_another(self):
        self._set(self.acme, 4)
        self.assertFalse(self._alerts())
        self._set(self.acme, 5)
        alert = self._alerts()
        self.assertEqual((alert.state, alert.at_stake), ("open", 500))
        self.assertEqual(alert.words, "color 5")
        self.assertEqual(alert.since, date(2026, 3, 10))
        self._set(self.acme, 3)
        self.assertEqual((alert.state, alert.value), ("open", 3))
        self._set(self.acme, 2)
        self.assertEqual((alert.state, alert.outcome), ("closed", "by_itself"))
        self.assertEqual(alert.summary, "color 3", "what it said last stays")

    def test_what_it_said_is_kept_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.env.company.partner_id.lang = "es_ES"
        self._set(self.acme, 6)

        def say_language(alerts):
            alerts.words = alerts.env.lang

        with patch.object(type(self.Alert), "_compute_words", say_language):
            self._set(self.acme, 2)
        self.assertEqual(self._alerts().summary, "es_ES")

    def test_is_updated_in_place_and_writes_nothing_when_nothing_changed(self):
        self._set(self.acme, 6)
        alert = self._alerts()
        self._set(self.acme, 9)
        self.assertEqual(self._alerts(), alert)
        self.assertEqual((alert.value, alert.at_stake), (9, 900))
        self.env.cr.execute("SELECT xmin FROM relationship_alert")
        before = self.env.cr.fetchall()
        self.Alert._refresh()
        self.env.cr.execute("SELECT xmin FROM relationship_alert")
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_database_keeps_one_open_for_each_customer_and_reason(self):
        self._set(self.acme, 6)
        for __ in range(2):
            self.Alert._refresh()
        self.assertEqual(len(self._alerts()), 1)

    def test_says_that_it_came_back_after_contact(self):
        self._set(self.acme, 6)
        with freeze("2026-03-12 10:00:00"):
            self._log(date_start="2026-03-12 09:00:00")
            self._set(self.acme, 0)
        alert = self._alerts()
        self.assertEqual((alert.outcome, alert.days), ("came_back", 2))

    def test_contact_of_the_evening_before_brought_nobody_back(self):
        """The day is the company's: it was the ninth in Bogota."""
        self.env.company.relationship_tz = "America/Bogota"
        self._log(date_start="2026-03-10 03:00:00")
        self._set(self.acme, 6)
        self._set(self.acme, 0)
        self.assertEqual(self._alerts().outcome, "by_itself")

    def test_threshold_brings_no_customer_back(self):
        self._set(self.acme, 6)
        self._log()
        setting = self.Setting.search([])
        for change in ({"enter": 9, "leave": 7}, {"is_muted": True}):
            with self.subTest(change), self.env.cr.savepoint() as savepoint:
                setting.write(change)
                self.Alert._refresh()
                self.assertEqual(self._alerts().outcome, "by_itself")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_customer_that_is_put_away_was_lost_and_opens_nothing(self):
        self._set(self.acme, 6)
        self.acme.active = False
        self._set(self.acme, 8)
        self.assertEqual(self._alerts().outcome, "lost")
        self.assertEqual(len(self._alerts()), 1)

    def test_ends_are_on_the_timeline(self):
        self._set(self.acme, 6)
        self._set(self.acme, 0)
        lines = self.env["relationship.timeline"].with_user(self.ann)
        line = lines.search([("account_id", "=", self.acme.id), ("kind", "=", "alert")])
        self.assertEqual((line.title, line.detail), ("color 6", "by_itself"))

    @mute_logger("odoo.addons.account_relationship.models.alert")
    def test_reason_that_fails_keeps_its_alerts_and_says_so(self):
        self._set(self.acme, 6)
        broken = patch.object(
            self.registry["relationship.alert"],
            "_get_found",
            lambda *a: SQL("SELECT 1 / 0 AS account_id, 1 AS value"),
        )
        logger = "odoo.addons.account_relationship.models.alert"
        with broken, mute_logger(f"{logger}.relationship_alert_refresh", "odoo.sql_db"):
            self._set(self.acme, 0)
        self.assertEqual(self._alerts().state, "open")
        setting = self.Setting._get(self.env.company)["color"]
        self.assertIn("division by zero", setting.failure)
        self.assertEqual(
            self.env["relationship.day"].with_user(self.ann).get_day()["stale"],
            ["Color"],
        )
        self._set(self.acme, 0)
        self.assertEqual(self._alerts().state, "closed")
        self.assertFalse(setting.failure)

    def test_alerts_of_accounts_refreshed_alone_are_those_of_all(self):
        self.acme.partner_id.color, self.birch.partner_id.color = 7, 8
        self.Alert._refresh(self.acme)
        self.assertTrue(self._alerts())
        self.assertFalse(self._alerts(self.birch))
        self.acme.partner_id.color = 0
        self.Alert._refresh(self.birch)
        self.assertEqual(self._alerts().state, "open")
        self.assertTrue(self._alerts(self.birch))

    def test_queries_do_not_grow_with_the_accounts(self):
        self._add_accounts(3).partner_id.color = 7
        self.Alert._refresh()
        self._add_accounts(3).partner_id.color = 7
        self.env.flush_all()
        with self.assertQueryCount(20):
            self.Alert._refresh()
        self._add_accounts(40).partner_id.color = 7
        self.env.flush_all()
        with self.assertQueryCount(20):
            self.Alert._refresh()

    def test_goes_along_with_the_account_to_its_next_manager(self):
        self._set(self.acme, 6)
        self.acme.manager_id = self.tim
        self.assertEqual(self._alerts().manager_id, self.tim)

    def test_of_two_merged_customers_the_older_one_stays(self):
        self._set(self.birch, 6)
        older = self._alerts(self.birch)
        with freeze("2026-03-20 10:00:00"):
            self._set(self.acme, 6)
            self.env["base.partner.merge.automatic.wizard"]._merge(
                (self.acme_customer | self.birch_customer).ids, self.acme_customer
            )
        alerts = self._alerts(state="open")
        self.assertEqual(alerts, older)
        self.assertEqual(alerts.account_id, self.acme)

    def test_reasons_of_an_addon_that_is_gone_go_with_it(self):
        self._set(self.acme, 6)
        self.env.flush_all()
        for table in ("relationship_alert", "relationship_alert_setting"):
            self.env.cr.execute(
                SQL("UPDATE %s SET reason = 'gone'", SQL.identifier(table))
            )
        self.env.invalidate_all()
        self._set(self.acme, 0)
        self.assertFalse(self._alerts())
        self.assertEqual(self.Setting.search([]).mapped("reason"), ["color"])

    def test_each_company_has_thresholds_of_its_own(self):
        company = self._add_company()
        there = self.Account.create(
            {
                "partner_id": self.dune.id,
                "manager_id": self.hugo.id,
                "company_id": company.id,
            }
        )
        settings = self.Setting._get(self.env.company | company)["color"]
        own = settings.filtered(lambda line: line.company_id == company)
        own.write({"enter": 8, "leave": 8})
        self.acme.partner_id.color = self.dune.color = 6
        self.Alert._refresh()
        self.assertTrue(self._alerts())
        self.assertFalse(self._alerts(there))
        own.write({"enter": 5, "leave": 5})
        self.Alert._refresh()
        self._alerts().with_user(self.hugo).action_mute_for_me()
        told = self.Alert.search(self.Alert._get_told(self.hugo))
        self.assertEqual(told, self._alerts(there), "muted in one company only")
        (settings - own).is_muted = True
        self.Alert._refresh()
        self.assertEqual(self._alerts().state, "closed")

    @users("hugo")
    def test_thresholds_that_would_close_before_they_open_are_refused(self):
        setting = self.Setting._get(self.env.company)["color"].with_env(self.env)
        with self.assertRaisesRegex(ValidationError, "would close before it opens"):
            setting.write({"enter": 2, "leave": 4})
        with self.assertRaisesRegex(ValidationError, "not below 0"):
            setting.write({"enter": 2, "leave": -1})


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestAlertsWork(AlertsCommon):
    """What people do with alerts, and may not do."""

    def setUp(self):
        super().setUp()
        self._set(self.acme, 6)
        self.alert = self._alerts()

    @users("ann")
    def test_done_does_not_come_back_for_two_weeks_while_it_goes_on(self):
        alert = self.alert.with_env(self.env)
        alert.action_done()
        self.assertEqual((alert.outcome, alert.closed_by_id), ("done", self.ann))
        self._set(self.acme, 7)
        self.assertEqual(self._alerts(), alert)
        with freeze("2026-03-25 10:00:00"):
            # The run that lets it go, and the one that finds it anew.
            self._set(self.acme, 7)
            self.assertEqual(self._alerts().mapped("state"), ["closed", "open"])

    @users("ann")
    def test_dismissed_does_not_come_back_until_it_was_over(self):
        alert = self.alert.with_env(self.env)
        alert.action_dismiss(" They are moving ")
        self.assertEqual((alert.outcome, alert.note), ("dismissed", "They are moving"))
        with freeze("2026-05-25 10:00:00"):
            self._set(self.acme, 9)
            self.assertEqual(self._alerts(), alert)
            self._set(self.acme, 0)
            self._set(self.acme, 9)
            self.assertEqual(self._alerts().mapped("state"), ["closed", "open"])

    @users("ann")
    def test_put_off_comes_back_on_its_day(self):
        alert = self.alert.with_env(self.env)
        alert.action_snooze(3, "They are at a fair")
        self.assertEqual(alert.snoozed_until, date(2026, 3, 13))
        with freeze("2026-03-12 10:00:00"):
            self._set(self.acme, 6)
            self.assertEqual(alert.state, "snoozed")
        with freeze("2026-03-13 10:00:00"):
            self._set(self.acme, 6)
            self.assertEqual(alert.state, "open")
            self.assertFalse(alert.snoozed_until)

    @users("ann")
    def test_put_off_closes_by_itself_as_well(self):
        alert = self.alert.with_env(self.env)
        alert.action_snooze(30)
        self._set(self.acme, 0)
        self.assertEqual((alert.state, alert.outcome), ("closed", "by_itself"))

    @users("ann")
    def test_nonsense_is_refused_with_a_word(self):
        alert = self.alert.with_env(self.env)
        for days in (0, -1, 91, "7", None, 1.5, True):
            with self.assertRaisesRegex(UserError, "1 to 90 days"):
                alert.action_snooze(days)
        for note in ("", "  ", False):
            with self.assertRaisesRegex(UserError, "why it is no reason"):
                alert.action_dismiss(note)
        for note in ("x" * 501, ["x"], {"a": 1}):
            with self.assertRaisesRegex(UserError, "500 characters"):
                alert.action_dismiss(note)
        self.assertEqual(alert.state, "open")

    @users("ann")
    def test_second_of_two_people_is_told_who_was_faster(self):
        self.alert.with_user(self.tim).action_done()
        with self.assertRaisesRegex(UserError, "Tim was faster"):
            self.alert.with_env(self.env).action_dismiss("Nothing to do")
        self.assertEqual(self.alert.outcome, "done")

    @users("ann")
    def test_taken_back_within_ten_minutes_by_who_did_it(self):
        alert = self.alert.with_env(self.env)
        alert.action_dismiss("Wrong row")
        self.env.flush_all()
        with self.assertRaisesRegex(UserError, "too late"):
            self.alert.with_user(self.tim).action_reopen()
        alert.action_reopen()
        self.assertEqual((alert.state, alert.outcome), ("open", False))
        self.assertFalse(alert.holds or alert.note or alert.closed_on)

    @users("ann")
    def test_too_late_to_take_back_after_ten_minutes(self):
        alert = self.alert.with_env(self.env)
        alert.action_done()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_alert"
            " SET acted_on_at = acted_on_at - INTERVAL '1 hour'"
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "too late"):
            alert.action_reopen()

    @users("ann")
    def test_what_is_open_cannot_be_taken_back(self):
        """It would end what holds of nothing, and forget since when."""
        alert = self.alert.with_env(self.env)
        alert.action_reopen()
        self.assertEqual(alert.state, "open")

    @users("ann")
    def test_closed_by_itself_is_not_opened_by_hand(self):
        self._set(self.acme, 0)
        with self.assertRaisesRegex(UserError, "too late"):
            self.alert.with_env(self.env).action_reopen()

    def test_nobody_writes_makes_or_deletes_alerts(self):
        for user in (self.ann, self.hugo, self.sam, self.eve):
            alert = self.alert.with_user(user)
            with self.assertRaises(AccessError):
                alert.write({"outcome": "done", "state": "closed"})
            with self.assertRaises(AccessError):
                alert.unlink()
            with self.assertRaises(AccessError):
                alert.create({"account_id": self.acme.id, "reason": "color"})

    def test_who_does_not_see_the_account_sees_no_alert_and_does_nothing(self):
        for user in (self.bob, self.sam, self.eve, self.pia):
            alert = self.alert.with_user(user)
            for call in (alert.action_done, alert.action_mute_for_me, alert.read):
                with self.assertRaises(AccessError):
                    call()
            with self.assertRaises(AccessError):
                alert.action_reopen()
        self.assertEqual(self.alert.state, "open")

    @users("ann")
    def test_muted_for_oneself_is_muted_for_nobody_else(self):
        self.alert.with_env(self.env).action_mute_for_me()
        day = self.env["relationship.day"]
        kinds = [
            item["kind"]
            for lane in day.get_day()["lanes"]
            for row in lane["rows"]
            for item in row["items"]
        ]
        self.assertNotIn("alert", kinds)
        self.acme.sudo().manager_id = self.tim
        day = self.env["relationship.day"].with_user(self.tim).get_day()
        [row] = day["lanes"][1]["rows"]
        self.assertEqual(row["items"][0]["words"], "color 6")
        setting = self.Setting.with_user(self.ann).search([])
        self.assertEqual(setting.muted_user_ids, self.ann)
        with self.assertRaises(AccessError):
            setting.write({"muted_user_ids": [Command.link(self.tim.id)]})

    @users("ann")
    def test_closed_while_one_spoke_with_the_customer_is_over_as_well(self):
        self.acme_customer.sudo().color = 0
        self._log()
        self.assertEqual(self.alert.outcome, "came_back")
        with self.assertRaisesRegex(UserError, "too late"):
            self.alert.with_env(self.env).action_reopen()

    @users("ann")
    def test_contact_ends_nothing_that_contacts_are_not_about(self):
        """PostgreSQL is not asked about all reasons each time somebody calls."""
        reasons = self.Alert._get_reasons()
        other = {"color": reasons["color"]._replace(by_contact=False)}
        self.patch(type(self.Alert), "_get_reasons", lambda model: other)
        self.acme_customer.sudo().color = 0
        self._log()
        self.assertEqual(self.alert.state, "open")
        self.acme.sudo()._refresh_numbers()
        self.assertEqual(self.alert.state, "closed")

    @users("ann")
    def test_what_was_over_since_is_not_taken_back(self):
        """Another one may be open by now: there is one of each reason."""
        alert = self.alert.with_env(self.env)
        alert.action_done()
        self._set(self.acme.sudo(), 0)
        self._set(self.acme.sudo(), 6)
        self.assertEqual(self._alerts().mapped("state"), ["closed", "open"])
        with self.assertRaisesRegex(UserError, "too late"):
            alert.action_reopen()
