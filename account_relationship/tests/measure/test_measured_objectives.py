from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from ..common import InvoicedCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestMeasuredObjectives(InvoicedCommon):
    """Objectives that read their measures, Sunday the 15th of March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan, cls.birch_plan = cls.env["relationship.plan"].create(
            [
                {"name": "Growth", "account_id": account.id, "user_id": cls.ann.id}
                for account in (cls.acme, cls.birch)
            ]
        )

    def _add_objective(self, measure="revenue_12m", plan=None, **values):
        return self.env["relationship.objective"].create(
            {
                "name": "More",
                "plan_id": (plan or self.plan).id,
                "kind": "quantitative",
                "measure": measure,
                **values,
            }
        )

    def _refresh_objectives(self, **values):
        return self.env["relationship.objective"]._refresh_measured(**values)

    def test_baseline_is_where_the_measure_stands(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        objective = self._add_objective(target=200)
        self.assertRecordValues(
            objective,
            [{"baseline": 100, "current": 100, "progress": 0, "has_data": True}],
        )
        self.assertEqual(objective.history, {"2026-03-15": 100})

    def test_baseline_given_is_kept(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        objective = self._add_objective(baseline=50, target=150)
        self.assertRecordValues(
            objective, [{"baseline": 50, "current": 100, "progress": 50}]
        )

    def test_night_brings_current_progress_history_and_the_plan(self):
        objective = self._add_objective(target=200)
        self._invoice(self.acme_customer, 50, "2026-03-10")
        self._run_step("refresh_objectives")
        self.assertRecordValues(objective, [{"current": 50, "progress": 25}])
        self.assertEqual(objective.history, {"2026-03-15": 50})
        self.assertEqual(self.plan.progress, 25)

    def test_history_has_one_point_a_week_and_the_last_one(self):
        objective = self._add_objective(target=200)
        for day in ("2026-03-16", "2026-03-18", "2026-03-22", "2026-03-23"):
            with freeze_time(f"{day} 12:00:00"):
                self._invoice(self.acme_customer, 10, day)
                self._refresh_objectives()
        self.assertEqual(
            objective.history, {"2026-03-15": 0, "2026-03-22": 30, "2026-03-23": 40}
        )

    def test_what_did_not_change_is_not_written(self):
        objective = self._add_objective(target=200)
        self.assertFalse(self._refresh_objectives())
        with freeze_time("2026-03-17 12:00:00"):
            self.assertEqual(self._refresh_objectives(), objective, "a new week")
            self.assertFalse(self._refresh_objectives())

    def test_one_statement_serves_all_objectives_of_a_measure(self):
        for __ in range(5):
            self._add_objective(target=200)
            self._add_objective(target=200, plan=self.birch_plan)
        self._refresh_objectives()
        library = type(self.env["relationship.objective"])
        with patch.object(
            library,
            "_write_measured",
            autospec=True,
            side_effect=library._write_measured,
        ) as written:
            self._refresh_objectives()
        self.assertEqual(written.call_count, 1)

    def test_one_statement_serves_all_product_categories(self):
        chairs = self.env["product.category"].create({"name": "Chairs"})
        stools = chairs.create({"name": "Stools", "parent_id": chairs.id})
        lamps = chairs.create({"name": "Lamps"})
        self.product_a.categ_id, self.product_b.categ_id = stools, lamps
        sold = [
            self._add_objective(
                "category_revenue_12m", plan=plan, measure_category_id=category.id
            )
            for plan in (self.plan, self.birch_plan)
            for category in (chairs, stools, lamps)
        ]
        for product, amount in ((self.product_a, 70), (self.product_b, 8)):
            self._invoice(self.acme_customer, amount, "2026-01-10", product_id=product)
        library = type(self.env["relationship.objective"])
        with patch.object(
            library,
            "_write_measured",
            autospec=True,
            side_effect=library._write_measured,
        ) as written:
            self._refresh_objectives()
        self.assertEqual(written.call_count, 1)
        self.assertEqual([goal.current for goal in sold], [70, 70, 8, 0, 0, 0])
        self.assertTrue(all(goal.has_data for goal in sold))

    def test_without_data_there_is_no_progress(self):
        objective = self._add_objective("days_late_12m", target=0)
        self.assertRecordValues(
            objective, [{"has_data": False, "progress": 0, "history": False}]
        )
        self._refresh_objectives()
        self.assertRecordValues(
            objective, [{"has_data": False, "progress": 0, "current": 0}]
        )

    def test_settled_objectives_and_finished_plans_are_left_alone(self):
        reached = self._add_objective(target=200)
        reached.action_reach()
        self.birch_plan.write({"state": "cancelled", "cancel_reason": "Moved"})
        self._add_objective(target=200, plan=self.birch_plan)
        for customer in (self.acme_customer, self.birch_customer):
            self._invoice(customer, 50, "2026-03-10")
        self.assertFalse(self._refresh_objectives())
        self.assertEqual(reached.progress, 100)

    def test_statement_and_formula_agree(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        cases = [
            (0, 200),
            (0, 50),
            (200, 50),
            (100, 100),
            (150, 150),
            (50, 50),
            (90, 0),
        ]
        for measure in ("revenue_12m", "overdue_amount"):
            for baseline, target in cases:
                self._add_objective(measure, baseline=baseline, target=target)
        objectives = self.plan.objective_ids
        expected = objectives.mapped("progress")
        self.env.flush_all()
        self.env.cr.execute("UPDATE relationship_objective SET progress = -1")
        objectives.invalidate_recordset()
        self._refresh_objectives()
        self.assertEqual(objectives.mapped("progress"), expected)

    def test_each_company_has_its_own_numbers(self):
        other = self.setup_other_company()["company"]
        self.ann.company_ids |= other
        there = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": other.id,
                "manager_id": self.ann.id,
            }
        )
        plan = self.env["relationship.plan"].create(
            {"name": "There", "account_id": there.id, "user_id": self.ann.id}
        )
        here = self._add_objective(target=200)
        abroad = self._add_objective(plan=plan, target=200)
        self._invoice(self.acme_customer, 40, "2026-03-10")
        self._invoice(self.acme_customer, 7, "2026-03-10", company_id=other.id)
        self._refresh_objectives()
        self.assertEqual((here.current, abroad.current), (40, 7))
        self.assertEqual(abroad.unit_label, other.currency_id.symbol)

    def test_category_is_required_where_the_measure_needs_one(self):
        with self.assertRaisesRegex(ValidationError, "Choose the product category"):
            self._add_objective("category_revenue_12m")
        self.product_a.categ_id = self.env["product.category"].create({"name": "Desks"})
        self._invoice(self.acme_customer, 9, "2026-03-10", product_id=self.product_a)
        objective = self._add_objective(
            "category_revenue_12m",
            target=20,
            measure_category_id=self.product_a.categ_id.id,
        )
        self.assertEqual(objective.current, 9)
        self._invoice(self.acme_customer, 1, "2026-03-11", product_id=self.product_a)
        self._refresh_objectives(accounts=self.acme)
        self.assertEqual(objective.current, 10)

    def test_button_reads_the_measures_of_the_customer_now(self):
        objective = self._add_objective(target=200)
        self._invoice(self.acme_customer, 40, "2026-03-10")
        objective.with_user(self.ann).action_refresh()
        self.assertEqual(objective.current, 40)

    def test_whoever_may_not_read_the_account_learns_no_number(self):
        self._invoice(self.acme_customer, 100, "2026-01-10")
        values = {"plan_id": self.plan.id, "measure": "revenue_12m"}
        objective = self.env["relationship.objective"].with_user(self.bob).new(values)
        self.assertEqual(objective.baseline, 0)
        objective = self.env["relationship.objective"].with_user(self.ann).new(values)
        self.assertEqual(objective.baseline, 100)

    def test_merged_customers_keep_plans_and_numbers(self):
        objective = self._add_objective(target=200, plan=self.birch_plan)
        action = self.env["relationship.action"].create(
            {"name": "Call", "plan_id": self.birch_plan.id}
        )
        self._invoice(self.acme_customer, 40, "2026-03-10")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [self.birch_customer.id, self.acme_customer.id], self.acme_customer
        )
        self.assertFalse(self.birch.exists())
        self.assertEqual(self.birch_plan.account_id, self.acme)
        self.assertEqual(objective.account_id, self.acme)
        self.assertEqual(action.account_id, self.acme)
        self._refresh_objectives()
        self.assertEqual(objective.current, 40)
