from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged, users
from odoo.tools import SQL

from ..common import InvoicedCommon

MANY = 10_000


@tagged("post_install", "-at_install")
class TestRevenueBadInput(InvoicedCommon):
    """Documents nobody thinks of: the facts are the sums of their lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue = cls.env["relationship.revenue"]
        cls.chairs = cls.env["product.category"].create({"name": "Chairs"})
        cls.product_a.categ_id = cls.chairs

    def _post(self, amounts, day, **values):
        """A posted document of Acme with a line of each amount."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.acme_customer.id,
                "invoice_date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.product_a.id,
                            "price_unit": amount,
                            "tax_ids": [],
                        }
                    )
                    for amount in amounts
                ],
                **values,
            }
        )
        move.action_post()
        return move

    def _get(self, refresh=True):
        """``[(month, category, amount, documents)]`` of Acme."""
        if refresh:
            self.revenue._refresh()
        return [
            (f"{row.month:%Y-%m}", row.category_id.name, row.amount, row.invoice_count)
            for row in self.revenue.search(
                [("partner_id", "=", self.acme_customer.id)],
                order="month, category_id",
            )
        ]

    def _get_sold(self, start, end):
        sold = self.revenue._get_sold(start, end)
        [(amount,)] = self.env.execute_query(
            SQL("SELECT SUM(amount) FROM (%s) AS sold", sold)
        )
        return amount

    # ------------------------------------------------------------
    # Amounts
    # ------------------------------------------------------------

    @users("hugo")
    def test_refunds_larger_than_sales_are_below_nothing_and_said_so(self):
        with self.with_user("accountant"):
            self._post([10], "2025-01-10")
            self._post([40], "2025-01-20", move_type="out_refund")
        self.assertEqual(self._get(), [("2025-01", "Chairs", -30, 2)])
        said = self.env["relationship.revenue"].get_headline([])
        self.assertRegex(said, "from 1 customers")
        self.assertNotIn("most of it", said, "there is no share of less than nothing")

    @users("accountant")
    def test_lines_of_nothing_and_below_nothing_add_up(self):
        self._post([0, -30, 100], "2025-01-10")
        self._post([0], "2025-02-10")
        self.assertEqual(
            self._get(),
            [("2025-01", "Chairs", 70, 1), ("2025-02", "Chairs", 0, 1)],
        )

    @users("hugo")
    def test_sales_of_nothing_have_a_sentence(self):
        with self.with_user("accountant"):
            self._post([0], "2025-02-10")
        self._get()
        said = self.env["relationship.revenue"].get_headline([])
        self.assertTrue(said)
        self.assertNotIn("0 %", said.replace("\N{NO-BREAK SPACE}", " "))

    @users("accountant")
    def test_currency_without_any_rate_counts_as_the_invoice_was_booked(self):
        currency = (
            self.env["res.currency"]
            .sudo()
            .create({"name": "XQX", "symbol": "X", "rounding": 0.01})
        )
        move = self._post([55], "2025-01-10", currency_id=currency.id)
        self.assertEqual(
            self._get(), [("2025-01", "Chairs", move.amount_untaxed_signed, 1)]
        )

    # ------------------------------------------------------------
    # Dates
    # ------------------------------------------------------------

    @users("accountant")
    def test_documents_of_the_future_are_of_no_window_before(self):
        self._post([10], "2199-12-31")
        self.assertEqual(self._get(), [("2199-12", "Chairs", 10, 1)])
        for start, end, amount in (
            (date(2020, 1, 1), date(2199, 12, 30), None),
            (date(2199, 12, 1), date(2199, 12, 31), 10),
            (date(2199, 12, 31), date(2199, 12, 31), 10),
        ):
            self.assertEqual(self._get_sold(start, end), amount)

    @users("accountant")
    def test_decades_between_documents_are_no_matter(self):
        self._post([10], "1971-02-28")
        self._post([20], "2068-02-29")
        self.assertEqual(
            self._get(), [("1971-02", "Chairs", 10, 1), ("2068-02", "Chairs", 20, 1)]
        )
        self.assertEqual(self._get_sold(date(1970, 1, 1), date(2069, 1, 1)), 30)
        self.assertEqual(self._get_sold(date(1971, 2, 28), date(2068, 2, 28)), 10)

    @users("accountant")
    def test_a_window_that_ends_before_it_begins_has_nothing(self):
        self._post([10], "2025-01-10")
        self.assertIsNone(self._get_sold(date(2025, 2, 1), date(2025, 1, 1)))
        self.assertIsNone(self._get_sold(date(2025, 1, 20), date(2025, 1, 5)))

    # ------------------------------------------------------------
    # Lock dates
    # ------------------------------------------------------------

    @users("accountant")
    def test_what_is_locked_is_not_drafted_and_still_counts(self):
        move = self._post([10], "2025-01-10")
        self._get()
        self.env.company.sudo().fiscalyear_lock_date = "2025-01-31"
        for method in ("button_draft", "button_cancel"):
            with (
                self.subTest(method),
                self.assertRaises(UserError),
                self.env.cr.savepoint(),
            ):
                getattr(move, method)()
                self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._get(), [("2025-01", "Chairs", 10, 1)])
        self.assertEqual(self.revenue._rebuild(self.env.company), 0)

    @users("accountant")
    def test_posted_into_a_locked_month_it_is_of_the_month_of_its_invoice_date(self):
        self.env.company.sudo().fiscalyear_lock_date = "2025-01-31"
        move = self._post([10], "2025-01-10")
        self.assertGreater(move.date, date(2025, 1, 31), "booked after the lock")
        self.assertEqual(self._get(), [("2025-01", "Chairs", 10, 1)])
        self.assertEqual(self.revenue._rebuild(self.env.company), 0)

    @users("accountant")
    def test_reversed_after_the_lock_both_count_in_their_months(self):
        move = self._post([10], "2025-01-10")
        self.env.company.sudo().fiscalyear_lock_date = "2025-01-31"
        move._reverse_moves(
            [{"invoice_date": "2025-02-03", "date": "2025-02-03"}], cancel=True
        )
        self.assertEqual(
            self._get(),
            [("2025-01", "Chairs", 10, 1), ("2025-02", "Chairs", -10, 1)],
        )

    # ------------------------------------------------------------
    # Categories
    # ------------------------------------------------------------

    @users("accountant")
    def test_a_category_that_moves_in_the_tree_keeps_its_facts(self):
        self._post([10], "2025-01-10")
        before = self._get()
        parent = self.env["product.category"].sudo().create({"name": "Furniture"})
        self.chairs.sudo().parent_id = parent
        self.assertEqual(self._get(), before)
        self.assertEqual(self.revenue._rebuild(self.env.company), 0)

    @users("accountant")
    def test_a_category_that_goes_leaves_the_sum(self):
        self._post([10, 5], "2025-01-10")
        self._get()
        other = self.env["product.category"].sudo().create({"name": "Other"})
        self.product_a.sudo().categ_id = other
        self.chairs.sudo().unlink()
        self.assertEqual(self._get(), [("2025-01", "Other", 15, 1)])

    @users("accountant")
    def test_ten_thousand_categories_take_no_more_queries(self):
        move = self._post([10], "2025-01-10")
        self._get()
        before = self._count_queries()
        self._sell_of_many(move)
        self.assertEqual(self._count_queries(), before)
        rows = self._get(refresh=False)
        self.assertEqual(len(rows), MANY + 1)
        self.assertEqual(sum(row[2] for row in rows), 10 + MANY)
        said = self.env["relationship.revenue"].sudo().get_headline([])
        self.assertRegex(said, "most of it Chairs, 1.%")

    def _count_queries(self):
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.revenue._rebuild(self.env.company)
        return self.env.cr.sql_log_count - before

    def _sell_of_many(self, move):
        """A line of 1 more for a product of each of many categories."""
        line = move.invoice_line_ids
        for table, values in (
            ("product_category", {"name": "'C' || n", "parent_path": "n || '/'"}),
            ("product_template", {"categ_id": "%(category)s + n"}),
            ("product_product", {"product_tmpl_id": "%(template)s + n"}),
            ("account_move_line", {"product_id": "%(variant)s + n", "balance": "-1"}),
        ):
            self._copy(table, values, line)

    def _copy(self, table, values, line):
        """Copy a row many times, with some values of their own."""
        product = line.product_id
        rows = {
            "product_category": product.categ_id.id,
            "product_template": product.product_tmpl_id.id,
            "product_product": product.id,
            "account_move_line": line.id,
        }
        names = self.env.execute_query(
            SQL(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = %s AND column_name <> 'id'",
                table,
            )
        )
        columns = [name for (name,) in names]
        self.env.cr.execute(f"SELECT MAX(id) FROM {table}")
        self.first = getattr(self, "first", {})
        [self.first[table]] = self.env.cr.fetchone()
        chosen = [values.get(name, f'row."{name}"') for name in columns]
        quoted = ", ".join(f'"{name}"' for name in columns)
        self.env.cr.execute(
            f"INSERT INTO {table} (id, {quoted})"
            f" SELECT %(last)s + n, {', '.join(chosen)}"
            f"  FROM {table} AS row, generate_series(1, %(many)s) AS n"
            " WHERE row.id = %(row)s",
            {
                "last": self.first[table],
                "many": MANY,
                "row": rows[table],
                "category": self.first.get("product_category"),
                "template": self.first.get("product_template"),
                "variant": self.first.get("product_product"),
            },
        )
        self.env.invalidate_all()
