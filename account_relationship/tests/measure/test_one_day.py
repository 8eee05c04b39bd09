from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged, users

from ..communication.common import CommunicationCommon

#: It is the 15th in California, where the company is, and the 16th in Tokyo and London.
EVENING = "2026-03-16 05:00:00"
TODAY = date(2026, 3, 15)


@tagged("post_install", "-at_install")
@freeze_time(EVENING)
class TestOneDay(CommunicationCommon):
    """Form, list, filter, portal and cron say the same, wherever the reader is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.relationship_tz = "America/Los_Angeles"
        cls.ann.tz = "Asia/Tokyo"
        cls.hugo.tz = "Europe/London"
        with freeze_time(EVENING):
            cls.plan = cls._add_plan("2026-03-15")
            cls.late_plan = cls._add_plan("2026-03-14")

    def test_day_is_one_of_a_zone_there_is(self):
        """By API: with another one no screen could ask which day it is."""
        with self.assertRaisesRegex(ValidationError, "“Mars/Base” cannot be chosen"):
            self.company.relationship_tz = "Mars/Base"

    @classmethod
    def _add_plan(cls, day):
        of_account = {"account_id": cls.acme.id}
        plan = cls.env["relationship.plan"].create(
            {**of_account, "name": day, "date_end": day}
        )
        cls.env["relationship.objective"].create(
            {"name": day, "plan_id": plan.id, "date_due": day}
        )
        cls.env["relationship.action"].create(
            {**of_account, "name": day, "plan_id": plan.id, "date_due": day}
        )
        cls.env["relationship.promise"].create(
            {**of_account, "name": day, "date_due": day}
        )
        plan._agree(cls.amy, "2026-03-01")
        return plan

    def _assert_flag(self, records, name, expected):
        """A flag says the same in the form and where it is searched."""
        records = records.with_user(self.env.user)
        records.invalidate_recordset()
        flagged = records.filtered(name)
        self.assertEqual(flagged, expected.with_user(self.env.user), name)
        for value in (True, False):
            found = records.search([("id", "in", records.ids), (name, "=", value)])
            self.assertEqual(found, flagged if value else records - flagged, name)

    @users("ann", "hugo", "bea")
    def test_late_is_what_was_due_before_the_company_s_day(self):
        plans = self.plan | self.late_plan
        self._assert_flag(plans.action_ids, "is_late", self.late_plan.action_ids)
        self._assert_flag(plans.objective_ids, "is_late", self.late_plan.objective_ids)
        promises = self.acme.promise_ids
        late = promises.filtered(lambda p: p.name == "2026-03-14")
        self._assert_flag(promises, "is_late", late)
        health = plans.with_user(self.env.user).mapped("plan_health")
        self.assertEqual(sorted(health), ["late", "on_track"])

    @users("ann", "hugo")
    def test_report_counts_what_the_filter_finds(self):
        analysis = self.env["relationship.plan.analysis"].search(
            [("plan_id", "in", (self.plan | self.late_plan).ids)]
        )
        self.assertEqual(
            {row.plan_id: row.overdue_ours for row in analysis},
            {
                self.plan.with_user(self.env.user): 0,
                self.late_plan.with_user(self.env.user): 1,
            },
        )

    @users("ann", "hugo")
    def test_what_the_customer_reads_is_late_on_the_same_day(self):
        side = self.env["relationship.portal.content"].sudo()
        for plan in (self.plan, self.late_plan):
            shown = side._describe_shared_action(plan.action_ids.sudo())
            self.assertEqual(shown["is_late"], plan.action_ids.is_late)

    @users("ann", "hugo")
    def test_review_is_due_on_the_company_s_day(self):
        self.acme.sudo().next_review_date = "2026-03-15"
        self.birch.sudo().next_review_date = "2026-03-16"
        self._assert_flag(self.acme | self.birch, "is_review_due", self.acme)

    @users("ann", "hugo")
    def test_contact_is_due_soon_by_the_company_s_day(self):
        self.acme.sudo().next_contact_date = "2026-03-22"
        self.birch.sudo().next_contact_date = "2026-03-23"
        self._assert_flag(self.acme | self.birch, "is_contact_due_soon", self.acme)

    @users("ann", "hugo")
    def test_plan_is_stale_by_the_company_s_day(self):
        self.company.sudo().relationship_plan_stale_days = 14
        plans = self.plan | self.late_plan
        plans.sudo().agreed_on = "2026-03-01"
        self._assert_flag(plans, "is_stale", plans.browse())
        self.late_plan.sudo().agreed_on = "2026-02-28"
        self._assert_flag(plans, "is_stale", self.late_plan)

    @users("ann")
    def test_brief_says_late_where_the_list_does(self):
        late = self.acme.promise_ids.filtered(lambda p: p.name == "2026-03-14")
        late.action_keep()
        lines = self.acme._get_brief_lines(self.env.user)[self.acme]
        words = {line.name: line.words for line in lines}
        self.assertEqual(words["promises"], "1 open promise")

    @users("ann")
    def test_what_is_done_was_done_on_the_company_s_day(self):
        action = self.plan.action_ids.with_user(self.env.user)
        action.action_done()
        promise = self.acme.promise_ids[0].with_user(self.env.user)
        promise.action_keep()
        self.plan.with_user(self.env.user).action_review()
        self.assertEqual(action.date_done, TODAY)
        self.assertEqual(promise.date_done, TODAY)
        self.assertEqual(self.plan.reviewed_on, TODAY)

    def test_promised_update_is_due_on_the_company_s_day(self):
        plan = self.plan
        plan.write({"is_shared": True, "contact_id": self.amy.id})
        for days, drafted in ((15, False), (14, True)):
            plan.write({"update_days": days, "scheduled_from": "2026-03-01"})
            plan._send_scheduled()
            self.assertEqual(plan.next_update_on <= TODAY, drafted)
            drafts = self.env["relationship.plan.update"].search_count(
                [("plan_id", "=", plan.id), ("state", "=", "draft")]
            )
            self.assertEqual(drafts, int(drafted))

    @users("hugo")
    def test_each_company_has_its_own_day(self):
        tokyo = self._add_company("Tokyo")
        tokyo.relationship_tz = "Asia/Tokyo"
        abroad = self.Account.sudo().create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": tokyo.id,
                "manager_id": self.hugo.id,
                "next_review_date": "2026-03-16",
            }
        )
        self.acme.sudo().next_review_date = "2026-03-16"
        both = {"allowed_company_ids": (self.company | tokyo).ids}
        accounts = (self.acme | abroad).with_user(self.env.user).with_context(**both)
        self.assertEqual(accounts.filtered("is_review_due").company_id, tokyo)
        found = accounts.search(
            [("id", "in", accounts.ids), ("is_review_due", "=", True)]
        )
        self.assertEqual(found.company_id, tokyo)

    @users("ann", "hugo")
    def test_cadence_says_the_same_in_badge_report_and_coverage(self):
        self.acme.sudo().cadence_days = 5
        account = self.acme.with_user(self.env.user)
        for touched, state, late in (
            # Noon in California: due on the 16th, on the 15th, and on the 14th.
            ("2026-03-11 19:00:00", "due_soon", False),
            ("2026-03-10 19:00:00", "due", False),
            ("2026-03-09 19:00:00", "due", True),
        ):
            self.ann.tz = "America/Los_Angeles"
            self.acme.sudo().interaction_ids.unlink()
            self._log(date_start=touched, account=self.acme.sudo())
            account.invalidate_recordset()
            self.assertEqual(account.cadence_state, state)
            self.assertEqual(account.is_contact_late, late)
            self.assertEqual(account.cadence_compliance, 0.0 if late else 1.0)
            [(share,)] = account._read_group(
                [("id", "=", account.id)], [], ["cadence_compliance:avg"]
            )
            self.assertEqual(share, account.cadence_compliance)
            coverage = self.env["relationship.coverage"].sudo()
            coverage.invalidate_model()
            row = coverage.search([("manager_id", "=", self.ann.id)])
            due = self.Account.search(
                [
                    ("cadence_state", "in", ["due", "overdue"]),
                    ("manager_id", "=", self.ann.id),
                ]
            )
            self.assertEqual(row.contact_due_count, len(due))
            self.assertEqual(self.acme in due, state == "due")
