from datetime import date
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .test_movements import AFTER, BEFORE, MovementsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestStandingComparisons(MovementsCommon):
    """Closed months rarely change: only those that did are made anew at night."""

    def setUp(self):
        super().setUp()
        self._buy(
            (self.acme_customer, BEFORE[0], 100),
            (self.acme_customer, AFTER[0], 100),
            (self.birch_customer, AFTER[0], 30),
        )

    def _made_anew(self):
        """The months whose comparisons the night makes anew."""
        made, fill = [], type(self.Comparison)._fill_rows

        def note(comparison, *args):
            made.append(comparison.month)
            return fill(comparison, *args)

        with patch.object(type(self.Comparison), "_fill_rows", note):
            self._refresh()
        return sorted(made)

    def test_nothing_changed_and_nothing_is_made_anew(self):
        self.assertFalse(self._made_anew())

    def test_the_open_month_is_in_none_of_them(self):
        self._insert_invoices(
            [("out_invoice", self.acme_customer.id, date(2026, 3, 10), 70)]
        )
        self.assertFalse(self._made_anew())

    def test_a_late_invoice_is_in_those_whose_periods_it_falls_in(self):
        self._insert_invoices(
            [("out_invoice", self.acme_customer.id, date(2025, 12, 5), 70)]
        )
        self.assertEqual(
            self._made_anew(), [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
        )
        self.assertEqual(self._latest().filtered("account_id.partner_id")[0].size, 70)
        self.assertFalse(self._made_anew())

    def test_amounts_that_changed_places_are_seen(self):
        """The sums of all are the same: it is another customer's."""
        self.env.cr.execute(
            """
            UPDATE account_move SET partner_id = %s
             WHERE partner_id = %s AND invoice_date = %s
            """,
            (self.dune.id, self.birch_customer.id, AFTER[0]),
        )
        self.env["relationship.revenue"]._rebuild()
        self.assertTrue(self._made_anew())
        self.assertEqual(
            self._latest().mapped("partner_id"), self.acme_customer + self.dune
        )

    def test_a_customer_known_for_longer_is_seen_before_any_sale_changed(self):
        birch = self._latest().filtered(lambda row: row.sales_before == 0)
        self.assertEqual(birch.movement, "new")
        self._insert_invoices(
            [("out_invoice", self.birch_customer.id, date(2020, 1, 7), 5)]
        )
        self.assertEqual(len(self._made_anew()), 24)
        birch = self._latest().filtered(lambda row: row.sales_before == 0)
        self.assertEqual(birch.movement, "returned")

    def test_another_begin_of_history_is_seen(self):
        self.env.company.relationship_history_begins = date(2025, 3, 1)
        self.assertEqual(len(self._made_anew()), 24)

    def test_the_categories_of_rows_are_seen(self):
        """Moved in the database by another way than Odoo's."""
        category = self.env["product.category"].create({"name": "Hinges"})
        self.env.cr.execute(
            "UPDATE relationship_revenue SET category_id = %s WHERE month = %s",
            (category.id, AFTER[0]),
        )
        self.assertTrue(self._made_anew())
        self.assertIn(category, self._latest().mapped("up_category_id"))

    def test_a_month_later_the_new_one_alone_is_made(self):
        with freeze_time("2026-04-15 12:00:00"):
            self.assertEqual(self._made_anew(), [date(2026, 3, 1)])
