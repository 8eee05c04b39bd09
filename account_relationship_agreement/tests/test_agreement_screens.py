from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged, users

from .common import AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestAgreementScreens(AgreementCommon):
    """What people see: the agreement, the account, My day, and the order's button."""

    @users("ann")
    def test_agreement_is_written_down_and_confirmed(self):
        form = Form(self.agreements.with_env(self.env))
        form.name = "Maintenance"
        form.account_id = self.acme.with_env(self.env)
        form.date_start = "2026-01-01"
        with form.line_ids.new() as line:
            line.name, line.amount = "Lift", 1_500
        agreement = form.save()
        self.assertEqual(agreement.annual_amount, 18_000)
        agreement.action_confirm()
        self.assertEqual(agreement.state, "running")
        self.assertEqual(agreement.manager_id, self.ann)

    @users("ann", "hugo", "bea")
    def test_every_view_opens(self):
        if not self.agreements.search([]):
            self._agree()
        agreements = self.agreements.with_env(self.env)
        for kind in ("list", "kanban", "calendar", "form", "search"):
            self.assertTrue(agreements.get_view(view_type=kind)["arch"])
        groups = agreements.formatted_read_group(
            [], ["notice_deadline:month"], ["__count", "arr:sum"]
        )
        self.assertEqual((groups[0]["__count"], groups[0]["arr:sum"]), (1, 18_000))

    @users("ann")
    def test_account_says_what_recurs_and_until_when_notice_can_be_given(self):
        self._agree()
        account = self.acme.with_env(self.env)
        account.invalidate_recordset()
        self.assertEqual((account.agreement_count, account.arr), (1, 18_000))
        [line] = [line for line in account.signals if line["name"] == "arr"]
        self.assertEqual(
            line["words"],
            "$\xa018,000 a year recurs · next renewal after Dec 31 · notice until "
            "Sep 30",
        )
        action = account.action_view_agreements()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, account.agreement_ids)
        arch = account.get_view(view_type="form")["arch"]
        self.assertIn('name="agreements"', arch)

    def test_next_renewal_is_a_moment_for_more_to_whom_may_know_of_it(self):
        self._agree()
        self._add_lead(self.acme_customer, self.sam)
        told = {}
        for user in (self.ann, self.sam):
            account = self.acme.with_user(user)
            account.invalidate_recordset()
            told[user] = [words for __, words in account._get_moments()[account]]
        self.assertIn("renewal in December 2026", told[self.ann])
        self.assertNotIn("renewal in December 2026", told[self.sam])

    @users("ann")
    def test_first_agreement_is_begun_from_the_account(self):
        action = self.acme.with_env(self.env).action_new_agreement()
        agreements = self.env[action["res_model"]].with_context(**action["context"])
        self.assertEqual(Form(agreements).account_id, self.acme)

    @users("sam")
    def test_salesperson_without_account_rights_reads_no_agreements(self):
        self._agree()
        self._add_lead(self.acme_customer, self.sam)
        account = self.acme.with_env(self.env)
        account.invalidate_recordset()
        self.assertFalse([line for line in account.signals if line["name"] == "arr"])
        self.assertNotIn(
            'name="agreements"', account.get_view(view_type="form")["arch"]
        )

    def test_signals_of_many_accounts_take_as_many_queries_as_of_one(self):
        accounts = self._add_accounts(6)
        for account in accounts:
            self._agree(account)
        self.env.flush_all()

        def count(some):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            some.with_user(self.ann)._get_agreement_totals()
            return self.env.cr.sql_log_count - start

        count(accounts)
        self.assertEqual(count(accounts), count(accounts[:1]))

    def test_account_with_agreements_is_not_deleted(self):
        self._agree()
        with self.assertRaisesRegex(UserError, "archive the account"):
            self.acme.unlink()

    # ------------------------------------------------------------
    # My day
    # ------------------------------------------------------------

    def _get_alert(self, account=None):
        self.env["relationship.alert"]._refresh()
        return self.env["relationship.alert"].search(
            [
                ("account_id", "=", (account or self.acme).id),
                ("reason", "=", "notice_deadline"),
                ("state", "=", "open"),
            ]
        )

    def test_deadline_in_a_month_is_a_reason_that_says_whose_it_is(self):
        own = {"own_notice_count": 6}
        for start, values, words in (
            (
                "2025-12-14",
                {"term_count": 6},
                "notice for Maintenance ends in 3 days, then it renews by itself",
            ),
            (
                "2025-09-14",
                own,
                "our notice for Maintenance ends in 3 days, then it renews by itself",
            ),
            (
                "2025-06-14",
                own,
                "their notice for Maintenance ends in 3 days, then it renews by itself",
            ),
            (
                "2025-06-14",
                {"renewal": "agreed"},
                "Maintenance has to be renewed or given up in 3 days",
            ),
        ):
            agreement = self._agree(date_start=start, **values)
            self._plan_activity(agreement, self.ann)
            alert = self._get_alert()
            with self.subTest(words):
                self.assertEqual(alert.with_user(self.ann).words, words)
                self.assertEqual(alert.at_stake, 18_000)
                line = alert.with_user(self.ann)._get_signal_words(
                    alert._get_reasons()[alert.reason]
                )
                self.assertEqual(line.count("18,000"), 1, "said once")
            agreement.action_set_draft()
            self.assertFalse(self._get_alert())

    def test_deadline_further_away_or_after_notice_is_no_reason(self):
        agreement = self._agree(date_start="2025-12-14", term_count=6)
        self._plan_activity(agreement, self.ann)
        alert = self._get_alert()
        self.assertEqual(alert.state, "open")
        self._give_notice(agreement, "2026-03-10")
        self.assertEqual(alert.state, "closed", "at once")
        self._agree(self.birch)
        self.assertFalse(self._get_alert(self.birch))

    # ------------------------------------------------------------
    # From an order
    # ------------------------------------------------------------

    def _order(self, **values):
        # As superuser, whoever the test is.
        env = self.agreements.env
        product = env["product.product"].create(
            {"name": "Lift check", "list_price": 200, "type": "service"}
        )
        order = self._add_order(
            self.amy,
            self.ann,
            order_line=[
                Command.create(
                    {
                        "product_id": product.id,
                        "product_uom_qty": 3,
                        "price_unit": 200,
                        "discount": 10,
                        "tax_ids": [],
                    }
                ),
                Command.create({"display_type": "line_note", "name": "Note"}),
            ],
            **values,
        )
        order.action_confirm()
        return order

    @users("ann")
    def test_confirmed_order_becomes_an_agreement_in_one_click_and_once(self):
        self.ann.sudo().group_ids |= self.env.ref("sales_team.group_sale_salesman")
        order = self._order().with_env(self.env)
        action = order.action_make_agreement()
        agreement = self.agreements.with_env(self.env).browse(action["res_id"])
        self.assertEqual(agreement.account_id, self.acme)
        self.assertEqual(agreement.contact_id, self.amy)
        self.assertEqual(agreement.order_id, order)
        self.assertEqual((agreement.state, len(agreement.line_ids)), ("draft", 1))
        self.assertEqual(agreement.annual_amount, 540)
        self.assertEqual(order.action_make_agreement()["res_id"], agreement.id)
        agreement.action_confirm()
        self.assertEqual(agreement.arr, 540)

    def test_order_that_cannot_become_one_says_why(self):
        order = self._order()
        order.action_lock()
        self.assertTrue(order.action_make_agreement())
        quotation = self._add_order(self.acme_customer, self.ann)
        with self.assertRaisesRegex(UserError, "is not confirmed"):
            quotation.action_make_agreement()
        stranger = self._add_order(self.dune, self.ann)
        stranger.action_confirm()
        with self.assertRaisesRegex(UserError, "Dune has no customer account"):
            stranger.action_make_agreement()

    @users("ann")
    def test_paused_agreement_says_so_wherever_it_is_listed(self):
        agreement = self._agree().with_env(self.env)
        self.assertEqual(agreement.status, "running")
        agreement.action_pause()
        self.assertEqual((agreement.state, agreement.status), ("running", "paused"))
        for model, views in (
            (agreement, ("list", "kanban")),
            (agreement.account_id, ("form",)),
        ):
            for view in views:
                arch = model.get_view(view_type=view)["arch"]
                self.assertIn('name="status"', arch, view)
        agreement.action_resume()
        self.assertEqual(agreement.status, "running")

    @users("ann")
    def test_pause_asks_from_when_until_when_and_why(self):
        agreement = self._agree().with_env(self.env)
        action = agreement.action_ask_pause()
        self.assertEqual(action["target"], "new")
        pauses = self.env[action["res_model"]].with_context(**action["context"])
        self.assertFalse(agreement.is_paused, "nothing is paused by asking")
        form = Form(pauses)
        self.assertEqual(str(form.date_start), "2026-03-10")
        form.date_end = "2026-04-30"
        form.reason = "They rebuild their hall"
        form.save()
        self.assertTrue(agreement.is_paused)
        self.assertEqual(agreement.arr, 0)
        self.assertIn(
            "Paused from 03/10/2026 until 04/30/2026: They rebuild their hall",
            agreement.message_ids[0].body,
        )
        with self.assertRaises(ValidationError):
            Form(pauses).save()

    @users("eve", "sam")
    def test_who_may_not_change_agreements_is_not_asked_about_pauses(self):
        agreement = self._agree().with_user(self.env.user)
        with self.assertRaises(AccessError):
            agreement.action_ask_pause()

    @users("ann")
    def test_fixed_next_term_stands_beside_the_one_that_runs(self):
        arch = self.agreements.get_view(view_type="form")["arch"]
        self.assertIn('string="Next term ends on"', arch)
