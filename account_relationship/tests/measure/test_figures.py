from datetime import date

from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from ..common import InvoicedCommon, get_brief_words


@tagged("post_install", "-at_install")
@freeze_time("2026-07-15 12:00:00")
class TestFigures(InvoicedCommon):
    """What stands on an account is what METRICS.md says, and what a click opens."""

    def _measure(self, key, account=None):
        account = account or self.acme
        return self.env["relationship.measure"]._measure(key, account)[account.id]

    def _open(self, action):
        return self.env[action["res_model"]].search(action["domain"])

    def _invoice_in_halves(self, customer, amount, day):
        """Half now, half in 90 days."""
        term = self.env["account.payment.term"].sudo()
        term = term.create(
            {
                "name": "Half now, half in 90 days",
                "line_ids": [
                    Command.create(
                        {
                            "value": "percent",
                            "value_amount": 50,
                            "delay_type": "days_after",
                            "nb_days": days,
                        }
                    )
                    for days in (0, 90)
                ],
            }
        )
        return self._invoice(
            customer,
            amount,
            day,
            invoice_date_due=False,
            invoice_payment_term_id=term.id,
        )

    # ------------------------------------------------------------
    # Overdue
    # ------------------------------------------------------------

    @users("accountant")
    def test_each_instalment_is_overdue_on_its_own_day(self):
        invoice = self._invoice_in_halves(self.acme_customer, 1000, "2026-07-01")
        account = self.acme.with_env(self.env)
        account.action_refresh_measures()
        self.assertRecordValues(
            account,
            [{"overdue_amount": 500, "overdue_count": 1, "overdue_residual": 500}],
        )
        opened = self._open(account.action_view_overdue_invoices())
        self.assertEqual(opened.ids, invoice.ids)
        self.assertEqual(self._measure("overdue_amount"), 500)
        self._pay(invoice.sudo(), "2026-07-10", 500)
        account.action_refresh_measures()
        self.assertRecordValues(
            account,
            [{"overdue_amount": 0, "overdue_count": 0, "overdue_residual": 0}],
        )
        self.assertFalse(self._open(account.action_view_overdue_invoices()))

    @users("accountant")
    def test_brief_counts_invoices_with_an_instalment_past_due(self):
        self._invoice_in_halves(self.acme_customer, 1000, "2026-07-01")
        self._invoice(
            self.acme_customer, 10, "2026-07-01", invoice_date_due="2026-07-15"
        )
        self.acme.action_refresh_measures()
        brief = self.amy.with_env(self.env).relationship_brief
        self.assertEqual(get_brief_words(brief)["overdue"], "1 overdue invoice")

    @users("accountant")
    def test_blocked_invoices_are_not_overdue(self):
        invoice = self._invoice(self.acme_customer, 100, "2026-07-01")
        receipt = self._invoice(
            self.acme_customer, 7, "2026-07-01", move_type="out_receipt"
        )
        invoice.sudo().action_toggle_block_payment()
        self.assertEqual(invoice.payment_state, "blocked")
        account = self.acme.with_env(self.env)
        account.action_refresh_measures()
        self.assertRecordValues(
            account, [{"overdue_amount": 7, "overdue_residual": 7, "overdue_count": 1}]
        )
        opened = self._open(account.action_view_overdue_invoices())
        self.assertEqual(opened.ids, receipt.ids)

    # ------------------------------------------------------------
    # Days late
    # ------------------------------------------------------------

    def test_exchange_differences_are_no_payments(self):
        currency = self.setup_other_currency(
            "EUR", rates=[("2026-01-01", 1.0), ("2026-06-01", 1.25)]
        )
        invoice = self._invoice(
            self.acme_customer, 80, "2026-03-03", currency_id=currency
        )
        self._pay(invoice, "2026-07-01", currency_id=currency.id)
        partials = invoice.line_ids.matched_credit_ids
        self.assertTrue(partials.exchange_move_id, "paid at another rate")
        # Odoo dates the entry of the difference at the end of a month.
        partials.exchange_move_id.line_ids.date = "2026-07-31"
        with freeze_time("2026-09-15"):
            self.assertEqual(self._measure("days_late_12m"), 120)

    def test_credit_notes_are_no_payments(self):
        invoice = self._invoice(self.acme_customer, 100, "2026-03-01")
        self._pay(invoice, "2026-03-11", 60)
        self._credit(invoice, 40, "2026-07-01")
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(self._measure("days_late_12m"), 10)

    def _credit(self, invoice, amount, day):
        credit = self._invoice(invoice.partner_id, amount, day, move_type="out_refund")
        lines = (invoice | credit).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        lines.reconcile()
        return credit

    def test_an_invoice_settled_by_a_credit_note_only_is_no_data(self):
        invoice = self._invoice(self.acme_customer, 100, "2026-03-01")
        self._credit(invoice, 100, "2026-07-01")
        self.assertIsNone(self._measure("days_late_12m"))

    def test_instalments_are_late_from_their_own_days(self):
        invoice = self._invoice_in_halves(self.acme_customer, 1000, "2026-03-01")
        # The second half is due on 30 May.
        self._pay(invoice, "2026-03-11", 500)
        self._pay(invoice, "2026-05-30", 500)
        self.assertEqual(self._measure("days_late_12m"), (500 * 10 + 500 * 0) / 1000)

    def test_early_payments_are_negative(self):
        invoice = self._invoice(
            self.acme_customer, 100, "2026-03-01", invoice_date_due="2026-03-31"
        )
        self._pay(invoice, "2026-03-11")
        self.assertEqual(self._measure("days_late_12m"), -20)

    # ------------------------------------------------------------
    # Purchases
    # ------------------------------------------------------------

    def _get_last_purchase(self):
        self._refresh(self.acme)
        return self.acme.last_order_date

    def test_a_credit_note_is_no_purchase(self):
        self._invoice(self.acme_customer, 100, "2026-03-01")
        self._invoice(self.acme_customer, 100, "2026-07-01", move_type="out_refund")
        self.assertEqual(self._get_last_purchase(), date(2026, 3, 1))
        self.assertEqual(self._measure("purchases_12m"), 1)

    def test_what_is_dated_ahead_is_no_last_purchase_yet(self):
        self._invoice(self.acme_customer, 100, "2026-03-01")
        self._invoice(self.acme_customer, 100, "2026-12-24")
        self._confirm_order(self.acme_customer, 10, "2026-12-20 10:00:00")
        self.assertEqual(self._get_last_purchase(), date(2026, 3, 1))

    def test_an_amount_of_nothing_is_no_purchase(self):
        self._invoice(self.acme_customer, 5, "2026-03-01", move_type="out_receipt")
        self._invoice(self.acme_customer, 0, "2026-07-01")
        self._confirm_order(self.acme_customer, 0, "2026-07-02 10:00:00")
        self.assertEqual(self._get_last_purchase(), date(2026, 3, 1))

    def test_an_invoice_of_an_order_is_no_other_purchase(self):
        self.product_a.invoice_policy = "order"
        order = self._confirm_order(self.amy, 10, "2026-05-01 10:00:00")
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-06-01"
        invoice.action_post()
        self.assertEqual(self._get_last_purchase(), date(2026, 5, 1))
        self.assertEqual(self._measure("purchases_12m"), 1)

    # ------------------------------------------------------------
    # Clicks
    # ------------------------------------------------------------

    @users("accountant")
    def test_clicks_open_documents_of_contacts_that_are_archived_as_well(self):
        self._invoice(self.amy, 100, "2026-03-01")
        self._confirm_order(self.amy, 10, "2026-03-01 10:00:00")
        self.amy.active = False
        account = self.acme.with_env(self.env)
        account.action_refresh_measures()
        self.assertRecordValues(
            account,
            [
                {
                    "revenue_12m": 100,
                    "overdue_amount": 100,
                    "overdue_count": 1,
                    "order_count": 1,
                    "invoice_count": 1,
                }
            ],
        )
        for action, name in [
            (account.action_view_revenue(), "amount_untaxed_signed"),
            (account.action_view_overdue_invoices(), "amount_residual_signed"),
            (account.action_view_invoices(), "amount_untaxed_signed"),
        ]:
            self.assertEqual(sum(self._open(action).mapped(name)), 100)
        self.assertEqual(len(self._open(account.action_view_orders())), 1)

    # ------------------------------------------------------------
    # Amounts
    # ------------------------------------------------------------

    @users("hugo")
    def test_ordered_is_converted_at_the_rate_of_the_order(self):
        currency = self.setup_other_currency(
            "EUR", rates=[("2026-01-01", 1.0), ("2026-06-01", 0.625)]
        )
        pricelist = self.env["product.pricelist"].sudo()
        pricelist = pricelist.create({"name": "EUR", "currency_id": currency.id})
        self._confirm_order(
            self.birch_customer,
            100,
            "2026-03-02 10:00:00",
            pricelist_id=pricelist.id,
        )
        self.assertEqual(self.birch.with_env(self.env).order_amount, 100)
        timeline = self.env["relationship.timeline"]
        line = timeline.search(
            [("account_id", "=", self.birch.id), ("kind", "=", "order")]
        )
        self.assertEqual(line.amount, 100, "as on the timeline")

    @users("ann")
    def test_trends_of_negative_amounts_are_not_available(self):
        account = self.acme.with_env(self.env)
        for now, before, trend, change in [
            (120, 100, "up", 0.2),
            (100, 100, "flat", 0),
            (50, 100, "down", -0.5),
            (0, 100, "down", -1),
            (100, 0, "new", 0),
            (0, 0, "none", 0),
            (-100, 50, "na", 0),
            (100, -50, "na", 0),
            (-100, -50, "na", 0),
            (-100, 0, "na", 0),
            (0, -100, "na", 0),
        ]:
            account.sudo().write({"revenue_12m": now, "revenue_prior_12m": before})
            self.assertEqual(
                (account.revenue_trend, round(account.revenue_change, 6)),
                (trend, change),
                (now, before),
            )
