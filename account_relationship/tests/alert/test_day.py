from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged, users

from ..feedback.common import Feedback
from ..plan.common import Plans
from .test_alerts import AlertsCommon

OTHERS = [2**40, -1, "ann", "8", [1], {"id": 1}, 3.5, True]


class DayCommon(Feedback, Plans, AlertsCommon):
    """What waits for ann, tim, bob and the technician ted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_feedback()
        cls.set_up_plans()
        cls.finn = cls._add_user("finn", "account_relationship.group_feedback")
        cls.today = cls.env.company._get_relationship_today()
        cls.env["relationship.account"].search([]).write({"cadence_state": "none"})

    @property
    def Day(self):
        """As the user of the test."""
        return self.env["relationship.day"]

    def _promise(self, account=None, user=None, days=-1, **values):
        promise = self._get_promise(account or self.acme, user, days)
        return self.env["relationship.promise"].create({**promise, **values})

    def _get_promise(self, account, user=None, days=-1):
        return {
            "name": "Samples",
            "account_id": account.id,
            "user_id": (user or self.ann).id,
            "date_due": self.today + timedelta(days=days),
        }

    def _lanes(self, user=None, **options):
        """Return ``{lane: rows}`` of a day."""
        day = self.Day.with_user(user or self.env.user).get_day(**options)
        return {lane["key"]: lane["rows"] for lane in day["lanes"]}

    def _names(self, rows):
        return [row["account"]["name"] for row in rows]

    def _kinds(self, rows):
        return [item["kind"] for row in rows for item in row["items"]]


@tagged("post_install", "-at_install")
class TestDay(DayCommon):
    """The rows of a day: whose, in which order, what they say."""

    @users("ann")
    def test_customer_has_one_row_in_its_first_lane_with_all_reasons(self):
        promise = self._promise()
        self.acme.sudo().partner_id.color = 6
        self.Alert.sudo()._refresh()
        lanes = self._lanes()
        [row] = lanes["owe"]
        self.assertFalse(lanes["burns"])
        self.assertEqual(row["account"]["name"], "Acme")
        self.assertEqual((row["number"], row["stake"]), (2, "$\xa0600"))
        owed, burns = row["items"]
        self.assertEqual((owed["kind"], owed["id"]), ("promise", promise.id))
        self.assertIn("Samples", owed["words"])
        self.assertTrue(owed["is_late"])
        self.assertEqual((burns["kind"], burns["words"]), ("alert", "color 6"))

    def test_app_opens_with_it_and_for_who_leads_with_the_team(self):
        menu = self.env.ref("account_relationship.menu_root")
        day = self.env.ref("account_relationship.relationship_day_action")
        team = self.env.ref("account_relationship.relationship_coverage_day_action")
        for user, action in ((self.ann, day), (self.finn, day), (self.hugo, team)):
            apps = self.env["ir.ui.menu"].with_user(user).load_web_menus(False)
            self.assertEqual(apps[menu.id]["actionPath"], action.path, user.login)

    @users("ann")
    def test_dearest_customer_comes_first_and_the_lane_counts_all(self):
        for account, color in ((self.acme, 6), (self.birch, 9)):
            account.sudo().partner_id.color = color
        self.Alert.sudo()._refresh()
        day = self.Day.get_day(limit=1)
        [burns] = [lane for lane in day["lanes"] if lane["key"] == "burns"]
        self.assertEqual(self._names(burns["rows"]), ["Birch"])
        self.assertEqual(burns["total"], 2)
        lanes = self._lanes(lane="burns", limit=50)
        self.assertEqual(self._names(lanes["burns"]), ["Birch", "Acme"])

    @users("ann")
    def test_of_customers_worth_the_same_the_newest_reason_comes_first(self):
        (self.acme | self.birch).sudo().revenue_12m = 0
        self._promise(days=-9)
        self._promise(self.birch, days=-2)
        self.assertEqual(self._names(self._lanes()["owe"]), ["Birch", "Acme"])

    @users("ann")
    def test_promise_kept_vanishes_is_counted_and_comes_back(self):
        promise = self._promise()
        [row] = self._lanes()["owe"]
        button = row["items"][0]["button"]
        self.assertFalse(self.Day.get_day()["since_monday"])
        getattr(promise.with_user(self.env.uid), button["method"])()
        day = self.Day.get_day()
        self.assertFalse(self._lanes()["owe"])
        self.assertEqual(day["since_monday"], {"done": 1})
        getattr(promise.with_user(self.env.uid), button["undo"])()
        self.assertEqual(self._kinds(self._lanes()["owe"]), ["promise"])
        self.assertFalse(self.Day.get_day()["since_monday"])

    @users("ann")
    def test_alert_done_is_counted_and_comes_back(self):
        self.acme.sudo().partner_id.color = 6
        self.Alert.sudo()._refresh()
        alert = self._alerts().with_user(self.env.uid)
        alert.action_done()
        self.assertEqual(self.Day.get_day()["since_monday"], {"done": 1})
        self.assertFalse(self._lanes()["burns"])
        sunday = self.today - timedelta(days=self.today.weekday() + 1)
        alert.sudo().closed_on = sunday
        self.assertFalse(self.Day.get_day()["since_monday"])
        alert.action_reopen()
        self.assertEqual(self._names(self._lanes()["burns"]), ["Acme"])

    @users("ann")
    def test_muted_reason_is_not_shown_until_that_is_taken_back(self):
        self.acme.sudo().partner_id.color = 6
        self.Alert.sudo()._refresh()
        alert = self._alerts().with_user(self.env.uid)
        alert.action_mute_for_me()
        self.assertFalse(self._lanes()["burns"])
        alert.action_unmute_for_me()
        self.assertEqual(self._names(self._lanes()["burns"]), ["Acme"])

    @users("ann")
    def test_what_of_archived_accounts_is_left_is_not_shown(self):
        self._promise()
        self.acme.sudo().active = False
        self.assertFalse(self._lanes()["owe"])

    def test_stand_in_sees_for_whom(self):
        self.env["relationship.absence"].create(
            {
                "state": "planned",
                "user_id": self.ann.id,
                "date_from": self.today,
                "date_to": self.today + timedelta(days=5),
                "substitute_id": self.tim.id,
            }
        )
        self.acme.partner_id.color = 6
        self.Alert._refresh()
        self.assertEqual(self.acme.acting_manager_id, self.tim)
        [row] = self._lanes(self.tim)["burns"]
        self.assertEqual(row["for_user"], "Ann")
        self.assertFalse(self._lanes(self.ann)["burns"])
        self._promise(user=self.bea)
        [row] = self._lanes(self.bea)["owe"]
        self.assertEqual(row["for_user"], "", "her own word, for nobody else")

    @users("ann")
    def test_contacts_due_are_planned_once(self):
        self.acme.sudo().write(
            {"cadence_state": "due", "next_contact_date": self.today}
        )
        [row] = self._lanes()["turn"]
        self.assertEqual(row["items"][0]["button"]["method"], "action_log_interaction")
        for __ in range(2):
            action = self.Day.action_plan_contacts()
            self.assertEqual(action["domain"], [("id", "in", self.acme.ids)])
            self.assertEqual(action["display_name"], "Calls")
            self.assertEqual(action["context"], {"search_default_contact_due": 1})
            planned = self.acme.sudo()._get_planned_contacts()[self.acme.id]
            self.assertEqual((len(planned), planned.user_id), (1, self.ann))
        planned.unlink()
        self.Day.action_plan_contacts()
        self.assertTrue(
            self.acme.sudo()._get_planned_contacts(), "put aside, planned anew"
        )

    @users("ann")
    def test_nothing_burns_offers_plans(self):
        plan = self._add_plan(user_id=self.ann.id)
        self._add_action(plan)
        self._agree(plan, day=self.today)
        self.assertEqual(
            [review["id"] for review in self.Day.get_day()["reviews"]], plan.ids
        )
        self.acme.sudo().partner_id.color = 6
        self.Alert.sudo()._refresh()
        self.assertFalse(self.Day.get_day()["reviews"])

    def test_empty_says_what_to_do_first(self):
        hints = {
            user.login: self.Day.with_user(user).get_day()["hint"]
            for user in (self.ann, self.hugo, self.finn)
        }
        self.assertEqual(hints, {"ann": "calm", "hugo": "none_own", "finn": "calm"})
        self.accounts.active = False
        self.env["relationship.account"].search([]).active = False
        self.assertEqual(self.Day.with_user(self.hugo).get_day()["hint"], "no_accounts")

    def test_who_sees_no_customer_is_not_told_that_nobody_has_one(self):
        nina = self._add_user("nina", "account_relationship.group_user")
        self.assertEqual(self.Day.with_user(nina).get_day()["hint"], "none_seen")
        self.env["relationship.account"].search([]).active = False
        self.assertEqual(self.Day.with_user(nina).get_day()["hint"], "no_accounts")

    @users("ann")
    def test_failed_reason_is_named(self):
        self.Alert.sudo()._refresh()
        self.Setting.sudo().search([]).failure = "no such column"
        self.assertEqual(self.Day.get_day()["stale"], ["Color"])


@tagged("post_install", "-at_install")
class TestDayRights(DayCommon):
    """Whose day somebody sees, and what of it."""

    def test_head_and_leader_see_days_of_those_they_lead(self):
        self._promise()
        self.assertEqual(
            self._names(self._lanes(self.hugo, user_id=self.ann.id)["owe"]), ["Acme"]
        )
        self.north.user_id = self.tim
        self.assertEqual(
            self._names(self._lanes(self.tim, user_id=self.ann.id)["owe"]), ["Acme"]
        )
        self.assertEqual(
            self.Day.with_user(self.tim).get_day()["user"]["id"], self.tim.id
        )
        with self.assertRaises(AccessError):
            self._lanes(self.tim, user_id=self.bob.id)

    def test_colleague_customer_and_other_company_are_refused(self):
        with self.assertRaises(AccessError):
            self._lanes(self.tim, user_id=self.ann.id)
        with self.assertRaises(AccessError):
            self._lanes(self.pia)
        with self.assertRaises(AccessError):
            self._lanes(self.hugo, user_id=self.pia.id)
        second = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._add_user(
            "stranger",
            "account_relationship.group_user",
            company_id=second.id,
            company_ids=[Command.set(second.ids)],
        )
        with self.assertRaises(AccessError):
            self._lanes(self.hugo, user_id=stranger.id)

    @users("hugo")
    def test_odd_users_and_limits_are_refused_or_ignored(self):
        for other in OTHERS:
            with self.subTest(other=other), self.assertRaises(AccessError):
                self.Day.get_day(other)
        for limit in (0, -1, 10**9, "10", None, [1]):
            with self.subTest(limit=limit):
                self.assertEqual(len(self.Day.get_day(limit=limit)["lanes"]), 4)
        for lane in ("nowhere", None, [1], "owe' OR 1 --"):
            with self.subTest(lane=lane):
                self.assertEqual(len(self.Day.get_day(lane=lane)["lanes"]), 4)

    def test_archived_user_has_a_day_for_the_head(self):
        self._promise()
        self.ann.with_context(active_test=False).sudo().active = False
        day = self.Day.with_user(self.hugo).get_day(self.ann.id)
        self.assertEqual(day["user"]["name"], "Ann")

    def test_technician_sees_own_feedback_and_no_money(self):
        self.acme.revenue_12m = 5000
        feedback = self._say(user_id=self.finn.id)
        feedback.team_id.member_ids |= self.finn
        feedback.user_id = self.finn
        feedback.deadline = fields.Datetime.now() - timedelta(hours=1)
        lanes = self._lanes(self.finn)
        [row] = lanes["owe"]
        self.assertEqual(row["items"][0]["kind"], "feedback")
        self.assertEqual((row["stake"], row["account"]["can_open"]), ("", False))
        self.assertFalse(self.Day.with_user(self.finn).get_day()["header"])

    def test_salesperson_sees_own_promises_without_alerts(self):
        self._promise(self.birch, self.sam)
        self.birch.partner_id.color = 9
        self.Alert._refresh()
        [row] = self._lanes(self.sam)["owe"]
        self.assertEqual(self._kinds([row]), ["promise"])
        self.assertEqual((row["account"]["name"], row["stake"]), ("Birch", ""))
        self.assertFalse(self._lanes(self.sam)["burns"])

    def test_employee_sees_own_promise(self):
        self._promise(self.birch, self.eve)
        [row] = self._lanes(self.eve)["owe"]
        self.assertFalse(row["account"]["can_open"])


@tagged("post_install", "-at_install")
class TestDayMoney(DayCommon):
    """Money of several companies, in that of the reader's."""

    def _add_dear_account(self):
        currency = self.env["res.currency"].create(
            {"name": "XDR", "symbol": "X", "rounding": 0.01}
        )
        company = self._add_company()
        company.currency_id = currency
        account = self._add_accounts(1, company_id=company.id, manager_id=self.hugo.id)
        account.revenue_12m = 1000
        self._promise(account, self.hugo)
        return company, currency

    def _stakes(self, companies):
        day = self.Day.with_user(self.hugo).with_context(
            allowed_company_ids=companies.ids
        )
        lanes = day.get_day()["lanes"]
        return [row["stake"] for lane in lanes for row in lane["rows"]]

    def test_currency_without_rate_counts_as_it_is(self):
        company, __ = self._add_dear_account()
        self.assertEqual(self._stakes(self.env.company | company), ["$\xa01,000"])
        self.assertFalse(self._stakes(self.env.company), "the other one is not chosen")

    def test_money_is_converted(self):
        company, currency = self._add_dear_account()
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "company_id": self.env.company.id,
                "name": "2020-01-01",
                "rate": 4.0,
            }
        )
        self.assertEqual(self._stakes(self.env.company | company), ["$\xa0250"])


@tagged("post_install", "-at_install")
class TestDaySpeed(DayCommon):
    def _count_queries(self):
        """How many queries a day takes, and how many rows it has."""
        self.env.flush_all()
        day = self.Day.with_user(self.ann)
        # What is in the cache by chance has its rules looked up later only.
        self.env.invalidate_all()
        day.get_day()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        rows = [row for lane in day.get_day()["lanes"] for row in lane["rows"]]
        return self.env.cr.sql_log_count - before, len(rows)

    def test_many_accounts_cost_as_many_queries_as_ten(self):
        few = self._add_accounts(10)
        few.partner_id.color = 6
        for account in few[:5]:
            self._promise(account)
        self.Alert._refresh()
        expected = self._count_queries()
        self.assertEqual(expected[1], 10)
        many = self._add_accounts(60)
        many.partner_id.color = 6
        for account in many[:20]:
            self._promise(account)
        self.Alert._refresh()
        self.assertEqual(self._count_queries(), expected)
        self.assertLess(expected[0], 80)
