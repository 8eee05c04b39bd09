from datetime import date

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged, users
from odoo.tools import mute_logger

from .test_movements import AFTER, BEFORE, MovementsCommon

SUMMER = (date(2025, 6, 1), date(2025, 8, 31))
AUTUMN = (date(2025, 9, 1), date(2025, 11, 30))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestComparisons(MovementsCommon):
    """What people compare themselves."""

    def _choose(self, **values):
        choices = self.env["relationship.comparison.choice"]
        action = choices.create({"preset": "own", **values}).action_confirm()
        [[__, __, comparison_id]] = action["domain"]
        return self.env["relationship.comparison"].browse(comparison_id)

    def _compare(self, before, after):
        return self._choose(
            before_start=before[0],
            before_end=before[1],
            after_start=after[0],
            after_end=after[1],
        )

    @users("ann")
    def test_a_manager_compares_any_two_windows_of_own_customers(self):
        self._buy(
            (self.acme_customer, SUMMER[0], 100),
            (self.acme_customer, AUTUMN[1], 40),
            (self.cedar_customer, SUMMER[0], 70),
        )
        own = self._compare(SUMMER, AUTUMN)
        self.assertEqual(own.user_id, self.ann)
        rows = self.env["relationship.movement"].search(
            [("comparison_id", "=", own.id)]
        )
        self.assertEqual(rows.account_id, self.acme)
        self.assertEqual((rows.movement, rows.difference), ("shrunk", -60))
        self.assertFalse(rows.month)
        waterfall = rows.get_waterfall([("comparison_id", "=", own.id)])
        self.assertEqual(waterfall["year_before"]["then"]["gross"], False)
        self.assertEqual(waterfall["year_before"]["now"]["gross"], 40)
        self.assertEqual(self._compare(SUMMER, AUTUMN), own)

    @users("ann")
    def test_what_stands_already_is_not_made_again(self):
        self._buy((self.acme_customer, BEFORE[0], 100))
        found = self._compare(BEFORE, AFTER)
        self.assertFalse(found.user_id)
        self.assertEqual(found.month, date(2026, 2, 1))

    @users("hugo")
    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_reads_what_others_compare(self):
        self._buy((self.acme_customer, SUMMER[0], 100))
        own = self._compare(SUMMER, AUTUMN)
        self.assertTrue(
            self.Movement.with_user(self.hugo).search_count(
                [("comparison_id", "=", own.id)]
            )
        )
        rows = self.Movement.with_user(self.ann)
        self.assertFalse(rows.search([("comparison_id", "=", own.id)]))
        with self.assertRaises(AccessError):
            own.with_user(self.ann).action_open()
        choices = self.env["relationship.comparison.choice"].with_user(self.ann)
        with self.assertRaises(AccessError):
            choices.create({"comparison_id": own.id, "preset": "before"})
        shown = choices.with_context(relationship_comparison=own.id)
        self.assertFalse(shown.create({}).comparison_id)

    @users("ann")
    def test_what_cannot_be_compared_is_said_in_words(self):
        for before, after, words in (
            (AUTUMN, SUMMER, "ends before the later one begins"),
            (SUMMER, (SUMMER[1], AUTUMN[1]), "whole months"),
            (SUMMER, (date(2025, 8, 1), AUTUMN[1]), "ends before the later one begins"),
            (SUMMER[::-1], AUTUMN, "begins before it ends"),
            (SUMMER, (date(2026, 3, 1), date(2026, 3, 31)), "that are over"),
            (SUMMER, (date(2040, 1, 1), date(2040, 12, 31)), "that are over"),
            (SUMMER, (False, AUTUMN[1]), "from when to when"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._compare(before, after)

    @users("ann")
    def test_presets_are_whole_closed_months(self):
        form = Form(self.env["relationship.comparison.choice"])
        self.assertEqual((form.before_start, form.after_end), (BEFORE[0], AFTER[1]))
        form.preset = "quarter"
        self.assertEqual(
            (form.before_start, form.before_end, form.after_start, form.after_end),
            (
                *(date(2024, 10, 1), date(2024, 12, 31)),
                *(date(2025, 10, 1), date(2025, 12, 31)),
            ),
        )
        form.preset = "calendar"
        self.assertEqual(
            (form.before_start, form.after_end), (date(2024, 1, 1), date(2025, 12, 31))
        )
        form.preset = "before"
        self.assertEqual(
            (form.before_start, form.after_end), (date(2023, 3, 1), date(2025, 2, 28))
        )
        form.after_end = date(2025, 1, 17)
        self.assertEqual((form.preset, form.after_end), ("own", date(2025, 1, 31)))
        self.assertIn("11", form.lengths)

    @freeze_time("2024-03-10 12:00:00")
    def test_windows_that_end_in_february_are_whole_in_leap_years(self):
        values = self.Comparison._get_year_values(date(2024, 2, 29))
        self.assertEqual(values["before_end"], date(2023, 2, 28))
        self.assertEqual(values["after_start"], date(2023, 3, 1))
        own = self.Comparison.new(values)
        self.assertEqual(own._get_year_before()["after_end"], date(2023, 2, 28))
        self.assertEqual(own._get_year_before()["before_end"], date(2022, 2, 28))

    def test_own_ones_go_after_a_week_and_their_rows_with_them(self):
        self._buy((self.acme_customer, SUMMER[0], 100))
        own = self.Comparison.with_user(self.ann)._compare(
            self.env.company, SUMMER, AUTUMN
        )
        self.Comparison._gc_own()
        self.assertTrue(own.exists())
        own.sudo().opened_on = fields.Date.subtract(fields.Date.today(), days=8)
        self.Comparison.sudo()._gc_own()
        self.assertFalse(own.exists())
        self.env.cr.execute(
            "SELECT FROM relationship_movement WHERE comparison_id = %s", own.ids
        )
        self.assertFalse(self.env.cr.rowcount)

    @users("ann")
    def test_who_compares_a_lot_keeps_the_last_ten(self):
        for month in range(1, 13):
            self._compare(
                (
                    date(2023, month, 1),
                    fields.Date.end_of(date(2023, month, 1), "month"),
                ),
                AUTUMN,
            )
        own = self.env["relationship.comparison"].search(
            [("user_id", "=", self.ann.id)]
        )
        self.assertEqual(len(own), 20, "each with the year before")

    @users("ann")
    @mute_logger("odoo.models", "odoo.addons.base.models.ir_model")
    def test_nobody_writes_comparisons_or_movements(self):
        self._buy((self.acme_customer, SUMMER[0], 100))
        [row] = self._latest(self.ann)
        for record in (row, row.comparison_id):
            for operation in ("create", "write", "unlink"):
                self.assertFalse(record.has_access(operation), operation)

    # ------------------------------------------------------------
    # The waterfall
    # ------------------------------------------------------------

    @users("hugo")
    def test_steps_lead_from_before_to_after_to_the_cent(self):
        self._buy(
            (self.acme_customer, BEFORE[0], 100.10),
            (self.acme_customer, AFTER[0], 33.33),
            (self.birch_customer, BEFORE[0], 80.07),
            (self.dune, AFTER[1], 40.55),
        )
        latest = [("is_latest", "=", True)]
        found = self.env["relationship.movement"].get_waterfall(latest)
        amounts = {step["key"]: step["amount"] for step in found["steps"]}
        customers = {step["key"]: step["customers"] for step in found["steps"]}
        self.assertEqual(
            [amounts[key] for key in ("start", "new", "shrunk", "lost", "end")],
            [180.17, 40.55, -66.77, -80.07, 73.88],
        )
        between = sum(
            amount for key, amount in amounts.items() if key not in ("start", "end")
        )
        self.assertAlmostEqual(amounts["start"] + between, amounts["end"], places=6)
        self.assertEqual((customers["start"], customers["end"]), (2, 2))
        for step in found["steps"]:
            rows = self.env["relationship.movement"].search_count(step["domain"])
            self.assertEqual(rows, step["customers"], step["key"])

    @users("ann")
    def test_managers_see_the_steps_of_own_customers(self):
        self._buy(
            (self.acme_customer, BEFORE[0], 100),
            (self.cedar_customer, BEFORE[0], 900),
            (self.dune, BEFORE[0], 50),
        )
        found = self.env["relationship.movement"].get_waterfall([])
        self.assertEqual(found["steps"][0]["amount"], 100)
        self.assertEqual(found["year_before"]["now"]["start"], 100)

    @users("hugo")
    def test_the_year_before_stands_beside_of_the_same_customers(self):
        self._buy(
            (self.acme_customer, date(2023, 5, 1), 200),
            (self.acme_customer, BEFORE[0], 100),
            (self.acme_customer, AFTER[0], 90),
            (self.cedar_customer, BEFORE[0], 900),
        )
        own = [("is_latest", "=", True), ("account_id", "=", self.acme.id)]
        found = self.env["relationship.movement"].get_waterfall(own)["year_before"]
        now, then = found["now"], found["then"]
        self.assertEqual((now["start"], now["end"], now["gross"]), (100, 90, 90))
        self.assertEqual((then["start"], then["end"], then["gross"]), (200, 100, 50))

    @users("hugo")
    def test_the_sentence_says_when_nobody_bought_before_the_earlier_period(self):
        words = "all of them were in their first year before"
        latest = [("is_latest", "=", True)]
        movements = self.env["relationship.movement"]
        self._buy((self.acme_customer, BEFORE[0], 100), (self.dune, AFTER[0], 50))
        self.assertIn(words, movements.get_headline(latest))
        self._buy(
            (self.cedar_customer, date(2023, 5, 1), 200),
            (self.cedar_customer, BEFORE[0], 100),
        )
        self.assertNotIn(words, movements.get_headline(latest))

    @users("hugo")
    def test_nothing_sold_is_no_steps_and_no_rates(self):
        found = self.env["relationship.movement"].get_waterfall([("id", "=", 0)])
        self.assertEqual({step["amount"] for step in found["steps"]}, {0})
        self.assertFalse(found["year_before"]["now"])

    @users("sam", "eve")
    @mute_logger("odoo.models", "odoo.addons.base.models.ir_model")
    def test_who_may_not_read_accounts_gets_nothing(self):
        for call in ("get_waterfall", "get_headline"):
            with self.assertRaises(AccessError):
                getattr(self.env["relationship.movement"], call)([])

    @users("ann")
    @mute_logger("odoo.sql_db")
    def test_what_is_no_search_is_refused_in_words(self):
        for domain in ("x", [("no_field", "=", 1)], ["&"], [("month", "=", "x")], None):
            with self.subTest(str(domain)), self.assertRaises(UserError):
                with self.env.cr.savepoint():
                    self.env["relationship.movement"].get_waterfall(domain)

    @users("hugo", "ann")
    def test_the_screen_takes_few_queries_however_many_customers(self):
        self._buy((self.acme_customer, BEFORE[0], 100), (self.dune, AFTER[0], 1))
        movements = self.env["relationship.movement"]
        latest = [("is_latest", "=", True)]
        movements.get_waterfall(latest)
        self.env.invalidate_all()
        with self.assertQueryCount(15):
            movements.get_waterfall(latest)
        for model in ("relationship.movement", "relationship.category.movement"):
            for context in ({}, {"relationship_report": "loss"}):
                self.env.invalidate_all()
                with self.assertQueryCount(12):
                    self.env[model].with_context(**context).get_headline([])

    # ------------------------------------------------------------
    # In one sentence
    # ------------------------------------------------------------

    def _say(self, domain=(), model="movement", **context):
        records = self.env[f"relationship.{model}"].with_context(**context)
        return records.get_headline(list(domain)).replace("\N{NO-BREAK SPACE}", " ")

    @users("hugo")
    def test_it_is_said_of_the_latest_comparison_that_is_found(self):
        self.assertEqual(self._say(), "There is nothing to report yet.")
        self._buy(
            (self.acme_customer, BEFORE[0], 100),
            (self.acme_customer, AFTER[0], 150),
            (self.birch_customer, BEFORE[0], 300),
        )
        words = (
            "Mar 2025 – Feb 2026 against Mar 2024 – Feb 2025: 1 of 2 customers stayed "
            "(50 %); gross revenue retention 25 %, net 37.5 %; 1 left, with $ 300; "
            "all of them were in their first year before"
        )
        self.assertEqual(self._say(), words)
        self.assertEqual(
            self._say(model="category.movement"),
            "Mar 2025 – Feb 2026 against Mar 2024 – Feb 2025: gross revenue retention "
            "25 %, net 37.5 %",
        )
        self.assertEqual(
            self._say([("movement", "=", "returned")]),
            "Nothing matches: take a filter out to see more.",
        )

    @users("hugo")
    def test_rows_behind_a_bar_are_no_rate_of_all(self):
        self._buy(
            (self.acme_customer, BEFORE[0], 100),
            (self.acme_customer, AFTER[0], 150),
            (self.birch_customer, BEFORE[0], 300),
        )
        periods = "Mar 2025 – Feb 2026 against Mar 2024 – Feb 2025: "
        for model in ("movement", "category.movement"):
            for condition, words in (
                ([("movement", "=", "grown")], "1 customers, $ 100 before and $ 150"),
                ([("sales_after", ">", 0)], "1 customers, $ 100 before and $ 150"),
                ([("sales_before", ">", 0)], "2 customers, $ 400 before and $ 150"),
            ):
                with self.subTest(model=model, condition=condition):
                    self.assertEqual(
                        self._say(condition, model), f"{periods}{words} after"
                    )
        own = [("account_id", "=", self.acme.id)]
        self.assertIn("1 of 1 customers stayed", self._say(own))

    @users("hugo")
    def test_sums_of_several_months_are_no_total(self):
        self._buy(
            (self.acme_customer, BEFORE[0], 100), (self.acme_customer, AFTER[0], 150)
        )
        sums = ["sales_before:sum", "sales_after:sum", "customers_before:sum"]
        months = [("month", "!=", False)]
        for model in ("relationship.movement", "relationship.category.movement"):
            rows = self.env[model]
            self.assertEqual(
                rows._read_group([("is_latest", "=", True)], [], sums),
                [(100, 150, 1)],
            )
            self.assertGreater(len(rows.search(months).comparison_id), 1)
            for companies in (self.env.company, self.env["res.company"].search([])):
                both = rows.with_context(allowed_company_ids=companies.ids)
                [total] = both._read_group(months, [], [*sums, "gross:avg"])
                self.assertFalse(any(total[:3]))
                self.assertTrue(total[3])
                by_month = dict(
                    both._read_group(months, ["month:month"], ["sales_before:sum"])
                )
                self.assertIn(100, by_month.values())

    @users("hugo")
    def test_why_customers_left_is_said_by_number_and_money(self):
        self._buy(
            (self.acme_customer, BEFORE[0], 100), (self.birch_customer, BEFORE[0], 300)
        )
        latest = [("is_latest", "=", True), ("movement", "=", "lost")]
        said = "2 customers left, with $ 400"
        report = {"relationship_report": "loss"}
        self.assertEqual(self._say(latest, **report), f"{said}; of 2 nobody said why")
        reason = self.env.ref("account_relationship_retention.loss_reason_price")
        self.acme.sudo().loss_reason_id = reason
        self.env.flush_all()
        self.assertEqual(
            self._say(latest, **report),
            f"{said}; most often: Price (1); of 1 nobody said why",
        )
