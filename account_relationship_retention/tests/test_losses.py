from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from .test_movements import AFTER, BEFORE, MovementsCommon

TODAY = date(2026, 3, 15)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestLosses(MovementsCommon):
    """Why customers left, and that it is over when they come back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stages = cls.env["relationship.stage"].with_context(active_test=False)
        cls.ended = stages.search([("kind", "=", "ended")], limit=1)
        cls.running = stages.search([("kind", "=", "running")], limit=1)
        cls.price = cls.env.ref("account_relationship_retention.loss_reason_price")
        cls.rival = cls.env.ref("account_relationship_retention.loss_reason_competitor")

    def _track(self):
        """What was changed goes to the history, as when it is committed."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def _ask(self, accounts, **values):
        dialog = self.env["relationship.account.loss"].create(
            {"account_ids": [Command.set(accounts.ids)], **values}
        )
        dialog.action_confirm()

    @users("ann")
    def test_an_account_that_ends_is_lost_from_that_day(self):
        acme = self.acme.with_env(self.env(user=self.ann, context={}))
        acme.stage_id = self.ended
        self.assertEqual(acme.lost_on, TODAY)
        self._ask(acme, reason_id=self.rival.id, competitor="Bolt & Co")
        self.assertEqual(
            (acme.loss_reason_id, acme.loss_competitor),
            (
                self.rival,
                "Bolt & Co",
            ),
        )
        self._track()
        acme.stage_id = self.running
        self.assertEqual(
            (acme.lost_on, acme.loss_reason_id.id, acme.loss_competitor),
            (False, False, False),
        )
        self._track()
        acme.invalidate_recordset()
        tracked = acme.sudo().message_ids.tracking_value_ids
        self.assertIn(self.rival.name, tracked.mapped("old_value_char"))

    def test_archived_is_lost_and_reopened_is_not(self):
        self.acme.active = False
        self.assertEqual(self.acme.sudo().lost_on, TODAY)
        self.acme.active = True
        self.assertFalse(self.acme.sudo().lost_on)

    def test_reopened_in_an_ended_stage_is_still_lost(self):
        self.acme.sudo().write({"stage_id": self.ended.id, "active": False})
        self.acme.active = True
        self.assertEqual(self.acme.sudo().lost_on, TODAY)

    @users("ann")
    def test_the_reason_is_asked_of_those_who_left_in_one_dialog(self):
        self._buy(
            (self.acme_customer, BEFORE[0], 100), (self.birch_customer, BEFORE[0], 300)
        )
        rows = self._latest(self.ann)
        action = rows.action_ask_loss()
        self.assertEqual(
            sorted(action["context"]["default_account_ids"]),
            sorted((self.acme | self.birch).ids),
        )
        self._ask(rows.account_id, reason_id=self.price.id, competitor="nobody")
        self.assertEqual(rows.loss_reason_id, self.price)
        self.assertEqual(set(rows.mapped("loss_competitor")), {False})
        self.assertEqual(self.acme.sudo().lost_on, TODAY)

    @users("hugo")
    def test_customers_without_account_have_no_reason(self):
        self._buy((self.dune, BEFORE[0], 100))
        with self.assertRaisesRegex(UserError, "Open an account"):
            self._latest(self.hugo).action_ask_loss()

    @users("ann")
    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.models")
    def test_nobody_says_it_of_accounts_of_others(self):
        cedar = self.cedar.with_user(self.ann)
        with self.assertRaises(AccessError):
            cedar.action_ask_loss()
        with self.assertRaises(AccessError):
            self._ask(cedar, reason_id=self.price.id)
        with self.assertRaises(AccessError):
            self.price.with_user(self.ann).name = "x"

    @users("ann")
    def test_since_when_is_noted_and_not_written(self):
        with self.assertRaisesRegex(UserError, "cannot be written down"):
            self.acme.with_user(self.ann).lost_on = "2020-01-01"

    @users("hugo")
    def test_heads_keep_the_list_and_what_is_used_stays(self):
        own = self.env["relationship.loss.reason"].create({"name": "Moved away"})
        own.active = False
        self.assertFalse(own.active)

    def test_who_buys_again_is_no_longer_lost_and_history_says_so(self):
        acme = self.acme.sudo()
        acme.write({"loss_reason_id": self.price.id, "stage_id": self.ended.id})
        acme.last_order_date = TODAY
        self.Account._cron_end_losses()
        self.assertEqual(acme.loss_reason_id, self.price, "bought before it was said")
        acme.last_order_date = fields.Date.add(TODAY, days=3)
        self.Account._cron_end_losses()
        self.assertFalse(acme.loss_reason_id or acme.lost_on)
        self.assertIn("Bought again on 03/18/2026", acme.message_ids[0].body)

    def test_what_is_dated_ahead_brings_nobody_back_yet(self):
        self.acme.sudo().stage_id = self.ended
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.acme_customer.id,
                "invoice_date": "2026-04-01",
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 9})],
            }
        )
        invoice.action_post()
        for day, lost_on in (("2026-03-16", TODAY), ("2026-04-01", False)):
            with freeze_time(f"{day} 12:00:00"):
                self.env["relationship.measure"]._refresh()
                self.Account._cron_end_losses()
                self.assertEqual(self.acme.sudo().lost_on, lost_on, day)

    @users("ann")
    def test_who_takes_the_reason_back_says_it_is_not_lost(self):
        acme = self.acme.with_user(self.ann)
        acme.loss_reason_id = self.price
        self.assertEqual(acme.lost_on, TODAY)
        acme.loss_reason_id = False
        self.assertFalse(acme.lost_on)

    def test_who_stays_in_the_list_of_the_lost_is_said_now(self):
        self._buy((self.acme_customer, BEFORE[0], 100), (self.dune, AFTER[0], 1))
        self.acme.sudo().loss_reason_id = self.price
        rows = self._latest(self.hugo)
        groups = rows._read_group(
            [("id", "in", rows.ids)], ["loss_reason_id"], ["__count"]
        )
        self.assertEqual(dict(groups), {self.price: 1, self.price.browse(): 1})

    def _merge_birch_into_acme(self):
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.acme_customer | self.birch_customer).ids, self.acme_customer
        )
        self.env.invalidate_all()

    def test_why_they_left_is_kept_when_customers_are_merged(self):
        (self.acme | self.birch).stage_id = self.ended
        self._ask(self.birch, reason_id=self.rival.id, competitor="Bolt & Co")
        self._merge_birch_into_acme()
        self.assertEqual(self.acme.loss_reason_id, self.rival)
        self.assertEqual(self.acme.loss_competitor, "Bolt & Co")
        self.assertEqual(self.acme.lost_on, TODAY)

    def test_running_customer_is_not_lost_by_being_merged_with_a_lost_one(self):
        self.birch.stage_id = self.ended
        self._ask(self.birch, reason_id=self.rival.id, competitor="Bolt & Co")
        self._merge_birch_into_acme()
        self.assertFalse(self.acme.loss_reason_id)
        self.assertFalse(self.acme.lost_on)
