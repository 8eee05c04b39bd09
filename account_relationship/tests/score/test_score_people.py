from collections import defaultdict
from datetime import date, timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import tagged, users
from odoo.tools import SQL

from ...scoring import people_score
from .common import ScoreCommon

TODAY = date(2026, 3, 15)
#: Who answers: a contact, or an address nobody has as a contact (any more).
PEOPLE = ["amy", "ben", "carl", "x@example.com", "X@Example.com ", "y@example.com"]
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["acme", "birch", "cedar"]),
        st.sampled_from(PEOPLE),
        st.integers(-10, 420).map(lambda days: TODAY - timedelta(days=days)),
        st.one_of(st.none(), st.integers(0, 10)),
    ),
    max_size=30,
)
PROPERTY = settings(
    max_examples=40,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
#: Groups of the report, and what they are in an answer ``(account, day)``.
GROUPS = {
    "account_id": lambda account, day: account.id,
    "manager_id": lambda account, day: account.manager_id.id,
    "tier_id": lambda account, day: account.tier_id.id,
    "date:month": lambda account, day: day.strftime("%Y-%m"),
    "date:year": lambda account, day: day.strftime("%Y"),
}


class PeopleCase(ScoreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.relationship_nps_minimum = 2
        cls.report = cls.env["relationship.score.report"]

    def _insert(self, answers):
        for number, (account, person, day, value) in enumerate(answers):
            contact = getattr(self, person, None)
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO relationship_score (account_id, company_id, partner_id,
                           email, score_type, access_token, sent_at, sent_on,
                           expires_on, answered_at, value)
                    VALUES (%s, %s, %s, %s, 'nps', 'x', %s, %s, %s, %s, %s)
                    """,
                    self[account].id,
                    self[account].company_id.id,
                    contact and contact.id,
                    f"{number}@example.com" if contact else person,
                    f"{day} 12:00:00",
                    # Nobody is asked twice a day; the report does not look here.
                    date(2000, 1, 1) + timedelta(days=number),
                    day + timedelta(days=30),
                    f"{day} 12:00:00" if value is not None else None,
                    value,
                )
            )

    def __getitem__(self, name):
        return getattr(self, name)

    def _get_nps(self, groupby):
        """What the report shows of each group that has any answer."""
        groups = self.report.with_user(self.hugo).formatted_read_group(
            [("account_id", "in", self.accounts.ids)],
            [groupby] if groupby else [],
            ["nps:avg", "nps_people_count:sum", "response_rate:avg"],
        )
        return {
            self._get_key(group, groupby): (
                None if group["nps:avg"] is False else group["nps:avg"],
                group["nps_people_count:sum"] or 0,
                group["response_rate:avg"],
            )
            for group in groups
        }

    def _get_key(self, group, groupby):
        value = group.get(groupby)
        if not groupby:
            return "all"
        if groupby == "date:month":
            return value[0][:7]
        return value[0][:4] if groupby == "date:year" else value[0]

    @staticmethod
    def _normalize(answers):
        return [(person.strip().lower(), value) for person, value in answers]


@tagged("post_install", "-at_install")
class TestPeople(PeopleCase):
    def test_report_account_and_objective_say_the_same(self):
        """One who is asked often would otherwise drown everybody else."""
        for days in range(0, 300, 20):
            self._add_score(self.ben, 0, days=days)
        for contact in (self.amy, self.acme_customer, self.pia.partner_id):
            self._add_score(contact, 10)
        account = self.acme.with_user(self.ann)
        self.assertEqual(account.nps_12m, 50)
        self.assertEqual(self._get_nps("account_id")[self.acme.id][:2], (50, 4))
        measured = self.env["relationship.measure"]._measure("nps_12m", self.acme)
        self.assertEqual(measured, {self.acme.id: 50})

    def test_the_mean_of_a_person_is_not_rounded(self):
        for value, days in ((9, 1), (8, 2)):
            self._add_score(self.amy, value, days=days)
        for value, days in ((6, 3), (7, 4)):
            self._add_score(self.ben, value, days=days)
        self.assertEqual(self._get_nps(None)["all"][:2], (0, 2))

    def test_a_person_without_contact_is_the_address_in_any_case(self):
        self._add_score(self.amy, 10, partner_id=False, email="Zoe@Example.com")
        self._add_score(self.amy, 0, partner_id=False, email="zoe@example.com", days=9)
        self.assertEqual(self._get_nps(None)["all"][:2], (None, 1))

    def test_two_who_left_no_name_are_two_people(self):
        self.env["relationship.feedback"].create(
            [
                {
                    "account_id": self.acme.id,
                    "verbatim": "Said on the phone",
                    "score_type": "nps",
                    "score_value": value,
                }
                for value in (9, 0)
            ]
        )
        self.assertEqual(self._get_nps(None)["all"][:2], (0, 2))

    def test_minimum_is_the_highest_of_the_companies_in_a_group(self):
        abroad = self._add_abroad()
        abroad.company_id.relationship_nps_minimum = 4
        self._add_respondents([9, 9])
        self._add_respondents([9], abroad)
        rows = self.report.with_user(self.hugo).with_context(
            allowed_company_ids=self.hugo.company_ids.ids
        )
        accounts = self.acme | abroad
        [(both,)] = rows._read_group(
            [("account_id", "in", accounts.ids)], [], ["nps:avg"]
        )
        [(one,)] = rows._read_group(
            [("account_id", "=", self.acme.id)], [], ["nps:avg"]
        )
        self.assertIs(both, False)
        self.assertEqual(one, 100)

    @users("ann")
    def test_account_says_how_many_of_those_asked_answered(self):
        self._add_respondents([10, 9, 0])
        self._add_score(self.amy)
        account = self.acme.with_user(self.env.user)
        self.assertEqual(account.score_asked_count_12m, 4)
        self.assertEqual(account.score_response_rate_12m, 0.75)
        self.assertEqual(self.birch.with_user(self.env.user).score_asked_count_12m, 0)

    @users("ann")
    def test_the_window_is_of_the_company_s_days_whoever_looks(self):
        """It is the 15th in California, the 16th in Tokyo, where ann is for once."""
        self.env.company.sudo().relationship_tz = "America/Los_Angeles"
        self.env.user.sudo().tz = "Asia/Tokyo"
        account = self.acme.with_user(self.env.user)
        with freeze_time("2026-03-16 03:00:00"):
            start, end = account._get_scores_window(account.company_id)
            self.assertEqual(end, TODAY)
            for moment in (f"{start} 06:59:59", f"{start} 07:00:00"):
                self._add_score(self.amy, 9, days=1, answered_at=moment)
                account.invalidate_recordset()
                inside = moment.endswith("07:00:00")
                self.assertEqual(account.nps_count_12m, int(inside), moment)
                rows = self.report.search(account.action_view_scores()["domain"])
                self.assertEqual(
                    len(rows.filtered(lambda r: r.answered_on >= start)), int(inside)
                )
                self.amy = self.ben

    @users("ann")
    def test_the_click_opens_all_that_was_counted_and_nothing_else(self):
        self._add_respondents([10, 9, 0])
        # Asked before the window, answered in it; asked in it, not answered.
        old = self._add_score(self.amy, 7, days=370)
        old.answered_at = self._add_score(self.ben).sent_at
        self._add_score(self.pia.partner_id, 10, days=800)
        account = self.acme.with_user(self.env.user)
        action = account.action_view_scores()
        rows = self.env[action["res_model"]].search(action["domain"])
        given = rows.filtered("answered_on")
        self.assertEqual(len(given), account.nps_count_12m)
        start, __ = account._get_scores_window(account.company_id)
        asked = rows.filtered(lambda row: row.asked_count and row.date >= start)
        self.assertEqual(len(asked), account.score_asked_count_12m)
        self.assertEqual(rows, given | asked)


@tagged("post_install", "-at_install")
class TestPeopleProperties(PeopleCase):
    """Whoever answers when: SQL says what plain Python says, in every group."""

    @PROPERTY
    @given(answers=ANSWERS, minimum=st.integers(1, 4))
    def test_every_group_counts_a_person_once(self, answers, minimum):
        with self.env.cr.savepoint() as savepoint:
            self.env.company.relationship_nps_minimum = minimum
            self.env.flush_all()
            self._insert(answers)
            shown = {by: self._get_nps(by) for by in (None, *GROUPS)}
            savepoint.rollback()
            self.env.invalidate_all()
        for groupby, groups in shown.items():
            wanted = defaultdict(list)
            for name, person, day, value in answers:
                key = GROUPS[groupby](self[name], day) if groupby else "all"
                wanted[key].append((person, value))
            if groupby is None and not answers:
                continue
            self.assertEqual(groups.keys(), wanted.keys(), groupby)
            for key, asked in wanted.items():
                self._assert_group(groups[key], asked, minimum)

    def _assert_group(self, shown, asked, minimum):
        nps, people, response_rate = shown
        given_answers = self._normalize(
            (person, value) for person, value in asked if value is not None
        )
        self.assertEqual(people, len({person for person, __ in given_answers}))
        self.assertAlmostEqual(response_rate, 100 * len(given_answers) / len(asked))
        wanted = people_score(given_answers, minimum)
        if wanted is None:
            self.assertIsNone(nps)
        else:
            self.assertAlmostEqual(nps, wanted)

    @PROPERTY
    @given(answers=ANSWERS)
    def test_account_and_measure_count_a_person_once_in_their_window(self, answers):
        measures = self.env["relationship.measure"]
        start, end = measures._get_year(TODAY)
        with self.env.cr.savepoint() as savepoint, freeze_time(f"{TODAY} 20:00:00"):
            self._insert(answers)
            numbers = self._measure_scores(self.accounts, TODAY)
            measured = measures._measure("nps_12m", self.accounts, TODAY)
            means = measures._measure("recommendation_12m", self.accounts, TODAY)
            savepoint.rollback()
            self.env.invalidate_all()
        for name in ("acme", "birch", "cedar"):
            asked = [
                (person, value)
                for account, person, day, value in answers
                if account == name and start <= day <= end
            ]
            given_answers = self._normalize(a for a in asked if a[1] is not None)
            account_id = self[name].id
            found = numbers[account_id]
            self.assertEqual(found["score_asked_12m"], len(asked))
            self.assertEqual(found["score_answered_12m"], len(given_answers))
            self._assert_number(found["nps_12m"], people_score(given_answers))
            self._assert_number(measured[account_id], people_score(given_answers, 2))
            self._assert_number(means[account_id], self._get_mean(given_answers))

    def _get_mean(self, answers):
        by_person = defaultdict(list)
        for person, value in answers:
            by_person[person].append(value)
        means = [sum(values) / len(values) for values in by_person.values()]
        return sum(means) / len(means) if means else None

    def _assert_number(self, found, wanted):
        if wanted is None:
            self.assertIsNone(found)
        else:
            self.assertAlmostEqual(found, wanted)
