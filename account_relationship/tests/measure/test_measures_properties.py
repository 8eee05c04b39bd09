from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from ..common import InvoicedCommon

TODAY = date(2026, 3, 15)
INVOICES = st.lists(
    st.tuples(
        st.integers(0, 900).map(lambda days: TODAY - timedelta(days=days - 60)),
        st.decimals(-10_000, 10_000, places=2),
        st.sampled_from(["out_invoice", "out_refund", "out_receipt", "in_invoice"]),
        st.sampled_from(["posted", "posted", "draft", "cancel"]),
    ),
    max_size=25,
)


@tagged("post_install", "-at_install")
class TestRevenueProperties(InvoicedCommon):
    """Whatever was invoiced, the months of the chart add up to the totals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.company_data["default_journal_sale"]

    def _insert(self, invoices):
        for day, amount, move_type, state in invoices:
            self.env.cr.execute(
                """
                INSERT INTO account_move (journal_id, company_id, currency_id, date,
                       partner_id, move_type, state, auto_post, invoice_date,
                       amount_untaxed_signed)
                VALUES (%s, %s, %s, %s, %s, %s, %s, 'no', %s, %s)
                """,
                (
                    self.journal.id,
                    self.company.id,
                    self.company.currency_id.id,
                    day,
                    self.acme_customer.id,
                    move_type,
                    state,
                    day,
                    amount,
                ),
            )

    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(invoices=INVOICES, today=st.integers(0, 800))
    def test_months_add_up_to_the_totals(self, invoices, today):
        today = TODAY - timedelta(days=today)
        with self.env.cr.savepoint() as savepoint:
            self._insert(invoices)
            self.env["relationship.measure"]._refresh(self.acme, today)
            revenue, before = self.acme.revenue_12m, self.acme.revenue_prior_12m
            months = self.acme.revenue_months or {}
            savepoint.rollback()
            self.env.invalidate_all()
        (start, end), (old_start, old_end) = self.env[
            "relationship.measure"
        ]._get_revenue_periods(today)

        def total(first, last):
            return sum(
                (
                    amount
                    for day, amount, move_type, state in invoices
                    if state == "posted"
                    and move_type != "in_invoice"
                    and first <= day <= last
                ),
                Decimal(0),
            )

        self.assertAlmostEqual(revenue, float(total(start, end)), places=2)
        self.assertAlmostEqual(before, float(total(old_start, old_end)), places=2)
        for window, amount in (("current", revenue), ("prior", before)):
            bars = months.get(window, {})
            self.assertAlmostEqual(sum(bars.values()), amount, places=2)
            self.assertLessEqual(len(bars), 13)
