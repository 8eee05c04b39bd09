from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users
from odoo.tools import SQL

from odoo.addons.account_relationship.tests.common import get_brief_words

from ..health import get_band, get_score
from .common import HealthCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestHealth(HealthCommon):
    """How customers do, by sales, late work and people in touch."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._invoice(cls.acme_customer, 1000, "2024-06-10")
        cls._invoice(cls.acme_customer, 1000, "2025-06-10")

    def test_score_is_the_mean_by_weight_of_what_there_is(self):
        self._find_health()
        # sales as before: 70 of 20; nothing late: 100 of 20; nobody was in touch
        self.assertEqual(self.acme.health_score, 85)
        self.assertEqual(self.acme.health_coverage, 80)
        self.assertEqual(self.acme.health_band, "good")
        self.assertEqual(self.acme.health_profile_id, self.profile)
        self.assertEqual(self.acme.health_since, date(2026, 3, 15))

    def test_too_little_data_say_nothing_however_good_they_are(self):
        self._find_health()
        # Birch never bought: only that nothing is late is known, 40 % of the weights
        self.assertEqual(self.birch.health_band, "none")
        self.assertEqual(self.birch.health_coverage, 40)
        self.assertFalse(self.birch.health_change)

    def test_late_promises_lower_it(self):
        for __ in range(3):
            self._promise(self.acme, "2026-03-14")
        self._find_health()
        self.assertEqual(self.acme.health_score, 35)
        self.assertEqual(self.acme.health_band, "risk")

    def test_a_knock_out_caps_it(self):
        feedback = self.env["relationship.feedback"].create(
            {"account_id": self.acme.id, "verbatim": "Broken", "kind": "complaint"}
        )
        feedback.sudo().escalation_level = 1
        self._find_health()
        self.assertEqual(self.acme.health_score, 40)
        self.assertEqual(self.acme.health_band, "watch")
        [reason] = [r for r in self.acme.health_reasons if r["is_knock_out"]]
        self.assertTrue(reason["is_out"])

    def test_a_knock_out_alone_makes_no_score(self):
        self.profile.criterion_ids.filtered(
            lambda line: line.measure == "late_work"
        ).unlink()
        feedback = self.env["relationship.feedback"].create(
            {"account_id": self.birch.id, "verbatim": "Broken", "kind": "complaint"}
        )
        feedback.sudo().escalation_level = 1
        self._find_health()
        self.assertEqual(self.birch.health_band, "none")
        [(score,)] = self.env.execute_query(
            SQL(
                "SELECT health_score FROM relationship_account WHERE id = %s",
                self.birch.id,
            )
        )
        self.assertIsNone(score)

    def test_what_is_kept_is_what_python_says(self):
        self._promise(self.acme, "2026-03-01")
        self._log(self.acme, self.amy, "2026-03-10 10:00:00")
        self._find_health()
        for account in self.accounts:
            with self.subTest(account.name):
                parts = [
                    (weight, points)
                    for key, __, points, weight in account.health_parts
                    if key != "escalated_complaints"
                ]
                score, coverage = get_score(parts)
                self.assertEqual(account.health_coverage, coverage)
                self.assertEqual(account.health_score, score)
                self.assertEqual(
                    account.health_band, get_band(score, coverage, 70, 40, 60)
                )

    def test_reasons_say_value_points_and_effect(self):
        self._find_health()
        reasons = {reason["measure"]: reason for reason in self.acme.health_reasons}
        change = reasons["revenue_change_12m"]
        self.assertEqual(change["value"], "0\N{NO-BREAK SPACE}%")
        self.assertEqual(change["points"], 70)
        self.assertEqual(change["effect"], 10)
        self.assertEqual(change["action"], "action_view_revenue")
        people = reasons["people_in_touch"]
        self.assertEqual(people["value"], "no data")
        self.assertIsNone(people["points"])
        self.assertIsNone(people["effect"])
        effects = [reason["effect"] for reason in reasons.values()]
        self.assertEqual(50 + sum(filter(None, effects)), self.acme.health_score)

    def test_nothing_is_written_where_nothing_changed(self):
        self._find_health()
        self.assertEqual(self.health._refresh(self.accounts), 0)
        self._promise(self.acme, "2026-03-01")
        self.assertEqual(self.health._refresh(self.accounts), 1)

    def test_the_night_finds_it(self):
        self._run_step("refresh_health")
        self.assertEqual(self.acme.health_band, "good")

    def test_it_comes_after_the_figures_and_before_alerts(self):
        steps = self.env["relationship.work"]._get_steps("nightly")
        names = [step.name for step in steps]
        place = names.index("refresh_health")
        self.assertLess(names.index("refresh_measures"), place)
        self.assertLess(place, names.index("refresh_alerts"))
        if "rebuild_order_watch" in names:
            self.assertLess(names.index("rebuild_order_watch"), place)

    @users("ann")
    def test_the_button_brings_it_up_to_date(self):
        account = self.acme.with_env(self.env)
        account.action_refresh_measures()
        self.assertEqual(account.health_band, "good")
        self.assertFalse(self.cedar.health_band)

    def test_archived_accounts_are_left_as_they_are(self):
        self.acme.active = False
        self._find_health()
        self.assertFalse(self.acme.health_band)

    def test_without_a_profile_that_fits_there_is_none(self):
        self._find_health()
        self.profile.tier_ids = self.tier_b
        self._find_health()
        self.assertEqual(self.acme.health_band, "none")
        self.assertFalse(self.acme.health_profile_id)
        self.assertFalse(self.acme.health_reasons)

    def test_without_any_profile_nobody_has_one(self):
        self._find_health()
        self.profile.active = False
        self._find_health()
        self.assertEqual({*self.accounts.mapped("health_band")}, {"none"})

    def test_profiles_put_away_count_on_no_screen(self):
        everything = self.acme.with_context(active_test=False)
        everything.action_refresh_measures()
        self.assertEqual(self.acme.health_profile_id, self.profile)
        self.assertEqual(self.acme.health_score, 85)

    def test_enough_data_are_enough_however_they_add_up(self):
        weights = {"revenue_change_12m": 0.2, "late_work": 0.7, "people_in_touch": 0.3}
        for line in self.profile.criterion_ids:
            line.weight = weights.get(line.measure, 0)
        self.profile.coverage_floor = 75
        self._find_health()
        self.assertEqual(self.acme.health_band, "good")

    def test_what_counts_nothing_and_has_no_data_knocks_nobody_out(self):
        people = self.profile.criterion_ids.filtered(
            lambda line: line.measure == "people_in_touch"
        )
        people.weight = 0
        self._find_health()
        reasons = {reason["measure"]: reason for reason in self.acme.health_reasons}
        self.assertFalse(reasons["people_in_touch"]["is_knock_out"])
        self.assertTrue(reasons["escalated_complaints"]["is_knock_out"])

    def test_all_measures_there_are_make_one_score(self):
        known = self.profile.criterion_ids.mapped("measure")
        self.profile.criterion_ids = [
            Command.create({"measure": key, "weight": 1})
            for key, __ in self.profile.criterion_ids._selection_measure()
            if key not in known
        ]
        self.assertGreater(len(self.profile.criterion_ids), 17)
        self._find_health()
        self.assertEqual(len(self.acme.health_parts), len(self.profile.criterion_ids))

    def test_a_measure_whose_addon_is_gone_counts_no_more(self):
        self._find_health()
        line = self.profile.criterion_ids.filtered(
            lambda line: line.measure == "late_work"
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE relationship_health_criterion SET measure = 'gone'"
                " WHERE id = %s",
                line.id,
            )
        )
        self.env.invalidate_all()
        self._find_health()
        self.assertEqual(self.acme.health_score, 70)

    def test_companies_have_profiles_of_their_own(self):
        second = self._add_company()
        account = self.Account.with_company(second).create(
            {
                "partner_id": self.acme_customer.id,
                "manager_id": self.hugo.id,
                "company_id": second.id,
            }
        )
        self.profile.company_id = self.env.company
        self.health._refresh_companies(self.env.company | second)
        self.assertEqual(self.acme.health_band, "good")
        self.assertEqual(account.health_band, "none")

    def test_since_moves_with_the_band_alone(self):
        self._find_health()
        with freeze_time("2026-03-16 12:00:00"):
            self._promise(self.acme, "2026-03-15")
            self._find_health()
            self.assertEqual(self.acme.health_score, 55)
            self.assertEqual(self.acme.health_since, date(2026, 3, 16))
        with freeze_time("2026-03-17 12:00:00"):
            self._log(self.acme, self.amy, "2026-03-17 08:00:00")
            self._find_health()
            self.assertEqual(self.acme.health_band, "watch")
            self.assertEqual(self.acme.health_since, date(2026, 3, 16))

    # ------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------

    @users("ann")
    def test_nobody_writes_it_down(self):
        account = self.acme.with_env(self.env)
        for name, value in (
            *(("health_score", 100), ("health_band", "good"), ("health_parts", [])),
            *(("health_opinion", "good"), ("health_opinion_reason", "I say so")),
            *(("health_opinion_until", "2099-01-01"), ("health_change", 9)),
            ("health_opinion_user_id", self.bob.id),
        ):
            with self.subTest(name), self.assertRaises(UserError):
                account[name] = value

    @users("sam")
    def test_salespeople_read_the_word_in_the_brief_and_no_number(self):
        self._find_health()
        lead = self._add_lead(self.acme_customer, self.sam).with_env(self.env)
        words = get_brief_words(lead.relationship_brief)
        self.assertEqual(words["health"], "Health: good")
        with self.assertRaises(AccessError):
            self.acme.with_env(self.env).read(["health_score"])

    def test_the_brief_does_not_say_that_nothing_is_known(self):
        self._find_health()
        lead = self._add_lead(self.birch_customer, self.sam).with_user(self.sam)
        self.assertNotIn("health", get_brief_words(lead.relationship_brief))

    # ------------------------------------------------------------
    # Customers that become one
    # ------------------------------------------------------------

    def _merge_birch_into_acme(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "dst_partner_id": self.acme_customer.id,
                "partner_ids": [
                    Command.set((self.acme_customer | self.birch_customer).ids)
                ],
            }
        )
        wizard.action_merge()
        self.assertFalse(self.birch.exists())

    def test_merged_customers_keep_the_view_where_one_has_none(self):
        self.birch.with_user(self.ann)._say_health("risk", "New management")
        self._merge_birch_into_acme()
        self.assertEqual(self.acme.health_opinion, "risk")
        self.assertEqual(self.acme.health_opinion_user_id, self.ann)
        self.assertTrue(self.acme.has_health_opinion)

    def test_merged_customers_do_as_both_did_at_once(self):
        self._log(self.acme, self.amy, "2026-03-10 10:00:00")
        self._log(self.birch, self.birch_customer, "2026-03-10 10:00:00")
        self._find_health()
        self.assertEqual(self._get_reason(self.acme, "people_in_touch")["value"], "1")
        self._merge_birch_into_acme()
        self.assertEqual(self._get_reason(self.acme, "people_in_touch")["value"], "2")

    def test_customer_that_joins_a_group_does_as_the_group_at_once(self):
        group = self.env["res.partner"].create({"name": "Group", "is_company": True})
        self._invoice(group, 100, "2024-06-01")
        self._invoice(group, 100, "2025-06-01")
        self._find_health()
        self.assertIsNone(self._get_reason(self.birch, "revenue_change_12m")["points"])
        self.birch_customer.write({"is_company": False, "parent_id": group.id})
        self.assertEqual(self.birch.partner_id, group)
        self.assertEqual(
            self._get_reason(self.birch, "revenue_change_12m")["points"], 70
        )

    def test_new_account_waits_for_the_night(self):
        account = self.Account.create(
            {"partner_id": self.dune.id, "manager_id": self.ann.id}
        )
        self.assertFalse(account.health_band)
        self._find_health()
        self.assertTrue(account.health_band)

    def _get_reason(self, account, measure):
        return next(one for one in account.health_reasons if one["measure"] == measure)

    def test_merged_customers_keep_the_history_of_the_one_that_stays(self):
        self._find_health()
        self._merge_birch_into_acme()
        self.assertEqual(
            len(self.history.search([("account_id", "=", self.acme.id)])), 1
        )
