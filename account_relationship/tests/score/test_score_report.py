from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError

from odoo import fields
from odoo.tests import tagged, users, warmup
from odoo.tools import SQL, mute_logger

from ...scoring import get_points, net_promoter_score, people_score
from .common import ScoreCommon

VALUES = st.lists(st.integers(0, 10), max_size=40)


class ReportCase(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.relationship_nps_minimum = 3
        cls.lead = cls._add_lead(cls.amy, cls.ann)

    def _get_groups(self, groupby, *aggregates, user=None, domain=()):
        report = self.env["relationship.score.report"].with_user(user or self.hugo)
        groups = report.formatted_read_group(
            [("account_id", "in", self.accounts.ids), *domain],
            groupby,
            list(aggregates),
        )
        return [tuple(group[name] for name in aggregates) for group in groups]

    def _log_score(self, contact, score_type, value):
        return self.env["relationship.feedback"].create(
            {
                "account_id": self.acme.id,
                "partner_id": contact.id,
                "verbatim": "Said on the phone",
                "score_type": score_type,
                "score_value": value,
            }
        )


@tagged("post_install", "-at_install")
class TestScoreReport(ReportCase):
    def test_row_of_a_request_says_who_was_asked_and_what_came_of_it(self):
        self._add_score(self.amy, 9, comment="Fine")
        waiting = self._add_score(self.ben)
        rows = self.env["relationship.score.report"].with_user(self.ann).search([])
        answered = rows.filtered(lambda row: row.partner_id == self.amy)
        self.assertRecordValues(
            answered | (rows - answered),
            [
                {
                    "account_id": self.acme.id,
                    "manager_id": self.ann.id,
                    "tier_id": self.tier_a.id,
                    "team_id": self.north.id,
                    "source": "score",
                    "score_type": "nps",
                    "value": 9,
                    "comment": "Fine",
                    "asked_count": 1,
                    "answer_count": 1,
                },
                {
                    "account_id": self.acme.id,
                    "manager_id": self.ann.id,
                    "tier_id": self.tier_a.id,
                    "team_id": self.north.id,
                    "source": "score",
                    "score_type": "nps",
                    "value": 0,
                    "comment": False,
                    "asked_count": 1,
                    "answer_count": 0,
                },
            ],
        )
        self.assertEqual((rows - answered).date, waiting.sent_at.date())

    def test_nps_is_share_of_promoters_minus_share_of_detractors(self):
        self._add_respondents([10, 9, 8, 3])
        [(nps, n)] = self._get_groups([], "nps:avg", "answer_count:sum")
        self.assertEqual((nps, n), (25, 4))

    def test_no_nps_of_fewer_answers_than_the_minimum(self):
        self._add_respondents([10, 9])
        self._add_respondents([10, 10, 0], self.birch)
        groups = self._get_groups(["account_id"], "nps:avg", "answer_count:sum")
        self.assertEqual(len(groups), 2)
        self.assertIn((False, 2), [(nps or False, n) for nps, n in groups])
        self.assertNotIn(
            0, [nps for nps, __ in groups if nps is not False and nps is not None]
        )
        self.assertIn(3, [n for nps, n in groups if nps])

    def test_the_sentence_says_of_how_many_quarters_too_few_answered(self):
        report = self.env["relationship.score.report"].with_user(self.hugo)
        found = [("account_id", "=", self.birch.id)]
        self._add_respondents([10, 9, 3], self.birch)
        self.assertNotIn("quarters", report.get_headline(found))
        self._add_score(self.amy, 9, self.birch, days=200)
        self.assertIn(
            "NPS 50 of 4 people (quarters with too few answers for one of their own: "
            "1)",
            report.get_headline(found),
        )
        few = [*found, ("partner_id", "=", self.amy.id)]
        self.assertIn("too few for an NPS", report.get_headline(few))

    def test_no_other_aggregate_gets_around_the_minimum(self):
        self._add_respondents([10, 9])
        for function in ("sum", "min", "max"):
            with self.subTest(function):
                [(nps,)] = self._get_groups([], f"nps:{function}")
                self.assertFalse(nps)

    def test_pivot_shows_no_nps_of_a_handful_in_any_of_its_totals(self):
        self._add_respondents([10, 9])
        self._add_respondents([0], self.birch)
        report = self.env["relationship.score.report"].with_user(self.hugo)
        total, by_account = report.formatted_read_grouping_sets(
            [("account_id", "in", self.accounts.ids)],
            [[], ["account_id"]],
            ["nps:avg"],
        )
        self.assertAlmostEqual(total[0]["nps:avg"], 100 / 3)
        self.assertFalse(any(group["nps:avg"] for group in by_account))

    def test_waiting_and_refused_requests_count_as_asked_not_as_answers(self):
        self._add_respondents([10, 9, 9])
        self._add_score(self.amy)
        self._add_score(self.ben, is_refused=True)
        [numbers] = self._get_groups(
            [], "asked_count:sum", "answer_count:sum", "response_rate:avg", "nps:avg"
        )
        self.assertEqual(numbers, (5, 3, 60, 100))

    def test_csat_is_the_share_of_four_and_five(self):
        for rating in (5, 4, 3, 1):
            self._rate(self._add_lead(self.amy, self.ann), self.amy, rating)
        self._log_score(self.ben, "csat", 5)
        self.lead._rating_get_access_token(self.amy)
        [numbers] = self._get_groups(
            [], "csat:avg", "answer_count:sum", "asked_count:sum", "response_rate:avg"
        )
        self.assertEqual((numbers[0], numbers[1], numbers[2]), (60, 5, 0))
        self.assertFalse(numbers[3])

    def test_n_of_the_satisfied_are_the_ratings_alone(self):
        for rating in (5, 4, 1):
            self._rate(self._add_lead(self.amy, self.ann), self.amy, rating)
        self._add_score(self.amy, 9)
        [numbers] = self._get_groups([], "csat_count:sum", "answer_count:sum")
        self.assertEqual(numbers, (3, 4))

    def test_ces_is_the_mean(self):
        for value in (7, 4, 4):
            self._log_score(self.amy, "ces", value)
        [(ces, nps)] = self._get_groups([], "ces:avg", "nps:avg")
        self.assertEqual(ces, 5)
        self.assertFalse(nps)

    def test_feedback_made_of_a_low_answer_is_not_counted_twice(self):
        score = self._add_score(self.amy)
        score._record_answer(2, "Bad")
        self._rate(self.lead, self.ben, 1)
        self.assertEqual(self._get_groups([], "answer_count:sum"), [(2,)])

    def test_rating_counts_in_the_company_of_the_document_only(self):
        abroad = self._add_abroad()
        lead = self._add_lead(
            self.amy, self.hugo, company_id=abroad.company_id.id, team_id=False
        )
        self._rate(lead, self.amy, 5)
        rows = self.env["relationship.score.report"].search(
            [("account_id", "in", (self.acme | abroad).ids)]
        )
        self.assertEqual(rows.account_id, abroad)

    def test_ids_of_rows_differ(self):
        score = self._add_score(self.amy, 9)
        self._log_score(self.amy, "nps", 9)
        self._rate(self.lead, self.amy, 5)
        rows = self.env["relationship.score.report"].search([])
        self.assertEqual(len(rows), len(set(rows.ids)))
        self.assertEqual(len(rows), 3)
        self.assertIn("score", rows.mapped("source"))
        self.assertTrue(score.exists())


@tagged("post_install", "-at_install")
class TestScoresOfAccounts(ReportCase):
    def _read(self, account=None, user=None):
        account = (account or self.acme).with_user(user or self.ann)
        account.invalidate_recordset()
        return (
            account.nps_12m if account.has_nps_12m else None,
            account.nps_count_12m,
            account.csat_12m,
            account.csat_count_12m,
        )

    def test_each_person_counts_once_however_often_asked(self):
        for days in (10, 110, 210):
            self._add_score(self.ben, 0, days=days)
        self._add_score(self.amy, 10)
        self._add_respondents([10])
        nps, people, __, __ = self._read()
        self.assertEqual(people, 3)
        self.assertAlmostEqual(nps, 100 / 3)

    def test_account_has_no_nps_of_fewer_people_than_the_minimum(self):
        for days in (0, 100, 200):
            self._add_score(self.amy, 10, days=days)
        self._add_score(self.ben, 10)
        self.assertEqual(self._read()[:2], (None, 2))

    def test_answers_of_more_than_twelve_months_ago_do_not_count(self):
        self._add_respondents([10, 9, 0])
        self._add_score(self.amy, 10, days=400)
        self.assertEqual(self._read()[1], 3)

    def test_satisfied_of_the_account(self):
        for rating in (5, 5, 5, 2):
            self._rate(self._add_lead(self.amy, self.ann), self.amy, rating)
        self.assertEqual(self._read()[2:], (0.75, 4))

    def test_account_without_scores_shows_none(self):
        self.assertEqual(self._read(), (None, 0, 0.0, 0))

    @users("ann")
    @warmup
    def test_scores_of_many_accounts_are_one_query(self):
        accounts = self.Account.with_user(self.env.user).browse(
            (self.acme | self.birch).ids
        )
        accounts.mapped("company_id.relationship_nps_minimum")
        with self.assertQueryCount(1):
            accounts.mapped("nps_12m")
            accounts.mapped("csat_12m")

    def test_numbers_open_the_answers_they_were_made_from(self):
        self._add_respondents([10, 9, 0])
        self._add_score(self.carl, 10, account=self.birch)
        self._add_score(self.amy, 10, days=800)
        action = self.acme.with_user(self.ann).action_view_scores()
        rows = (
            self.env[action["res_model"]].with_user(self.ann).search(action["domain"])
        )
        self.assertEqual(len(rows), 3)
        self.assertEqual(action["views"][0][1], "list")

    def test_settings_without_sense_are_refused(self):
        for name in (
            "relationship_score_gap_days",
            "relationship_score_expire_days",
            "relationship_follow_up_days",
            "relationship_nps_minimum",
        ):
            with (
                self.subTest(name),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                self.env.company[name] = 0
                self.env.flush_all()


@tagged("post_install", "-at_install")
class TestScoreProperties(ReportCase):
    """Whatever people answer, the numbers keep their meaning."""

    def _insert(self, values, account):
        """Straight into the table: hundreds of lists of answers are tried."""
        now = fields.Datetime.now()
        for number, (respondent, value) in enumerate(values):
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO relationship_score (account_id, company_id, partner_id,
                           email, score_type, access_token, sent_at, sent_on,
                           expires_on, answered_at, value)
                    VALUES (%s, %s, %s, %s, 'nps', 'x', %s, %s, %s, %s, %s)
                    """,
                    account.id,
                    account.company_id.id,
                    respondent,
                    f"{number}@example.com",
                    now,
                    now.date(),
                    now.date() + timedelta(days=30),
                    now,
                    value,
                )
            )

    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(values=VALUES, minimum=st.integers(1, 12), order=st.randoms())
    def test_report_says_what_the_arithmetic_says_in_any_order(
        self, values, minimum, order
    ):
        shuffled = list(values)
        order.shuffle(shuffled)
        with self.env.cr.savepoint() as savepoint:
            self.env.company.relationship_nps_minimum = minimum
            self.env.flush_all()
            self._insert([(None, value) for value in shuffled], self.acme)
            groups = self._get_groups([], "nps:avg", "answer_count:sum")
            savepoint.rollback()
            self.env.invalidate_all()
        [(nps, n)] = groups or [(None, 0)]
        wanted = net_promoter_score(values, minimum)
        self.assertEqual(n or 0, len(values))
        if wanted is None:
            self.assertTrue(nps is None or nps is False)
        else:
            self.assertAlmostEqual(nps, wanted)

    @settings(
        max_examples=40,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        answers=st.lists(
            st.tuples(st.sampled_from(["amy", "ben"]), st.integers(0, 10)), max_size=20
        )
    )
    def test_account_says_what_the_arithmetic_says(self, answers):
        people = {"amy": self.amy.id, "ben": self.ben.id}
        with self.env.cr.savepoint() as savepoint:
            self._insert([(people[name], value) for name, value in answers], self.acme)
            numbers = self._measure_scores(self.acme)[self.acme.id]
            savepoint.rollback()
        nps = numbers["nps_12m"]
        wanted = people_score(answers)
        self.assertEqual(
            numbers["scored_people_12m"], len({name for name, __ in answers})
        )
        if wanted is None:
            self.assertIsNone(nps)
        else:
            self.assertAlmostEqual(nps, wanted)
            self.assertTrue(-100 <= nps <= 100)

    @given(values=st.lists(st.integers(0, 10), min_size=1), order=st.randoms())
    def test_nps_identities(self, values, order):
        nps = net_promoter_score(values)
        promoters = sum(value >= 9 for value in values) / len(values)
        detractors = sum(value <= 6 for value in values) / len(values)
        self.assertAlmostEqual(nps, 100 * (promoters - detractors))
        self.assertTrue(-100 <= nps <= 100)
        shuffled = list(values)
        order.shuffle(shuffled)
        self.assertEqual(net_promoter_score(shuffled), nps)
        self.assertAlmostEqual(net_promoter_score(values * 3), nps)

    @given(value=st.integers(0, 9))
    def test_better_answer_never_makes_the_score_worse(self, value):
        self.assertLessEqual(get_points(value), get_points(value + 1))
