from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from ..common import InvoicedCommon


@tagged("post_install", "-at_install")
class TestRevenue(InvoicedCommon):
    """Revenue by month: who sees it, when it is brought up to date, what it opens."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue = cls.env["relationship.revenue"]
        cls.chairs = cls.env["product.category"].create({"name": "Chairs"})
        cls.product_a.categ_id = cls.chairs

    @classmethod
    def _invoice(cls, customer, amount, day, **values):
        values.setdefault("product_id", cls.product_a)
        return super()._invoice(customer, amount, day, **values)

    def _read(self, *customers):
        return [
            (
                *(row.partner_id.name, f"{row.month:%Y-%m}", row.category_id.name),
                *(row.amount, row.invoice_count),
            )
            for row in self.revenue.search(
                [("partner_id", "in", [customer.id for customer in customers])],
                order="partner_id, month, category_id",
            )
        ]

    def _add_for_all(self):
        for customer in (self.acme_customer, self.cedar_customer, self.dune):
            self._invoice(customer, 10, "2026-01-10")
        self.revenue._refresh()
        self.env.flush_all()

    def test_contacts_buy_for_their_company_and_refunds_subtract(self):
        self._invoice(self.amy, 100, "2026-01-10")
        self._invoice(self.acme_customer, 30, "2026-01-31", move_type="out_refund")
        self._invoice(self.acme_customer, 5, "2026-02-01", move_type="out_receipt")
        self._invoice(self.acme_customer, 9, "2026-02-01", move_type="in_invoice")
        self._invoice(self.acme_customer, 9, "2026-02-01", post=False)
        self.revenue._refresh()
        self.assertEqual(
            self._read(self.acme_customer),
            [
                ("Acme", "2026-01", "Chairs", 70, 2),
                ("Acme", "2026-02", "Chairs", 5, 1),
            ],
        )

    @users("ann", "hugo")
    def test_the_sentence_says_when_months_are_still_to_be_added_up(self):
        revenue, words = self.env["relationship.revenue"], "not added up yet"
        self.revenue._refresh()
        self.assertNotIn(words, revenue.get_headline([]))
        self._invoice(self.acme_customer, 100, "2026-01-10")
        self.env.flush_all()
        self.assertIn(words, revenue.get_headline([]))
        self.revenue._refresh()
        self.assertNotIn(words, revenue.get_headline([]))
        self.assertIn("from 1 customers", revenue.get_headline([]))
        self._invoice(self.acme_customer, 100, "2026-02-10")
        self.env.flush_all()
        self.assertIn("customers; ", revenue.get_headline([]))
        self.assertIn(words, revenue.get_headline([]))

    def test_nothing_is_written_when_nothing_changed(self):
        self._add_for_all()
        self.assertEqual(self.revenue._refresh(), 0)
        self.assertEqual(self.revenue._rebuild(), 0)
        self.assertEqual(self.revenue._rebuild(self.env.company), 0)

    def test_what_other_programs_changed_is_found_at_night(self):
        invoice = self._invoice(self.acme_customer, 100, "2026-01-10")
        self.revenue._refresh()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET partner_id = %s WHERE id = %s",
            (self.dune.id, invoice.id),
        )
        self.assertEqual(self.revenue._refresh(), 0)
        with self._without_commits():
            self.revenue._cron_rebuild()
        self.assertEqual(
            self._read(self.acme_customer, self.dune),
            [("Dune", "2026-01", "Chairs", 100, 1)],
        )

    def test_merged_customers_have_one_revenue(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        gone = self.env["res.partner"].create(
            {"name": "Gone", "parent_id": self.dune.id}
        )
        self._invoice(gone, 7, "2026-01-20")
        self._invoice(self.dune, 8, "2026-02-20")
        gone.active = False
        self.revenue._refresh()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.acme_customer | self.dune).ids, self.acme_customer
        )
        self.revenue._refresh()
        self.assertEqual(
            self._read(self.acme_customer),
            [
                ("Acme", "2026-01", "Chairs", 107, 2),
                ("Acme", "2026-02", "Chairs", 8, 1),
            ],
        )
        self.assertEqual(self.revenue._rebuild(), 0)

    def test_rows_name_the_account_from_the_day_it_is_opened(self):
        self._add_for_all()
        rows = self.revenue.search([("partner_id", "=", self.dune.id)])
        self.assertFalse(rows.account_id)
        account = self.Account.create(
            {"partner_id": self.dune.id, "manager_id": self.bob.id}
        )
        self.assertEqual(rows.account_id, account)
        self.assertEqual(rows.manager_id, self.bob)
        account.unlink()
        self.assertFalse(rows.account_id)

    def test_rows_of_each_company_name_its_own_account(self):
        other = self.setup_other_company()["company"]
        self.ann.company_ids |= other
        there = {"company_id": other.id}
        account = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "manager_id": self.ann.id,
                "company_id": other.id,
            }
        )
        for day in ("2026-01-10", "2026-02-10"):
            self._invoice(self.acme_customer, 10, day)
            self._invoice(self.acme_customer, 20, day, **there)
            self.revenue._refresh()
        rows = self.revenue.search([("partner_id", "=", self.acme_customer.id)])
        self.assertEqual(
            [(row.account_id, row.amount) for row in rows.sorted("amount")],
            [(self.acme, 10), (self.acme, 10), (account, 20), (account, 20)],
        )
        for row in rows:
            domain = row.action_view_invoices()["domain"]
            invoice = self.env["account.move"].search(domain)
            self.assertEqual(invoice.company_id, row.company_id)
        self._invoice(self.dune, 7, "2026-01-10", **there)
        self.revenue._refresh()
        self.Account.create({"partner_id": self.dune.id, "manager_id": self.ann.id})
        rows = self.revenue.search([("partner_id", "=", self.dune.id)])
        self.assertFalse(rows.account_id)

    def test_cash_rounding_counts_where_it_is_no_tax(self):
        for rounding, month in (
            (self.cash_rounding_a, "2026-01"),
            (self.cash_rounding_b, "2026-02"),
        ):
            invoice = self._create_invoice_one_line(
                price_unit=99.99,
                tax_ids=self.tax_sale_a,
                partner_id=self.acme_customer,
                invoice_date=f"{month}-10",
                invoice_cash_rounding_id=rounding,
                post=True,
            )
            self.assertIn("rounding", invoice.line_ids.mapped("display_type"))
            self.revenue._refresh()
            rows = self.revenue.search(
                [
                    ("partner_id", "=", self.acme_customer.id),
                    ("month", "=", f"{month}-01"),
                ]
            )
            self.assertAlmostEqual(sum(rows.mapped("amount")), invoice.amount_untaxed)

    def test_a_category_that_goes_takes_no_row_along(self):
        invoice = self._invoice(self.acme_customer, 100, "2026-01-10")
        self.revenue._refresh()
        self.chairs.unlink()
        self.assertEqual(
            self._read(self.acme_customer), [("Acme", "2026-01", False, 100, 1)]
        )
        row = self.revenue.search([("partner_id", "=", self.acme_customer.id)])
        domain = row.action_view_invoices()["domain"]
        self.assertEqual(self.env["account.move"].search(domain), invoice)

    def test_the_scheduled_work_adds_up(self):
        steps = self.env["relationship.work"]._get_steps("nightly")
        names = [step.name for step in steps]
        # Numbers are made of it.
        self.assertLess(names.index("rebuild_revenue"), names.index("refresh_measures"))
        self._invoice(self.acme_customer, 100, "2026-01-10")
        self._run_step("refresh_revenue")
        self.assertTrue(self._read(self.acme_customer))

    # ------------------------------------------------------------
    # Windows
    # ------------------------------------------------------------

    def test_a_window_counts_whole_months_and_parts_of_months(self):
        for day, amount in (
            ("2025-03-15", 1),
            ("2025-03-16", 10),
            ("2025-04-01", 100),
            ("2026-02-28", 1_000),
            ("2026-03-15", 10_000),
            ("2026-03-16", 100_000),
        ):
            self._invoice(self.acme_customer, amount, day)
        for is_refreshed in (False, True):
            if is_refreshed:
                self.revenue._refresh()
            for start, end, expected in (
                ("2025-03-16", "2026-03-15", 11_110),
                ("2025-04-01", "2026-02-28", 1_100),
                ("2025-03-02", "2025-03-15", 1),
                ("2025-03-16", "2025-04-01", 110),
                ("2026-03-01", "2026-03-31", 110_000),
            ):
                with self.subTest(start=start, end=end, is_refreshed=is_refreshed):
                    query = self.revenue._get_sold(
                        date.fromisoformat(start), date.fromisoformat(end)
                    )
                    found = sum(
                        row["amount"]
                        for row in self.env.execute_query_dict(query)
                        if row["partner_id"] == self.acme_customer.id
                    )
                    self.assertEqual(found, expected)

    # ------------------------------------------------------------
    # People
    # ------------------------------------------------------------

    def _get_customers(self):
        rows = self.revenue.with_user(self.env.user).search(
            [("month", "=", "2026-01-01")]
        )
        return set(rows.mapped("partner_id.name")) & {"Acme", "Cedar", "Dune"}

    @users("ann", "tim", "bea")
    def test_managers_see_that_of_their_accounts(self):
        self._add_for_all()
        self.assertEqual(self._get_customers(), {"Acme"})

    @users("hugo")
    def test_heads_see_all(self):
        self._add_for_all()
        self.assertEqual(self._get_customers(), {"Acme", "Cedar", "Dune"})
        [total] = self.revenue.with_user(self.env.user)._read_group(
            [("partner_id", "=", self.cedar_customer.id)],
            ["manager_id", "tier_id"],
            ["amount:sum", "invoice_count:sum"],
        )
        self.assertEqual(total, (self.bob, self.tier_b, 10, 1))

    @users("sam", "eve", "pia")
    def test_nobody_else_does(self):
        self._add_for_all()
        with self.assertRaises(AccessError):
            self._get_customers()
        with self.assertRaises(AccessError):
            self.revenue.with_user(self.env.user).action_refresh()

    @users("ann")
    def test_a_row_opens_the_invoices_it_was_made_from(self):
        own = self._invoice(self.amy, 100, "2026-01-31")
        other = self._invoice(self.amy, 100, "2026-01-31", product_id=self.product_b)
        self._invoice(self.acme_customer, 100, "2026-02-01")
        self._invoice(self.acme_customer, 100, "2026-01-31", post=False)
        self._invoice(self.dune, 100, "2026-01-31")
        revenue = self.revenue.with_user(self.env.user)
        revenue.action_refresh()
        rows = revenue.search(
            [("account_id", "=", self.acme.id), ("month", "=", "2026-01-01")]
        )
        found = {
            row.category_id: self.env["account.move"].search(
                row.action_view_invoices()["domain"]
            )
            for row in rows
        }
        self.assertEqual(found, {self.chairs: own, self.product_b.categ_id: other})
