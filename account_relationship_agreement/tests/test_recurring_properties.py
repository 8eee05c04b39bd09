from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from . import plain
from .common import AgreementCommon

TODAY = date(2026, 3, 10)
FIRST, LAST = date(2024, 1, 1), date(2026, 3, 1)
DAYS = st.integers(0, 820).map(lambda ago: TODAY - timedelta(days=ago))
AWKWARD = st.sampled_from(
    [date(2024, 1, 31), date(2024, 2, 29), date(2024, 12, 31), date(2025, 8, 30)]
)
SPANS = st.tuples(DAYS, st.none() | st.integers(0, 200))
LINES = st.lists(
    st.tuples(
        st.decimals("0.01", 5, places=2),
        st.decimals(0, 300, places=2),
        st.integers(1, 4),
        st.sampled_from(["day", "week", "month", "year", "once"]),
        st.none() | st.tuples(st.integers(0, 300), st.none() | st.integers(0, 300)),
    ),
    min_size=1,
    max_size=3,
)
AGREEMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "customer": st.integers(0, 2),
            "start": DAYS | AWKWARD,
            "months": st.sampled_from([0, 1, 3, 7, 12]),
            "renewal": st.sampled_from(["tacit", "tacit", "agreed", "none"]),
            "lines": LINES,
            "pauses": st.lists(SPANS, max_size=1),
            "ended": st.none() | st.integers(0, 400),
            "is_foreign": st.booleans(),
        }
    ),
    max_size=5,
)
#: After so many days, the line with the number gets another quantity or amount.
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(1, 500),
        st.decimals(0, 5, places=2),
        st.decimals(0, 300, places=2),
    ),
    max_size=3,
)
RATES = [
    (date(2023, 1, 1), Decimal("0.5")),
    (date(2024, 6, 1), Decimal("0.8")),
    (date(2025, 6, 1), Decimal("0.4")),
]
PROPERTY = {
    "deadline": None,
    "database": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestRecurringProperties(AgreementCommon):
    """Each statement says what a few lines of Python say, whatever was agreed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.env["res.currency"].create(
            {"name": "XQX", "symbol": "X", "rounding": 0.01}
        )
        # An amount is divided by Odoo's rate: these are exact.
        for day, rate in RATES:
            cls.env["res.currency.rate"].create(
                {
                    "currency_id": cls.foreign.id,
                    "name": day,
                    "rate": float(1 / rate),
                    "company_id": cls.env.company.id,
                }
            )

    def _make(self, drawn):
        """Write one, and return it with the plain one of the same."""
        start = drawn["start"]
        one = plain.Agreement(
            customer=self.accounts[drawn["customer"]].id,
            start=start,
            months=drawn["months"],
            renewal=drawn["renewal"],
            lines=[self._get_line(start, *line) for line in drawn["lines"]],
            pauses=[
                (day, None if length is None else day + timedelta(days=length))
                for day, length in drawn["pauses"]
            ],
            rates=RATES if drawn["is_foreign"] else [(date(1900, 1, 1), Decimal(1))],
        )
        currency = self.foreign if drawn["is_foreign"] else self.env.company.currency_id
        record = self.agreements.create(
            {
                "name": "Agreement",
                "account_id": one.customer,
                "date_start": start,
                "term_count": one.months,
                "renewal": one.renewal,
                "notice_count": 0,
                "currency_id": currency.id,
                "line_ids": [self._prepare_line(line) for line in one.lines],
            }
        )
        if not any(line.amount and line.unit != "once" for line in one.lines):
            one.lines.append(plain.Line(Decimal(1), Decimal(12), 1, "year"))
            record.line_ids = [self._prepare_line(one.lines[-1])]
        record.action_confirm()
        record.pause_ids = [
            Command.create({"date_start": first, "date_end": last})
            for first, last in one.pauses
        ]
        if drawn["ended"] is not None and record.state == "running":
            one.ended_on = start + timedelta(days=drawn["ended"])
            if one.renewal != "tacit" and record.fixed_until:
                # It cannot end later than it is agreed.
                one.ended_on = min(one.ended_on, record.fixed_until)
            record._end("both", start, one.ended_on, self.price, False)
        return one, record

    def _get_line(self, start, quantity, amount, count, unit, span):
        first = last = None
        if span:
            first = start + timedelta(days=span[0])
            last = None if span[1] is None else first + timedelta(days=span[1])
        return plain.Line(quantity, amount, count, unit, first, last)

    def _prepare_line(self, line):
        return Command.create(
            {
                "name": "Line",
                "quantity": line.quantity,
                "amount": line.amount,
                "period_count": line.count,
                "period_unit": line.unit,
                "date_start": line.start,
                "date_end": line.end,
            }
        )

    def _change(self, one, record, after, quantity, amount):
        """Amend the first line in force, in both."""
        day = one.start + timedelta(days=after)
        lines = record._get_lines(day)[:1]
        if record.state not in ("running", "noticed") or not lines:
            return
        if one.ended_on and one.ended_on < day:
            return
        number = next(
            number
            for number, line in enumerate(one.lines)
            if self._is_same(line, lines)
        )
        line = one.lines[number]
        values = {"quantity": quantity, "amount": amount} if quantity else {}
        if values and (line.quantity, line.amount) == (quantity, amount):
            return
        changed = one.lines[:number] + one.lines[number + 1 :]
        if (line.start or one.start) < day:
            changed.append(
                plain.Line(
                    *(line.quantity, line.amount, line.count, line.unit),
                    *(line.start, day - timedelta(days=1)),
                )
            )
        if values:
            changed.append(
                plain.Line(quantity, amount, line.count, line.unit, day, line.end)
            )
        if not any(line.amount and line.unit != "once" for line in changed):
            return
        record._amend(day, [(lines, {k: float(v) for k, v in values.items()})])
        one.lines = changed

    def _is_same(self, line, record):
        return (
            *(float(line.quantity), float(line.amount), line.count, line.unit),
            *(line.start or False, line.end or False),
        ) == (
            *(record.quantity, record.amount, record.period_count),
            *(record.period_unit, record.date_start, record.date_end),
        )

    def _make_all(self, drawn, changes):
        pairs = [self._make(one) for one in drawn]
        for number, *change in changes:
            if pairs:
                self._change(*pairs[number % len(pairs)], *change)
        self.env.flush_all()
        return [one for one, __ in pairs]

    def _check_sums(self, movements):
        before = None
        for row in movements.values():
            cents = {name: round(figure[1] * 100) for name, figure in row.items()}
            up = cents["new"] + cents["reactivation"] + cents["expansion"]
            down = cents["contraction"] + cents["churn"]
            self.assertEqual(cents["end"] - cents["start"], up - down)
            if before:
                self.assertEqual(row["start"], before["end"])
            before = row

    def _get_edges(self, agreements):
        """The days on which something begins, and the last days of what ends."""
        edges = set()
        for one in agreements:
            edges |= {one.start, one.ended_on}
            edges.update(day for pause in one.pauses for day in pause)
            edges.update(day for line in one.lines for day in (line.start, line.end))
            terms = plain.get_terms(one, TODAY)
            edges.update(day for term in (*terms[:2], *terms[-1:]) for day in term)
        return edges - {None}

    def _check_figures(self, agreements, days, some):
        """Every function of the contract, against plain Python."""
        get, accounts = self.recurring, None
        if some is not None:
            accounts = self.accounts.browse([self.accounts[n].id for n in some])
            agreements = [one for one in agreements if one.customer in accounts.ids]
        for day in {*days, *self._get_edges(agreements)}:
            expected = plain.get_arr(agreements, day)
            self.assertEqual(
                get._get_arr(day, accounts),
                {customer: float(amount) for customer, amount in expected.items()},
            )
        found = get._get_movements(FIRST, LAST, accounts)
        self.assertEqual(
            found, plain.get_movements(agreements, FIRST, LAST, TODAY, date(2023, 1, 1))
        )
        self._check_sums(found)
        t0, t1 = sorted(days[:2])
        self._compare(
            get._get_retention(t0, t1, accounts),
            plain.get_retention(agreements, t0, t1),
        )
        self._compare(
            get._get_renewals(t0, t1, accounts),
            plain.get_renewals(agreements, t0, t1, TODAY),
        )

    def _compare(self, found, expected):
        self.assertEqual(found.keys(), expected.keys())
        for name, value in expected.items():
            if value is None:
                self.assertIsNone(found[name], name)
            else:
                self.assertAlmostEqual(found[name], value, places=6, msg=name)

    @settings(max_examples=25, **PROPERTY)
    @given(
        drawn=AGREEMENTS,
        changes=CHANGES,
        days=st.lists(DAYS, min_size=3, max_size=3, unique=True),
        some=st.none() | st.sets(st.integers(0, 2)),
    )
    def test_figures_are_those_of_plain_python(self, drawn, changes, days, some):
        with self.env.cr.savepoint() as savepoint:
            agreements = self._make_all(drawn, changes)
            self._check_figures(agreements, days, some)
            savepoint.rollback()
        self.env.invalidate_all()

    @settings(max_examples=10, **PROPERTY)
    @given(drawn=AGREEMENTS, changes=CHANGES)
    def test_months_closed_one_by_one_are_those_closed_at_once(self, drawn, changes):
        """And what is kept on the agreement is what the statement says of its day."""
        with self.env.cr.savepoint() as savepoint:
            self._make_all(drawn, changes)
            live = self.recurring._get_movements(FIRST, LAST)
            amounts = {one.id: one.arr for one in self.agreements.search([]) if one.arr}
            self.recurring._refresh_arr()
            for agreement in self.agreements.search([]):
                self.assertAlmostEqual(
                    agreement.arr, amounts.get(agreement.id, 0), places=2
                )
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE relationship_agreement_term SET create_date = '2024-02-01'"
            )
            month = date(2024, 3, 1)
            while month <= LAST:
                with freeze_time(f"{month} 12:00:00"):
                    self.recurring._close_months()
                month = plain.add_months(month, 1)
            self.assertEqual(self.recurring._get_movements(FIRST, LAST), live)
            self.assertFalse(self.recurring._get_corrections(LAST))
            savepoint.rollback()
        self.env.invalidate_all()
