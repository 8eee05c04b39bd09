from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from . import plain
from .test_movements import AFTER, BEFORE, MovementsCommon
from .test_retention_properties import PROPERTY

SALES = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.integers(0, 47),
        st.decimals(-200, 300, places=2).filter(bool),
    ),
    max_size=40,
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestMovementsKept(MovementsCommon):
    """What is kept stays true, whatever becomes of customers and categories."""

    def _rows(self, model="relationship.movement", **values):
        domain = [(name, "=", value) for name, value in values.items()]
        rows = self.env[model].with_user(self.hugo)
        own = [("company_id", "=", self.env.company.id), ("is_latest", "=", True)]
        return rows.search([*own, *domain])

    # ------------------------------------------------------------
    # Identities
    # ------------------------------------------------------------

    @settings(max_examples=6, **PROPERTY)
    @given(sales=SALES)
    def test_rows_are_what_plain_python_says_and_add_up_to_the_cent(self, sales):
        customers = [
            *(self.acme_customer, self.birch_customer, self.cedar_customer),
            *(self.dune, self.env.company.partner_id),
        ]
        first = date(2022, 3, 10)
        history = [
            (customers[who].id, plain.add_months(first.replace(day=1), month), amount)
            for who, month, amount in sales
        ]
        with self.env.cr.savepoint() as savepoint:
            self._insert_invoices(
                [
                    ("out_invoice" if amount > 0 else "out_refund", who, day, amount)
                    for who, day, amount in history
                ]
            )
            self._refresh()
            days = defaultdict(set)
            for who, day, amount in history:
                if amount > 0:
                    days[who].add(day)
            days = {who: sorted(bought) for who, bought in days.items()}
            self._check(history, days)
            savepoint.rollback()
            self.env.invalidate_all()

    def _check(self, history, days):
        own = [("company_id", "=", self.env.company.id)]
        for comparison in self.Comparison.sudo().search(own):
            before, after = comparison._get_windows()
            expected = plain.get_retention(history, days, before, after)
            [found] = self.Movement.sudo()._read_group(
                [("comparison_id", "=", comparison.id)],
                [],
                [
                    *("sales_before:sum", "sales_after:sum", "difference:sum"),
                    *("gross:avg", "net:avg", "customers_before:sum"),
                ],
            )
            start, end, difference, gross, net, customers = found
            self.assertAlmostEqual(start or 0, expected["start"], places=6)
            self.assertAlmostEqual(end or 0, expected["end"], places=6)
            self.assertEqual(customers or 0, expected["customers"])
            for rate, name in ((gross, "gross"), (net, "net")):
                if expected[name] is None:
                    self.assertIs(rate, False)
                else:
                    self.assertAlmostEqual(rate, 100 * expected[name], places=6)
            self.env.cr.execute(
                SQL(
                    "SELECT SUM(sales_before) + SUM(difference) = SUM(sales_after)"
                    " FROM relationship_movement WHERE comparison_id = %s",
                    comparison.id,
                )
            )
            self.assertIn(self.env.cr.fetchone()[0], (True, None))

    # ------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------

    def test_customers_that_are_merged_are_one_at_once(self):
        self._buy(
            (self.acme_customer, BEFORE[0], 100),
            (self.dune, AFTER[0], 130),
        )
        gone = self.dune.id
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [self.acme_customer.id, gone], self.acme_customer
        )
        self.env.invalidate_all()
        [row] = self._rows()
        self.assertEqual(row.partner_id, self.acme_customer)
        self.assertEqual((row.movement, row.difference), ("grown", 30))
        [row] = self._rows("relationship.category.movement")
        self.assertEqual(row.difference, 30)
        self.env.cr.execute(
            "SELECT FROM relationship_movement WHERE partner_id = %s", [gone]
        )
        self.assertFalse(self.env.cr.rowcount)

    def test_rows_name_the_account_a_customer_has_now(self):
        self._buy((self.dune, BEFORE[0], 100))
        self.assertFalse(self._rows(partner_id=self.dune.id).account_id)
        account = self.Account.create(
            {"partner_id": self.dune.id, "manager_id": self.bob.id}
        )
        row = self._rows(partner_id=self.dune.id)
        self.assertEqual((row.account_id, row.manager_id), (account, self.bob))
        account.sudo().unlink()
        self.assertFalse(self._rows(partner_id=self.dune.id).account_id)

    def test_who_sees_which_rows_follows_the_accounts(self):
        self._buy(
            (self.acme_customer, BEFORE[0], 100),
            (self.cedar_customer, BEFORE[0], 100),
            (self.dune, BEFORE[0], 100),
        )
        for user, customers in (
            (self.ann, self.acme_customer),
            (self.bea, self.acme_customer),
            (self.bob, self.cedar_customer),
            (self.hugo, self.acme_customer | self.cedar_customer | self.dune),
        ):
            for model in ("relationship.movement", "relationship.category.movement"):
                with self.subTest(user=user.login, model=model):
                    found = self._latest(user, model)
                    self.assertEqual(found.partner_id, customers)

    # ------------------------------------------------------------
    # Categories
    # ------------------------------------------------------------

    def _sell(self, customer, day, category, amount):
        self.env.cr.execute(
            "INSERT INTO relationship_revenue (company_id, partner_id, account_id,"
            " month, category_id, amount, invoice_count)"
            " VALUES (%s, %s, NULL, %s, %s, %s, 1)",
            (self.env.company.id, customer.id, day, category.id, amount),
        )

    def test_each_category_has_its_own_movement(self):
        desks, lamps = self.env["product.category"].create(
            [{"name": "Desks"}, {"name": "Lamps"}]
        )
        self._sell(self.acme_customer, BEFORE[0], desks, 100)
        self._sell(self.acme_customer, AFTER[0], desks, 20)
        self._sell(self.acme_customer, AFTER[0], lamps, 95)
        self._sell(self.acme_customer, date(2022, 1, 1), lamps, 1)
        self._refresh()
        rows = self._rows("relationship.category.movement")
        self.assertEqual(
            {row.category_id: (row.movement, row.difference) for row in rows},
            {desks: ("shrunk", -80), lamps: ("returned", 95)},
        )
        row = self._rows()
        self.assertEqual((row.up_category_id, row.up_amount), (lamps, 95))
        self.assertEqual((row.down_category_id, row.down_amount), (desks, -80))

    def test_a_category_that_goes_leaves_nothing_that_cannot_be_read(self):
        desks = self.env["product.category"].create({"name": "Desks"})
        self._sell(self.acme_customer, BEFORE[0], desks, 100)
        self._refresh()
        desks.unlink()
        row = self._rows()
        self.assertEqual((row.down_category_id.id, row.down_amount), (False, -100))
        self.assertFalse(self._rows("relationship.category.movement"))

    # ------------------------------------------------------------
    # Companies and currencies
    # ------------------------------------------------------------

    def test_companies_are_apart_and_money_is_added_up_in_one_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        second = self.env["res.company"].create(
            {"name": "Second", "currency_id": euro.id}
        )
        rates = self.env["res.currency.rate"]
        rates.search([("currency_id", "=", euro.id)]).unlink()
        rates.create(
            {
                "name": "2020-01-01",
                "currency_id": euro.id,
                "rate": 0.5,
                "company_id": self.env.company.id,
            }
        )
        self._buy((self.dune, BEFORE[0], 100), (self.dune, AFTER[0], 50))
        self.env.cr.execute(
            "INSERT INTO relationship_revenue (company_id, partner_id, month, amount,"
            " invoice_count) VALUES (%s, %s, %s, 100, 1)",
            (second.id, self.dune.id, BEFORE[0]),
        )
        self.Comparison._refresh_standing(second)
        self.hugo.company_ids = [Command.link(second.id)]
        both = self.Movement.with_user(self.hugo).with_context(
            allowed_company_ids=(self.env.company | second).ids
        )
        found = both.get_waterfall([("is_latest", "=", True)])
        self.assertEqual(found["steps"][0]["amount"], 300)
        # 50 are left of 100, and none of 200: not a mean of 50 % and 0 %.
        now = found["year_before"]["now"]
        self.assertAlmostEqual(now["gross"], 100 * 50 / 300)
        only = both.with_context(allowed_company_ids=self.env.company.ids)
        found = only.get_waterfall([("is_latest", "=", True)])
        self.assertEqual(found["steps"][0]["amount"], 100)

    # ------------------------------------------------------------
    # Beginnings
    # ------------------------------------------------------------

    def test_who_was_there_when_history_begins_is_not_new(self):
        self.env.company.relationship_history_begins = AFTER[0]
        self._buy(
            (self.acme_customer, AFTER[0] + timedelta(days=20), 10),
            (self.dune, AFTER[1], 10),
        )
        found = {row.partner_id: row.movement for row in self._rows()}
        self.assertEqual(found, {self.acme_customer: "returned", self.dune: "new"})

    def test_the_night_makes_them_and_installation_as_well(self):
        steps = [
            step.name for step in self.env["relationship.work"]._get_nightly_steps()
        ]
        self.assertIn("comparisons", steps)
        self.assertLess(steps.index("rebuild_revenue"), steps.index("comparisons"))
