from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged, users

from .common import HistoryCommon

START = "relationship.retention.start"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestStart(HistoryCommon):
    """What is asked once, after the addon was installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["relationship.tier"].search([]).purchase_months = 12
        cls.customers = (cls.acme_customer, cls.birch_customer)

    def _sell(self, *sales):
        self._insert_invoices(
            [
                ("out_invoice", customer.id, day, amount)
                for customer, day, amount in sales
            ]
        )
        self._watch()

    def _watch(self):
        """What the night keeps on accounts."""
        self.env.flush_all()
        # sudo: nobody does it but the night
        retention = self.retention.sudo()
        retention._write_orders(self.company.sudo()._get_measured_day())

    def _sell_monthly(self, customer, number, last=date(2026, 2, 10)):
        """A purchase every 20 days or so, the last one on a day."""
        ordinals = [last.toordinal() - 20 * place for place in range(number)]
        self._sell(*[(customer, date.fromordinal(day), 10) for day in ordinals])

    # ------------------------------------------------------------
    # What there is
    # ------------------------------------------------------------

    @users("hugo")
    def test_without_invoices_it_says_so_and_proposes_the_defaults(self):
        form = Form(self.env[START])
        self.assertEqual(
            form.found, "No invoice yet: figures come with the first ones."
        )
        self.assertEqual(
            [form.history_begins, form.lost_months, form.warn_top1, form.warn_top5],
            [False, 12, 15, 40],
        )
        self.assertFalse(form.history_words or form.warn_words)
        form.save().action_confirm()
        self.assertTrue(self.company.sudo().relationship_retention_asked)

    @users("hugo")
    def test_the_sentence_is_that_of_the_functions(self):
        self._sell_monthly(self.acme_customer, 10, date(2026, 1, 10))
        self._sell((self.birch_customer, date(2025, 6, 1), 1))
        form = Form(self.env[START])
        self.assertEqual(
            form.found, "2 customers, 1 make 80 %, 1 late with their order"
        )

    @users("hugo")
    def test_without_a_rhythm_nobody_is_said_not_to_be_late(self):
        self._sell((self.birch_customer, date(2025, 6, 1), 1))
        form = Form(self.env[START])
        self.assertIn("late with their order: n/a", form.found)

    @users("hugo")
    def test_sales_of_long_ago_only_are_no_sales_of_the_year(self):
        self._sell((self.birch_customer, date(2022, 6, 1), 1))
        form = Form(self.env[START])
        self.assertIn("No sales in the last 12 closed months", form.found)
        self.assertFalse(form.warn_words)

    # ------------------------------------------------------------
    # What an answer changes is said at once
    # ------------------------------------------------------------

    @users("hugo")
    def test_history_that_begins_later_makes_fewer_customers_new(self):
        self._sell((self.acme_customer, date(2025, 5, 1), 10))
        form = Form(self.env[START])
        form.history_begins = False
        self.assertIn("1 customers are new", form.history_words)
        form.history_begins = "2025-04-01"
        self.assertIn("0 customers are new; 1 had bought", form.history_words)
        company = self.company.sudo()
        self.assertFalse(company.relationship_history_begins, "nothing is kept")

    @users("hugo")
    def test_a_shorter_window_loses_more_accounts(self):
        self._sell((self.acme_customer, date(2025, 7, 1), 10))
        accounts = self.env["relationship.account"].search_count([])
        form = Form(self.env[START])
        self.assertEqual(form.lost_words, f"0 of {accounts} accounts count as lost.")
        form.lost_months = 8
        self.assertEqual(form.lost_words, f"1 of {accounts} accounts count as lost.")
        form.lost_months = 0
        self.assertEqual(form.lost_words, "At least one month.")

    @users("hugo")
    def test_as_many_are_lost_afterwards_as_were_said_to_be(self):
        self._sell_monthly(self.acme_customer, 10, date(2024, 1, 10))
        self._sell(
            (self.birch_customer, date(2025, 7, 15), 10),
            (self.cedar_customer, date(2025, 7, 16), 10),
        )
        form = Form(self.env[START])
        form.lost_months = 8
        words = form.lost_words
        self.assertIn("2 of ", words)
        form.save().action_confirm()
        self._watch()
        accounts = self.env["relationship.account"].search([])
        lost = accounts.filtered(lambda account: account.order_state == "lost")
        self.assertEqual(words, f"2 of {len(accounts)} accounts count as lost.")
        self.assertEqual(lost, self.acme + self.birch)

    @users("hugo")
    def test_accounts_put_away_are_not_counted_as_lost(self):
        self._sell((self.birch_customer, date(2025, 7, 1), 10))
        self.birch.sudo().active = False
        accounts = self.env["relationship.account"].search_count([])
        form = Form(self.env[START])
        form.lost_months = 8
        self.assertEqual(form.lost_words, f"0 of {accounts} accounts count as lost.")

    @users("hugo")
    def test_the_largest_customer_is_held_against_the_answer(self):
        self._sell(
            (self.acme_customer, date(2025, 7, 1), 90),
            (self.birch_customer, date(2025, 7, 1), 10),
        )
        form = Form(self.env[START])
        self.assertRegex(form.warn_words, "makes 90.%, .* 100.%: you are warned")
        form.warn_top1, form.warn_top5 = 95, 0
        self.assertIn("no warning", form.warn_words)
        form.warn_top1 = 90
        self.assertIn("you are warned", form.warn_words, "from the level on")

    # ------------------------------------------------------------
    # Proposals
    # ------------------------------------------------------------

    @users("hugo")
    def test_history_begins_with_the_first_purchase_if_customers_are_older(self):
        self._sell((self.acme_customer, date(2025, 5, 17), 10))
        self.acme.date_since = "2019-01-01"
        self.assertEqual(self.env[START]._propose_history_begins(), date(2025, 5, 1))

    @users("hugo")
    def test_history_is_whole_when_nobody_is_older(self):
        self._sell((self.acme_customer, date(2025, 5, 17), 10))
        self.env.cr.execute("UPDATE res_partner SET create_date = '2025-05-02'")
        self.acme.date_since = "2025-05-17"
        self.assertFalse(self.env[START]._propose_history_begins())

    @users("hugo")
    def test_months_are_those_in_which_nearly_all_bought_again(self):
        self._sell_monthly(self.acme_customer, 40)
        self.assertEqual(self.env[START]._propose_lost_months(), 6, "not fewer")
        days = [date(2010 + n // 2, 1 + 6 * (n % 2), 1) for n in range(30)]
        self._sell(*[(self.birch_customer, day, 10) for day in days])
        self.assertEqual(self.env[START]._propose_lost_months(), 7)

    @users("hugo")
    def test_a_few_purchases_propose_nothing(self):
        self._sell_monthly(self.acme_customer, 10)
        self.assertEqual(self.env[START]._propose_lost_months(), 12)

    # ------------------------------------------------------------
    # Answers, once and for all
    # ------------------------------------------------------------

    @users("hugo")
    def test_answers_are_the_companys_and_the_tiers(self):
        self.tier_c.sudo().active = False
        form = Form(self.env[START])
        form.history_begins = "2024-02-01"
        form.lost_months = 9
        form.warn_top1 = 20
        action = form.save().action_confirm()
        self.assertEqual(action["tag"], "reload")
        company = self.company.sudo()
        self.assertEqual(company.relationship_history_begins, date(2024, 2, 1))
        self.assertEqual(company.relationship_warn_top1, 20)
        tiers = self.env["relationship.tier"].search([]) | self.tier_c
        self.assertEqual(set(tiers.mapped("purchase_months")), {9})
        again = Form(self.env[START])
        self.assertEqual(
            [again.history_begins, again.lost_months, again.warn_top1],
            [date(2024, 2, 1), 9, 20],
        )

    @users("hugo")
    def test_empty_history_stays_empty_once_it_was_answered(self):
        self._sell((self.acme_customer, date(2025, 5, 17), 10))
        self.acme.date_since = "2019-01-01"
        form = Form(self.env[START])
        form.history_begins = False
        form.save().action_confirm()
        self.assertFalse(Form(self.env[START]).history_begins)

    @users("hugo")
    def test_months_that_differ_between_tiers_are_not_asked_nor_changed(self):
        self.tier_a.sudo().purchase_months = 3
        form = Form(self.env[START])
        self.assertFalse(form.asks_months)
        form.save().action_confirm()
        self.assertEqual(self.tier_a.purchase_months, 3)
        self.assertEqual(self.tier_b.purchase_months, 12)

    @users("hugo")
    def test_months_another_company_said_are_not_asked_again(self):
        company = self.env["res.company"].sudo().create({"name": "There"})
        company.relationship_retention_asked = True
        self.assertFalse(Form(self.env[START]).asks_months)

    @users("hugo")
    def test_each_company_answers_for_itself(self):
        there = self.env["res.company"].sudo().create({"name": "There"})
        Form(self.env[START]).save().action_confirm()
        self.assertTrue(self.company.sudo().relationship_retention_asked)
        self.assertFalse(there.relationship_retention_asked)

    @users("hugo")
    def test_nonsense_is_refused(self):
        for values in (
            *({"lost_months": 0}, {"lost_months": -3}, {"warn_top1": -1}),
            {"warn_top5": 101},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.env[START].create(values)

    @users("hugo")
    def test_figures_that_are_kept_are_made_anew_soon(self):
        planned = []
        work = type(self.env["relationship.work"])
        with patch.object(
            work, "_plan_step", lambda self, name, moments: planned.append(name)
        ):
            Form(self.env[START]).save().action_confirm()
        steps = self.env["relationship.work"]._get_retention_steps()
        self.assertEqual(planned, [step.name for step in steps])

    # ------------------------------------------------------------
    # Who
    # ------------------------------------------------------------

    @users("ann")
    def test_managers_of_accounts_are_not_asked(self):
        for name, call in {
            "create": lambda: self.env[START].create({}),
            "confirm": lambda: self.env[START].new({}).action_confirm(),
            "default": lambda: self.env[START].default_get(["history_begins"]),
            "onchange": lambda: self.env[START].onchange({}, [], {"found": {}}),
        }.items():
            with self.subTest(name), self.assertRaises(AccessError):
                call()
        self.assertFalse(self.company.sudo().relationship_retention_asked)

    @users("ann")
    def test_who_installs_it_and_does_not_lead_goes_on(self):
        action = self.env.ref(
            "account_relationship_retention.relationship_retention_start_installed"
        )
        self.assertEqual(action.sudo(False).run()["type"], "ir.actions.act_url")

    @users("hugo")
    def test_installation_opens_it_until_it_was_answered(self):
        todo = self.env.ref("account_relationship_retention.todo_start").sudo()
        action = todo.action_id
        self.assertEqual(action.type, "ir.actions.server")
        run = self.env["ir.actions.server"].browse(action.id).run
        self.assertEqual(run()["res_model"], START)
        self.company.sudo().relationship_retention_asked = True
        self.assertEqual(run()["type"], "ir.actions.act_url")

    @users("hugo")
    def test_first_steps_offer_it_to_each_company_until_it_was_answered(self):
        def is_offered():
            steps = self.env["relationship.account"].get_first_steps()
            return "retention" in [step["key"] for step in steps]

        self.assertTrue(is_offered())
        action = self.env["relationship.account"].action_first_step("retention")
        self.assertEqual(action["res_model"], START)
        self.company.sudo().relationship_retention_asked = True
        self.assertFalse(is_offered())

    @users("adam")
    def test_settings_say_when_history_begins(self):
        self.adam.sudo().group_ids |= self.env.ref("base.group_system")
        with Form(self.env["res.config.settings"]) as form:
            form.relationship_history_begins = "2024-05-01"
        form.record.execute()
        self.assertEqual(
            self.company.sudo().relationship_history_begins, date(2024, 5, 1)
        )
