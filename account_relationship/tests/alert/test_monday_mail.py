from datetime import datetime
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import AlertCommon

#: Monday, 3 March 2036.
SUNDAY, MONDAY = "2036-03-02", "2036-03-03"


@tagged("post_install", "-at_install")
class TestMondayMail(AlertCommon):
    """My day by mail: Monday at 7 where the person is, once, and only with rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        everybody = cls.env["res.users"].search([("share", "=", False)])
        everybody.relationship_monday_mail = False
        cls.people = cls.ann | cls.bob
        cls.people.write({"relationship_monday_mail": True, "tz": "UTC"})
        cls.alert = cls._add_alert(
            cls.acme, "overdue", evidence={"amount": 900, "days": 12}, at_stake=900
        )

    def _run(self, moment, seconds_left=60):
        """Run the step, and return the mails it made."""
        before = self.env["mail.mail"].search([])
        cron = self.registry["ir.cron"]
        commit = patch.object(cron, "_commit_progress", lambda *_, **__: seconds_left)
        with freeze_time(moment), commit:
            self.env["res.users"]._cron_send_monday_mails()
        return self.env["mail.mail"].search([]) - before

    def test_mail_has_the_rows_of_the_day_and_goes_to_who_has_some(self):
        mail = self._run(f"{MONDAY} 07:00:00")
        self.assertEqual(mail.email_to, self.ann.email_formatted)
        self.assertIn("Acme", mail.body_html)
        self.assertIn("overdue and growing", mail.body_html)
        self.assertIn("/odoo/my-day", mail.body_html)
        self.assertIn(f"/odoo/customer-accounts/{self.acme.id}", mail.body_html)
        self.assertIn("customer", mail.subject)

    def test_it_goes_out_at_seven_where_the_person_is(self):
        self.ann.tz = "America/New_York"
        self.assertFalse(self._run(f"{MONDAY} 11:59:00"))
        self.assertTrue(self._run(f"{MONDAY} 12:00:00"))

    def test_monday_begins_on_sunday_in_the_far_east(self):
        self.bob.tz = "Asia/Tokyo"
        self._add_alert(self.cedar, "silent", evidence={"count": 1, "since": MONDAY})
        self.assertFalse(self._run(f"{SUNDAY} 21:59:00"))
        self.assertTrue(self._run(f"{SUNDAY} 22:00:00"))

    def test_without_a_zone_the_company_s_counts(self):
        self.ann.tz = False
        self.env.company.relationship_tz = "Europe/Madrid"
        self.assertFalse(self._run(f"{MONDAY} 05:59:00"))
        self.assertTrue(self._run(f"{MONDAY} 06:00:00"))

    def test_each_gets_one_a_week_however_often_it_runs(self):
        self.assertTrue(self._run(f"{MONDAY} 07:00:00"))
        self.assertFalse(self._run(f"{MONDAY} 07:10:00"))
        self.assertFalse(self._run(f"{MONDAY} 23:00:00"))
        self.assertTrue(self._run("2036-03-10 07:05:00"))

    def test_run_that_breaks_off_goes_on_with_the_others(self):
        self._add_alert(self.cedar, "silent", evidence={"count": 1, "since": MONDAY})
        first = self._run(f"{MONDAY} 07:00:00", seconds_left=0)
        second = self._run(f"{MONDAY} 07:10:00")
        self.assertEqual(len(first), 1)
        self.assertEqual(len(second), 1)
        self.assertNotEqual(first.email_to, second.email_to)

    @mute_logger("odoo.addons.account_relationship.models.shared.ir_cron")
    def test_one_that_fails_holds_up_no_other(self):
        self._add_alert(self.cedar, "silent", evidence={"count": 1, "since": MONDAY})
        users = type(self.env["res.users"])
        send = users._send_monday_mail

        def fail(user):
            if user == self.ann:
                raise ValueError("no")
            return send(user)

        # The test's own records would go with what fails.
        with (
            patch.object(users, "_send_monday_mail", fail),
            patch.object(self.env.cr, "rollback", lambda: None),
        ):
            mails = self._run(f"{MONDAY} 07:00:00")
        self.assertEqual(mails.email_to, self.bob.email_formatted)
        self.assertEqual(
            self._run(f"{MONDAY} 07:10:00").email_to, self.ann.email_formatted
        )

    def test_on_tuesday_evening_it_is_too_late(self):
        self.assertFalse(self._run("2036-03-04 20:00:00"))

    def test_nothing_that_needs_anybody_is_no_mail(self):
        self.alert.unlink()
        self.accounts.write({"pause_until": "2099-01-01"})
        self.env.flush_all()
        self.assertFalse(self._run(f"{MONDAY} 07:00:00"))
        self.assertEqual(
            self.ann.relationship_monday_mailed_on, fields.Date.to_date(MONDAY)
        )

    def test_who_does_not_want_it_left_or_lost_the_rights_gets_none(self):
        self.ann.relationship_monday_mail = False
        self.assertFalse(self._run(f"{MONDAY} 07:00:00"))
        self.ann.relationship_monday_mail = True
        self.ann.group_ids -= self.env.ref("account_relationship.group_user")
        self.assertFalse(self._run(f"{MONDAY} 07:00:00"))

    def test_who_left_gets_none_from_the_scheduled_work(self):
        """What the customers need is no business of theirs any more."""
        before = self.env["mail.mail"].search([])
        with freeze_time(f"{MONDAY} 07:00:00"):
            self.ann.action_archive()
            self._run_step("send_monday_mails")
        self.assertFalse(self.env["mail.mail"].search([]) - before)
        self.assertFalse(self.ann.relationship_monday_mailed_on)

    def test_it_speaks_the_person_s_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.ann.lang = "es_ES"
        with patch.object(
            type(self.env["relationship.day"]),
            "get_day",
            autospec=True,
            side_effect=lambda day: self.langs.append(day.env.lang) or None,
        ):
            self.langs = []
            self._run(f"{MONDAY} 07:00:00")
        self.assertIn("es_ES", self.langs)

    def test_day_is_that_of_the_person_with_the_person_s_rights(self):
        uids = []
        with patch.object(
            type(self.env["relationship.day"]),
            "get_day",
            autospec=True,
            side_effect=lambda day: uids.append((day.env.uid, day.env.su)) or None,
        ):
            self._run(f"{MONDAY} 07:00:00")
        self.assertEqual(set(uids), {(self.ann.id, False), (self.bob.id, False)})

    @users("ann")
    def test_everybody_says_for_oneself(self):
        me = self.ann.with_env(self.env)
        me.write({"relationship_monday_mail": False})
        self.assertFalse(
            me.read(["relationship_monday_mail"])[0]["relationship_monday_mail"]
        )
        with self.assertRaises(AccessError):
            self.bob.with_env(self.env).write({"relationship_monday_mail": False})
        with self.assertRaises(AccessError):
            me.write({"relationship_monday_mailed_on": "2000-01-01"})

    # ------------------------------------------------------------
    # Odoo's digest
    # ------------------------------------------------------------

    def _get_kpi(self, name, start, end, user=None):
        digest = self.env["digest.digest"].create({"name": "Ours"})
        digest = digest.with_context(
            start_datetime=datetime.fromisoformat(start),
            end_datetime=datetime.fromisoformat(end),
        )
        return digest.with_user(user or self.ann)[f"kpi_relationship_{name}_value"]

    def test_digest_counts_what_was_open_and_closed_then(self):
        self.alert.unlink()
        self._add_alert(self.acme, "overdue", since="2020-01-05")
        self._add_alert(
            self.acme,
            "silent",
            since="2020-01-03",
            closed_on="2020-01-20",
            state="closed",
        )
        self._add_alert(self.cedar, "silent", since="2020-01-03")
        week = ("2020-01-06 00:00:00", "2020-01-13 00:00:00")
        later = ("2020-01-20 00:00:00", "2020-01-27 00:00:00")
        self.assertEqual(self._get_kpi("alerts_open", *week), 2)
        self.assertEqual(self._get_kpi("alerts_open", *later), 1)
        self.assertEqual(self._get_kpi("alerts_open", *later, self.hugo), 2)
        self.assertEqual(self._get_kpi("alerts_closed", *week), 0)
        self.assertEqual(self._get_kpi("alerts_closed", *later), 1)

    def test_digest_counts_contacts(self):
        self._log(date_start="2020-01-07 10:00:00")
        self.env.flush_all()
        week = ("2020-01-06 00:00:00", "2020-01-13 00:00:00")
        self.assertEqual(self._get_kpi("contacts", *week), 1)

    def test_digest_leaves_it_out_for_who_has_no_rights(self):
        digest = self.env["digest.digest"].create(
            {
                "name": "Ours",
                "kpi_relationship_alerts_open": True,
                "kpi_relationship_alerts_closed": True,
                "kpi_relationship_contacts": True,
            }
        )
        for user, number in ((self.eve, 0), (self.ann, 3)):
            kpis = digest._compute_kpis(self.env.company, user)
            names = [kpi["kpi_name"] for kpi in kpis]
            self.assertEqual(
                sum(name.startswith("kpi_relationship") for name in names), number
            )


@tagged("post_install", "-at_install")
class TestMondayMailLink(AlertCommon, HttpCase):
    """The link of the mail: asked first, one click for mail programs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann.relationship_monday_mail = True

    def _get_path(self, user=None, token=None):
        user = user or self.ann
        return f"/my-day/no-mail/{user.id}/{token or self.ann._get_monday_mail_token()}"

    def test_page_asks_and_changes_nothing(self):
        response = self.url_open(self._get_path())
        self.assertEqual(response.status_code, 200)
        self.assertIn("<button", response.text)
        self.assertTrue(self.ann.relationship_monday_mail)

    def test_button_and_mail_programs_end_it(self):
        for data in ({}, {"List-Unsubscribe": "One-Click"}):
            self.ann.relationship_monday_mail = True
            response = self.url_open(self._get_path(), data=data, method="POST")
            self.assertEqual(response.status_code, 200)
            self.ann.invalidate_recordset()
            self.assertFalse(self.ann.relationship_monday_mail)

    def test_link_of_another_or_of_nobody_does_nothing(self):
        self.bob.relationship_monday_mail = True
        for path in (
            self._get_path(self.bob),
            self._get_path(token="x"),
            self._get_path(token="%C3%A9%00"),
            f"/my-day/no-mail/999999999/{self.ann._get_monday_mail_token()}",
        ):
            for method in ("GET", "POST"):
                response = self.url_open(path, data={}, method=method)
                self.assertEqual(response.status_code, 404, path)
        self.people = self.ann | self.bob
        self.people.invalidate_recordset()
        self.assertEqual(self.people.mapped("relationship_monday_mail"), [True, True])

    def test_headers_of_the_mail_have_the_link(self):
        alert = self._add_alert(self.acme)
        self.assertTrue(alert)
        day = {"lanes": [{"label": "x", "total": 1, "rows": []}]}
        values = self.ann._get_monday_mail(day)
        self.assertIn(self._get_path(), values["headers"]["List-Unsubscribe"])
        self.assertEqual(
            values["headers"]["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click"
        )
        self.assertIn(self._get_path(), values["body_html"])
