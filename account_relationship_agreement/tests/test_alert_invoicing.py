from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.account_relationship.tests.common import InvoicedCommon

REASONS = (
    *("agreement_not_invoiced", "invoiced_less", "invoiced_more"),
    "ended_still_invoiced",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-07-10 12:00:00")
class TestAlertInvoicing(InvoicedCommon):
    """What is invoiced is held against what is agreed; alerts close by themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agreements = cls.env["relationship.agreement"]
        cls.alerts = cls.env["relationship.alert"]
        cls.lift = cls.product_a
        cls.lift.name = "Lift"

    @classmethod
    def _agree(cls, account=None, amount=1000, every=1, unit="month", **values):
        """An agreement that runs, of lifts, from the first of January on."""
        line = {
            "product_id": cls.lift.id,
            "amount": amount,
            "period_count": every,
            "period_unit": unit,
        }
        agreement = cls.agreements.create(
            {
                "name": "Maintenance",
                "account_id": (account or cls.acme).id,
                "date_start": "2026-01-01",
                "line_ids": [Command.create(line)],
                **values,
            }
        )
        agreement.action_confirm()
        return agreement

    @classmethod
    def _bill(cls, amount, day, customer=None, move_type="out_invoice", **values):
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (customer or cls.acme_customer).id,
                "invoice_date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.lift.id,
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _bill_months(cls, amount, first, count, **values):
        first = fields.Date.to_date(first)
        return [
            cls._bill(amount, first + relativedelta(months=number), **values)
            for number in range(count)
        ]

    def _find(self, reason, account=None, refresh=True):
        if refresh:
            self.alerts._refresh(self.accounts | (account or self.acme), [reason])
        return self.alerts.search(
            [
                ("account_id", "=", (account or self.acme).id),
                ("reason", "=", reason),
                ("state", "=", "open"),
            ]
        )

    def _check(self, *reasons):
        """Of these reasons about invoices there are alerts, and of no others."""
        self.alerts._refresh(self.accounts, REASONS)
        for reason in REASONS:
            found = bool(self._find(reason, refresh=False))
            self.assertEqual(found, reason in reasons, reason)

    def _get_words(self, reason):
        return self._find(reason).with_user(self.ann).words.replace("\xa0", "")

    # ------------------------------------------------------------
    # Less, more
    # ------------------------------------------------------------

    def test_what_is_invoiced_as_agreed_is_no_reason_however_it_is_dated(self):
        for first, every, months in (
            *(("2026-01-01", 1, 7), ("2026-01-28", 1, 6), ("2026-02-01", 1, 6)),
            *(("2025-12-29", 1, 7), ("2026-01-15", 1, 6)),
            *(("2026-01-01", 3, 3), ("2026-04-01", 3, 2), ("2025-12-28", 3, 3)),
        ):
            with self.subTest(first=first, every=every):
                agreement = self._agree(amount=1000, every=every)
                moves = [
                    self._bill(
                        1000, fields.Date.to_date(first) + relativedelta(months=number)
                    )
                    for number in range(0, months * every, every)
                ]
                self._check()
                for move in moves:
                    move.button_draft()
                agreement.action_set_draft()

    def test_less_than_agreed_opens_says_how_much_and_closes(self):
        self._agree()
        self._bill_months(800, "2026-01-01", 7)
        self._check("invoiced_less")
        self.assertEqual(
            self._get_words("invoiced_less"),
            "$4,000 invoiced of Lift from Jan 1 to May 31, $5,000 agreed in "
            "Maintenance: less",
        )
        alert = self._find("invoiced_less")
        self.assertEqual((alert.value, alert.at_stake), (20, 2400))
        self._bill(1000, "2026-05-20")
        self._check()

    def test_more_than_agreed_opens_says_how_much_and_closes_with_a_credit_note(self):
        self._agree()
        self._bill_months(1000, "2026-01-01", 7)
        self._bill(1500, "2026-03-15")
        self._check("invoiced_more")
        self.assertEqual(
            self._get_words("invoiced_more"),
            "$6,500 invoiced of Lift from Jan 1 to May 31, only $5,000 agreed in "
            "Maintenance",
        )
        self._bill(1500, "2026-03-20", move_type="out_refund")
        self._check()

    def test_share_from_which_on_it_is_a_reason(self):
        self._agree()
        for amount, reasons in (
            (901, ()),
            (900, ("invoiced_less",)),
            (1099, ()),
            (1100, ("invoiced_more",)),
        ):
            moves = self._bill_months(amount, "2026-01-01", 7)
            with self.subTest(amount):
                self._check(*reasons)
            for move in moves:
                move.button_draft()
        self.alerts._refresh()
        setting = self.env["relationship.alert.setting"].search(
            [
                ("reason", "=", "invoiced_less"),
                ("company_id", "=", self.env.company.id),
            ]
        )
        self.assertEqual(setting.unit, "percent")
        setting.write({"enter": 30, "leave": 30})
        self._bill_months(800, "2026-01-01", 7)
        self._check()

    def test_days_of_a_pause_are_not_missing(self):
        agreement = self._agree()
        agreement.pause_ids = [
            Command.create({"date_start": "2026-03-01", "date_end": "2026-04-30"})
        ]
        for day in ("01-01", "02-01", "05-01", "06-01", "07-01"):
            self._bill(1000, f"2026-{day}")
        self._check()
        self._bill(1000, "2026-03-01")
        self._check("invoiced_more")

    def test_other_currency_is_compared_at_the_rate_of_the_term(self):
        currency = self.env["res.currency"].create(
            {"name": "XQX", "symbol": "X", "rounding": 0.01}
        )
        for day, rate in (("2026-01-01", 2), ("2026-02-01", 4)):
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "name": day, "rate": rate}
            )
        self._agree(currency_id=currency.id)
        moves = self._bill_months(1000, "2026-01-01", 7, currency_id=currency.id)
        self._check()
        for move in moves[1:4]:
            move.button_draft()
        self._check("invoiced_less")
        self.assertEqual(self._find("invoiced_less").value, 60)

    def test_agreements_of_several_rates_and_currencies_are_invoiced_as_agreed(self):
        currency, other = self.env["res.currency"].create(
            [
                {"name": name, "symbol": "X", "rounding": 0.01, "rate_ids": rates}
                for name, rates in (
                    ("XQX", self._make_rates({"2026-01-01": 0.5, "2026-03-01": 1})),
                    ("XQY", self._make_rates({"2026-01-01": 4})),
                )
            ]
        )
        for start, one in (
            *(("2026-01-01", currency), ("2026-03-01", currency)),
            *(("2026-01-01", other), ("2026-01-01", self.env.company.currency_id)),
        ):
            self._agree(amount=100, date_start=start, currency_id=one.id)
            self._bill_months(100, start, 8 - int(start[6]), currency_id=one.id)
        self._check()
        agreed = self.agreements.search([("currency_id", "=", currency.id)])
        self.assertEqual(sorted(agreed.term_ids.mapped("rate")), [1, 2])
        self._bill(1000, "2026-04-01", currency_id=other.id)
        self._check("invoiced_more")

    def _make_rates(self, rates):
        return [
            Command.create({"name": day, "rate": rate}) for day, rate in rates.items()
        ]

    def test_customers_and_companies_are_kept_apart(self):
        other = self._add_company()
        account = self.Account.with_company(other).create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": other.id,
                "manager_id": self.hugo.id,
            }
        )
        self._agree(account)
        self._agree()
        self._bill_months(1000, "2026-01-01", 7)
        self._check()
        self.assertTrue(self._find("agreement_not_invoiced", account))

    def test_a_contact_who_moves_takes_the_invoices_along(self):
        """Odoo does not write the customer of an invoice again."""
        contact = self.env["res.partner"].create(
            {"name": "Site", "parent_id": self.birch_customer.id}
        )
        self._bill_months(1000, "2026-01-01", 7, customer=contact)
        contact.parent_id = self.acme_customer
        self._agree()
        self.assertFalse(self._find("agreement_not_invoiced"))
        self.assertFalse(self._find("invoiced_less"))

    def test_contacts_of_the_customer_are_invoiced_for_it(self):
        contact = self.env["res.partner"].create(
            {"name": "Office", "parent_id": self.acme_customer.id}
        )
        self._agree()
        self._bill_months(1000, "2026-01-01", 7, customer=contact)
        self._check()

    def test_amended_price_counts_from_its_day(self):
        agreement = self._agree()
        agreement._amend(
            fields.Date.to_date("2026-03-01"), [(agreement.line_ids, {"amount": 2000})]
        )
        self._bill_months(1000, "2026-01-01", 2)
        self._bill_months(2000, "2026-03-01", 5)
        self._check()

    def test_what_has_no_product_cannot_be_compared(self):
        self._agree(
            line_ids=[Command.create({"name": "Cleaning", "amount": 1000})],
        )
        self._check()

    # ------------------------------------------------------------
    # Not at all
    # ------------------------------------------------------------

    def test_invoice_that_does_not_come_opens_and_closes_when_it_comes(self):
        with freeze_time("2026-04-10 12:00:00"):
            self._bill_months(1000, "2026-01-01", 4)
            self._agree()
        for day, is_open in (("2026-05-15", False), ("2026-05-16", True)):
            with freeze_time(f"{day} 12:00:00"):
                self.assertEqual(bool(self._find("agreement_not_invoiced")), is_open)
        self.assertEqual(
            self._get_words("agreement_not_invoiced"),
            "Maintenance was last invoiced on Apr 1; the next invoice was due by May 1",
        )
        self.assertEqual(self._find("agreement_not_invoiced").at_stake, 12_000)
        self._bill(1000, "2026-07-01")
        self.assertFalse(self._find("agreement_not_invoiced"))

    def test_never_invoiced_is_said_like_that_and_several_are_named(self):
        self._agree(date_start="2026-05-01", name="Lifts")
        self._agree(date_start="2026-05-01", name="Doors")
        self.assertEqual(
            self._get_words("agreement_not_invoiced"),
            "Lifts, Doors was never invoiced; an invoice was due by Jun 1",
        )

    def test_invoice_that_was_taken_back_is_none(self):
        self._agree(date_start="2026-06-01")
        move = self._bill(1000, "2026-06-20")
        self.assertFalse(self._find("agreement_not_invoiced"))
        refund = move._reverse_moves([{"invoice_date": "2026-06-21"}])
        refund.action_post()
        with freeze_time("2026-07-16 12:00:00"):
            self.assertTrue(self._find("agreement_not_invoiced"))

    def test_pause_and_end_need_no_invoice(self):
        agreement = self._agree()
        self._bill_months(1000, "2026-01-01", 4)
        self.assertTrue(self._find("agreement_not_invoiced"))
        agreement.pause_ids = [Command.create({"date_start": "2026-05-01"})]
        self.assertFalse(self._find("agreement_not_invoiced"))
        agreement.pause_ids.date_end = "2026-06-30"
        self.assertFalse(self._find("agreement_not_invoiced"))
        agreement.pause_ids.unlink()
        end = fields.Date.to_date("2026-04-30")
        agreement._end("both", end, end, agreement.end_reason_id, False)
        self.assertEqual(agreement.state, "ended")
        self.assertFalse(self._find("agreement_not_invoiced"))

    def test_year_is_invoiced_once(self):
        with freeze_time("2025-05-20 12:00:00"):
            self._agree(amount=12_000, unit="year", date_start="2025-05-20")
            self._bill(12_000, "2025-05-20")
        with freeze_time("2026-06-03 12:00:00"):
            self.assertFalse(self._find("agreement_not_invoiced"))
        self.assertTrue(self._find("agreement_not_invoiced"))
        self._bill(12_000, "2026-05-20")
        self._check()

    # ------------------------------------------------------------
    # Ended
    # ------------------------------------------------------------

    def _end(self, agreement, day="2026-03-31"):
        day = fields.Date.to_date(day)
        agreement._end("both", day, day, agreement.end_reason_id, False)

    def test_ended_and_still_invoiced_opens_and_closes_with_a_credit_note(self):
        agreement = self._agree()
        self._end(agreement)
        self._bill_months(1000, "2026-01-01", 3)
        self._bill(1000, "2026-04-30")
        self._check()
        late = self._bill(700, "2026-05-01")
        self._check("ended_still_invoiced")
        self.assertEqual(
            self._get_words("ended_still_invoiced"),
            "Maintenance ended on Mar 31 and $700 was invoiced since, last on May 1",
        )
        self._bill(700, "2026-05-02", move_type="out_refund")
        self._check()
        self._bill(700, "2026-05-03")
        self._check("ended_still_invoiced")
        agreement.action_take_back_notice()
        self.assertFalse(self._find("ended_still_invoiced"))
        self.assertTrue(late.exists())

    def test_what_another_agreement_says_is_invoiced_for_that_one(self):
        self._end(self._agree())
        self._bill_months(1000, "2026-01-01", 7)
        self._check("ended_still_invoiced")
        self._agree(date_start="2026-04-01", name="The next one")
        self._check()

    def test_draft_and_cancelled_invoices_are_none(self):
        self._end(self._agree())
        self._bill_months(1000, "2026-01-01", 3)
        move = self._bill(1000, "2026-06-01")
        move.button_draft()
        self._check()
