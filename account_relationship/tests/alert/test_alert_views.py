from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import AlertCommon

SILENT = {"count": 1, "since": "2026-01-02"}


@tagged("post_install", "-at_install")
class TestAlertViews(AlertCommon):
    """Alerts in lists, on the card and form of the account, and the manager's own."""

    def _get_lines(self, account=None, place="card"):
        self.env.flush_all()
        self.env.invalidate_all()
        account = (account or self.acme).with_env(self.env)
        return {
            line["name"]: line
            for line in account.signals or []
            if place in line["places"]
        }

    # ------------------------------------------------------------
    # Signals
    # ------------------------------------------------------------

    @users("ann")
    def test_open_alert_is_a_line_with_the_button_of_its_reason(self):
        self._add_alert(self.acme, "overdue", evidence={"amount": 900, "days": 12})
        for place in ("card", "form"):
            line = self._get_lines(place=place)["overdue"]
            self.assertRegex(line["words"], "900.*overdue and growing, .* 12 days")
            self.assertEqual(line["action"], "action_view_overdue_invoices")
            self.assertEqual(line["action_label"], "See invoices")
            self.assertEqual(line["icon"], "fa-exclamation-circle")
            self.assertEqual(line["level"], "danger")

    @users("ann")
    def test_overdue_is_told_once(self):
        self.acme.sudo().overdue_amount = 900
        plain = self._get_lines()
        self.assertNotIn("growing", plain["overdue"]["words"])
        self._add_alert(self.acme, "overdue", evidence={"amount": 900, "days": 12})
        names = [line["name"] for line in self.acme.with_env(self.env).signals]
        self.env.invalidate_all()
        names = [line["name"] for line in self.acme.with_env(self.env).signals]
        self.assertEqual(names.count("overdue"), 1)
        self.assertIn("growing", self._get_lines()["overdue"]["words"])

    @users("ann")
    def test_what_is_put_off_closed_or_muted_is_no_line(self):
        alert = self._add_alert(self.acme, "silent", evidence=SILENT)
        alert = alert.with_env(self.env)
        self.assertIn("silent", self._get_lines())
        alert.action_snooze(3)
        self.assertNotIn("silent", self._get_lines())
        alert.action_reopen()
        self.assertIn("silent", self._get_lines())
        alert.action_mute_for_me()
        self.assertNotIn("silent", self._get_lines())
        self._get_setting("silent").sudo().muted_user_ids = False
        alert.action_done()
        self.assertNotIn("silent", self._get_lines())

    @users("ann")
    def test_what_was_muted_by_another_is_a_line(self):
        alert = self._add_alert(self.acme, "silent", evidence=SILENT)
        alert.with_user(self.bea).action_mute_for_me()
        self.assertIn("silent", self._get_lines())

    @users("ann")
    def test_lanes_go_by_urgency_and_money(self):
        self._add_alert(self.acme, "silent", evidence=SILENT, at_stake=9000)
        self._add_alert(self.acme, "score_fell", at_stake=10)
        self._add_alert(self.acme, "no_stand_in", at_stake=20)
        names = [name for name in self._get_lines() if name != "contact"]
        self.assertEqual(names, ["no_stand_in", "score_fell", "silent"])

    @users("ann")
    def test_money_at_stake_is_said_where_the_sentence_is_not_that_amount(self):
        self._add_alert(self.acme, "silent", evidence=SILENT, at_stake=9000)
        self._add_alert(self.acme, "overdue", evidence={"amount": 7}, at_stake=7)
        lines = self._get_lines()
        self.assertRegex(lines["silent"]["words"], r"9,000.* a year at stake$")
        self.assertNotIn("at stake", lines["overdue"]["words"])

    @users("sam")
    def test_who_may_not_read_alerts_has_no_lines_of_them(self):
        self._add_alert(self.acme, "silent", evidence=SILENT)
        accounts = self.env["relationship.account"].browse(self.acme.id)
        self.assertFalse(accounts._get_open_alerts())

    @users("hugo")
    def test_lines_of_all_cards_come_in_the_same_queries(self):
        customers = (
            self.env["res.partner"]
            .sudo()
            .create(
                [{"name": f"C{number}", "is_company": True} for number in range(20)]
            )
        )
        accounts = self.env["relationship.account"].create(
            [{"partner_id": one.id, "manager_id": self.ann.id} for one in customers]
        )
        for account in accounts:
            need = self.env["relationship.need"].create(
                {"account_id": account.id, "kind": "want", "name": account.name}
            )
            self._add_alert(account, "need_due", evidence={"need": need.id})
            evidence = {"partner": account.partner_id.id}
            self._add_alert(account, "unanswered", evidence=evidence)
        queries = []
        # The first time rights and words are looked up.
        for number in (1, 2, 20):
            some = accounts[:number]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            words = some.mapped("signals")
            queries.append(self.env.cr.sql_log_count - before)
            self.assertEqual(str(words).count("no opportunity yet"), number)
            self.assertEqual(str(words).count("has no answer"), number)
        self.assertEqual(*queries[1:])

    @users("ann")
    def test_name_of_who_is_gone_is_left_out(self):
        self._add_alert(self.acme, "need_due", evidence={"need": 999_999_999})
        self.assertIn("no opportunity yet", self._get_lines()["need_due"]["words"])

    # ------------------------------------------------------------
    # Lists
    # ------------------------------------------------------------

    @users("bea")
    def test_mine_are_those_of_customers_one_looks_after_now(self):
        alert = self._add_alert(self.acme).with_env(self.env)
        mine = [("is_mine", "=", True)]
        alerts = self.env["relationship.alert"]
        self.assertFalse(alert.is_mine)
        self.assertNotIn(alert, alerts.search(mine))
        today = fields.Date.today()
        self.env["relationship.absence"].sudo().create(
            {
                "user_id": self.ann.id,
                "date_from": today,
                "date_to": today + timedelta(days=3),
            }
        ).action_confirm()
        self.env.invalidate_all()
        self.assertTrue(alert.is_mine)
        self.assertIn(alert, alerts.search(mine))
        self.assertNotIn(alert, alerts.search([("is_mine", "=", False)]))

    @users("ann")
    def test_list_opens_the_account_and_puts_off_for_a_week(self):
        alert = self._add_alert(self.acme).with_env(self.env)
        action = alert.action_open_account()
        self.assertEqual(action["res_id"], self.acme.id)
        alert.action_snooze()
        self.assertEqual(
            alert.snoozed_until,
            self.env.company._get_relationship_today() + timedelta(days=7),
        )

    @users("ann", "hugo")
    def test_views_open(self):
        for view in ("search", "list", "kanban", "pivot", "graph"):
            self.env["relationship.alert"].get_view(view_type=view)

    # ------------------------------------------------------------
    # At risk
    # ------------------------------------------------------------

    def _mark(self, why="They ask others"):
        action = self.acme.with_env(self.env).action_view_risk()
        dialog = Form(self.env[action["res_model"]].with_context(**action["context"]))
        dialog.reason = why
        dialog.save().action_confirm()

    @users("ann")
    def test_manager_marks_and_unmarks(self):
        self._mark()
        acme = self.acme.with_env(self.env)
        self.assertTrue(acme.is_at_risk)
        self.assertEqual(acme.risk_reason, "They ask others")
        found = self.env["relationship.account"].search([("is_at_risk", "=", True)])
        self.assertIn(acme, found)
        self.assertIn("at_risk", self._get_lines())
        # The form has a line of its own.
        self.assertNotIn("at_risk", self._get_lines(place="form"))
        acme.action_end_risk()
        self.assertFalse(acme.is_at_risk)
        self.assertNotIn("at_risk", self._get_lines())

    @users("ann")
    def test_reason_has_words(self):
        with self.assertRaises(UserError):
            self._mark("   ")

    @users("bea")
    def test_backup_may_not_mark(self):
        with self.assertRaises(AccessError):
            self.acme.with_env(self.env).action_view_risk()

    @users("tim")
    def test_dialog_of_a_colleague_is_not_to_be_pressed(self):
        dialog = self.env["relationship.account.risk"].with_user(self.ann)
        dialog = dialog.create({"account_id": self.acme.id, "reason": "x"})
        with self.assertRaises(AccessError):
            dialog.with_env(self.env).action_confirm()

    @users("bob")
    def test_dialog_marks_no_customer_of_others(self):
        dialogs = self.env["relationship.account.risk"]
        with self.assertRaises(AccessError):
            dialogs.create({"account_id": self.acme.id, "reason": "x"}).action_confirm()
        self.assertFalse(self.acme.is_at_risk)
