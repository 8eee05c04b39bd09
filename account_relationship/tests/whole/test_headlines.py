from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from ..alert.common import AlertCommon
from ..feedback.common import Feedback
from ..plan.common import Plans
from .hostile import VALUES

#: What our reports are made of.
CLASSES = (
    *("relationship_report_graph", "relationship_months_graph"),
    *("relationship_score_graph", "relationship_report_pivot"),
    *("relationship_report_list", "relationship_report_kanban"),
    *("relationship_cohort_heat", "relationship_pareto"),
    *("relationship_waterfall", "relationship_rates_graph"),
    *("relationship_potential_matrix",),
)
#: Reports that begin with who or what it is, not with a chart: a click shows the
#: person's day, or what became of each idea of the quarter.
WITHOUT_CHART = {
    *("relationship_coverage_day_action", "relationship_whitespace_action_outcome"),
}
#: What heads set among their reports, as they do not see the configuration.
SETTINGS = {"account_relationship_retention.relationship_loss_reason_action"}


@tagged("post_install", "-at_install")
class TestHeadlines(Feedback, Plans, AlertCommon):
    """Each report says in one sentence what its chart shows, of what the search finds.

    Every user has ann's accounts Acme and Birch, and bob's Cedar, to look at or not.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_feedback()
        cls.set_up_plans()
        cls.env["relationship.alert"].sudo().search([]).unlink()
        for account, revenue, before in (
            (cls.acme, 600, 500),
            (cls.birch, 200, 0),
            (cls.cedar, 1200, 0),
        ):
            account.sudo().write({"revenue_12m": revenue, "revenue_prior_12m": before})
        cls.env.flush_all()

    def _get(self, model, domain=(), **context):
        records = self.env[f"relationship.{model}"].with_context(**context)
        words = records.get_headline(list(domain))
        return words.replace("\N{NO-BREAK SPACE}", " ")

    def _get_reports(self):
        """``[(action, [architecture of its views])]`` of the menus of Reporting."""
        menu = self.env.ref("account_relationship.menu_reporting")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", menu.id)])
        for child in menus:
            action = child.action
            # Of an addon's own menu, or of what draws itself.
            if not action or action._name != "ir.actions.act_window":
                continue
            if action.get_external_id()[action.id] in SETTINGS:
                continue
            views = [
                etree.fromstring(self.env[action.res_model].get_view(*view)["arch"])
                for view in action.views
                if view[1] in ("graph", "pivot", "list", "kanban")
            ]
            yield action, views

    def test_every_report_opens_with_a_chart_that_has_a_question(self):
        found = 0
        for action, views in self._get_reports():
            found += 1
            with self.subTest(report=action.name):
                if action.get_external_id()[action.id].split(".")[1] in WITHOUT_CHART:
                    self.assertEqual(views[0].get("js_class"), CLASSES[4])
                    continue
                self.assertEqual(views[0].tag, "graph")
                self.assertIn(views[0].get("js_class"), CLASSES)
                self.assertIn("?", views[0].get("string"))
        self.assertGreaterEqual(found, 13)

    def test_every_view_that_shows_a_sentence_is_of_a_model_that_has_one(self):
        views = self.env["ir.ui.view"].search([("model", "like", "relationship.")])
        found = [
            view
            for view in views
            if etree.fromstring(view.arch_db.encode()).get("js_class") in CLASSES
        ]
        self.assertGreater(len(found), 20)
        for view in found:
            with self.subTest(view=view.name):
                self.assertTrue(hasattr(self.env[view.model], "get_headline"))

    @users("hugo")
    def test_portfolio_says_how_much_and_who_looks_after_the_most(self):
        self.assertEqual(
            self._get("account", [("id", "in", self.accounts.ids)]),
            "$ 2,000 in 12 months from 3 customers (+300 %); Bob looks after the most, "
            "$ 1,200",
        )

    @users("ann")
    def test_managers_read_of_their_own_accounts_only(self):
        self.assertEqual(
            self._get("account"), "$ 800 in 12 months from 2 customers (+60 %)"
        )

    @users("ann")
    def test_the_sentence_follows_the_search(self):
        self.assertEqual(
            self._get("account", [("partner_id", "=", self.acme_customer.id)]),
            "$ 600 in 12 months from 1 customers (+20 %)",
        )

    @users("ann")
    def test_of_revenue_below_nothing_there_is_no_change(self):
        self.acme.sudo().revenue_12m = -600
        self.assertEqual(
            self._get("account", [("id", "=", self.acme.id)]),
            "$ -600 in 12 months from 1 customers",
        )

    @users("ann")
    def test_where_nothing_is_found_it_says_what_helps(self):
        self.assertEqual(
            self._get("account", [("id", "=", 0)]),
            "Nothing matches: take a filter out to see more.",
        )
        self.assertEqual(self._get("alert.report"), "There is nothing to report yet.")

    @users("hugo")
    def test_cadence_says_what_stands_behind_customers_not_contacted_in_time(self):
        domain = [("id", "in", self.accounts.ids)]
        self.accounts.sudo().write({"cadence_days": 30})
        self.acme.sudo().write({"cadence_state": "overdue", "is_contact_late": True})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(
            self._get("account", domain, relationship_report="cadence"),
            "2 of 3 customers were contacted in time (67 %); $ 600 a year stands "
            "behind the 1 who were not",
        )

    @users("hugo")
    def test_reasons_say_what_was_worth_it_and_a_customers_money_counts_once(self):
        for outcome in ("done", "came_back", "by_itself"):
            self._add_alert(self.acme, "silent", state="closed", outcome=outcome)
        self._add_alert(self.birch, "silent", at_stake=200)
        self._add_alert(self.birch, "at_risk", at_stake=150)
        self.env.flush_all()
        closed = "2 of 3 closed alerts were done or led to contact (67 %)"
        self.assertEqual(
            self._get("alert.report"),
            f"{closed}; $ 200 a year at stake in 2 that are open",
        )
        self.assertEqual(self._get("alert.report", [("state", "=", "closed")]), closed)
        self.assertEqual(
            self._get("coverage", relationship_report="day"),
            "0 of 2 open alerts are older than 14 days; $ 200 a year at stake",
        )

    @users("hugo")
    def test_alerts_say_what_is_at_stake_in_those_that_are_not_over(self):
        self._add_alert(
            self.acme, "silent", state="closed", outcome="done", at_stake=900
        )
        self._add_alert(self.birch, "silent", at_stake=200)
        self.env.flush_all()
        self.assertIn(
            "(2); $ 200 a year at stake",
            self._get("alert", [("reason", "=", "silent")]),
        )

    @users("hugo")
    def test_revenue_says_of_how_many_customers_and_most_of_what(self):
        self.assertEqual(self._get("revenue"), "There is nothing to report yet.")
        office = self.env["product.category"].sudo().create({"name": "Office"})
        for customer, category, amount in (
            (self.acme_customer, office, 300),
            (self.acme_customer, None, 100),
            (self.birch_customer, office, -50),
        ):
            self.env.cr.execute(
                "INSERT INTO relationship_revenue (company_id, partner_id, month,"
                " category_id, amount, invoice_count)"
                " VALUES (%s, %s, '2026-01-01', %s, %s, 1)",
                (self.env.company.id, customer.id, category and category.id, amount),
            )
        self.assertEqual(
            self._get("revenue"),
            "$ 350 from 2 customers; most of it Office, 71 %",
        )

    @users("ann")
    def test_feedback_says_who_waits_and_for_how_long(self):
        self.env["relationship.feedback"].sudo().create(
            {
                "verbatim": "The lamp flickers",
                "partner_id": self.amy.id,
                "team_id": self.technical_team.id,
            }
        ).received_at = "2020-01-01"
        self.env.flush_all()
        words = self._get("feedback.report", [("account_id", "=", self.acme.id)])
        self.assertRegex(words, r"1 wait for an answer, the longest for [\d,]{5} days$")

    @users("ann")
    def test_actions_overdue_are_told_apart_by_side(self):
        self.assertEqual(self._get("action"), "There is nothing to report yet.")
        action = self._add_action(False, account_id=self.acme.id, user_id=self.ann.id)
        self.assertEqual(self._get("action"), "No action is overdue.")
        action.sudo().date_due = "2020-03-04"
        self.env.flush_all()
        self.assertEqual(
            self._get("action"),
            "1 actions are overdue: 1 ours, 0 the customers'; the oldest since "
            "03/04/2020",
        )

    @users("hugo", "ann", "bob", "bea")
    def test_sentences_take_few_queries_however_many_records(self):
        reports = [
            ("account", {}),
            ("account", {"relationship_report": "cadence"}),
            ("coverage", {}),
            ("coverage", {"relationship_report": "day"}),
            *(
                (name, {})
                for name in (
                    *("alert", "alert.report", "interaction", "timeline", "action"),
                    *("feedback", "feedback.report", "plan.analysis", "response"),
                    *("score", "score.report", "assignment", "revenue"),
                )
            ),
        ]
        for name, context in reports:
            if not self.env[f"relationship.{name}"].has_access("read"):
                continue
            with self.subTest(report=name, **context):
                self._get(name, **context)
                self.env.invalidate_all()
                with self.assertQueryCount(12):
                    self.assertTrue(self._get(name, **context))

    @users("sam", "pia")
    @mute_logger("odoo.models", "odoo.addons.base.models.ir_rule")
    def test_who_may_not_read_a_report_is_told_nothing(self):
        for name in ("coverage", "alert.report", "plan.analysis"):
            with self.subTest(report=name), self.assertRaises(AccessError):
                self._get(name)

    @users("ann")
    @mute_logger("odoo.sql_db")
    def test_what_is_no_search_is_refused_in_words(self):
        wrong = [
            *VALUES,
            *([("no_field", "=", 1)], [("name", "=")], ["&"], [["name", "no", "x"]]),
            *([("revenue_12m", "=", "x")], [("id", "any!", [])], [("name", "any", 1)]),
        ]
        for domain in wrong:
            with (
                self.subTest(domain=str(domain)[:40]),
                self.env.cr.savepoint() as savepoint,
            ):
                try:
                    said = self.env["relationship.account"].get_headline(domain)
                    self.assertIsInstance(said, str)
                except UserError:
                    savepoint.rollback()

    @users("ann")
    def test_an_addon_says_it_in_other_words(self):
        def make_headline(model, domain):
            assert isinstance(domain, Domain)
            return "All is well"

        Account = self.registry["relationship.account"]
        with patch.object(Account, "_make_headline", make_headline):
            self.assertEqual(self._get("account"), "All is well")
