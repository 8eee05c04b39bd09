from collections import defaultdict
from itertools import starmap
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command

MODULE = "account_relationship_retention"
PRICES = {"desk": 320, "chair": 110, "shelf": 95, "lamp": 60, "care": 75}
REF = "DEMO-RETENTION"


class Bought(NamedTuple):
    """A product bought every ``gap`` days, from ``first`` to ``last`` days ago."""

    product: str
    first: int
    last: int
    gap: int
    amount: int

    def get_days(self):
        """Days ago, shaken by up to four, always the same way."""
        return [day + day * 3 % 5 for day in range(self.last, self.first, self.gap)]

    def get_quantity(self, day):
        """About as many as the amount buys, 15 % more or less."""
        shaken = self.amount * (1 + (day * 7 % 13 - 6) / 40)
        return max(1, round(shaken / PRICES[self.product]))


def bought(*rows):
    return list(starmap(Bought, rows))


HISTORY = {
    # Of always: large, growing, and one of a line that ends and one that shrinks
    "atlas": bought(
        ("desk", 1146, 845, 75, 13600),
        ("desk", 820, 10, 44, 5900),
        ("chair", 820, 10, 44, 2900),
        ("care", 820, 10, 88, 1300),
    ),
    "corvin": bought(
        ("shelf", 1115, 865, 83, 4600),
        ("shelf", 815, 429, 46, 2500),
        ("shelf", 400, 15, 46, 4000),
        ("lamp", 400, 15, 92, 1300),
    ),
    "fjord": bought(
        ("chair", 1142, 850, 97, 4700),
        ("chair", 815, 15, 46, 2200),
        ("lamp", 815, 199, 46, 600),
    ),
    "verdant": bought(
        ("chair", 1149, 845, 101, 4900),
        ("chair", 810, 20, 46, 1250),
        ("shelf", 810, 250, 46, 1250),
        ("shelf", 250, 20, 46, 360),
    ),
    "marlow": bought(("desk", 1117, 855, 87, 3200), ("desk", 815, 40, 35, 1250)),
    "kestrel": bought(("shelf", 1118, 880, 79, 4300), ("shelf", 805, 25, 47, 2300)),
    "rivage": bought(("chair", 790, 55, 92, 640)),
    # Late: the longest pause was 56 days; very late; only in winter
    "nordlicht": bought(
        ("desk", 1127, 850, 92, 4600),
        ("desk", 815, 231, 28, 1400),
        ("desk", 190, 65, 28, 1450),
    ),
    "sabine": bought(("chair", 1155, 842, 104, 2000), ("chair", 800, 75, 29, 620)),
    "alpina": bought(("chair", 711, 590, 30, 2300), ("chair", 376, 225, 30, 2100)),
    # Half of it, gone, and back after a year and a half
    "harrow": bought(
        ("desk", 1130, 862, 89, 5000),
        ("desk", 800, 411, 48, 2400),
        ("desk", 410, 30, 48, 1100),
    ),
    "quantum": bought(("shelf", 1122, 890, 77, 3000), ("shelf", 815, 400, 41, 1300)),
    "lumen": bought(("lamp", 805, 780, 20, 1200), ("lamp", 260, 70, 61, 1300)),
    # Customers since the year before: some stay, some grow, some went again
    "tamar": bought(("lamp", 736, 50, 76, 540)),
    "bellwether": bought(("lamp", 700, 470, 80, 700)),
    "osprey": bought(("chair", 700, 480, 54, 880)),
    "larch": bought(("care", 660, 461, 66, 450), ("care", 390, 35, 71, 900)),
    "cobalt": bought(("desk", 640, 95, 90, 980)),
    "kiosk": bought(("care", 640, 20, 103, 150)),
    "palmera": bought(("shelf", 585, 25, 62, 1500)),
    "juniper": bought(("lamp", 560, 400, 52, 700)),
    "granite": bought(("desk", 530, 30, 50, 1250)),
    "willow": bought(("chair", 500, 70, 85, 560)),
    "ember": bought(("care", 466, 410, 25, 500)),
    # New ones
    "sunfield": bought(("desk", 326, 15, 31, 1300)),
    "pilot": bought(("chair", 280, 20, 65, 700)),
    "harvest": bought(("shelf", 215, 35, 45, 780)),
    "aurora": bought(("lamp", 180, 60, 60, 620)),
    "beacon": bought(("desk", 141, 45, 48, 960)),
    "mosaic": bought(("chair", 110, 50, 50, 540)),
}
#: What came back: customer, days ago, chairs.
RETURNED = [("atlas", 203, 4), ("fjord", 410, 2)]
#: Who buys over the counter, and who in euros.
RECEIPTS, EUROS = {"kiosk"}, {"kestrel"}


class RelationshipRetentionDemo(models.AbstractModel):
    """Invoices in which each movement and each state of an account is found.

    Of more than two years. Days are counted from today, and nothing is left to
    chance. Without a chart of accounts there is nothing to invoice with.
    """

    _name = "relationship.retention.demo"
    _description = "Demo data of customer retention"

    @api.model
    def _make_documents(self):
        """Make invoices, receipts and credit notes, and what was paid of them."""
        journals = {
            journal.type: journal
            for journal in self.env["account.journal"].search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("type", "in", ("sale", "bank")),
                ],
                order="sequence DESC, id DESC",
            )
        }
        if journals.keys() != {"sale", "bank"}:
            return
        self._set_rate()
        refunds = (
            self._get_document(customer, day, [("chair", chairs)], "out_refund")
            for customer, day, chairs in RETURNED
        )
        # Their lines are whole: what Odoo would work out for each takes a minute.
        moves = self.env["account.move"].with_context(skip_invoice_sync=True)
        documents = moves.create([*self._get_invoices(), *refunds])
        documents.action_post()
        self._pay(documents, journals["bank"])

    @api.model
    def _set_rate(self):
        """Give the euro a rate where it is not the company's own currency."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        company = self.env.company
        rates = self.env["res.currency.rate"]
        of_company = [("company_id", "in", (company.id, False))]
        if company.currency_id != euro and not rates.search_count(
            [("currency_id", "=", euro.id), *of_company]
        ):
            rates.create(
                {
                    "name": "2010-01-02",
                    "currency_id": euro.id,
                    "company_id": company.id,
                    "rate": 0.92,
                }
            )

    @api.model
    def _get_invoices(self):
        """Values of invoices: what falls on one day is one of them."""
        for customer, rows in HISTORY.items():
            kind = "out_receipt" if customer in RECEIPTS else "out_invoice"
            by_day = defaultdict(list)
            for row in rows:
                for day in row.get_days():
                    by_day[day].append((row.product, row.get_quantity(day)))
            for day, lines in sorted(by_day.items(), reverse=True):
                yield self._get_document(customer, day, lines, kind)

    @api.model
    def _get_document(self, customer, day, lines, kind="out_invoice"):
        """Values of a document, with what the customer owes for it."""
        term = self.env.ref("account.account_payment_term_end_following_month")
        partner = self.env.ref(f"{MODULE}.partner_{customer}")
        day = fields.Date.today() - relativedelta(days=day)
        company = self.env.company.currency_id
        currency = self.env.ref("base.EUR") if customer in EUROS else company
        sign = 1 if kind == "out_refund" else -1

        def get_line(amount, **values):
            balance = currency._convert(amount, company, date=day)
            money = {"amount_currency": amount, "balance": balance}
            return Command.create({**money, "tax_ids": [Command.clear()], **values})

        products = [
            get_line(
                sign * quantity * PRICES[product],
                product_id=self.env.ref(f"{MODULE}.product_{product}").id,
                quantity=quantity,
                price_unit=PRICES[product],
            )
            for product, quantity in lines
        ]
        owed = get_line(
            -sign * sum(quantity * PRICES[product] for product, quantity in lines),
            display_type="payment_term",
            account_id=partner.property_account_receivable_id.id,
            date_maturity=day + relativedelta(months=2, day=1, days=-1),
        )
        return {
            "move_type": kind,
            "partner_id": partner.id,
            "currency_id": currency.id,
            "invoice_date": day,
            "invoice_payment_term_id": term.id,
            "ref": REF,
            "line_ids": [*products, owed],
        }

    @api.model
    def _pay(self, documents, bank):
        """All pay when it is due, at the end of a month: one entry for each."""
        due = documents.line_ids.filtered(
            lambda line: (
                line.account_id.account_type == "asset_receivable"
                and line.date_maturity < fields.Date.today()
            )
        ).sorted(lambda line: (line.date_maturity, line.id))
        by_day = due.grouped("date_maturity")
        entries = self.env["account.move"].create(
            [self._get_entry(bank, day, lines) for day, lines in by_day.items()]
        )
        entries.action_post()
        pairs = []
        for entry, lines in zip(entries, by_day.values(), strict=True):
            paid = entry.line_ids.filtered("partner_id").sorted("id")
            pairs += map(models.BaseModel.union, lines, paid)
        self.env["account.move.line"]._reconcile_plan(pairs)

    @api.model
    def _get_entry(self, bank, day, lines):
        return {
            "move_type": "entry",
            "journal_id": bank.id,
            "date": day,
            "ref": f"{REF}-BANK",
            "line_ids": [
                *(
                    Command.create(
                        {
                            "name": line.move_id.name,
                            "account_id": line.account_id.id,
                            "partner_id": line.partner_id.id,
                            "currency_id": line.currency_id.id,
                            "amount_currency": -line.amount_currency,
                            "balance": -line.balance,
                        }
                    )
                    for line in lines
                ),
                Command.create(
                    {
                        "account_id": bank.default_account_id.id,
                        "balance": sum(lines.mapped("balance")),
                    }
                ),
            ],
        }
