from datetime import date
from unittest.mock import patch

from odoo.tests import freeze_time, tagged, users
from odoo.tools import SQL

from odoo.addons.account_relationship.models.measure.relationship_measure import (
    RelationshipMeasure,
)

from ...measures import DOWN, Measure, Scale
from ..common import InvoicedCommon

COLUMN = "x_lead_share"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestMeasureOfAnotherAddon(InvoicedCommon):
    """An addon brings a field and a measure that is stored in it, and no more.

    Its query says nothing of customers without leads.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.model.fields"].create(
            {
                "model_id": cls.env["ir.model"]._get_id("relationship.account"),
                "name": COLUMN,
                "field_description": "Thirds of leads",
                "ttype": "float",
                "state": "manual",
            }
        )
        cls.addClassCleanup(cls._remove_field)
        original = RelationshipMeasure._get_measures

        def get_measures(self):
            return original(self) | {
                "lead_share": Measure(
                    *("Thirds of leads", "count", DOWN, measure_leads, "share"),
                    empty=cls.empty,
                    stored_as=COLUMN,
                    scale=Scale("steps", ((0, 100), (3, 0)), weight=10),
                ),
            }

        def measure_leads(scope, today, category):
            return SQL(
                "SELECT account.id AS account_id, COUNT(*) / 3.0 AS share"
                " FROM relationship_account AS account"
                " JOIN crm_lead AS lead"
                " ON lead.relationship_account_id = account.id AND lead.active"
                " WHERE %s GROUP BY account.id",
                scope,
            )

        cls.empty = 0
        cls.startClassPatcher(
            patch.object(RelationshipMeasure, "_get_measures", get_measures)
        )
        cls._add_lead(cls.amy)
        cls.env.flush_all()

    @classmethod
    def _remove_field(cls):
        """Python classes are not rolled back with the table."""
        cls.env["ir.model.fields"]._get("relationship.account", COLUMN).unlink()

    @classmethod
    def _add_lead(cls, contact):
        lead = cls.env["crm.lead"].create(
            {"name": "Desks", "type": "opportunity", "partner_id": contact.id}
        )
        lead.flush_recordset()

    def _get_versions(self):
        rows = self.env.execute_query(
            SQL("SELECT id, xmin::text || ctid FROM relationship_account")
        )
        return dict(rows)

    @users("ann")
    def test_the_button_stores_it(self):
        account = self.acme.with_env(self.env)
        account.action_refresh_measures()
        self.assertAlmostEqual(account[COLUMN], 1 / 3)

    def test_the_night_stores_it_of_all_accounts(self):
        self._run_step("refresh_measures")
        self.assertAlmostEqual(self.acme[COLUMN], 1 / 3)
        self.assertEqual(self.birch[COLUMN], 0)

    def test_a_new_account_has_it_at_once(self):
        self._add_lead(self.dune)
        account = self.Account.create(
            {"partner_id": self.dune.id, "manager_id": self.ann.id}
        )
        self.assertAlmostEqual(account[COLUMN], 1 / 3)

    def test_a_customer_who_becomes_a_contact_brings_it_along(self):
        contact_of_dune = {"parent_id": self.dune.id, "is_company": False}
        self.acme_customer.write(contact_of_dune)
        self.assertEqual(self.acme.partner_id, self.dune)
        self.assertAlmostEqual(self.acme[COLUMN], 1 / 3)
        self._add_lead(self.birch_customer)
        self.birch_customer.write(contact_of_dune)
        self.assertFalse(self.birch.exists())
        self.assertAlmostEqual(self.acme[COLUMN], 2 / 3)

    def test_customers_who_become_one_have_the_numbers_of_both(self):
        """Odoo moves the documents of a customer after the accounts became one."""
        self._invoice(self.acme_customer, 100, "2026-01-10")
        self._invoice(self.birch_customer, 70, "2026-02-10")
        self._add_lead(self.birch_customer)
        self.assertFalse(self.acme.revenue_12m)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        both = self.acme_customer | self.birch_customer
        wizard._merge(both.ids, self.birch_customer)
        self.assertEqual(self.birch.revenue_12m, 170)
        self.assertAlmostEqual(self.birch[COLUMN], 2 / 3)
        wizard._merge((self.birch_customer | self.dune).ids, self.dune)
        self.assertEqual(self.birch.partner_id, self.dune)
        self.assertEqual(self.birch.revenue_12m, 170)
        self.assertAlmostEqual(self.birch[COLUMN], 2 / 3)

    def test_what_the_column_rounds_is_not_written_every_night(self):
        """A third in a column is another number than a third of a query."""
        self._refresh()
        before = self._get_versions()
        self.assertEqual(self.env["relationship.measure"]._refresh(), 0)
        self.assertEqual(self._get_versions(), before)

    def test_without_data_it_is_empty_and_the_other_numbers_are_there(self):
        self.patch(type(self), "empty", None)
        self._invoice(self.birch_customer, 100, "2026-01-10")
        self._refresh()
        [row] = self.env.execute_query(
            SQL(
                "SELECT %s, revenue_12m FROM relationship_account WHERE id = %s",
                *(SQL.identifier(COLUMN), self.birch.id),
            )
        )
        self.assertEqual(row, (None, 100))

    def test_it_is_asked_for_like_any_other(self):
        measures = self.env["relationship.measure"]
        self.assertAlmostEqual(
            measures._measure("lead_share", self.acme)[self.acme.id], 1 / 3
        )
        self.assertEqual(
            measures._measure_many(["lead_share", "revenue_12m"], self.birch),
            {self.birch.id: {"lead_share": 0, "revenue_12m": 0}},
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestMeasureRegistry(InvoicedCommon):
    def test_measures_of_one_query_take_one_statement_of_it(self):
        measures = self.env["relationship.measure"]
        sold = {
            key: measure
            for key, measure in measures._get_measures().items()
            if key.startswith("revenue_")
        }
        self.assertEqual(len(sold), 4)
        query = measures._get_values_query(sold, SQL("TRUE"), date(2026, 3, 15))
        self.assertEqual(query.code.count("JOIN account_move AS move"), 1)

    def test_change_is_of_the_year_before_and_none_of_nothing(self):
        measure = self.env["relationship.measure"]._measure
        self._invoice(self.acme_customer, 150, "2026-01-10")
        self.assertIsNone(measure("revenue_change_12m", self.acme)[self.acme.id])
        self._invoice(self.acme_customer, 200, "2025-01-10")
        self.assertEqual(measure("revenue_change_12m", self.acme)[self.acme.id], -25)

    def test_objectives_are_offered_what_can_be_aimed_at(self):
        measures = self.env["relationship.measure"]._get_measures()
        offered = dict(self.env["relationship.objective"]._selection_measure())
        self.assertIn("revenue_12m", offered)
        self.assertNotIn("revenue_prior_12m", offered)
        self.assertEqual(
            offered.keys(), {key for key, one in measures.items() if one.is_goal}
        )

    def test_every_measure_that_is_stored_has_a_readonly_field(self):
        for measure in self.env["relationship.measure"]._get_measures().values():
            if measure.stored_as:
                field = self.Account._fields[measure.stored_as]
                self.assertTrue(field.store and field.readonly, measure.stored_as)

    def test_no_data_where_a_category_is_missing(self):
        measure = self.env["relationship.measure"]._measure
        self.assertEqual(
            measure("category_revenue_12m", self.acme), {self.acme.id: None}
        )
