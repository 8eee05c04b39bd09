import runpy

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users
from odoo.tools import file_path

from .common import FeedbackCommon


@tagged("post_install", "-at_install")
class TestFeedbackRights(FeedbackCommon):
    """Who sees which feedback.

    acme's stands with the technical team, cedar's with the finance team, and one of an
    unknown sender with no team.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        create = cls.env["relationship.feedback"].create
        cls.of_acme = create(
            {
                "verbatim": "Dark",
                "partner_id": cls.amy.id,
                "team_id": cls.technical_team.id,
            }
        )
        cls.of_cedar = create(
            {
                "verbatim": "Wrong invoice",
                "account_id": cls.cedar.id,
                "team_id": cls.finance_team.id,
            }
        )
        cls.unknown = create({"verbatim": "Who are you?", "team_id": False})
        cls.unknown.team_id = False
        cls.all = cls.of_acme | cls.of_cedar | cls.unknown
        for feedback in cls.all:
            cls.env["relationship.feedback.notice"].create(
                {"feedback_id": feedback.id, "kind": "update", "channel": "phone"}
            )

    def _get_visible(self, user):
        found = self.env["relationship.feedback"].with_user(user).search([])
        notices = self.env["relationship.feedback.notice"].with_user(user).search([])
        self.assertEqual(notices.sudo().feedback_id, found.sudo())
        return found & self.all

    def assertSees(self, user, *feedback):
        expected = self.env["relationship.feedback"].concat(*feedback)
        self.assertEqual(self._get_visible(user), expected)
        for hidden in self.all - expected:
            with self.assertRaises(AccessError):
                hidden.with_user(user).read(["verbatim"])
            with self.assertRaises(AccessError):
                hidden.with_user(user).write({"severity": "low"})

    def test_account_people_see_that_of_their_accounts(self):
        for user in (self.ann, self.tim, self.bea):
            self.assertSees(user, self.of_acme)
        self.assertSees(self.bob, self.of_cedar)

    def test_heads_see_all(self):
        self.assertSees(self.hugo, self.of_acme, self.of_cedar, self.unknown)
        self.assertSees(self.adam, self.of_acme, self.of_cedar, self.unknown)

    def test_technicians_see_that_of_their_team(self):
        for user in (self.tess, self.theo, self.lena):
            self.assertSees(user, self.of_acme)
        self.of_acme.team_id = self.quality_team
        self.assertSees(self.tess)

    def test_whoever_is_assigned_sees_it(self):
        self.of_cedar.user_id = self.tess
        self.assertSees(self.tess, self.of_acme, self.of_cedar)
        self.of_cedar.with_user(self.tess).action_start()
        self.assertEqual(self.of_cedar.state, "in_progress")

    @users("tess")
    def test_whoever_logged_it_sees_it(self):
        feedback = self._say(
            partner_id=False, account_id=self.cedar.id, team_id=self.finance_team.id
        )
        feedback.check_access("write")
        self.assertFalse(feedback.with_user(self.theo).has_access("read"))

    def test_technicians_see_no_accounts_and_no_revenue(self):
        feedback = self.of_acme.with_user(self.tess)
        with self.assertRaises(AccessError):
            self.acme.with_user(self.tess).read(["wants"])
        with self.assertRaises(AccessError):
            feedback.read(["revenue_at_stake"])
        values = feedback.web_read({"account_id": {"fields": {"display_name": {}}}})
        self.assertEqual(values[0]["account_id"]["display_name"], "Acme")

    def test_technicians_may_not_change_teams_rules_and_areas(self):
        for model in ("team", "rule", "area"):
            records = self.env[f"relationship.feedback.{model}"].with_user(self.tess)
            self.assertTrue(records.search([]))
            with self.assertRaises(AccessError):
                records.search([], limit=1).unlink()
            with self.assertRaises(AccessError):
                records.search([], limit=1).write({"sequence": 1})

    def test_salespeople_read_and_log_that_of_customers_they_sell_to(self):
        self.assertSees(self.sam)
        self._add_lead(self.acme_customer, self.sam)
        self.assertEqual(self._get_visible(self.sam), self.of_acme)
        with self.assertRaises(AccessError):
            self.of_acme.with_user(self.sam).write({"severity": "low"})
        with self.assertRaises(AccessError):
            self.of_acme.notice_ids.with_user(self.sam).copy()
        Feedback = self.env["relationship.feedback"].with_user(self.sam)
        logged = Feedback.create({"verbatim": "Late", "partner_id": self.amy.id})
        self.assertTrue(logged.sudo().deadline)
        with self.assertRaises(AccessError):
            Feedback.create({"verbatim": "Late", "account_id": self.cedar.id})

    def test_salespeople_correct_what_they_logged(self):
        self._add_lead(self.acme_customer, self.sam)
        with Form(self.env["relationship.feedback"].with_user(self.sam)) as form:
            form.verbatim = "Late"
            form.partner_id = self.amy
        logged = form.record
        with Form(logged) as form:
            form.area_id = self.delivery_area
            form.severity = "high"
        self.assertEqual(logged.area_id, self.delivery_area)
        with self.assertRaises(AccessError):
            logged.unlink()
        self._tell(logged.sudo())
        self.assertTrue(logged.notice_ids)
        with self.assertRaises(AccessError):
            logged.with_user(self.eve).read(["name"])
        # Answering it is for the team.
        arch = self.env["relationship.feedback"].with_user(self.sam).get_view()["arch"]
        self.assertNotIn("action_close", arch)
        arch = self.env["relationship.feedback"].with_user(self.tess).get_view()["arch"]
        self.assertIn("action_close", arch)

    def test_salespeople_do_not_log_under_other_names(self):
        self._add_lead(self.acme_customer, self.sam)
        self.of_acme.flush_recordset()
        with self.assertRaises(AccessError):
            self.of_acme.with_user(self.sam).write({"severity": "low"})
        with self.assertRaises(AccessError):
            self.of_cedar.with_user(self.sam).read(["name"])

    def test_others_see_nothing(self):
        for user in (self.eve, self.pia):
            for model in ("relationship.feedback", "relationship.feedback.notice"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).create({})
            with self.assertRaises(AccessError):
                self.of_acme.with_user(user).read(["name"])

    def test_portal_user_sees_no_teams_and_no_rules(self):
        for model in ("team", "rule", "area"):
            with self.assertRaises(AccessError):
                self.env[f"relationship.feedback.{model}"].with_user(self.pia).search(
                    []
                )

    def test_other_companies_are_hidden_from_everybody(self):
        other = self._add_company()
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": other.id,
                "manager_id": self.hugo.id,
            }
        )
        theirs = self.env["relationship.feedback"].create(
            {"verbatim": "There", "account_id": account.id, "team_id": False}
        )
        self.assertEqual(theirs.company_id, other)
        hugo = theirs.with_user(self.hugo)
        self.assertFalse(
            hugo.with_context(allowed_company_ids=self.company.ids).has_access("read")
        )
        companies = (self.company | other).ids
        self.assertTrue(
            hugo.with_context(allowed_company_ids=companies).has_access("read")
        )
        theirs.user_id = False
        self.assertFalse(theirs.with_user(self.adam).has_access("read"))

    def test_feedback_is_not_moved_to_an_account_out_of_reach(self):
        feedback = self._say(partner_id=False, account_id=self.acme.id, team_id=False)
        feedback.team_id = False
        with self.assertRaises(AccessError):
            feedback.with_user(self.ann).account_id = self.cedar

    def test_nobody_changes_or_deletes_what_was_told(self):
        notice = self.of_acme.notice_ids
        for user in (self.tess, self.ann, self.hugo, self.adam):
            with self.assertRaises(UserError):
                notice.with_user(user).write({"body": "Else"})
            with self.assertRaises(AccessError):
                notice.with_user(user).unlink()

    @users("tess")
    def test_technician_works_with_the_form(self):
        with Form(self.env["relationship.feedback"]) as form:
            form.verbatim = "Too dark"
            form.partner_id = self.amy
        feedback = form.record
        feedback.action_acknowledge()
        with Form(feedback) as form:
            form.summary = "A weak bulb"
            form.user_id = self.tess
        self.assertEqual(feedback.user_id, self.tess)
        self.assertEqual(feedback.sudo().account_id, self.acme)

    @users("tess")
    def test_overview_counts_what_the_user_may_see(self):
        overview = self.technical_team.with_user(self.env.user)
        finance = self.finance_team.with_user(self.env.user)
        untold = self._say()
        untold.action_implement()
        self._say(user_id=self.tess.id).action_wait()
        self.assertRecordValues(
            overview | finance,
            [
                {
                    "open_count": 3,
                    "late_count": 0,
                    "waiting_count": 1,
                    "unassigned_count": 2,
                    "untold_count": 1,
                },
                {
                    "open_count": 0,
                    "late_count": 0,
                    "waiting_count": 0,
                    "unassigned_count": 0,
                    "untold_count": 0,
                },
            ],
        )

    def test_overview_does_not_show_0_for_teams_out_of_reach(self):
        teams = self.technical_team | self.finance_team
        self.assertEqual(teams.with_user(self.tess).mapped("is_seen"), [True, False])
        self.assertEqual(teams.with_user(self.lena).mapped("is_seen"), [True, False])
        self.assertEqual(teams.with_user(self.ann).mapped("is_seen"), [True, True])

    def test_overview_takes_one_query(self):
        teams = self.env["relationship.feedback.team"].search([])
        self.env.invalidate_all()
        teams.mapped("name")
        with self.assertQueryCount(1):
            teams.mapped("late_count")

    def test_team_s_board_opens_filtered(self):
        action = self.technical_team.action_view_feedback()
        self.assertEqual(action["domain"], [("team_id", "=", self.technical_team.id)])
        late = self.technical_team.with_context(feedback_filter="late")
        self.assertEqual(
            late.action_view_feedback()["context"]["search_default_late"], 1
        )

    def test_long_lists_of_what_hangs_on_feedback_do_not_go_through_all_of_it(self):
        for model in ("relationship.action", "relationship.feedback.notice"):
            query = self.env[model].with_user(self.tess)._search([]).select().code
            self.assertNotIn('JOIN "relationship_feedback_team"', query)
            self.assertIn("EXISTS (SELECT FROM ((SELECT", query)

    def test_leader_of_an_archived_team_still_sees_what_it_was_told(self):
        self._tell(self.of_acme, "outcome")
        self.of_acme.state = "closed"
        self.technical_team.write({"member_ids": False, "active": False})
        self.assertSees(self.lena, self.of_acme)
        self.assertSees(self.tess)


#: The rules as they were before 19.0.1.10.5.
SPELLED_OUT = """[
    '|', '|', '|',
    ('{0}team_id.member_ids', '=', user.id),
    ('{0}team_id.user_id', '=', user.id),
    ('{0}user_id', '=', user.id),
    ('{0}create_uid', '=', user.id),
]"""


@tagged("post_install", "-at_install")
class TestRulesAskWhoAnswers(FeedbackCommon):
    """Rules that were delivered ask for what somebody answers in one place."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("feedback_rule_own", "feedback_notice_rule_own")
        cls.own, cls.notice = (
            cls.env.ref(f"account_relationship.{name}") for name in names
        )
        cls.action = cls.env.ref("account_relationship.action_rule_feedback")

    def _migrate(self):
        path = "account_relationship/migrations/19.0.1.10.5/post-rights.py"
        runpy.run_path(file_path(path))["migrate"](self.cr, "19.0.1.10.4")

    def test_update_brings_rules_that_say_what_we_delivered(self):
        self.own.domain_force = SPELLED_OUT.format("")
        for rule in self.notice, self.action:
            rule.domain_force = SPELLED_OUT.format("feedback_id.")
        self._migrate()
        self.assertEqual(self.own.domain_force, "user._relationship_answered()")
        for rule in self.notice, self.action:
            asked = "user._relationship_answered(path='feedback_id')"
            self.assertEqual(rule.domain_force, asked)

    def test_update_leaves_rules_an_administrator_changed(self):
        changed = SPELLED_OUT.format("").replace("create_uid", "write_uid")
        self.own.domain_force = changed
        self._migrate()
        self.assertEqual(self.own.domain_force, changed)
