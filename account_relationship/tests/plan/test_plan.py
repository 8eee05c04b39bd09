from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import PlanCommon

TODAY = "2026-03-15 12:00:00"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPlanStates(PlanCommon):
    """Today is Sunday the 15th of March 2026."""

    @users("ann")
    def test_customer_account_title_and_owner_are_enough(self):
        plan = self.Plan.with_user(self.ann).create(
            {"name": "Growth", "account_id": self.acme.id}
        )
        self.assertRecordValues(
            plan,
            [
                {
                    "state": "draft",
                    "user_id": self.ann.id,
                    "company_id": self.env.company.id,
                }
            ],
        )

    @users("ann")
    def test_agreed_plan_says_who_agreed_and_when(self):
        plan = self._add_plan().with_user(self.ann)
        self._add_action(plan)
        action = plan.action_agree()
        self.assertEqual(action["res_model"], "relationship.plan.agree")
        self._agree(plan, is_shared=True)
        self.assertRecordValues(
            plan,
            [
                {
                    "state": "agreed",
                    "agreed_by_id": self.amy.id,
                    "agreed_on": plan.agreed_on,
                    "is_shared": True,
                }
            ],
        )
        plan.action_start()
        self.assertEqual(plan.state, "active")

    def test_dialog_proposes_the_customers_lead(self):
        plan = self._add_plan(contact_id=self.amy.id, is_shared=True)
        wizard = self.env["relationship.plan.agree"].create({"plan_id": plan.id})
        self.assertEqual(wizard.agreed_by_id, self.amy)
        self.assertTrue(wizard.is_shared)

    def test_dialog_proposes_the_day_of_the_company_of_the_plan(self):
        other = self._add_company()
        other.relationship_tz = "America/Bogota"
        self.env.company.relationship_tz = "Pacific/Auckland"
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": other.id,
                "manager_id": self.hugo.id,
            }
        )
        plans = self._add_plan() | self._add_plan(account, user_id=self.hugo.id)
        with freeze_time("2026-03-15 22:00:00"):
            dialogs = [
                self.env["relationship.plan.agree"].create(
                    {"plan_id": plan.id, "agreed_by_id": partner.id}
                )
                for plan, partner in zip(plans, (self.amy, self.dune), strict=True)
            ]
        days = [str(dialog.agreed_on) for dialog in dialogs]
        self.assertEqual(days, ["2026-03-16", "2026-03-15"])

    def test_nobody_agrees_tomorrow_or_in_the_middle_ages(self):
        plan = self._add_plan()
        self._add_action(plan)
        for day in ("2026-03-16", "1226-03-01"):
            with self.assertRaisesRegex(ValidationError, "at latest today"):
                self._agree(plan, day=day)

    def test_empty_plan_cannot_be_agreed(self):
        with self.assertRaisesRegex(UserError, "nothing in the plan"):
            self._agree(self._add_plan())

    def test_somebody_of_another_customer_cannot_agree(self):
        plan = self._add_plan()
        self._add_action(plan)
        with self.assertRaisesRegex(ValidationError, "do not work for Acme"):
            self._agree(plan, partner=self.carl)

    def test_contact_of_another_customer_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "do not work for Acme"):
            self._add_plan(contact_id=self.carl.id)

    @mute_logger("odoo.sql_db")
    def test_state_cannot_be_written_without_its_evidence(self):
        plan = self._add_plan()
        for state in ("agreed", "active", "done", "cancelled"):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                plan.state = state
                plan.flush_recordset()
            plan.invalidate_recordset()

    def test_agreed_plan_cannot_be_deleted_even_once_cancelled(self):
        plan = self._add_plan()
        action = self._add_action(plan)
        objective = self._add_objective(plan)
        self._agree(plan)
        for record in (plan, action, objective):
            with self.assertRaisesRegex(UserError, "agreed"):
                record.unlink()
        self._cancel(plan)
        with self.assertRaisesRegex(UserError, "was agreed with the customer"):
            plan.unlink()

    def test_what_was_agreed_cannot_be_forgotten(self):
        plan = self._add_plan()
        self._add_action(plan)
        self._agree(plan)
        with self.assertRaisesRegex(UserError, "agreed with the customer and stays"):
            plan.write({"state": "draft", "agreed_on": False, "agreed_by_id": False})

    def test_account_with_an_agreed_plan_cannot_be_deleted(self):
        plan = self._add_plan()
        self._add_action(plan)
        self._agree(plan)
        with self.assertRaisesRegex(UserError, "was agreed with the customer"):
            self.acme.unlink()
        draft = self._add_plan(self.birch)
        self.birch.unlink()
        self.assertFalse(draft.exists())

    def test_draft_is_deleted_with_what_is_in_it(self):
        plan = self._add_plan()
        action = self._add_action(plan, date_due="2026-04-01")
        action.activity_schedule("mail.mail_activity_data_todo", user_id=self.ann.id)
        activity = action.activity_ids
        plan.unlink()
        self.assertFalse((action | plan.action_ids).exists())
        self.assertFalse(activity.exists())

    def test_agreed_plan_stays_with_its_customer(self):
        plan = self._add_plan()
        action = self._add_action(plan, side="theirs", contact_id=self.amy.id)
        plan.account_id = self.birch
        self.assertEqual(action.account_id, self.birch)
        self.assertFalse(action.contact_id, "Amy does not work for Birch")
        self._agree(plan, partner=self.carl)
        with self.assertRaisesRegex(ValidationError, "cannot go to another customer"):
            plan.account_id = self.acme

    def test_cancelling_takes_a_reason_and_what_is_open_with_it(self):
        plan = self._add_plan()
        done, to_do = self._add_action(plan), self._add_action(plan)
        objective = self._add_objective(plan)
        self._agree(plan)
        done.action_done()
        with self.assertRaisesRegex(UserError, "Say why"):
            self._cancel(plan, "  ")
        self._cancel(plan)
        self.assertEqual(plan.cancel_reason, "The customer moves abroad")
        self.assertEqual((done.state, to_do.state), ("done", "cancelled"))
        self.assertEqual(objective.state, "dropped")
        plan.action_reopen()
        self.assertEqual((plan.state, plan.cancel_reason), ("active", False))

    def test_plan_is_not_done_while_something_is_open(self):
        plan = self._add_plan()
        action = self._add_action(plan)
        objective = self._add_objective(plan)
        self._agree(plan)
        with self.assertRaisesRegex(UserError, "Send samples, More orders"):
            plan.action_done()
        action.action_done()
        objective.action_miss()
        plan.action_done()
        self.assertEqual(plan.state, "done")
        plan.action_reopen()
        self.assertEqual(plan.state, "active")

    def test_buttons_say_when_they_make_no_sense(self):
        plan = self._add_plan()
        for method in ("action_start", "action_done", "action_reopen", "action_review"):
            with self.assertRaisesRegex(UserError, "is Draft"):
                getattr(plan, method)()
        self._add_action(plan)
        self._agree(plan)
        for method in ("action_agree", "action_reopen", "action_apply_template"):
            with self.assertRaisesRegex(UserError, "is Agreed"):
                getattr(plan, method)()

    def test_mistyped_dates_are_refused(self):
        for values in ({"date_start": "0026-01-01"}, {"date_end": "2206-12-31"}):
            with self.assertRaisesRegex(ValidationError, "not a date of a plan"):
                self._add_plan(**values)
        plan = self._add_plan()
        with self.assertRaisesRegex(ValidationError, "not a date of a plan"):
            self._add_objective(plan, date_due="1016-01-01")
        with self.assertRaisesRegex(ValidationError, "not a date of a plan"):
            self._add_action(plan, date_due="2101-01-01")

    @mute_logger("odoo.sql_db")
    def test_plan_does_not_end_before_it_starts(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._add_plan(date_start="2026-02-01", date_end="2026-01-31")

    def test_owner_of_another_company_is_refused(self):
        company = self._add_company()
        stranger = self._add_user(
            "zoe",
            "account_relationship.group_user",
            company_id=company.id,
            company_ids=company.ids,
        )
        with self.assertRaisesRegex(UserError, "zoe|Zoe"):
            self._add_plan(user_id=stranger.id)

    def test_customer_never_follows_a_plan(self):
        plan = self._add_plan(contact_id=self.amy.id)
        plan.message_subscribe((self.amy | self.hugo.partner_id).ids)
        self.assertNotIn(self.amy, plan.message_partner_ids)
        self.assertIn(self.hugo.partner_id, plan.message_partner_ids)

    def test_plan_of_another_account_needs_rights_there(self):
        plan = self._add_plan().with_user(self.ann)
        with self.assertRaises(AccessError):
            plan.account_id = self.cedar
            plan.flush_recordset()


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestPlanProgress(PlanCommon):
    def _add_agreed(self, **values):
        plan = self._add_plan(**values)
        action = self._add_action(plan, date_due="2026-06-01")
        self._agree(plan)
        return plan, action

    def test_progress_is_actions_done_among_those_not_cancelled(self):
        plan = self._add_plan()
        actions = [self._add_action(plan) for __ in range(4)]
        self.assertEqual(plan.progress, 0)
        actions[0].action_done()
        actions[1].action_cancel()
        self.assertAlmostEqual(plan.progress, 100 / 3)
        self.assertEqual((plan.action_done_count, plan.action_count), (1, 3))

    def test_without_actions_progress_is_the_mean_of_the_objectives(self):
        plan = self._add_plan()
        self.assertEqual(plan.progress, 0)
        self._add_number(plan, baseline=0, target=10, current=5)
        self._add_objective(plan)
        dropped = self._add_objective(plan)
        dropped.action_drop()
        self.assertEqual(plan.progress, 25)

    def test_overdue_counts_each_side(self):
        plan, action = self._add_agreed()
        action.date_due = "2026-03-14"
        for due in ("2026-03-01", "2026-03-14", "2026-03-15"):
            self._add_action(plan, side="theirs", date_due=due)
        self.assertEqual((plan.overdue_ours, plan.overdue_theirs), (1, 2))
        action.action_done()
        self.assertEqual(plan.overdue_ours, 0)

    def test_draft_has_no_health_and_nothing_overdue(self):
        plan = self._add_plan(date_end="2026-03-01")
        self._add_action(plan, date_due="2026-03-01")
        self.assertRecordValues(plan, [{"plan_health": False, "overdue_ours": 0}])

    def test_late_is_an_action_an_objective_or_the_end(self):
        for change in ("action", "objective", "end"):
            plan, action = self._add_agreed(name=change)
            self.assertEqual(plan.plan_health, "on_track")
            if change == "action":
                action.date_due = "2026-03-14"
            elif change == "objective":
                self._add_objective(plan, date_due="2026-03-14")
            else:
                plan.date_end = "2026-03-14"
            self.assertEqual(plan.plan_health, "late", change)

    def test_at_risk_is_what_is_due_soon_and_waits(self):
        plan, action = self._add_agreed()
        soon = self._add_action(plan, date_due="2026-03-22")
        self._set_after(soon, action)
        self.assertEqual(plan.plan_health, "at_risk")
        soon.date_due = "2026-03-23"
        self.assertEqual(plan.plan_health, "on_track")
        soon.date_due = "2026-03-22"
        action.action_done()
        self.assertEqual(plan.plan_health, "on_track")

    def test_health_is_found_as_it_is_shown(self):
        late, action = self._add_agreed()
        action.date_due = "2026-03-14"
        track, __ = self._add_agreed()
        draft = self._add_plan()
        plans = late | track | draft
        search = self.Plan.search
        own = [("id", "in", plans.ids)]
        self.assertEqual(search([("plan_health", "=", "late"), *own]), late)
        self.assertEqual(search([("plan_health", "!=", "late"), *own]), track | draft)
        self.assertEqual(search([("plan_health", "=", False), *own]), draft)
        self.assertEqual(
            search([("plan_health", "in", ["on_track", "late"]), *own]), late | track
        )

    def test_list_opens_with_queries_that_do_not_grow(self):
        def count(number):
            plans = self.Plan.browse()
            for __ in range(number):
                plan, __ = self._add_agreed()
                plans |= plan
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            plans.read(["name", "progress", "overdue_ours", "plan_health", "is_stale"])
            return self.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(2), count(12))

    def test_report_counts_what_is_overdue_on_either_side(self):
        plan, action = self._add_agreed()
        action.date_due = "2026-03-14"
        self._add_action(plan, side="theirs", date_due="2026-03-01")
        row = self.env["relationship.plan.analysis"].browse(plan.id)
        self.assertRecordValues(
            row,
            [
                {
                    "overdue_ours": 1,
                    "overdue_theirs": 1,
                    "action_count": 2,
                    "manager_id": self.ann.id,
                    "state": "agreed",
                }
            ],
        )
        self.assertEqual(row.action_open_plan()["res_id"], plan.id)
        self.acme.active = False
        self.env.invalidate_all()
        self.assertEqual((row.overdue_ours, row.overdue_theirs), (0, 0))
