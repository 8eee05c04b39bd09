from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged, users

from .common import FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedbackReport(FeedbackCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Report = cls.env["relationship.feedback.report"]
        cls.start = fields.Datetime.to_datetime("2026-03-02 08:00:00")

    def _add(self, hours=None, decided=None, told=None, **values):
        """Feedback with what came of it so many hours, or days, after it came in."""
        moments = {
            "acknowledged_at": hours and self.start + timedelta(hours=hours),
            "decided_at": decided and self.start + timedelta(days=decided),
            "acknowledge_deadline": self.start + timedelta(hours=4),
        }
        feedback = self._say(received_at=self.start)
        if decided:
            feedback.action_start()
        feedback.write({**moments, **values})
        if told:
            self._tell(feedback, "outcome", date=self.start + timedelta(days=told))
        return feedback

    def _group(self, feedback, *measures, user=None, groupby=()):
        rows = self.Report.with_user(user or self.env.user).formatted_read_group(
            [("feedback_id", "in", feedback.ids)],
            groupby=list(groupby),
            aggregates=[
                f"{name}:{self.Report._fields[name].aggregator}" for name in measures
            ],
        )
        return [
            tuple(value for key, value in row.items() if ":" in key and key[:2] != "__")
            for row in rows
        ]

    def test_times_group_as_their_median(self):
        feedback = self._add(1) | self._add(2) | self._add(99)
        self.assertEqual(self._group(feedback, "acknowledge_hours"), [(2.0,)])
        even = self._add(1) | self._add(2)
        self.assertEqual(self._group(even, "acknowledge_hours"), [(1.5,)])

    def test_medians_of_groups_and_of_all_are_computed_each(self):
        early, late = self._add(1), self._add(2) | self._add(99) | self._add(100)
        late.write({"kind": "idea"})
        rows = self.Report._read_group(
            [("feedback_id", "in", (early | late).ids)],
            ["kind"],
            ["acknowledge_hours:avg"],
        )
        self.assertEqual(dict(rows), {"complaint": 1.0, "idea": 99.0})

    def test_days_to_decision_implementation_and_telling(self):
        feedback = self._add(1, decided=2, told=3)
        feedback.write({"implemented_at": self.start + timedelta(days=10)})
        self._tell(feedback, "outcome", date=self.start + timedelta(days=12))
        row = self.Report.search([("feedback_id", "=", feedback.id)])
        self.assertRecordValues(
            row, [{"decide_days": 2.0, "implement_days": 10.0, "tell_days": 3.0}]
        )
        counts = ("heard_count", "decided_count", "implemented_count", "told_count")
        self.assertEqual(self._group(feedback, *counts), [(1, 1, 1, 1)])
        self.assertEqual(self._group(self._add(), *counts), [(0, 0, 0, 0)])

    def test_what_was_answered_before_it_was_logged_took_no_time(self):
        feedback = self._add(1)
        self._tell(feedback, "outcome", date=self.start - timedelta(hours=2))
        row = self.Report.search([("feedback_id", "=", feedback.id)])
        self.assertEqual(row.tell_days, 0)
        self.assertEqual(self._group(feedback, "told_count"), [(1,)])

    def test_acknowledged_in_time_counts_what_is_acknowledged_or_due(self):
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        feedback = (
            self._add(4)
            | self._add(5)
            | self._add()
            | self._add(acknowledge_deadline=tomorrow)
            | self._add(acknowledge_deadline=False)
        )
        ((rate, number),) = self._group(
            feedback, "acknowledged_rate", "acknowledged_count"
        )
        self.assertAlmostEqual(rate, 100 / 3)
        self.assertEqual(number, 3)

    def test_closed_and_told_is_all_of_what_is_closed(self):
        self.assertEqual(
            self._group(self._add(1), "told_rate", "closed_count"), [(False, 0)]
        )
        feedback = self._add(1, told=2)
        feedback.action_close()
        self.assertEqual(
            self._group(feedback, "told_rate", "closed_count"), [(100.0, 1)]
        )

    def test_reopened_counts_what_was_settled_once(self):
        kept, reopened, open_one = self._add(), self._add(), self._add()
        (kept | reopened).action_implement()
        reopened.action_reopen()
        self.assertEqual(
            self._group(kept | reopened | open_one, "reopened_rate", "settled_count"),
            [(50.0, 2)],
        )

    def test_rates_without_anything_that_counts_are_empty_and_not_zero(self):
        (rates,) = self.Report._read_group(
            [("feedback_id", "=", self._add(acknowledge_deadline=False).id)],
            [],
            ["acknowledged_rate:avg", "told_rate:avg", "reopened_rate:avg"],
        )
        for rate in rates:
            self.assertIs(rate, False)

    def test_duplicates_count_with_the_one_they_repeat(self):
        first, second = self._add(), self._add()
        second._merge_into(first)
        self.assertEqual(self._group(first | second, "feedback_count"), [(1,)])

    def test_groups_by_everything_people_ask_for(self):
        category = self.env["product.category"].create({"name": "Lamps"})
        product = self.env["product.product"].create(
            {"name": "Lamp", "categ_id": category.id}
        )
        feedback = self._add(1, product_id=product.id, area_id=self.product_area.id)
        for name in (
            *("team_id", "area_id", "kind", "product_id", "categ_id", "account_id"),
            *("manager_id", "tier_id", "received_at:month", "state"),
        ):
            with self.subTest(group=name):
                ((group, number),) = self.Report._read_group(
                    [("feedback_id", "=", feedback.id)], [name], ["feedback_count:sum"]
                )
                self.assertTrue(group)
                self.assertEqual(number, 1)

    def test_row_opens_the_feedback(self):
        feedback = self._add()
        row = self.Report.search([("feedback_id", "=", feedback.id)])
        self.assertEqual(row.action_open_feedback()["res_id"], feedback.id)

    # ------------------------------------------------------------
    # Who sees what
    # ------------------------------------------------------------

    def _see(self, user):
        return self.Report.with_user(user).search([]).feedback_id.sudo()

    def test_everybody_sees_the_loop_of_the_feedback_they_see(self):
        ours = self._say()
        theirs = self._say(
            partner_id=self.cedar_customer.id, team_id=self.sales_team.id
        )
        mine = self._say(partner_id=self.cedar_customer.id, team_id=self.sales_team.id)
        mine.with_context(tracking_disable=True).write({"user_id": self.tess.id})
        for user, seen in {
            self.tess: ours | mine,
            self.lena: ours,
            self.ann: ours,
            self.bob: theirs | mine,
            self.hugo: ours | theirs | mine,
        }.items():
            with self.subTest(user=user.login):
                all_of_them = ours | theirs | mine
                self.assertEqual(self._see(user) & all_of_them, seen)

    def test_other_companies_stay_out(self):
        company = self._add_company()
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": company.id,
                "manager_id": self.hugo.id,
            }
        )
        feedback = self._say(partner_id=False, account_id=account.id)
        self.assertIn(feedback, self._see(self.hugo))
        here = self.Report.with_context(allowed_company_ids=self.env.company.ids)
        seen = here.with_user(self.hugo).search([])
        self.assertNotIn(feedback, seen.feedback_id)

    @users("sam", "eve", "pia")
    def test_others_have_no_access(self):
        with self.assertRaises(AccessError):
            self.env["relationship.feedback.report"].search([])
