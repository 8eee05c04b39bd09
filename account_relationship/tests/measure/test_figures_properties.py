from collections import defaultdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ..common import InvoicedCommon

TODAY = date(2026, 3, 15)
DAYS = st.integers(-40, 800).map(lambda days: TODAY - timedelta(days=days))
ZONES = ("America/Los_Angeles", "UTC", "Asia/Kolkata", "Pacific/Auckland")
AMOUNTS = st.decimals(1, 5_000, places=2)
#: What settles a line: a payment, a credit note, an exchange difference.
MATCHES = st.lists(
    st.tuples(
        st.sampled_from(["payment", "payment", "credit", "exchange"]),
        AMOUNTS,
        DAYS,
    ),
    max_size=3,
)
INSTALMENTS = st.lists(st.tuples(AMOUNTS, DAYS, MATCHES), min_size=1, max_size=3)
INVOICES = st.lists(
    st.tuples(
        st.sampled_from(["out_invoice", "out_receipt", "out_refund", "in_invoice"]),
        st.sampled_from(["posted", "posted", "draft"]),
        st.sampled_from(["open", "open", "blocked"]),
        DAYS,
        INSTALMENTS,
    ),
    max_size=6,
)
PROPERTY = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}


def get_year(today):
    """The 12 months in plain Python: from the day after the same day last year."""
    try:
        same = today.replace(year=today.year - 1)
    except ValueError:
        same = date(today.year - 1, 2, 28)
    return same + timedelta(days=1), today


@tagged("post_install", "-at_install")
class TestFiguresProperties(InvoicedCommon):
    """The statements say what a few lines of Python say, whatever the books hold."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sales = cls.company_data["default_journal_sale"]
        cls.bank = cls.company_data["default_journal_bank"]
        cls.misc = cls.company_data["default_journal_misc"]
        cls.receivable = cls.company_data["default_account_receivable"]
        cls.measure = cls.env["relationship.measure"]

    def _insert(self, table, **values):
        names = SQL(", ").join(map(SQL.identifier, values))
        [(record_id,)] = self.env.execute_query(
            SQL(
                "INSERT INTO %s (%s) VALUES (%s) RETURNING id",
                SQL.identifier(table),
                names,
                SQL(", ").join(SQL("%s", value) for value in values.values()),
            )
        )
        return record_id

    def _insert_move(self, move_type, day, journal=None, **values):
        return self._insert(
            "account_move",
            journal_id=(journal or self.sales).id,
            company_id=self.company.id,
            currency_id=self.company.currency_id.id,
            date=day,
            partner_id=self.acme_customer.id,
            move_type=move_type,
            auto_post="no",
            **{"state": "posted", "payment_state": "not_paid", **values},
        )

    def _insert_line(self, move, day, **values):
        return self._insert(
            "account_move_line",
            move_id=move,
            journal_id=self.sales.id,
            company_id=self.company.id,
            company_currency_id=self.company.currency_id.id,
            currency_id=self.company.currency_id.id,
            account_id=self.receivable.id,
            display_type="payment_term",
            date=day,
            **{"parent_state": "posted", **values},
        )

    def _insert_invoice(self, move_type, state, payment, day, instalments):
        move = self._insert_move(
            move_type,
            day,
            state=state,
            payment_state="blocked" if payment == "blocked" else "partial",
            invoice_date=day,
        )
        for amount, due, matches in instalments:
            residual = amount - sum(match[1] for match in matches)
            line = self._insert_line(
                move,
                day,
                date_maturity=due,
                amount_residual=residual,
                reconciled=residual == 0,
                parent_state=state,
            )
            for kind, matched, paid_on in matches:
                self._insert_match(line, kind, matched, paid_on)

    def _insert_match(self, line, kind, amount, day):
        move = self._insert_move(
            "out_refund" if kind == "credit" else "entry",
            day,
            {"payment": self.bank, "exchange": self.misc}.get(kind, self.sales),
        )
        credit = self._insert_line(move, day, reconciled=True)
        self._insert(
            "account_partial_reconcile",
            debit_move_id=line,
            credit_move_id=credit,
            amount=amount,
            company_id=self.company.id,
            exchange_move_id=move if kind == "exchange" else None,
        )

    @settings(max_examples=60, **PROPERTY)
    @given(invoices=INVOICES, ago=st.integers(0, 700))
    def test_overdue_and_days_late(self, invoices, ago):
        today = TODAY - timedelta(days=ago)
        with self.env.cr.savepoint() as savepoint:
            for invoice in invoices:
                self._insert_invoice(*invoice)
            overdue, late = (
                self.measure._measure(key, self.acme, today)[self.acme.id]
                for key in ("overdue_amount", "days_late_12m")
            )
            savepoint.rollback()
            self.env.invalidate_all()
        lines = [
            (payment, line)
            for move_type, state, payment, __, instalments in invoices
            if state == "posted" and move_type in ("out_invoice", "out_receipt")
            for line in instalments
        ]
        self.assertAlmostEqual(
            overdue,
            float(
                sum(
                    amount - sum(match[1] for match in matches)
                    for payment, (amount, due, matches) in lines
                    if payment != "blocked" and due < today
                )
            ),
            places=2,
        )
        start, end = get_year(today)
        payments = [
            (amount, (day - due).days)
            for __, (__, due, matches) in lines
            for kind, amount, day in matches
            if kind == "payment" and start <= day <= end
        ]
        if not payments:
            self.assertIsNone(late)
            return
        self.assertAlmostEqual(
            late,
            float(
                sum(amount * days for amount, days in payments)
                / sum(amount for amount, __ in payments)
            ),
            places=4,
        )

    @settings(max_examples=40, **PROPERTY)
    @given(
        bought=st.lists(
            st.tuples(
                st.sampled_from(
                    ["order", "quotation", "out_invoice", "out_receipt", "out_refund"]
                ),
                st.decimals(-5, 5, places=0),
                DAYS,
                st.times(),
            ),
            max_size=12,
        ),
        zone=st.sampled_from(ZONES),
        clock=st.times(),
    )
    def test_purchases_and_revenue_are_on_days_of_the_company(
        self, bought, zone, clock
    ):
        now = datetime.combine(TODAY, clock.replace(microsecond=0))
        with self.env.cr.savepoint() as savepoint, freeze_time(now):
            self.company.relationship_tz = zone
            for document in bought:
                self._insert_document(*document)
            self._refresh(self.acme)
            account = self.acme
            found = (account.last_order_date, account.revenue_12m)
            before = account.revenue_prior_12m
            months = account.revenue_months or {"current": {}, "prior": {}}
            purchases = self.measure._measure("purchases_12m", account)[account.id]
            savepoint.rollback()
            self.env.invalidate_all()
        today = self._get_day(now, zone)
        start, end = get_year(today)
        days = [
            self._get_day(datetime.combine(day, clock), zone)
            if kind == "order"
            else day
            for kind, amount, day, clock in bought
            if kind in ("order", "out_invoice", "out_receipt") and amount > 0
        ]
        past = [day for day in days if day <= today]
        self.assertEqual(found[0] or None, max(past, default=None))
        self.assertEqual(purchases, sum(start <= day <= end for day in days))
        first = start - timedelta(days=(end - start).days + 1)
        sold = defaultdict(Decimal)
        for kind, amount, day, __ in bought:
            if kind.startswith("out_") and first <= day <= end:
                sold["current" if day >= start else "prior", f"{day:%Y-%m}"] += amount
        for window, total in (("current", found[1]), ("prior", before)):
            expected = {
                month: float(amount)
                for (name, month), amount in sold.items()
                if name == window
            }
            self.assertEqual(months[window], expected)
            self.assertAlmostEqual(total, sum(expected.values()))

    def _get_day(self, moment, zone):
        moment = moment.replace(tzinfo=ZoneInfo("UTC"))
        return moment.astimezone(ZoneInfo(zone)).date()

    def _insert_document(self, kind, amount, day, clock):
        if kind.startswith("out_"):
            self._insert_move(kind, day, invoice_date=day, amount_untaxed_signed=amount)
            return
        self._insert(
            "sale_order",
            company_id=self.company.id,
            partner_id=self.acme_customer.id,
            partner_invoice_id=self.acme_customer.id,
            partner_shipping_id=self.acme_customer.id,
            name="S",
            state="sale" if kind == "order" else "sent",
            date_order=datetime.combine(day, time(clock.hour, clock.minute)),
            currency_id=self.company.currency_id.id,
            currency_rate=1,
            amount_untaxed=amount,
        )
