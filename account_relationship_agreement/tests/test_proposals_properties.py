from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from odoo.addons.account_relationship_retention.tests.common import HistoryCommon

from . import plain_proposals

TODAY = date(2026, 3, 10)
AMOUNTS = st.sampled_from([100, 100, 100, 105, 110, 111, 90, 50, 0, -100]) | (
    st.decimals("0.01", 300, places=2)
)
MONTH = st.sampled_from([28, 30, 30, 31, 31, 33])
STEPS = st.one_of(
    MONTH,
    MONTH,
    st.sampled_from([0, 1, 3, 4, 15, 27, 34, 55, 61, 66, 83, 92, 100, 165, 183, 201]),
    st.sampled_from([328, 329, 365, 366, 401, 402]),
)
#: How long ago the last one was, and steps back with amounts; regular ones are likely.
HISTORIES = st.tuples(
    st.integers(-5, 90),
    st.one_of(
        st.lists(st.tuples(STEPS, AMOUNTS), max_size=9),
        st.tuples(MONTH | STEPS, AMOUNTS, st.integers(1, 8)).map(
            lambda given: [(given[0], given[1])] * given[2]
        ),
        st.lists(st.tuples(MONTH, st.sampled_from([100, 105, 108])), max_size=7),
    ),
)


def get_sales(history):
    ago, steps = history
    day, sales = TODAY - timedelta(days=ago), []
    for step, amount in steps:
        sales.append((day, Decimal(amount)))
        day -= timedelta(days=step)
    return sales


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestProposalsProperties(HistoryCommon):
    """SQL finds what plain Python finds, of any histories."""

    @settings(
        max_examples=60,
        deadline=None,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(HISTORIES, min_size=1, max_size=6))
    def test_as_plain_python_says(self, histories):
        with self.env.cr.savepoint() as savepoint:
            self._check(histories)
            savepoint.rollback()
        self.env.invalidate_all()

    def _check(self, histories):
        customers = [self.acme_customer, self.birch_customer, self.cedar_customer]
        products = [self.product_a, self.product_b]
        keys = [(one, product) for one in customers for product in products]
        expected = {}
        for (customer, product), history in zip(keys, histories, strict=False):
            sales = get_sales(history)
            self._insert(customer, product, sales)
            if found := plain_proposals.find(sales, TODAY):
                expected[customer.name, product.name] = found
        proposals = self.env["relationship.agreement.proposal"]
        proposals._refresh()
        found = {
            (one.account_id.partner_id.name, one.product_id.name): (
                one.interval_count * (12 if one.interval_unit == "year" else 1),
                Decimal(str(round(one.amount, 2))),
                one.first_day,
                one.last_day,
                one.invoice_count,
            )
            for one in proposals.search([])
        }
        self.assertEqual(found, expected)

    def _insert(self, customer, product, sales):
        company = self.env.company
        common = (self.journal.id, company.id, company.currency_id.id)
        moves = self._insert_rows(
            "account_move",
            (
                *("journal_id", "company_id", "currency_id", "state", "auto_post"),
                *("move_type", "partner_id", "date", "invoice_date"),
            ),
            [
                (*common, "posted", "no", "out_invoice", customer.id, day, day)
                for day, __ in sales
            ],
        )
        self._insert_rows(
            "account_move_line",
            (
                *("journal_id", "company_id", "currency_id", "company_currency_id"),
                *("account_id", "display_type", "parent_state", "move_id"),
                *("partner_id", "date", "price_subtotal", "product_id"),
            ),
            [
                (
                    *(*common, company.currency_id.id, self.ledger.id, "product"),
                    *("posted", move, customer.id, day, amount, product.id),
                )
                for move, (day, amount) in zip(moves, sales, strict=True)
            ],
        )
