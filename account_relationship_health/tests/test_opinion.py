from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged, users

from odoo.addons.account_relationship.tests.common import AccountMailCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestOpinion(AccountMailCommon):
    """What who knows the customer thinks, beside the numbers."""

    def _say(self, account, band, reason):
        action = account.action_say_health()
        dialog = self.env[action["res_model"]].with_context(**action["context"])
        with Form(dialog) as form:
            form.opinion = band
            form.reason = reason
        form.record.action_confirm()

    @users("ann")
    def test_it_stands_with_author_day_and_end(self):
        account = self.acme.with_env(self.env)
        self._say(account, "risk", "New management wants to cut costs")
        self.assertEqual(account.health_opinion, "risk")
        self.assertEqual(account.health_opinion_user_id, self.ann)
        self.assertEqual(account.health_opinion_on, date(2026, 3, 15))
        self.assertEqual(account.health_opinion_until, date(2026, 5, 14))
        self.assertTrue(account.has_health_opinion)
        self.assertFalse(account.health_band, "the numbers are another thing")

    @users("ann")
    def test_it_ends_by_itself(self):
        account = self.acme.with_env(self.env)
        self._say(account, "good", "They told me so")
        opinions = [("has_health_opinion", "=", True)]
        self.assertEqual(account.search(opinions), account)
        with freeze_time("2026-05-14 12:00:00"):
            self.env.invalidate_all()
            self.assertTrue(account.has_health_opinion)
        with freeze_time("2026-05-15 12:00:00"):
            self.env.invalidate_all()
            self.assertFalse(account.has_health_opinion)
            self.assertFalse(account.search(opinions))
            without = account.search([("has_health_opinion", "=", False)])
            self.assertIn(account, without)

    @users("ann")
    def test_it_can_be_taken_back(self):
        account = self.acme.with_env(self.env)
        self._say(account, "good", "They told me so")
        account.action_forget_health_opinion()
        self.assertFalse(account.health_opinion)
        self.assertFalse(account.health_opinion_user_id)
        self.assertFalse(account.health_opinion_until)
        self.assertFalse(account.has_health_opinion)

    @users("ann")
    def test_colleagues_read_it_in_the_history_of_the_account(self):
        account = self.acme.with_env(self.env)
        self._say(account, "risk", "New management")
        self.flush_tracking()
        self._say(account, "risk", "Nobody answers")
        self.flush_tracking()
        values = account.message_ids.sudo().tracking_value_ids
        self.assertCountEqual(
            values.mapped("new_value_char"),
            ["At risk", "New management", "Nobody answers"],
        )

    @users("bob")
    def test_who_may_not_change_an_account_has_no_say(self):
        account = self.acme.with_env(self.env)
        with self.assertRaises(AccessError):
            account.action_say_health()
        with self.assertRaises(AccessError):
            account.action_forget_health_opinion()
        dialogs = self.env["relationship.health.opinion"]
        with self.assertRaises(AccessError):
            dialogs.create(
                {"account_id": account.id, "opinion": "good", "reason": "So"}
            ).action_confirm()

    @users("bea")
    def test_a_backup_reads_it_and_says_nothing(self):
        self.acme.with_user(self.ann)._say_health("risk", "New management")
        account = self.acme.with_env(self.env)
        self.assertEqual(account.health_opinion, "risk")
        with self.assertRaises(AccessError):
            account.action_say_health()
