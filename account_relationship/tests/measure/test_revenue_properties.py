from collections import defaultdict
from contextlib import suppress
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..common import InvoicedCommon

SALES = ("out_invoice", "out_refund", "out_receipt")
DAYS = st.dates(date(2024, 1, 28), date(2024, 3, 3)) | st.just(date(2031, 5, 31))
PICKS = st.integers(0, 5)
PRICES = st.integers(-500, 5_000).map(lambda cents: cents / 100)
#: What may happen to documents and what they are made of, with what it is about.
EVENTS = st.one_of(
    st.tuples(st.just("post"), PICKS),
    st.tuples(st.just("post"), PICKS),
    st.tuples(st.just("draft"), PICKS),
    st.tuples(st.just("cancel"), PICKS),
    st.tuples(st.just("delete"), PICKS),
    st.tuples(st.just("refund"), PICKS, DAYS),
    st.tuples(st.just("edit"), PICKS, DAYS, PRICES),
    st.tuples(st.just("swap"), PICKS),
    st.tuples(st.just("classify"), PICKS, PICKS),
    st.tuples(st.just("drop_category"), PICKS),
    st.tuples(st.just("move_contact"), PICKS),
    st.tuples(st.just("merge"), PICKS),
    st.tuples(st.just("open_account"), PICKS),
)
#: Each of them, in an order in which all change something, and by itself.
EACH = [
    (event, True)
    for event in (
        ("refund", 0, date(2031, 5, 31)),
        ("classify", 0, 0),
        ("swap", 0),
        ("classify", 1, 2),
        ("drop_category", 2),
        ("move_contact", 0),
        ("open_account", 0),
        ("merge", 0),
        ("edit", 4, date(2024, 3, 1), 7.5),
        ("cancel", 1),
        ("draft", 3),
        ("delete", 3),
        ("move_contact", 2),
        ("drop_category", 0),
        ("post", 1),
    )
]


@tagged("post_install", "-at_install")
class TestRevenueProperties(InvoicedCommon):
    """Whatever happens to documents, the rows are the sums of their lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue = cls.env["relationship.revenue"]
        cls.euro = cls.setup_other_currency("EUR", rates=[("2024-02-10", 1.37)])
        cls.there = cls.setup_other_company()["company"]
        cls.categories = cls.env["product.category"].create(
            [{"name": "Chairs"}, {"name": "Tables"}]
        )
        cls.categories += cls.categories.create(
            {"name": "Stools", "parent_id": cls.categories[0].id}
        )
        cls.products = cls.product_a | cls.product_b
        cls.companies = cls.env.company | cls.there
        cls.hugo.company_ids |= cls.there
        cls.contacts = cls.acme_customer | cls.amy | cls.dune | cls.birch_customer
        cls.moves = [
            cls._add_draft(number, move_type)
            for number, move_type in enumerate((*SALES, *SALES))
        ]
        cls.revenue._rebuild()

    @classmethod
    def _add_draft(cls, number, move_type):
        return cls.env["account.move"].create(
            {
                "company_id": cls.companies[number % 5 // 3].id,
                "move_type": move_type,
                "partner_id": cls.contacts[number % 4].id,
                "currency_id": (
                    cls.euro if number % 2 else cls.env.company.currency_id
                ).id,
                "invoice_date": date(2024, 2, 1 + 5 * number),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product and product.id,
                            "name": "Line",
                            "price_unit": 33.33 * (number + 1),
                            "tax_ids": [],
                        }
                    )
                    for product in (*cls.products, None)
                ],
            }
        )

    # ------------------------------------------------------------
    # What happens
    # ------------------------------------------------------------

    def _happen(self, event, pick, *values):
        move = self.moves[pick].exists()
        if event in ("post", "draft", "cancel", "delete", "refund", "edit", "swap"):
            if move:
                getattr(self, f"_{event}")(move, *values)
        else:
            getattr(self, f"_{event}")(pick, *values)

    def _post(self, move):
        if move.state == "draft" and move.amount_total >= 0:
            move.action_post()

    def _draft(self, move):
        if move.state != "draft":
            move.button_draft()

    def _cancel(self, move):
        self._draft(move)
        move.button_cancel()

    def _delete(self, move):
        self._draft(move)
        move.with_context(force_delete=True).unlink()

    def _refund(self, move, day):
        if move.state == "posted" and move.move_type == "out_invoice":
            refund = move._reverse_moves([{"invoice_date": day, "date": day}])
            refund.action_post()

    def _edit(self, move, day, price):
        was = move.state
        self._draft(move)
        move.write({"name": False, "invoice_date": day})
        move.invoice_line_ids[0].price_unit = price
        if was == "posted":
            self._post(move)

    def _swap(self, move):
        """The lines of a posted document change, not its sum."""
        move.invoice_line_ids[0].product_id = self.products[1]

    def _classify(self, pick, category):
        if category := self.categories[category % 3].exists():
            self.products[pick % 2].categ_id = category

    def _drop_category(self, pick):
        self.categories[pick % 3].exists().unlink()

    def _move_contact(self, pick):
        if amy := self.amy.exists():
            amy.parent_id = [self.dune, self.birch_customer, False][pick % 3]

    def _merge(self, pick):
        into, gone = [
            (self.acme_customer, self.dune),
            (self.birch_customer, self.dune),
            (self.birch_customer, self.acme_customer),
        ][pick % 3]
        if (into | gone).exists() == into | gone:
            wizard = self.env["base.partner.merge.automatic.wizard"]
            wizard._merge((into | gone).ids, into)

    def _open_account(self, pick):
        customer = self.contacts.exists().commercial_partner_id[0]
        key = (self.companies[pick % 2].id, customer.id)
        account = self.Account._get_by_customer([key]).get(key)
        if account:
            account.unlink()
        else:
            self.Account.create(
                {
                    "company_id": key[0],
                    "partner_id": customer.id,
                    "manager_id": self.hugo.id,
                }
            )

    # ------------------------------------------------------------
    # What there is to find
    # ------------------------------------------------------------

    def _add_up(self):
        """The rows, in plain Python: ``{key: (amount, number of documents)}``."""
        amounts, documents, untaxed = defaultdict(Decimal), defaultdict(set), Decimal()
        for move in self.env["account.move"].search(
            [
                ("company_id", "in", self.companies.ids),
                ("state", "=", "posted"),
                ("move_type", "in", SALES),
            ]
        ):
            untaxed += Decimal(str(round(move.amount_untaxed_signed, 2)))
            for line in move.line_ids:
                if line.display_type not in ("product", "rounding"):
                    continue
                key = (
                    move.company_id.id,
                    move.partner_id.commercial_partner_id.id,
                    move.invoice_date.replace(day=1),
                    line.product_id.categ_id.id or None,
                )
                amounts[key] -= Decimal(str(round(line.balance, 2)))
                documents[key].add(move.id)
        self.assertEqual(sum(amounts.values()), untaxed)
        return {key: (amounts[key], len(documents[key])) for key in amounts}

    def _read(self):
        self.env.flush_all()
        facts = self.env.execute_query_dict(self.revenue._get_facts())
        accounts = self.Account.with_context(active_test=False).search([])
        by_key = {
            (account.company_id.id, account.partner_id.id): account.id
            for account in accounts
        }
        rows = {}
        for row in facts:
            key = (row["company_id"], row["partner_id"])
            if key[0] in self.companies.ids:
                self.assertEqual(row["account_id"], by_key.get(key))
                key += (row["month"], row["category_id"])
                rows[key] = (Decimal(str(row["amount"])), row["invoice_count"])
        return rows

    @settings(
        max_examples=4,
        deadline=None,
        database=None,
        # To make an example smaller takes minutes of posting.
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        first=st.sets(PICKS, min_size=3),
        events=st.lists(st.tuples(EVENTS, st.booleans()), min_size=2, max_size=8),
    )
    @example(first={0, 1, 2, 3, 4, 5}, events=EACH)
    def test_rows_are_the_sums_of_the_documents_after_each_change(self, first, events):
        with self.env.cr.savepoint() as savepoint:
            for pick in first:
                self._post(self.moves[pick])
            self.revenue._refresh()
            for event, is_refreshed in events:
                with suppress(UserError), self.env.cr.savepoint():
                    self._happen(*event)
                expected = self._add_up()
                self.assertEqual(self._read(), expected, event)
                if is_refreshed:
                    self.revenue._refresh()
                    self.assertEqual(self._read(), expected, event)
            self.revenue._refresh()
            self.assertEqual(self.revenue._rebuild(), 0, "incremental differs from all")
            self.env.cr.execute("DELETE FROM relationship_revenue")
            self.revenue._rebuild()
            self.assertEqual(self._read(), self._add_up())
            savepoint.rollback()
            self.env.invalidate_all()
