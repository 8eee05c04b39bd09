from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from .common import ContractCommon

FIRST, LAST = date(2025, 6, 1), date(2026, 3, 1)
TIMES = {
    "daily": Decimal("365.25"),
    "weekly": Decimal("365.25") / 7,
    "monthly": Decimal(12),
    "monthlylastday": Decimal(12),
    "quarterly": Decimal(4),
    "semesterly": Decimal(2),
    "yearly": Decimal(1),
}
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "customer": st.integers(0, 1),
            "price": st.decimals(-50, 300, places=2),
            "quantity": st.decimals("0.01", 5, places=2),
            "discount": st.sampled_from([0, 10, Decimal("33.33"), 100]),
            "rule": st.sampled_from(sorted(TIMES)),
            "interval": st.integers(1, 5),
            "start": st.integers(0, 400),
            "days": st.none() | st.integers(0, 300),
            "is_canceled": st.booleans(),
        }
    ),
    min_size=1,
    max_size=6,
)


@freeze_time("2026-03-10 12:00:00")
@tagged("post_install", "-at_install")
class TestContractProperties(ContractCommon):
    """What moved adds up to the cent, whatever contracts there are."""

    def _make(self, drawn):
        start = date(2026, 3, 9) - timedelta(days=drawn["start"])
        end = drawn["days"] is not None and start + timedelta(days=drawn["days"])
        partner = (self.acme_customer, self.birch_customer)[drawn["customer"]]
        contract = self._contract(
            self._line(
                float(drawn["price"]),
                start,
                end,
                quantity=float(drawn["quantity"]),
                discount=float(drawn["discount"]),
                recurring_rule_type=drawn["rule"],
                recurring_interval=drawn["interval"],
                is_canceled=drawn["is_canceled"],
            ),
            partner=partner,
        )
        self.assertTrue(contract.contract_line_ids)
        return start, end or date.max

    def _get_expected(self, drawn, spans, day):
        """``{account id: amount}`` as a person adds it up."""
        accounts, found = (self.acme.id, self.birch.id), {}
        for line, (start, end) in zip(drawn, spans, strict=True):
            if start <= day <= end and not line["is_canceled"]:
                amount = line["price"] * line["quantity"]
                amount *= 1 - Decimal(line["discount"]) / 100
                amount *= TIMES[line["rule"]] / line["interval"]
                account = accounts[line["customer"]]
                found[account] = found.get(account, 0) + amount
        return found

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(LINES)
    def test_movements_add_up_and_amounts_are_what_the_lines_say(self, drawn):
        with self.env.cr.savepoint() as savepoint:
            spans = [self._make(line) for line in drawn]
            movements = self.recurring._get_movements(FIRST, LAST)
            last = None
            for month, moved in movements.items():
                amounts = {
                    name: round(Decimal(str(v[1])), 2) for name, v in moved.items()
                }
                self.assertEqual(
                    amounts["end"] - amounts["start"],
                    amounts["new"]
                    + amounts["reactivation"]
                    + amounts["expansion"]
                    - amounts["contraction"]
                    - amounts["churn"],
                    month,
                )
                self.assertIn(last, (None, amounts["start"]))
                last = amounts["end"]
            day = date(2026, 3, 10)
            arr = self.recurring._get_arr(day)
            expected = self._get_expected(drawn, spans, day)
            for account in (self.acme, self.birch):
                self.assertAlmostEqual(
                    arr.get(account.id, 0),
                    float(expected.get(account.id, 0)),
                    delta=0.0051,
                )
                self.assertAlmostEqual(account.arr, arr.get(account.id, 0), delta=0.001)
            savepoint.rollback()
        self.env.invalidate_all()
