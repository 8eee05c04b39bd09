from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged, users
from odoo.tools import SQL

from ..models import relationship_measure
from ..models.relationship_retention_watch import KEPT
from .common import HistoryCommon

TODAY = date(2026, 3, 15)


class OrderCommon(HistoryCommon):
    """Customers who buy every 30 days, for the last time so many days ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["relationship.alert"].search([]).unlink()

    @classmethod
    def _buy_monthly(cls, customer, ago, count=12, amount=100, longest=0):
        """With a longest gap of so many days."""
        days = [TODAY - timedelta(days=ago + 30 * number) for number in range(count)]
        if longest:
            days.append(days[-1] - timedelta(days=longest))
        cls._insert_invoices(
            [("out_invoice", customer.id, day, amount) for day in days]
        )

    def _night(self):
        self._rebuild_watch()
        self.env["relationship.alert"]._refresh()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestOrderWatch(OrderCommon):
    """When the next order is expected is kept on the account."""

    def _assertKept(self, today=TODAY):
        """What is kept is what the function says, of each active account."""
        for row in self.retention._get_order_rhythm(today):
            account = self.Account.browse(row["account_id"])
            for name, column in (
                *(("order_state", "state"), ("order_expected_day", "expected_day")),
                *(("order_last_day", "last_day"), ("order_at_stake", "at_stake")),
                *(("order_median_gap", "median_gap"), ("order_missed", "missed")),
                *(("order_longest_gap", "longest_gap"),),
                *(("order_purchase_days", "purchase_days"),),
            ):
                self.assertEqual(account[name] or 0, row[column] or 0, name)

    def test_the_night_keeps_the_rhythm_of_all_and_writes_only_what_differs(self):
        self._buy_monthly(self.acme_customer, 10)
        self._buy_monthly(self.birch_customer, 65, longest=70)
        self._rebuild_watch()
        self._assertKept()
        self.assertEqual(self.acme.order_state, "steady")
        self.assertEqual(self.acme.order_expected_day, date(2026, 4, 4))
        self.assertEqual(self.acme.order_usual_amount, 100)
        self.assertEqual(self.cedar.order_state, "none")
        self.assertEqual(self.retention._write_orders(TODAY), 0)
        self._buy_monthly(self.birch_customer, 0, count=1)
        self.assertEqual(self.retention._write_orders(TODAY), 1)

    def _measure_delay(self, account, is_past=False):
        """``(delay, lost)``, of what is kept or as on a day gone by."""
        measures = self.env["relationship.measure"]
        known = measures._get_measures()
        wanted = {
            name: known[key]._replace(query=known[key].past) if is_past else known[key]
            for name, key in (("delay", "order_delay"), ("lost", "lost_customer"))
        }
        query = measures._get_values_query(
            wanted, SQL("account.id = %s", account.id), TODAY
        )
        [row] = self.env.execute_query_dict(query)
        return row["delay"] and round(row["delay"], 1), row["lost"]

    def test_delay_is_over_100_from_the_day_on_which_somebody_is_late(self):
        for customer, ago, longest, delay, lost in (
            (self.acme_customer, 15, 0, 50.0, 0),
            # Beyond the longest gap, and not twice the usual one: nobody is late.
            (self.birch_customer, 45, 0, 100, 0),
            (self.cedar_customer, 80, 70, 114.3, 0),
            (self.dune, 400, 0, 1333.3, 1),
        ):
            self._buy_monthly(customer, ago, longest=longest)
            account = customer.relationship_account_ids or self.Account.create(
                {"partner_id": customer.id, "manager_id": self.ann.id}
            )
            self._rebuild_watch()
            with self.subTest(customer.name):
                self.assertEqual(self._measure_delay(account), (delay, lost))
                self.assertEqual(self._measure_delay(account, True), (delay, lost))

    def test_delay_of_a_quiet_season_is_none(self):
        self._buy_monthly(self.acme_customer, 20)
        self._rebuild_watch()
        self.acme.sudo().write({"order_state": "seasonal", "order_longest_gap": 10})
        self.env.flush_all()
        self.assertEqual(self._measure_delay(self.acme), (100, 0))

    def test_without_a_rhythm_there_is_no_delay(self):
        self._buy_monthly(self.acme_customer, 500, count=2)
        self._rebuild_watch()
        self.assertEqual(self._measure_delay(self.acme), (None, 1))
        self.assertEqual(self._measure_delay(self.acme, True), (None, 1))
        self.assertEqual(self._measure_delay(self.cedar), (None, 0))

    def test_delay_of_many_on_a_day_gone_by_is_that_of_each(self):
        self._buy_monthly(self.acme_customer, 15)
        self._buy_monthly(self.birch_customer, 80, longest=70)
        alone = [self._measure_delay(one, True) for one in self.accounts]
        self.patch(relationship_measure, "MANY", 0)
        self.assertEqual(
            [self._measure_delay(one, True) for one in self.accounts], alone
        )

    def test_the_usual_amount_is_the_median_of_purchase_days(self):
        self._buy_monthly(self.acme_customer, 10, count=5, amount=50)
        self._buy_monthly(self.acme_customer, 10, count=2, amount=30)
        self._rebuild_watch()
        # Two days of 80, three of 50.
        self.assertEqual(self.acme.order_usual_amount, 50)

    def test_order_of_the_evening_is_of_the_month_the_company_has(self):
        self.env.company.relationship_tz = "America/Bogota"
        order = self._confirm_order(self.acme_customer, 100, date(2026, 3, 1))
        order.date_order = "2026-03-01 02:00:00"
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM relationship_revenue_change")
        self.env["relationship.revenue"]._note_orders(order)
        self.env.cr.execute("SELECT DISTINCT month FROM relationship_revenue_change")
        self.assertEqual(self.env.cr.fetchall(), [(date(2026, 2, 1),)])

    def test_orders_in_another_currency_count_in_that_of_the_company(self):
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id}
        )
        for ago in range(10, 200, 30):
            self._confirm_order(
                self.acme_customer,
                100,
                f"{TODAY - timedelta(days=ago)} 12:00:00",
                pricelist_id=pricelist.id,
            )
        self.retention._refresh_watch(self.acme)
        self.env.invalidate_all()
        self.assertEqual(self.acme.order_usual_amount, 50)

    def test_each_company_has_its_own_day_and_figures(self):
        there = self.setup_other_company()["company"]
        self.ann.company_ids += there
        account = self.Account.with_company(there).create(
            {
                "partner_id": self.dune.id,
                "manager_id": self.ann.id,
                "company_id": there.id,
            }
        )
        self._buy_monthly(self.dune, 10)
        self._rebuild_watch()
        self.assertEqual(account.order_state, "none")
        self.assertEqual(account.order_purchase_days, 0)

    def test_bad_input_says_no_rhythm(self):
        for dates in (
            [TODAY],
            [date(2031, 1, 1)],
            [date(1985, 1, 1), date(2005, 1, 1), TODAY],
        ):
            with self.env.cr.savepoint() as savepoint:
                self._insert_invoices(
                    [("out_invoice", self.acme_customer.id, day, 10) for day in dates]
                )
                self._rebuild_watch()
                self.assertEqual(self.acme.order_state, "none")
                self.assertFalse(self.acme.order_expected_day)
                self.assertEqual(self.acme.order_words, "")
                self._assertKept()
                savepoint.rollback()
                self.env.invalidate_all()

    def test_credit_notes_above_sales_leave_nothing_at_stake(self):
        self._buy_monthly(self.acme_customer, 65)
        self._insert_invoices(
            [
                (
                    "out_refund",
                    self.acme_customer.id,
                    TODAY - timedelta(days=70),
                    -9_000,
                )
            ]
        )
        self._rebuild_watch()
        self.assertEqual(self.acme.order_state, "very_late")
        self.assertEqual(self.acme.order_at_stake, 0)

    # ------------------------------------------------------------
    # What changed is looked at again
    # ------------------------------------------------------------

    def _run_frequent(self):
        self.env["relationship.revenue"]._cron_refresh()
        self.retention._cron_refresh_watch()
        self.env.invalidate_all()

    def test_an_order_is_seen_a_few_minutes_later_and_its_end_as_well(self):
        self._buy_monthly(self.acme_customer, 65)
        self._rebuild_watch()
        order = self._confirm_order(
            self.acme_customer, 100, f"{TODAY - timedelta(days=1)} 12:00:00"
        )
        self._run_frequent()
        self.assertEqual(self.acme.order_state, "steady")
        order.date_order = f"{TODAY - timedelta(days=64)} 12:00:00"
        self._run_frequent()
        self.assertEqual(self.acme.order_last_day, TODAY - timedelta(days=64))
        order._action_cancel()
        self._run_frequent()
        self.assertEqual(self.acme.order_last_day, TODAY - timedelta(days=65))
        order.unlink()
        self._run_frequent()
        self._assertKept()

    def test_an_invoice_is_seen_a_few_minutes_later_and_its_end_as_well(self):
        self._buy_monthly(self.acme_customer, 65)
        self._rebuild_watch()
        invoice = self._invoice(self.amy, 100, TODAY)
        self._run_frequent()
        self.assertEqual(self.acme.order_last_day, TODAY)
        invoice.button_draft()
        self._run_frequent()
        self.assertEqual(self.acme.order_last_day, TODAY - timedelta(days=65))

    def test_a_contact_who_moves_takes_the_purchases_along(self):
        contact = self.env["res.partner"].create(
            {"name": "Zoe", "parent_id": self.acme_customer.id}
        )
        self._invoice(contact, 100, TODAY)
        self._run_frequent()
        self.assertEqual(self.acme.order_last_day, TODAY)
        contact.parent_id = self.birch_customer
        self._run_frequent()
        self.assertFalse(self.acme.order_last_day)
        self.assertEqual(self.birch.order_last_day, TODAY)

    def test_merged_customers_have_one_rhythm(self):
        self._buy_monthly(self.acme_customer, 70, count=4)
        self._buy_monthly(self.birch_customer, 5, count=4)
        self._rebuild_watch()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.acme_customer | self.birch_customer).ids, self.acme_customer
        )
        self.env.invalidate_all()
        account = (self.acme | self.birch).exists()
        self.assertEqual(account.order_last_day, TODAY - timedelta(days=5))
        self.assertEqual(account.order_purchase_days, 8)
        self._assertKept()

    def test_a_new_account_has_its_rhythm_at_once(self):
        self._buy_monthly(self.dune, 10)
        account = self.Account.create(
            {"partner_id": self.dune.id, "manager_id": self.ann.id}
        )
        self.assertEqual(account.order_state, "steady")

    # ------------------------------------------------------------
    # Who sees and writes it
    # ------------------------------------------------------------

    @users("ann", "hugo", "adam")
    def test_nobody_writes_the_figures_down(self):
        account = self.acme.with_env(self.env)
        for name in KEPT:
            field = account._fields[name]
            self.assertTrue(field.readonly and not field.copy, name)
            for value in ("late", False):
                with self.subTest(name), self.assertRaises(UserError):
                    account.write({name: value})
            with self.subTest(name), self.assertRaises(UserError):
                account.create({"partner_id": self.dune.id, name: False})

    @users("ann")
    def test_the_words_say_when_and_how_much(self):
        self._buy_monthly(self.acme_customer, 10)
        self._buy_monthly(self.birch_customer, 31)
        self._rebuild_watch()
        acme, birch = (self.acme | self.birch).with_env(self.env)

        def say(words):
            return words.replace("\N{NO-BREAK SPACE}", " ")

        self.assertEqual(say(acme.order_words), "order expected Apr 4, usually $ 100")
        self.assertEqual(
            say(birch.order_words), "order expected since Mar 14, usually $ 100"
        )
        self.assertEqual(
            acme.order_hint,
            "Usual gap 30 days, longest 30; 12 purchase days in two years, the last on "
            "Mar 5",
        )

    def test_the_sentence_counts_what_its_reader_sees(self):
        self._buy_monthly(self.acme_customer, 65)
        self._buy_monthly(self.birch_customer, 65, longest=60)
        self._rebuild_watch()
        words = self.Account.with_context(relationship_report="order_watch")
        domain = [("id", "in", self.accounts.ids)]
        expected = {
            "ann": "2 customers are late with their order, 1 of them very late; "
            "$ 2,400 a year at stake",
            "bob": "None of 1 customers is late with an order",
            "hugo": "2 of 3 customers are late with their order, 1 of them very late; "
            "$ 2,400 a year at stake",
        }
        for login, said in expected.items():
            found = words.with_user(getattr(self, login)).get_headline(domain)
            self.assertEqual(found.replace("\N{NO-BREAK SPACE}", " "), said)

    @users("sam")
    def test_salespeople_do_not_see_what_customers_are_worth(self):
        self._add_lead(self.acme_customer, self.sam)
        account = self.acme.with_env(self.env)
        self.assertTrue(account.has_access("read"))
        fields = account.fields_get([*KEPT, "order_words", "line_watch_ids"])
        self.assertEqual(fields, {})
        arch = account.get_view(view_type="kanban")["arch"]
        self.assertNotIn("order_words", arch)

    @users("ann")
    def test_screens_take_as_many_queries_for_many_as_for_one(self):
        names = ("order_state", "order_words", "order_hint")
        spec = {name: {} for name in names}
        accounts = self.env["relationship.account"]
        self._buy_monthly(self.acme_customer, 65)
        self._buy_monthly(self.birch_customer, 65)
        self._rebuild_watch()
        mine = [("manager_id", "=", self.env.uid)]
        accounts.web_search_read(mine, spec, limit=1)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        accounts.web_search_read(mine, spec, limit=1)
        number = self.env.cr.sql_log_count - before
        self.env.invalidate_all()
        with self.assertQueryCount(number):
            found = accounts.web_search_read(mine, spec, limit=80)
        self.assertEqual(len(found["records"]), 2)

    @users("ann")
    def test_filters_and_views_open(self):
        accounts = self.env["relationship.account"]
        self._buy_monthly(self.acme_customer, 26)
        self._rebuild_watch()
        arch = accounts.get_view(view_type="search")["arch"]
        self.assertIn("order_expected_week", arch)
        found = accounts.search(
            [
                ("order_state", "in", ("steady", "expected")),
                ("order_expected_day", ">=", "today"),
                ("order_expected_day", "<=", "today +7d"),
            ]
        )
        self.assertEqual(found, self.acme.with_env(self.env))
        action = self.acme.env.ref(
            "account_relationship_retention.relationship_account_action_order_watch"
        )
        for view_id, kind in action.views:
            self.assertTrue(accounts.get_view(view_id, kind)["arch"])
        self.assertEqual(action.views[0][1], "graph")
