from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import SQL, mute_logger

from odoo.addons.account_relationship.measures import UP, Measure, Scale
from odoo.addons.account_relationship.models.measure.relationship_measure import (
    RelationshipMeasure,
)

from .common import HealthCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestProfile(HealthCommon):
    """Whose health is made of what, and what an administrator may say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profiles = cls.env["relationship.health.profile"]
        cls.accounts.date_since = "2024-01-01"

    def _add_profile(self, name, sequence, **values):
        return self.profiles.create({"name": name, "sequence": sequence, **values})

    def test_the_first_that_fits_is_the_customers(self):
        of_a = self._add_profile("Of A", 1, tier_ids=self.tier_a.ids)
        self._find_health()
        self.assertEqual(self.acme.health_profile_id, of_a)
        self.assertEqual(self.birch.health_profile_id, self.profile)
        of_a.sequence = 99
        self._find_health()
        self.assertEqual(self.acme.health_profile_id, self.profile)

    def test_a_tier_that_goes_leaves_its_profile_to_nobody_else(self):
        tier = self.env["relationship.tier"].create({"name": "Of old"})
        of_old = self._add_profile("Of old ones", 1, tier_ids=tier.ids)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            tier.unlink()
        tier.active = False
        self._find_health()
        self.assertEqual(self.acme.health_profile_id, self.profile)
        self.acme.tier_id = tier
        self._find_health()
        self.assertEqual(self.acme.health_profile_id, of_old)

    def test_new_is_who_came_lately_and_bought_nothing_before(self):
        new = self._add_profile("New", 1, new_months=6)
        self.accounts.date_since = "2025-12-01"
        self._invoice(self.birch_customer, 100, "2025-02-10")
        # In the month in which one is no longer new: that is not before.
        self._invoice(self.cedar_customer, 100, "2025-09-20")
        self.env["relationship.revenue"]._rebuild()
        self._sell_elsewhere(self.acme_customer)
        self._find_health()
        self.assertEqual(self.acme.health_profile_id, new)
        self.assertEqual(self.birch.health_profile_id, self.profile)
        self.assertEqual(self.cedar.health_profile_id, new)
        self.acme.date_since = "2025-09-15"
        self._find_health()
        self.assertEqual(self.acme.health_profile_id, self.profile)

    def _sell_elsewhere(self, customer):
        """What another company of ours sold is another relationship."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO relationship_revenue"
                " (company_id, partner_id, month, amount, invoice_count)"
                " VALUES (%s, %s, '2024-01-01', 100, 1)",
                *(self._add_company().id, customer.id),
            )
        )

    @users("adam")
    def test_a_measure_suggests_its_scale(self):
        with Form(self.profiles.with_env(self.env)) as form:
            form.name = "Mine"
            with form.criterion_ids.new() as line:
                line.measure = "late_work"
                self.assertEqual(line.kind, "bounded")
                self.assertEqual(line.points_text, "0: 100; 1: 40; 3: 0")
                line.points_text = "0: 100; 5: 0"
        self.assertEqual(form.record.criterion_ids.points_text, "0: 100; 5: 0")

    @users("adam")
    def test_what_is_no_scale_is_refused_with_an_example(self):
        line = self.profile.criterion_ids[0].with_env(self.env)
        for text in ("much: good", "0: 200", "5: 1; 1: 5", ""):
            with self.subTest(text), self.assertRaisesRegex(ValidationError, "-50: 0"):
                line.points_text = text
        with self.assertRaisesRegex(ValidationError, "two pairs"):
            line.write({"kind": "boolean", "points_text": "0: 1; 1: 2; 2: 3"})

    @users("adam")
    def test_numbers_out_of_range_are_refused(self):
        profile = self.profile.with_env(self.env)
        for values in (
            *({"good_from": 101}, {"good_from": 40}, {"watch_from": 0}),
            *({"coverage_floor": 0}, {"coverage_floor": 101}, {"knock_out_cap": -1}),
            {"new_months": -1},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
            ):
                profile.write(values)
                profile.flush_recordset()
        with self.assertRaises(ValidationError):
            profile.new_months = 1000
        with self.assertRaises(ValidationError):
            profile.criterion_ids[0].weight = 1001
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            profile.criterion_ids[0].weight = -1
            profile.criterion_ids.flush_recordset()

    @users("adam")
    def test_only_numbers_that_are_known_can_be_chosen(self):
        line = self.profile.criterion_ids[0].with_env(self.env)
        known = dict(line._selection_measure())
        self.assertIn("revenue_12m", known)
        self.assertNotIn("revenue_months", known)
        self.assertNotIn("last_order_date", known)
        self.assertNotIn("category_revenue_12m", known)
        for name, value in (("measure", "nothing"), ("kind", "curved")):
            with self.subTest(name), self.assertRaises(ValidationError):
                line[name] = value

    @users("hugo")
    def test_heads_read_profiles_and_change_none(self):
        profile = self.profile.with_env(self.env)
        self.assertTrue(profile.criterion_ids)
        with self.assertRaises(AccessError):
            profile.good_from = 10
        with self.assertRaises(AccessError):
            profile.action_add_suggested()

    # ------------------------------------------------------------
    # Suggestions
    # ------------------------------------------------------------

    @users("adam")
    def test_suggested_measures_are_added_once(self):
        profile = self.profile.with_env(self.env)
        profile.action_add_suggested()
        measures = profile.criterion_ids.mapped("measure")
        self.assertIn("breadth_12m", measures)
        profile.action_add_suggested()
        self.assertEqual(profile.criterion_ids.mapped("measure"), measures)
        knock_outs = profile.criterion_ids.filtered("is_knock_out")
        self.assertIn("escalated_complaints", knock_outs.mapped("measure"))
        self.assertFalse(any(knock_outs.mapped("weight")))

    def _patch_measure(self):
        original = RelationshipMeasure._get_measures

        def get_measures(this):
            return original(this) | {
                "smiles": Measure(
                    *("Smiles", "count", UP, this._measure_purchases),
                    scale=Scale("bounded", ((0, 0), (3, 100)), weight=7),
                    past=this._measure_purchases,
                )
            }

        self.patch(RelationshipMeasure, "_get_measures", get_measures)

    def test_what_comes_later_joins_who_follows_suggestions(self):
        follower = self._add_profile("Follows", 5, follows_suggestions=True)
        self.profiles._offer_new()
        follower.criterion_ids.filtered(
            lambda line: line.measure == "breadth_12m"
        ).unlink()
        self._patch_measure()
        self.assertTrue(self.profiles._offer_new(), "it can say how things stood")
        weights = {line.measure: line.weight for line in follower.criterion_ids}
        self.assertEqual(weights["smiles"], 7)
        self.assertNotIn("breadth_12m", weights, "it was taken out")
        self.assertNotIn("smiles", self.profile.criterion_ids.mapped("measure"))
        self.assertFalse(self.profiles._offer_new())

    def test_an_addon_that_comes_has_its_measures_looked_at_at_once(self):
        self.profile.follows_suggestions = True
        self._patch_measure()
        self._confirm_order(self.acme_customer, 10, "2026-01-10")
        self.env["relationship.measure"]._on_measures_added()
        parts = {key: value for key, value, *__ in self.acme.health_parts}
        self.assertEqual(parts["smiles"], 1)
        self.assertTrue(self.history.search([("is_reckoned", "=", True)]))

    def test_there_are_profiles_from_the_start(self):
        new, others = (
            self.env.ref(f"account_relationship_health.health_profile_{name}")
            for name in ("new", "customers")
        )
        weights = {line.measure: line.weight for line in others.criterion_ids}
        self.assertEqual(weights["revenue_change_12m"], 20)
        self.assertEqual(weights["people_in_touch"], 15)
        self.assertEqual(weights["escalated_complaints"], 0)
        if "order_delay" in self.env["relationship.measure"]._get_measures():
            self.assertEqual(weights["order_delay"], 25)
        self.assertNotIn("revenue_change_12m", new.criterion_ids.mapped("measure"))
