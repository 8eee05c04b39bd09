from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged, users

from ..common import AccountCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestCoverage(AccountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["relationship.account"].search(
            [("id", "not in", cls.accounts.ids)]
        ).action_archive()
        cls.accounts.cadence_state = "on_track"
        cls.acme.revenue_12m = 800
        cls.birch.revenue_12m = 150
        cls.cedar.revenue_12m = 50

    def _get_row(self, manager):
        row = self.env["relationship.coverage"].search(
            [("manager_id", "=", manager.id)]
        )
        self.env.invalidate_all()
        return row

    @users("hugo")
    def test_one_row_per_manager(self):
        self.company.relationship_capacity = 2
        self.assertRecordValues(
            self._get_row(self.ann) | self._get_row(self.bob),
            [
                {
                    "team_id": self.north.id,
                    "account_count": 2,
                    "no_backup_count": 1,
                    "load": 4.0,
                    "capacity": 2.0,
                    "load_share": 2.0,
                    "revenue_12m": 950,
                    "uncovered_count": 0,
                    "is_active": True,
                },
                {
                    "team_id": self.south.id,
                    "account_count": 1,
                    "no_backup_count": 1,
                    "load": 1.0,
                    "capacity": 2.0,
                    "load_share": 0.5,
                    "revenue_12m": 50,
                    "uncovered_count": 0,
                    "is_active": True,
                },
            ],
        )

    @users("hugo")
    def test_own_capacity_goes_before_the_companys(self):
        self.ann.account_capacity = 8
        self.assertEqual(self._get_row(self.ann).load_share, 0.5)

    @users("hugo")
    def test_without_any_capacity_there_is_no_share(self):
        self.company.relationship_capacity = 0
        self.assertRecordValues(
            self._get_row(self.ann), [{"capacity": 0.0, "load_share": 0.0}]
        )

    @users("hugo")
    def test_archived_manager_leaves_accounts_uncovered(self):
        self.ann.active = False
        self.assertRecordValues(
            self._get_row(self.ann), [{"is_active": False, "uncovered_count": 2}]
        )

    @users("hugo")
    def test_risk_and_due_contacts(self):
        self.acme.stage_id = self.at_risk
        self.acme.cadence_state = "due"
        self.birch.cadence_state = "due_soon"
        self.assertRecordValues(
            self._get_row(self.ann), [{"at_risk_count": 1, "contact_due_count": 1}]
        )

    @users("hugo")
    def test_top_accounts_nobody_attends_to(self):
        self.assertEqual(self._get_row(self.ann).unattended_count, 0)
        self.acme.cadence_state = "overdue"
        self.birch.cadence_state = "overdue"
        self.assertRecordValues(
            self._get_row(self.ann),
            [{"unattended_count": 1, "unattended_revenue": 800}],
        )
        activity = self._plan_activity(self.acme, self.ann)
        self.assertEqual(self._get_row(self.ann).unattended_count, 0)
        activity.action_feedback()
        self.acme.cadence_state = "none"
        self.assertEqual(self._get_row(self.ann).unattended_count, 1)
        self.acme.cadence_state = "paused"
        self.assertEqual(self._get_row(self.ann).unattended_count, 0)

    @users("hugo")
    def test_every_number_opens_exactly_what_it_counts(self):
        """Of each manager, with accounts of all kinds."""
        states = ("due", "overdue", "paused", "none", "on_track", "due_soon")
        more = self._add_accounts(12)
        for number, account in enumerate(more):
            account.write(
                {
                    "cadence_state": states[number % len(states)],
                    "revenue_12m": 10 * number,
                    "backup_id": self.bea.id if number % 2 else False,
                    "stage_id": (self.at_risk, self.ended, self.onboarding)[
                        number % 3
                    ].id,
                    "manager_id": (self.ann, self.bob)[number % 2].id,
                }
            )
        more[5].action_archive()
        self.bob.active = False
        rows = self.env["relationship.coverage"].search([])
        self.assertEqual(rows.manager_id, self.ann | self.bob)
        opened_of = {}
        for row in rows:
            for name in row._get_conditions():
                action = row.action_view_counted(name)
                opened = self.env["relationship.account"].search(action["domain"])
                opened_of[row.manager_id, name] = opened
                self.assertEqual(len(opened), row[name], (row.manager_id.name, name))
            self.assertEqual(
                sum(
                    opened_of[row.manager_id, "unattended_count"].mapped("revenue_12m")
                ),
                row.unattended_revenue,
            )
            self.assertEqual(
                sum(opened_of[row.manager_id, "account_count"].mapped("revenue_12m")),
                row.revenue_12m,
            )
        due = self.env["relationship.account"].search(
            [
                ("cadence_state", "in", ["due", "overdue"]),
                ("stage_id.kind", "!=", "ended"),
            ]
        )
        self.assertTrue(due)
        self.assertEqual(
            due,
            self.env["relationship.account"]
            .union(*(opened_of[row.manager_id, "contact_due_count"] for row in rows))
            .sorted(),
        )

    @users("hugo")
    def test_no_other_number_opens_anything(self):
        row = self._get_row(self.ann)
        for name in ("load", "id", "", None, 3, [], {"a": 1}):
            with self.subTest(name=name), self.assertRaises(UserError):
                row.action_view_counted(name)

    @users("ann")
    def test_who_may_not_read_coverage_opens_nothing_of_it(self):
        coverage = self.env["relationship.coverage"].sudo()
        row = coverage.search([("manager_id", "=", self.ann.id)]).sudo(False)
        with self.assertRaises(AccessError):
            row.action_view_counted("account_count")

    @users("hugo")
    def test_ended_accounts_need_no_cover_and_rows_open_what_they_count(self):
        self.birch.stage_id = self.ended
        row = self._get_row(self.ann)
        self.assertEqual(row.account_count, 1)
        action = row.action_view_accounts()
        accounts = self.env["relationship.account"].search(action["domain"])
        self.assertEqual(accounts, self.acme)

    @users("hugo")
    def test_companies_are_apart(self):
        company = self._add_company()
        self.env["relationship.account"].sudo().create(
            {
                "partner_id": self.dune.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        Coverage = self.env["relationship.coverage"]
        mine = [("manager_id", "=", self.hugo.id)]
        here = Coverage.with_context(allowed_company_ids=self.company.ids)
        there = Coverage.with_context(allowed_company_ids=company.ids)
        self.assertFalse(here.search(mine))
        self.assertEqual(there.search(mine).account_count, 1)

    @users("hugo")
    def test_grouped_by_team(self):
        groups = self.env["relationship.coverage"]._read_group(
            [], ["team_id"], ["account_count:sum", "load:sum", "load_share:avg"]
        )
        self.assertEqual(
            {team: count for team, count, *__ in groups},
            {self.north: 2, self.south: 1},
        )
