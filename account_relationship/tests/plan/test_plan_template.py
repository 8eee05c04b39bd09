from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged, users

from .common import PlanCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestPlanTemplates(PlanCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls._add_template(
            **{
                "duration_days": 90,
                "is_shared": True,
                "customer_summary": "<p>Welcome</p>",
                "objective_ids": [
                    Command.create(
                        {
                            "name": "Orders",
                            "kind": "quantitative",
                            "measure": "purchases_12m",
                            "target": 10,
                            "days_due": 60,
                        }
                    )
                ],
                "action_ids": [
                    Command.create({"name": "Kick-off", "days_due": 7}),
                    Command.create(
                        {
                            "name": "Name a key user",
                            "side": "theirs",
                            "days_due": 14,
                            "is_shared": True,
                        }
                    ),
                ],
            }
        )
        kick_off, key_user = cls.template.action_ids
        key_user.write(
            {
                "after_ids": [Command.set(kick_off.ids)],
                "objective_id": cls.template.objective_ids.id,
            }
        )

    def test_plan_of_a_template_has_dates_instead_of_days(self):
        plan = self._add_plan(template_id=self.template.id, date_start="2026-04-01")
        self.assertEqual(str(plan.date_end), "2026-06-30")
        self.assertTrue(plan.is_shared)
        self.assertEqual(str(plan.customer_summary), "<p>Welcome</p>")
        self.assertEqual(str(plan.objective_ids.date_due), "2026-05-31")
        kick_off, key_user = plan.action_ids.sorted("date_due")
        self.assertRecordValues(
            kick_off | key_user,
            [
                {"name": "Kick-off", "side": "ours", "user_id": self.ann.id},
                {"name": "Name a key user", "side": "theirs", "user_id": False},
            ],
        )
        self.assertEqual(str(key_user.date_due), "2026-04-15")
        self.assertEqual(key_user.after_ids, kick_off)
        self.assertEqual(key_user.objective_id, plan.objective_ids)
        self.assertEqual(kick_off.origin, "template")

    @users("ann")
    def test_choosing_a_template_shows_what_it_holds_before_the_plan_is_made(self):
        with Form(self.env["relationship.plan"]) as form:
            form.name = "Welcome"
            form.account_id = self.acme.with_env(self.env)
            self.assertEqual(len(form.template_action_ids), 0)
            form.template_id = self.template.with_env(self.env)
            names = [line["name"] for line in form.template_action_ids._records]
            self.assertEqual(names, ["Kick-off", "Name a key user"])
            self.assertEqual(len(form.template_objective_ids), 1)
        # They are shown, not moved: the plan has its own.
        self.assertEqual(len(form.record.action_ids), 2)
        self.assertEqual(len(self.template.action_ids), 2)

    def test_template_starts_today_and_keeps_what_the_plan_says(self):
        plan = self._add_plan(template_id=self.template.id, date_end="2026-12-31")
        self.assertEqual(str(plan.date_start), "2026-03-15")
        self.assertEqual(str(plan.date_end), "2026-12-31")

    def test_target_may_be_a_change_in_percent(self):
        line = self.template.objective_ids
        line.write({"is_target_relative": True, "target": 50, "measure": False})
        plan = self._add_plan(template_id=self.template.id)
        self.assertEqual(plan.objective_ids.target, 0, "half more than nothing")
        plan.objective_ids.baseline = 80
        self.assertEqual(line._get_target(plan.objective_ids), 120)

    def test_template_is_applied_once(self):
        plan = self._add_plan()
        with self.assertRaisesRegex(UserError, "Choose a template"):
            plan.action_apply_template()
        plan.template_id = self.template
        plan.action_apply_template()
        self.assertEqual(len(plan.action_ids), 2)
        with self.assertRaisesRegex(UserError, "already"):
            plan.action_apply_template()

    def test_button_on_the_template_starts_a_plan(self):
        action = self.template.action_make_plan()
        self.assertEqual(action["context"]["default_template_id"], self.template.id)

    def test_plan_becomes_a_template_with_days(self):
        plan = self._add_plan(date_start="2026-01-01", date_end="2026-12-31")
        first = self._add_action(plan, "First", date_due="2026-01-11")
        second = self._add_action(plan, "Second", date_due="2025-12-01")
        self._set_after(second, first)
        second.objective_id = self._add_objective(plan, date_due="2026-02-01")
        action = plan.with_user(self.ann).action_save_as_template()
        template = self.Plan.browse(action["res_id"])
        self.assertRecordValues(
            template,
            [{"name": "Growth 2026", "duration_days": 364}],
        )
        self.assertEqual(template.objective_ids.days_due, 31)
        lines = {line.name: line for line in template.action_ids}
        self.assertEqual(lines["First"].days_due, 10)
        self.assertEqual(lines["Second"].days_due, 0, "nothing is due before it starts")
        self.assertEqual(lines["Second"].after_ids, lines["First"])
        self.assertEqual(lines["Second"].objective_id, template.objective_ids)

    def test_plan_without_dates_becomes_a_template_too(self):
        plan = self._add_plan()
        self._add_action(plan, date_due="2026-04-01")
        action = plan.action_save_as_template()
        template = self.Plan.browse(action["res_id"])
        self.assertEqual(template.duration_days, 365)
        self.assertEqual(template.action_ids.days_due, 0)

    def test_what_has_no_date_is_due_with_the_end(self):
        plan = self._add_plan(date_start="2026-01-01", date_end="2026-03-02")
        self._add_action(plan)
        self._add_objective(plan)
        action = plan.action_save_as_template()
        template = self.Plan.browse(action["res_id"])
        self.assertEqual(template.action_ids.days_due, 60)
        self.assertEqual(template.objective_ids.days_due, 60)

    def test_what_was_given_up_gets_into_no_template(self):
        plan = self._add_plan()
        goal = self._add_objective(plan)
        self._add_action(plan, "Kept", objective_id=goal.id)
        self._add_action(plan, "Given up").action_cancel()
        goal.action_drop()
        action = plan.action_save_as_template()
        template = self.Plan.browse(action["res_id"])
        self.assertRecordValues(
            template.action_ids, [{"name": "Kept", "objective_id": False}]
        )
        self.assertFalse(template.objective_ids)

    def test_target_below_zero_grows_towards_more(self):
        line = self.template.objective_ids
        line.write({"is_target_relative": True, "target": 10})
        goal = self._add_number(self._add_plan(), baseline=-20)
        self.assertEqual(line._get_target(goal), -18, "a tenth more")

    def test_actions_of_a_template_do_not_wait_for_each_other(self):
        kick_off, key_user = self.template.action_ids
        with self.assertRaisesRegex(ValidationError, "wait for each other"):
            kick_off.after_ids = [Command.set(key_user.ids)]

    def test_measure_of_a_category_needs_one_in_a_template_as_well(self):
        with self.assertRaisesRegex(ValidationError, "Choose the product category"):
            self.template.objective_ids.measure = "category_revenue_12m"

    def test_lines_of_a_copied_template_refer_to_each_other(self):
        copied = self.template.copy()
        kick_off, key_user = copied.action_ids
        self.assertEqual(key_user.after_ids, kick_off)
        self.assertEqual(key_user.objective_id, copied.objective_ids)

    def test_lines_of_another_template_are_refused(self):
        other = self.template.copy()
        with self.assertRaisesRegex(ValidationError, "another template"):
            self.template.action_ids[0].objective_id = other.objective_ids


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestCopiedPlans(PlanCommon):
    def _copy_next_year(self, plan):
        action = plan.with_user(self.ann).action_copy_next_year()
        return self.Plan.browse(action["res_id"])

    def test_next_years_plan_starts_where_this_one_stands(self):
        plan = self._add_plan(date_start="2026-01-01", date_end="2026-12-31")
        first = self._add_action(plan, "First", date_due="2026-02-01")
        second = self._add_action(plan, "Second", date_due="2026-03-01")
        self._set_after(second, first)
        goal = self._add_number(plan, baseline=10, target=40, date_due="2026-12-31")
        second.objective_id = goal
        goal.current = 25
        self._agree(plan, is_shared=True)
        first.action_done()
        copied = self._copy_next_year(plan)
        self.assertRecordValues(
            copied,
            [
                {
                    "name": "Growth 2027",
                    "state": "draft",
                    "agreed_on": False,
                    "copied_from_id": plan.id,
                    "progress": 0,
                    "is_shared": True,
                }
            ],
        )
        self.assertEqual(str(copied.date_end), "2027-12-31")
        self.assertRecordValues(
            copied.objective_ids,
            [{"baseline": 25, "target": 40, "current": 25, "state": "open"}],
        )
        one, two = copied.action_ids.sorted("date_due")
        self.assertEqual(str(one.date_due), "2027-02-01")
        self.assertEqual((one.state, two.state), ("todo", "todo"))
        self.assertEqual(two.after_ids, one)
        self.assertEqual(two.objective_id, copied.objective_ids)

    def test_what_was_given_up_is_not_copied(self):
        plan = self._add_plan(name="Growth")
        self._add_action(plan).action_cancel()
        self._add_objective(plan).action_drop()
        copied = self._copy_next_year(plan)
        self.assertFalse(copied.action_ids | copied.objective_ids.action_ids)
        self.assertFalse(copied.objective_ids)
        self.assertEqual(copied.name, "Growth 2027")

    def test_what_was_given_up_with_the_plan_is_copied(self):
        plan = self._add_plan()
        self._add_action(plan)
        self._add_objective(plan)
        self._agree(plan)
        self._cancel(plan)
        copied = plan.copy()
        self.assertEqual(copied.action_ids.mapped("state"), ["todo"])
        self.assertEqual(copied.objective_ids.mapped("state"), ["open"])

    def test_customer_reads_of_the_next_year_too(self):
        plan = self._add_plan(customer_name="Our plan 2026", date_start="2026-01-01")
        self.assertEqual(self._copy_next_year(plan).customer_name, "Our plan 2027")

    def test_who_left_has_no_part_in_the_next_year(self):
        plan = self._add_plan(user_id=self.tim.id)
        self._add_action(plan, "Tim's", user_id=self.tim.id)
        self._add_action(plan, "Theirs", side="theirs")
        self.tim.action_archive()
        copied = self._copy_next_year(plan)
        self.assertEqual(copied.user_id, self.ann, "who made the copy")
        ours, theirs = copied.action_ids.sorted("id")
        self.assertEqual(ours.user_id, self.ann)
        self.assertFalse(theirs.user_id)

    def test_plans_of_who_went_to_another_company_are_copied(self):
        plan = self._add_plan(user_id=self.tim.id)
        self._add_action(plan, "Tim's", user_id=self.tim.id)
        there = self._add_company()
        self.tim.write(
            {"company_ids": [Command.set(there.ids)], "company_id": there.id}
        )
        copied = plan.with_user(self.ann).copy()
        self.assertEqual(copied.user_id | copied.action_ids.user_id, self.ann)
        copied = self._copy_next_year(plan)
        self.assertEqual(copied.user_id | copied.action_ids.user_id, self.ann)

    def test_leap_day_becomes_the_28th(self):
        plan = self._add_plan(date_end="2028-02-29")
        self.assertEqual(str(self._copy_next_year(plan).date_end), "2029-02-28")

    def test_duplicate_keeps_dates_and_applies_no_template_again(self):
        template = self._add_template(action_ids=[Command.create({"name": "Call"})])
        plan = self._add_plan(template_id=template.id)
        plan.action_ids.date_due = "2026-05-01"
        copied = plan.copy()
        self.assertEqual(str(copied.action_ids.date_due), "2026-05-01")
        self.assertEqual(copied.state, "draft")
