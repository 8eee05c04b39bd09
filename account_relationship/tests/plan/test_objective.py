import doctest

from odoo.tests import Form, freeze_time, tagged, users

from odoo.addons.account_relationship import progress

from .common import PlanCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestObjective(PlanCommon):
    def test_examples_of_the_formulas_hold(self):
        self.assertEqual(doctest.testmod(progress).failed, 0)

    def test_current_value_by_hand_starts_at_the_baseline(self):
        goal = self._add_number(self._add_plan(), baseline=10, target=30, unit="desks")
        self.assertRecordValues(
            goal, [{"current": 10, "progress": 0, "unit_label": "desks"}]
        )
        goal.current = 15
        self.assertEqual(goal.progress, 25)
        self.assertEqual(goal.history, {"2026-03-15": 15})
        with freeze_time("2026-03-16 12:00:00"):
            goal.current = 20
        self.assertEqual(goal.history, {"2026-03-15": 15, "2026-03-16": 20})

    def test_objective_in_words_is_reached_or_not(self):
        plan = self._add_plan()
        goal = self._add_objective(plan)
        self.assertEqual(goal.progress, 0)
        goal.action_reach()
        self.assertEqual((goal.progress, plan.progress), (100, 100))
        goal.action_miss()
        self.assertEqual((goal.state, goal.progress), ("missed", 0))
        goal.action_reopen()
        self.assertEqual(goal.state, "open")
        self.assertFalse(goal.history)

    @users("ann")
    def test_objective_is_added_to_a_plan_that_is_not_saved_yet(self):
        form = Form(self.env["relationship.plan"])
        form.name = "Growth"
        form.account_id = self.acme
        with form.objective_ids.new() as goal:
            goal.name = "Sell lamps"
        plan = form.save()
        self.assertEqual(plan.objective_ids.mapped("name"), ["Sell lamps"])

    def test_measure_says_its_unit(self):
        plan = self._add_plan()
        for measure, unit in (
            ("revenue_12m", self.env.company.currency_id.symbol),
            ("days_late_12m", "days"),
            ("csat_12m", "%"),
            ("open_feedback", False),
        ):
            goal = self._add_number(plan, measure=measure)
            self.assertEqual(goal.unit_label, unit)

    def test_measure_there_is_none_of_breaks_no_form(self):
        goal = self.env["relationship.objective"].new(
            {"plan_id": self._add_plan().id, "kind": "number", "measure": "no_such"}
        )
        self.assertFalse(goal.has_data)
        self.assertFalse(goal.measure_unit)

    def test_measure_of_an_addon_that_is_gone_keeps_the_others_measured(self):
        plan = self._add_plan()
        gone, stays = (self._add_number(plan, measure="open_feedback") for _ in "ab")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_objective SET measure = 'no_such' WHERE id = %s",
            gone.ids,
        )
        self.env.cr.execute(
            "UPDATE relationship_objective SET current = 7 WHERE id = ANY(%s)",
            [(gone | stays).ids],
        )
        self.env.invalidate_all()
        self.env["relationship.objective"]._refresh_measured()
        self.assertEqual((gone.current, stays.current), (7, 0))

    def test_objective_follows_its_plan_to_another_customer(self):
        plan = self._add_plan()
        goal = self._add_number(plan, measure="purchases_12m", target=5)
        self.assertTrue(goal.has_data)
        plan.account_id = self.birch
        self.assertEqual(goal.account_id, self.birch)

    def test_objectives_of_the_mean_recommendation_stay_with_it(self):
        goal = self._add_number(self._add_plan(), measure="nps_12m", target=9)
        line = self._add_objective(self._add_template(), measure="nps_12m")
        self._migrate("post-recommendation")
        self.assertEqual(goal.measure, "recommendation_12m")
        self.assertEqual(line.measure, "recommendation_12m")

    def test_progress_of_points_below_zero(self):
        goal = self._add_number(
            self._add_plan(),
            measure="nps_12m",
            baseline=-40,
            target=20,
            date_due="2026-12-31",
        )
        goal.write({"current": -10, "has_data": True})
        self.assertEqual(goal.progress, 50)
        self.assertEqual(goal.standing, "-40 → -10 of 20 points")

    def test_target_of_money_has_its_currency_where_it_belongs(self):
        company = self._add_company()
        company.currency_id = self.env.ref("base.EUR")
        company.currency_id.position = "after"
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        ours = self._add_plan()
        theirs = self._add_plan(account, user_id=self.hugo.id)
        for plan, said in (
            (ours, "$\N{NO-BREAK SPACE}50,000"),
            (theirs, "50,000\N{NO-BREAK SPACE}€"),
        ):
            goal = self._add_number(plan, measure="revenue_12m", target=50000)
            self.assertEqual(goal.standing, f"0 → 0 of {said}")
        goal.target = 99.5
        self.assertEqual(goal.standing, "0 → 0 of 99.50\N{NO-BREAK SPACE}€")
