from datetime import date

from odoo.tests import freeze_time, tagged, users

from ..common import InvoicedCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestMeasures(InvoicedCommon):
    """The window is 16 March 2025 to 15 March 2026, the one before a year earlier."""

    def _get_revenue(self, account=None):
        account = account or self.acme
        self._refresh(account)
        return account.revenue_12m, account.revenue_prior_12m

    def test_first_and_last_days_of_both_windows_count(self):
        for day, amount in [
            ("2024-03-15", 1),
            ("2024-03-16", 2),
            ("2025-03-15", 4),
            ("2025-03-16", 8),
            ("2025-03-31", 16),
            ("2025-04-01", 32),
            ("2026-03-15", 64),
            ("2026-03-16", 128),
        ]:
            self._invoice(self.acme_customer, amount, day)
        self.assertEqual(self._get_revenue(), (8 + 16 + 32 + 64, 2 + 4))

    def test_windows_are_a_year_of_days_and_as_many_before(self):
        periods = self.env["relationship.measure"]._get_revenue_periods
        for today, current, prior in [
            ("2026-03-15", "2025-03-16", ("2024-03-16", "2025-03-15")),
            ("2026-01-01", "2025-01-02", ("2024-01-03", "2025-01-01")),
            ("2026-11-30", "2025-12-01", ("2024-12-01", "2025-11-30")),
            ("2024-02-29", "2023-03-01", ("2022-02-28", "2023-02-28")),
            ("2025-02-28", "2024-02-29", ("2023-02-28", "2024-02-28")),
            ("2026-12-31", "2026-01-01", ("2025-01-01", "2025-12-31")),
        ]:
            parse = date.fromisoformat
            self.assertEqual(
                periods(parse(today)),
                (
                    (parse(current), parse(today)),
                    (parse(prior[0]), parse(prior[1])),
                ),
            )

    def test_leap_day_belongs_to_its_year(self):
        self._invoice(self.acme_customer, 10, "2023-02-28")
        self._invoice(self.acme_customer, 100, "2024-02-29")
        with freeze_time("2024-02-29 12:00:00"):
            self.assertEqual(self._get_revenue(), (100, 10))
        with freeze_time("2025-02-28 12:00:00"):
            self.assertEqual(
                self._get_revenue(), (100, 10), "the day after 28 February"
            )
        with freeze_time("2025-03-01 12:00:00"):
            self.assertEqual(self._get_revenue(), (0, 100), "past a year")

    def test_credit_notes_subtract(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        self._invoice(self.acme_customer, 30, "2026-02-10", move_type="out_refund")
        self.assertEqual(self._get_revenue(), (70, 0))

    def test_receipts_count_and_bills_do_not(self):
        self._invoice(self.acme_customer, 5, "2026-01-10", move_type="out_receipt")
        self._invoice(self.acme_customer, 99, "2026-01-10", move_type="in_invoice")
        self.assertEqual(self._get_revenue(), (5, 0))

    def test_taxes_do_not_count(self):
        self._create_invoice_one_line(
            price_unit=100,
            tax_ids=self.tax_sale_a,
            partner_id=self.acme_customer,
            invoice_date="2026-01-10",
            post=True,
        )
        self.assertEqual(self._get_revenue(), (100, 0))

    def test_drafts_and_cancelled_ones_do_not_count(self):
        draft = self._invoice(self.acme_customer, 7, "2026-01-10", post=False)
        self.assertEqual(draft.state, "draft")
        self._invoice(self.acme_customer, 8, "2026-01-10", post=False).button_cancel()
        self.assertEqual(self._get_revenue(), (0, 0))

    def test_foreign_currency_counts_at_the_rate_of_the_invoice(self):
        currency = self.setup_other_currency(
            "EUR", rates=[("2025-01-01", 2.0), ("2026-03-01", 4.0)]
        )
        self._invoice(self.acme_customer, 100, "2026-02-10", currency_id=currency)
        self.assertEqual(self._get_revenue(), (50, 0))

    def test_each_company_counts_its_own(self):
        other = self.setup_other_company()["company"]
        self.ann.company_ids |= other
        there = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": other.id,
                "manager_id": self.ann.id,
            }
        )
        self._invoice(self.acme_customer, 100, "2026-01-10")
        self._invoice(self.acme_customer, 7, "2026-01-10", company_id=other.id)
        self._refresh()
        self.assertEqual(self.acme.revenue_12m, 100)
        self.assertEqual(there.revenue_12m, 7)

    def test_invoices_of_contacts_are_the_companys(self):
        self._invoice(self.amy, 100, "2026-01-10")
        self.assertEqual(self._get_revenue(), (100, 0))

    def test_revenue_follows_a_contact_to_another_company(self):
        self._invoice(self.amy, 100, "2026-01-10")
        self.amy.parent_id = self.birch_customer
        self._refresh()
        self.assertEqual(self.acme.revenue_12m, 0)
        self.assertEqual(self.birch.revenue_12m, 100)

    def test_overdue_is_what_remains_of_invoices_past_due(self):
        paid = self._invoice(self.acme_customer, 100, "2026-01-10")
        part = self._invoice(self.acme_customer, 100, "2026-02-10")
        self._invoice(
            self.acme_customer, 5, "2026-03-01", invoice_date_due="2026-03-14"
        )
        self._invoice(
            self.acme_customer, 9, "2026-03-01", invoice_date_due="2026-03-15"
        )
        self._invoice(self.birch_customer, 50, "2026-01-10")
        self._register_payment(paid)
        self._register_payment(part, amount=40, payment_difference_handling="open")
        self._refresh(self.acme)
        self.assertEqual(self.acme.overdue_amount, 60 + 5)

    def test_last_order_is_the_last_confirmed_one(self):
        self._confirm_order(self.amy, 10, "2026-01-05 10:00:00")
        self._confirm_order(self.acme_customer, 10, "2026-02-05 10:00:00")
        self.env["sale.order"].create(
            {"partner_id": self.acme_customer.id, "date_order": "2026-03-05 10:00:00"}
        )
        self._confirm_order(self.birch_customer, 10, "2026-03-05 10:00:00")
        self._refresh(self.acme)
        self.assertEqual(self.acme.last_order_date, date(2026, 2, 5))
        self.assertFalse(self.cedar.last_order_date)

    def test_only_rows_that_changed_are_written(self):
        Measure = self.env["relationship.measure"]
        self._invoice(
            self.acme_customer, 100, "2026-01-10", invoice_date_due="2099-01-01"
        )
        Measure._refresh()

        def get_versions():
            self.env.cr.execute(
                "SELECT id, xmin || '/' || ctid FROM relationship_account"
                " WHERE id = ANY(%s)",
                [self.accounts.ids],
            )
            return dict(self.env.cr.fetchall())

        before = get_versions()
        self.assertEqual(Measure._refresh(), 0)
        self.assertEqual(get_versions(), before)
        self._invoice(
            self.birch_customer, 1, "2026-01-10", invoice_date_due="2099-01-01"
        )
        self.assertEqual(Measure._refresh(), 1)
        changed = {key for key, value in get_versions().items() if before[key] != value}
        self.assertEqual(changed, {self.birch.id})

    def test_refreshing_one_gives_what_refreshing_all_gives(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        self._invoice(self.amy, 30, "2025-01-10")
        self._confirm_order(self.amy, 10, "2026-01-05 10:00:00")
        names = [
            measure.stored_as
            for measure in self.env["relationship.measure"]._get_measures().values()
            if measure.stored_as
        ]
        self._refresh(self.acme)
        alone = self.acme.read(names)
        self.assertEqual(self.birch.revenue_12m, 0)
        self.acme.write(dict.fromkeys(names, False))
        self._refresh()
        self.assertEqual(self.acme.read(names), alone)
        self.assertEqual(alone[0]["revenue_12m"], 100)
        self.assertEqual(
            alone[0]["revenue_months"],
            {"current": {"2026-01": 100}, "prior": {"2025-01": 30}},
        )

    def test_refresh_touches_only_the_accounts_given(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        self._invoice(self.birch_customer, 100, "2026-01-10")
        self._refresh(self.acme)
        self.assertEqual(self.birch.revenue_12m, 0)

    def test_new_account_has_its_numbers_at_once(self):
        self._invoice(self.dune, 100, "2026-01-10")
        account = self.Account.create(
            {"partner_id": self.dune.id, "manager_id": self.ann.id}
        )
        self.assertEqual(account.revenue_12m, 100)

    @users("ann")
    def test_button_refreshes_and_says_when(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        account = self.acme.with_env(self.env)
        account.action_refresh_measures()
        self.assertEqual(account.revenue_12m, 100)
        self.assertEqual(str(account.measured_on), "2026-03-15 12:00:00")

    @users("ann")
    def test_trend_without_a_base_is_no_percentage(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        account = self.acme.with_env(self.env)
        account.action_refresh_measures()
        self.assertRecordValues(
            account, [{"revenue_trend": "new", "revenue_change": 0.0}]
        )

    def test_cron_refreshes_all(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        self._invoice(self.cedar_customer, 200, "2026-01-10")
        self._run_step("refresh_measures")
        self.assertEqual(self.acme.revenue_12m, 100)
        self.assertEqual(self.cedar.revenue_12m, 200)
