from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import AlertCommon

#: Anything a caller may send where words, a number or an id are wanted.
ODD = (None, True, 0, -1, 3.5, 2**70, "x" * 10000, b"x", [1], {"a": 1})


@tagged("post_install", "-at_install")
class TestRefreshAtOnce(AlertCommon):
    """Two who look at the same accounts in the same moment."""

    def test_who_comes_second_is_tried_again_and_notes_no_failure(self):
        alerts = self.env["relationship.alert"].sudo()
        alerts._refresh()
        for error in (SerializationFailure, LockNotAvailable):
            broken = patch.object(
                self.registry["relationship.alert"], "_get_found", side_effect=error
            )
            for accounts in (None, self.acme):
                with broken, self.assertRaises(error):
                    alerts._refresh(accounts)
        failed = self.env["relationship.alert.setting"].sudo()
        self.assertFalse(failed.search([("failure", "!=", False)]))

    def test_first_settings_of_a_company_are_made_in_turns(self):
        company = self._add_company()
        turns = "odoo.addons.account_relationship.models.alert"
        with patch(f"{turns}.relationship_alert_setting.take_turns") as take:
            self._get_setting("at_risk", company)
            self._get_setting("at_risk", company)
        take.assert_called_once_with(company)


@tagged("post_install", "-at_install")
class TestAlertsOfOthers(AlertCommon):
    """Alerts, settings and days by the ids of others, in their companies and words."""

    METHODS = (
        *("action_done", "action_snooze", "action_reopen", "action_mute_for_me"),
        *("action_unmute_for_me", "action_open_account", "action_start_playbook"),
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alert = cls._add_alert(cls.acme, reason="overdue", at_stake=100)
        cls.company = cls._add_company()
        cls.stranger = cls._add_user(
            "stranger",
            "account_relationship.group_head",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _call(self, user, method, *arguments, **context):
        alert = self.alert.with_user(user).with_context(**context)
        return getattr(alert, method)(*arguments)

    def test_who_does_not_look_after_it_calls_nothing(self):
        for user in (self.bob, self.sam, self.eve, self.pia, self.stranger):
            for method in self.METHODS:
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    self._call(user, method)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._call(user, "action_dismiss", "Never")
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._call(user, "action_done", allowed_company_ids=[1, 2])
        self.assertEqual(self.alert.state, "open")

    def test_head_of_both_companies_acts_in_the_one_at_work(self):
        self.stranger.company_ids |= self.env.company
        with self.assertRaises(AccessError):
            self._call(
                self.stranger, "action_done", allowed_company_ids=self.company.ids
            )
        self._call(
            self.stranger, "action_done", allowed_company_ids=self.env.company.ids
        )
        self.assertEqual(self.alert.closed_by_id, self.stranger)

    def test_undo_of_what_a_colleague_did_is_refused(self):
        self._call(self.ann, "action_done")
        with self.assertRaises(UserError):
            self._call(self.hugo, "action_reopen")
        self._call(self.ann, "action_reopen")
        self._call(self.ann, "action_snooze", 3)
        with self.assertRaises(UserError):
            self._call(self.hugo, "action_reopen")
        self._call(self.ann, "action_reopen")
        self.assertEqual(self.alert.state, "open")

    def test_new_manager_takes_back_nothing_and_renews_no_time(self):
        """Odoo writes alerts of an account whose manager changes anew."""
        self._call(self.ann, "action_snooze", 3)
        self.env.flush_all()
        self.alert.sudo().acted_on_at -= timedelta(minutes=11)
        self.acme.with_user(self.hugo).manager_id = self.tim
        self.env.flush_all()
        self.assertEqual(self.alert.manager_id, self.tim)
        for user in (self.hugo, self.tim):
            with self.assertRaises(UserError):
                self._call(user, "action_reopen")
        self.acme.with_user(self.hugo).manager_id = self.ann
        self.env.flush_all()
        with self.assertRaises(UserError):
            self._call(self.ann, "action_reopen")

    def test_stand_in_whose_absence_is_over_acts_no_more(self):
        cedar = self._add_alert(self.cedar, reason="overdue").with_user(self.ann)
        self.cedar.acting_manager_id = self.ann
        cedar.action_snooze(2)
        self.cedar.acting_manager_id = self.bob
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            cedar.action_reopen()

    @mute_logger("odoo.sql_db")
    def test_odd_arguments_are_refused_with_a_word(self):
        for odd in ODD:
            for method in ("action_snooze", "action_dismiss"):
                with self.subTest(odd=odd, method=method), self.assertRaises(UserError):
                    self._call(self.ann, method, odd)
        self.assertEqual(self.alert.state, "open")
        gone = self.alert.with_user(self.ann).browse(2**31 - 1)
        with self.assertRaises(UserError):
            gone.action_done()

    def test_defaults_of_the_context_change_nothing_that_is_done(self):
        self._call(
            self.ann,
            "action_dismiss",
            "Seasonal",
            default_state="open",
            default_closed_by_id=self.bob.id,
            default_outcome="done",
        )
        self.assertEqual(
            (self.alert.state, self.alert.outcome, self.alert.closed_by_id),
            ("closed", "dismissed", self.ann),
        )

    def test_settings_go_to_no_other_company_or_reason(self):
        setting = self._get_setting("overdue").with_user(self.hugo)
        own = {"allowed_company_ids": self.env.company.ids}
        foreign = self._get_setting("overdue", self.company)
        foreign = foreign.with_user(self.hugo).with_context(**own)
        with self.assertRaises(AccessError):
            foreign.enter = 700
        with self.assertRaises(AccessError):
            foreign.action_mute_for_me()
        self.assertNotIn(self.hugo, foreign.sudo().muted_user_ids)
        for values in (
            {"company_id": self.company.id},
            {"reason": "silent"},
            {"failure": "made up"},
            {"refreshed_on": "2020-01-01"},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                setting.write(values)
        setting.enter = 900
        setting.is_muted = True
        self.assertEqual(setting.enter, 900)

    def test_mutes_of_others_are_not_the_head_s_to_set(self):
        setting = self._get_setting("overdue").with_user(self.hugo)
        with self.assertRaises(UserError):
            setting.muted_user_ids = [Command.link(self.ann.id)]
        setting.is_muted_by_me = True
        self.assertEqual(setting.sudo().muted_user_ids, self.hugo)

    def test_report_and_groups_say_nothing_of_others(self):
        self._add_alert(self.cedar, reason="overdue", at_stake=777)
        self.env.flush_all()
        for model in ("relationship.alert", "relationship.alert.report"):
            records = self.env[model]
            [(number, money)] = records.with_user(self.ann)._read_group(
                [("reason", "=", "overdue")], [], ["__count", "at_stake:sum"]
            )
            self.assertEqual((number, money), (1, 100), model)
            self.assertFalse(
                records.with_user(self.stranger).search_count(
                    [("account_id.name", "ilike", "a")]
                ),
                model,
            )

    def test_day_and_its_actions_are_for_those_who_lead(self):
        day = self.env["relationship.day"]
        for user in (self.pia, self.env.ref("base.public_user")):
            for method in ("get_day", "action_plan_contacts"):
                with self.assertRaises(AccessError):
                    getattr(day.with_user(user), method)()
        for method in ("get_day", "action_plan_contacts"):
            for user in (self.bob, self.sam, self.eve, self.stranger):
                with (
                    self.subTest(user=user.login, method=method),
                    self.assertRaises(AccessError),
                ):
                    getattr(day.with_user(user), method)(self.ann.id)
        with self.assertRaises(AccessError):
            day.with_user(self.stranger).get_day(self.ann.id, lane="burns")

    def test_day_of_two_companies_shows_those_at_work(self):
        self.stranger.company_ids |= self.env.company
        self.acme.sudo().acting_manager_id = self.stranger
        self.env.flush_all()
        day = self.env["relationship.day"].with_user(self.stranger)
        for companies, number in ((self.company, 0), (self.env.company, 1)):
            lanes = day.with_context(allowed_company_ids=companies.ids).get_day()
            rows = [row for lane in lanes["lanes"] for row in lane["rows"]]
            mine = [row for row in rows if row["account"]["id"] == self.acme.id]
            self.assertEqual(len(mine), number)

    @users("ann")
    def test_evidence_is_not_to_be_written_and_names_none_of_others(self):
        secret = self.env["res.partner"].sudo().create({"name": "Secret"})
        alert = self.alert.with_user(self.ann)
        with self.assertRaises(AccessError):
            alert.evidence = {"partner": secret.id}
        with self.assertRaises(AccessError):
            alert.create({"account_id": self.acme.id, "evidence": {}})
        loaded = self.env["relationship.alert"].load(
            ["account_id/.id", "reason", "evidence"],
            [[str(self.acme.id), "overdue", "{}"]],
        )
        self.assertFalse(loaded["ids"])
        self.assertNotIn("Secret", alert.words or "")

    def test_risk_takes_no_odd_words_and_no_account_of_others(self):
        for odd in (*ODD, "", "   "):
            with self.subTest(odd=odd), self.assertRaises(UserError):
                self.acme.with_user(self.ann).action_mark_at_risk(odd)
        for user in (self.bob, self.sam, self.eve, self.pia, self.stranger):
            account = self.acme.with_user(user)
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                account.action_mark_at_risk("They are angry")
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                account.action_end_risk()
        self.assertFalse(self.acme.risk_until)

    def test_words_with_html_are_text(self):
        self.acme.with_user(self.ann).action_mark_at_risk("<b>angry</b>")
        alert = self.env["relationship.alert"].search(
            [("account_id", "=", self.acme.id), ("reason", "=", "at_risk")]
        )
        self.ann.email = "ann@example.com"
        day = self.ann._get_monday_day()
        body = str(self.ann._get_monday_mail(day)["body_html"])
        self.assertIn("<b>angry</b>", alert.words)
        self.assertNotIn("<b>angry</b>", body)
        self.assertIn("&lt;b&gt;angry&lt;/b&gt;", body)

    def test_deactivated_user_has_no_day_by_mail(self):
        self.ann.email = "ann@example.com"
        with freeze_time("2026-03-09 09:00:00"):
            self.assertTrue(self.ann._get_mail_monday())
            found = self._find_mailed()
            self.assertIn(self.ann, found)
            self.ann.with_context(active_test=False).sudo().active = False
            self.assertNotIn(self.ann, self._find_mailed())

    def _find_mailed(self):
        """To whom the mails of this Monday go."""
        with patch.object(
            self.registry["ir.cron"], "_work_off", autospec=True
        ) as work_off:
            self.env["res.users"]._cron_send_monday_mails()
        [(__, users, __)] = [call.args for call in work_off.call_args_list]
        return users
