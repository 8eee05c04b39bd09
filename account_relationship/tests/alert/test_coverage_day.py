from freezegun import freeze_time as freeze

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users

from ..common import AccountMailCommon
from .test_alerts import AlertsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 10:00:00")
class TestTeamDay(AlertsCommon, AccountMailCommon):
    """The head sees whose day needs help, and goes on from there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze("2026-02-01 10:00:00"):
            cls.acme_customer.color = 6
            cls.Alert._refresh()
        cls.birch_customer.color = 7
        cls.Alert._refresh()

    def _get_row(self, manager):
        rows = self.env["relationship.coverage"].search([])
        return rows.filtered(lambda row: row.manager_id == manager)

    @users("hugo")
    def test_who_left_most_lying_comes_first_with_what_is_at_stake(self):
        order = "old_count desc, at_stake desc, id"
        rows = self.env["relationship.coverage"].search([], order=order)
        self.assertEqual(rows[0].manager_id, self.ann)
        row = rows[0]
        self.assertEqual((row.account_count, row.alert_count, row.old_count), (2, 2, 1))
        self.assertEqual(row.at_stake, 600 + 700)
        self.assertEqual(self._get_row(self.bob).alert_count, 0)

    @users("hugo")
    def test_what_was_put_off_is_not_left_lying(self):
        self._alerts().with_user(self.ann).action_snooze(5)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._get_row(self.ann).old_count, 0)

    @users("hugo")
    def test_click_opens_the_day_of_the_manager(self):
        action = self._get_row(self.ann).action_open_day()
        self.assertEqual(action["params"], {"user_id": self.ann.id})
        self.assertEqual(action["display_name"], "Ann")
        day = self.env["relationship.day"].get_day(**action["params"])
        self.assertEqual(day["user"]["name"], "Ann")
        self.assertEqual(day["lanes"][1]["total"], 2)

    @users("hugo")
    def test_accounts_of_the_row_are_handed_over_from_its_list(self):
        action = self._get_row(self.ann).action_view_accounts()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, (self.acme | self.birch).with_env(self.env))

    @users("hugo")
    def test_all_customers_of_the_row_are_handed_over_at_once(self):
        action = self._get_row(self.ann).action_hand_over()
        self.assertEqual(action["res_model"], "relationship.handover")
        dialog = self.env["relationship.handover"].with_context(**action["context"])
        values = dialog.default_get(["line_ids"])
        accounts = {values["account_id"] for __, __, values in values["line_ids"]}
        self.assertEqual(accounts, {self.acme.id, self.birch.id})

    @users("hugo")
    def test_contacts_in_time_are_those_that_are_not_late(self):
        accounts = (self.acme | self.birch).sudo()
        accounts.write({"cadence_state": "due", "is_contact_late": False})
        self.acme.sudo().is_contact_late = True
        self.assertEqual(self._get_row(self.ann).in_time_share, 0.5)

    @users("hugo")
    def test_manager_is_reminded_of_what_is_old(self):
        with self.mock_mail_gateway():
            self._get_row(self.ann).action_remind()
        message = self.env["mail.message"].sudo().search([], limit=1, order="id desc")
        self.assertEqual(message.author_id, self.hugo.partner_id)
        self.assertEqual(message.notified_partner_ids, self.ann.partner_id)
        self.assertIn("Older than 14 days: 1.", message.body)
        with self.assertRaisesRegex(UserError, "nothing to remind of"):
            self._get_row(self.bob).action_remind()

    def test_only_heads_see_the_days_of_a_team(self):
        for user in (self.ann, self.bea, self.sam, self.eve):
            with self.assertRaises(AccessError):
                self.env["relationship.coverage"].with_user(user).search([])

    def test_queries_are_few_whatever_the_number_of_accounts(self):
        self._add_accounts(20).partner_id.color = 6
        self.Alert._refresh()
        rows = self.env["relationship.coverage"].with_user(self.hugo)
        names = ("manager_id", "old_count", "at_stake", "in_time_share", "load_share")
        rows.search([]).read(names)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            rows.search([]).read(names)
