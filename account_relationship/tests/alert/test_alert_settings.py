from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged, users
from odoo.tools import SQL, mute_logger

from .common import AlertCommon


@tagged("post_install", "-at_install")
class TestAlertSettings(AlertCommon):
    """Thresholds say what they would have done before they are saved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setting = cls._get_setting("overdue")
        today = fields.Date.today()
        for number, worst in enumerate((600, 900, 1500)):
            cls._add_alert(
                cls.acme,
                "overdue",
                since=today - timedelta(days=10 * number + 5),
                state="closed",
                value=550,
                worst_value=worst,
            )
        cls._add_alert(
            cls.acme,
            "overdue",
            since=today - timedelta(days=91),
            state="closed",
            worst_value=9000,
        )

    def _find(self, *values):
        """Let the reason find these values now, of one account each."""
        accounts = self.accounts.sorted("id").ids
        rows = SQL(", ").join(
            SQL("(%s, %s::float)", *row) for row in zip(accounts, values, strict=False)
        )
        query = SQL(
            "SELECT found.account_id, found.value, 0 AS at_stake, '{}'::jsonb AS"
            " evidence FROM (VALUES %s) AS found (account_id, value)",
            rows,
        )
        return patch.object(
            type(self.env["relationship.alert"]),
            "_find_overdue",
            lambda *args: query,
        )

    @users("hugo")
    def test_higher_threshold_says_what_it_would_have_left_out(self):
        with self._find(700, 2000), Form(self.setting.with_env(self.env)) as form:
            self.assertRegex(form.preview, r"in the last 90 days, at .*500: 3\.")
            form.enter = 1000
            self.assertRegex(form.preview, r"At [^ ]*1,000.*, of these would have: 1\.")
            self.assertIn("or beyond: 1.", form.preview)
            self.assertNotIn("is not known", form.preview)
            form.enter = 900
            self.assertIn("of these would have: 2.", form.preview)

    @users("hugo")
    def test_lower_threshold_says_that_more_is_not_known(self):
        with self._find(300, 700), Form(self.setting.with_env(self.env)) as form:
            form.enter = 200
            self.assertIn("of these would have: 3.", form.preview)
            self.assertIn("how many is not known", form.preview)
            self.assertIn("or beyond: 2.", form.preview)

    @users("hugo")
    def test_of_days_that_are_left_more_is_lower(self):
        setting = self._get_setting("need_due").with_env(self.env)
        self._add_alert(self.acme, "need_due", worst_value=3)
        with Form(setting) as form:
            form.enter = 2
            self.assertIn("of these would have: 0.", form.preview)
            self.assertNotIn("is not known", form.preview)
            form.leave = form.enter = 30
            self.assertIn("of these would have: 1.", form.preview)
            self.assertIn("is not known", form.preview)

    @users("hugo")
    @mute_logger(
        "odoo.addons.account_relationship.models.alert.relationship_alert_setting_preview",
        "odoo.sql_db",
    )
    def test_measure_that_fails_is_said_and_keeps_the_form(self):
        bad = patch.object(
            type(self.env["relationship.alert"]),
            "_find_overdue",
            lambda *args: SQL("SELECT no_such_column AS value"),
        )
        with bad, Form(self.setting.with_env(self.env)) as form:
            form.enter = 1000
            self.assertIn("could not be measured", form.preview)
        self.assertEqual(self.setting.enter, 1000)

    @users("hugo")
    def test_alert_that_would_close_before_it_opens_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "would close before it opens"):
            self.setting.with_env(self.env).write({"enter": 50})

    @users("hugo")
    def test_head_tries_nothing_out_on_another_company(self):
        """What a page sends says neither of whom nor of what it is."""
        # Whoever makes a company works in it.
        companies = self.env["res.company"].with_user(SUPERUSER_ID)
        abroad = companies.create({"name": "Abroad"})
        with self._find(700, 2000):
            for values in ({"company_id": abroad.id}, {"reason": "silent"}):
                told = self._try_out(self.setting, values)
                self.assertEqual(told, self._try_out(self.setting, {}))
                self.assertIn("of these would have: 2.", told)
            theirs = self._get_setting("overdue", abroad)
            new = {"company_id": abroad.id, "reason": "overdue"}
            for setting, values in ((theirs, {}), (theirs.browse(), new)):
                with self.assertRaises(AccessError):
                    self._try_out(setting, values)

    def _try_out(self, setting, values):
        """The preview as a page asks for it."""
        changed = setting.with_env(self.env).onchange(
            {**values, "enter": 900.0, "leave": 0.0}, ["enter"], {"preview": {}}
        )
        return changed["value"].get("preview")

    @users("ann")
    def test_users_change_no_threshold_and_see_no_preview(self):
        setting = self.setting.with_env(self.env)
        self.assertFalse(setting.preview)
        with self.assertRaises(AccessError):
            setting.write({"enter": 1000})

    @users("ann")
    def test_each_user_mutes_for_oneself(self):
        setting = self.setting.with_env(self.env)
        setting.action_mute_for_me()
        self.assertTrue(setting.is_muted_by_me)
        self.assertFalse(setting.with_user(self.bob).is_muted_by_me)
        setting.action_unmute_for_me()
        self.assertFalse(setting.is_muted_by_me)

    @users("ann")
    def test_list_shows_reasons_nobody_has_asked_for_yet(self):
        settings = self.env["relationship.alert.setting"]
        settings.sudo().search([("reason", "=", "silent")]).unlink()
        action = settings.action_view_settings()
        self.assertEqual(action["res_model"], settings._name)
        found = settings.search([("reason", "=", "silent")])
        self.assertEqual(
            set(found.mapped("display_name")), {"Silent after our question"}
        )

    @users("ann")
    def test_open_ones_are_counted_as_the_reader_sees_them(self):
        self._add_alert(self.acme, "overdue")
        self._add_alert(self.cedar, "overdue")
        setting = self.setting.with_env(self.env)
        self.assertEqual(setting.open_count, 1)
        self.assertEqual(setting.with_user(self.hugo).open_count, 2)

    def test_worst_value_stays_when_it_becomes_better(self):
        alerts = self.env["relationship.alert"]
        of_acme = [
            *(("reason", "=", "overdue"), ("state", "=", "open")),
            ("account_id", "=", self.accounts.sorted("id")[0].id),
        ]
        for value, worst in ((800, 800), (3000, 3000), (600, 3000), (200, 3000)):
            with self._find(value):
                alerts._refresh(self.accounts)
            alert = alerts.search(of_acme)
            self.assertEqual((alert.value, alert.worst_value), (value, worst))
