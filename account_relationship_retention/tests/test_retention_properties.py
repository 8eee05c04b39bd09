from collections import defaultdict
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged

from . import plain
from .common import HistoryCommon

TODAY = date(2026, 3, 15)
DAYS = st.integers(-40, 1_100).map(lambda ago: TODAY - timedelta(days=ago))
DOCUMENTS = st.lists(
    st.tuples(
        st.sampled_from(["out_invoice", "out_invoice", "out_receipt", "out_refund"]),
        st.integers(0, 4),
        DAYS,
        st.decimals(0, 300, places=2) | st.sampled_from([90, 100, 110]),
    ),
    max_size=40,
)
#: Orders at a steady pace, with some that came late or not at all.
RHYTHMS = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from([1, 2, 9, 30, 61]),
        st.integers(3, 14),
        st.integers(-5, 700),
    ),
    max_size=4,
)
PROPERTY = {
    "deadline": None,
    "database": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestRetentionProperties(HistoryCommon):
    """Each statement says what a few lines of Python say, whatever was bought."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.all_accounts = cls.accounts | cls._add_accounts(2)
        cls.customers = cls.all_accounts.partner_id.ids

    def _make_history(self, documents, rhythms):
        """Write it, and return it as ``plain`` wants it: sales, and purchase days."""
        documents = [
            (kind, customer, day, -amount if kind == "out_refund" else amount)
            for kind, customer, day, amount in documents
        ]
        documents += [
            ("out_invoice", customer, TODAY - timedelta(days=ago + gap * number), 50)
            for customer, gap, count, ago in rhythms
            for number in range(count)
        ]
        documents = [
            (kind, self.customers[customer], day, amount)
            for kind, customer, day, amount in documents
        ]
        if documents:
            self._insert_invoices(documents)
        sales = [(customer, day, amount) for __, customer, day, amount in documents]
        days = defaultdict(set)
        for kind, customer, day, amount in documents:
            if kind != "out_refund" and amount > 0:
                days[customer].add(day)
        return sales, {customer: sorted(bought) for customer, bought in days.items()}

    def _check(self, sales, days, before, after, accounts):
        """Every function of the contract, against plain Python."""
        get = self.retention
        found = get._get_sales_retention(before, after, accounts)
        expected = plain.get_retention(sales, days, before, after)
        self.assertSameFigures(found, expected)
        self._check_identities(found)
        self.assertEqual(
            get._get_repeat_purchase(*after, accounts),
            plain.get_repeat_purchase(days, *after),
        )
        self.assertEqual(
            get._get_repurchase(before, after, accounts),
            plain.get_repurchase(days, before, after),
        )
        self.assertEqual(
            get._get_cohorts(before[0], after[1], accounts),
            plain.get_cohorts(days, before[0], after[1], TODAY),
        )
        self.assertSameFigures(
            get._get_concentration(*after, accounts),
            plain.get_concentration(sales, *after),
        )

    def _check_identities(self, found):
        up = sum(found[name][1] for name in ("new", "returned", "grown", "kept"))
        down = found["shrunk"][1] + found["lost"][1]
        self.assertAlmostEqual(found["end"] - found["start"], up - down, places=6)
        if found["gross"] is not None:
            self.assertLessEqual(found["gross"], 1)
            self.assertLessEqual(found["gross"], found["net"])

    @settings(max_examples=25, **PROPERTY)
    @given(
        documents=DOCUMENTS,
        rhythms=RHYTHMS,
        cuts=st.lists(DAYS, min_size=4, max_size=4, unique=True).map(sorted),
        some=st.none() | st.sets(st.integers(0, 4)),
    )
    def test_figures_are_those_of_plain_python(self, documents, rhythms, cuts, some):
        before, after = (cuts[0], cuts[1]), (cuts[2], cuts[3])
        with self.env.cr.savepoint() as savepoint:
            sales, days = self._make_history(documents, rhythms)
            accounts = None
            if some is not None:
                accounts = self.all_accounts.browse(
                    [self.all_accounts[number].id for number in some]
                )
                chosen = accounts.partner_id.ids
                sales = [sale for sale in sales if sale[0] in chosen]
                days = {one: days[one] for one in chosen if one in days}
            self._check(sales, days, before, after, accounts)
            self._check_rhythm(sales, days, accounts)
            savepoint.rollback()
            self.env.invalidate_all()

    def _check_rhythm(self, sales, days, accounts):
        for today in (TODAY, TODAY - timedelta(days=200)):
            rows = self.retention._get_order_rhythm(today, accounts)
            asked = self.all_accounts if accounts is None else accounts
            self.assertEqual([row["account_id"] for row in rows], sorted(asked.ids))
            for row in rows:
                customer = asked.browse(row.pop("account_id")).partner_id.id
                expected = plain.get_rhythm(
                    sales, days.get(customer, []), customer, today
                )
                self.assertSameFigures(row, expected)
