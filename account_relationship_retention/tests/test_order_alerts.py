from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import freeze_time, tagged, users

from .test_order_watch import TODAY, OrderCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestOrderAlerts(OrderCommon):
    """What customers bought is a reason for *My day*, and ends by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Alert = cls.env["relationship.alert"]
        settings = cls.env["relationship.alert.setting"]._get(cls.env.company)
        for reason, setting in settings.items():
            ours = ("order_", "line_", "days_late", "sales_down")
            setting.is_muted = not reason.startswith(ours)

    def _get_open(self, account=None):
        return self.Alert.search(
            [("account_id", "=", (account or self.acme).id), ("state", "=", "open")]
        )

    def _get_reasons(self, account=None):
        return sorted(self._get_open(account).mapped("reason"))

    def _only(self, *reasons):
        settings = self.env["relationship.alert.setting"]._get(self.env.company)
        for reason, setting in settings.items():
            setting.is_muted = reason not in reasons

    # ------------------------------------------------------------
    # Orders
    # ------------------------------------------------------------

    def test_my_day_says_how_long_and_what_is_at_stake(self):
        self._only("order_late", "order_very_late")
        self._buy_monthly(self.acme_customer, 74, longest=66)
        self._night()
        alert = self._get_open()
        self.assertEqual(alert.reason, "order_late")
        self.assertEqual(alert.words, "no order for 74 days; usual gap 30, longest 66")
        self.assertEqual([alert.lane, alert.at_stake], ["burns", 1200])
        signals = self.acme.with_user(self.ann).signals
        [line] = [line for line in signals if line["name"] == "order_late"]
        self.assertEqual(
            line["words"].replace("\N{NO-BREAK SPACE}", " "),
            "no order for 74 days; usual gap 30, longest 66 · $ 1,200 a year at stake",
        )
        day = self.env["relationship.day"].with_user(self.ann).get_day()
        [row] = [
            row
            for lane in day["lanes"]
            for row in lane["rows"]
            if row["account"]["id"] == self.acme.id
        ]
        item = row["items"][0]
        self.assertEqual(item["button"]["method"], "action_repeat_last_order")
        self.assertEqual(
            [other["method"] for other in item["others"]],
            ["action_log_interaction", "action_view_orders"],
        )

    def test_the_alert_closes_by_itself_at_once_when_the_order_comes(self):
        self._only("order_late", "order_very_late")
        self._buy_monthly(self.acme_customer, 74)
        self._night()
        alert = self._get_open()
        self.assertEqual(alert.reason, "order_very_late")
        order = self.env["sale.order"].create(
            {
                "partner_id": self.amy.id,
                "user_id": self.sam.id,
                "order_line": [(0, 0, {"product_id": self.product_a.id})],
            }
        )
        self.env["relationship.alert"]._refresh(self.acme)
        self.assertEqual(alert.state, "open")
        order.with_user(self.sam).action_confirm()
        self.env.invalidate_all()
        self.assertEqual([alert.state, alert.outcome], ["closed", "by_itself"])
        self.assertEqual(alert.closed_on, TODAY)
        self.assertIn("74 days", alert.summary)
        self.assertEqual(self.acme.order_state, "steady")

    def test_who_was_in_touch_has_brought_it_back(self):
        self._only("order_late", "order_very_late")
        self._buy_monthly(self.acme_customer, 74)
        self._night()
        alert = self._get_open()
        self.acme.last_touch_at = "2026-03-15 10:00:00"
        self._invoice(self.acme_customer, 100, TODAY)
        self.env.invalidate_all()
        self.assertEqual([alert.state, alert.outcome], ["closed", "came_back"])

    def test_late_becomes_very_late_in_one_alert(self):
        self._only("order_late", "order_very_late")
        self._buy_monthly(self.acme_customer, 65, longest=64)
        self._night()
        alert = self._get_open()
        self.assertEqual(alert.reason, "order_late")
        alert.with_user(self.ann).action_snooze(30)
        with freeze_time("2026-04-10 12:00:00"):
            self._night()
            self.assertEqual(self._get_open(), alert)
            self.assertEqual(alert.reason, "order_very_late")
            self.assertEqual(alert.since, TODAY)
            self.assertEqual(
                self.Alert.search_count([("account_id", "=", self.acme.id)]), 1
            )

    def test_what_got_less_late_stays_put_off(self):
        self._only("order_late", "order_very_late")
        self._buy_monthly(self.acme_customer, 65, longest=64)
        self._night()
        alert = self._get_open()
        self.env.cr.execute(
            "UPDATE relationship_alert SET reason = 'order_very_late' WHERE id = %s",
            [alert.id],
        )
        self.env.invalidate_all()
        alert.with_user(self.ann).action_snooze(30)
        until = alert.snoozed_until
        self._night()
        self.assertEqual(alert.reason, "order_late")
        self.assertEqual((alert.state, alert.snoozed_until), ("snoozed", until))

    def test_whose_order_never_came_is_lost(self):
        self._only("order_late", "order_very_late")
        self._buy_monthly(self.acme_customer, 74)
        self._night()
        alert = self._get_open()
        with freeze_time("2027-03-15 12:00:00"):
            self._night()
        self.assertEqual(self.acme.order_state, "lost")
        self.assertEqual([alert.state, alert.outcome], ["closed", "lost"])

    def test_expected_seasonal_and_lost_are_no_reason(self):
        self._only("order_late", "order_very_late")
        self._buy_monthly(self.acme_customer, 35)
        self._buy_monthly(self.cedar_customer, 500)
        days = [
            start + timedelta(days=7 * week)
            for start, weeks in ((date(2024, 3, 20), 32), (date(2025, 3, 12), 33))
            for week in range(weeks)
        ]
        self._insert_invoices(
            [("out_invoice", self.birch_customer.id, day, 10) for day in days]
        )
        self._night()
        self.assertEqual(
            self.accounts.sorted("id").mapped("order_state"),
            ["expected", "seasonal", "lost"],
        )
        self.assertFalse(self.Alert.search([("account_id", "in", self.accounts.ids)]))

    def test_ended_accounts_have_no_alert(self):
        self._only("order_late", "order_very_late")
        self._buy_monthly(self.acme_customer, 74)
        self.acme.active = False
        self._night()
        self.assertFalse(self._get_open())

    # ------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------

    def _buy_lines(self, *lines):
        """``(category, months ago, amount)``, with a product of each category."""
        rows = []
        for name, months, amount in lines:
            category = self.env["product.category"].create({"name": name})
            product = self.env["product.product"].create(
                {"name": name, "categ_id": category.id}
            )
            rows += [
                (
                    "out_invoice",
                    self.acme_customer.id,
                    TODAY.replace(day=10) - relativedelta(months=ago),
                    amount,
                    product.id,
                )
                for ago in months
            ]
        self._insert_invoices(rows)

    def test_lines_that_slip_are_one_alert_of_each_kind(self):
        self._only("line_lapsed", "line_shrinking")
        self._buy_lines(
            ("Paper", range(24), 200),
            ("Toner", range(4, 12), 100),
            ("Ink", range(5, 12), 90),
            ("Lamps", range(13, 25), 60),
        )
        self._buy_lines(("Chairs", range(7, 19), 100), ("Cups", [0, 1, 2, 3], 1))
        products = self.env["product.product"].search([])
        chairs, lamps = (
            products.filtered(lambda product, name=name: product.name == name)
            for name in ("Chairs", "Lamps")
        )
        self._insert_invoices(
            [
                ("out_invoice", self.acme_customer.id, TODAY, 5, chairs.id),
                # What nobody buys for a year is no idea what to sell.
                ("out_invoice", self.birch_customer.id, TODAY, 5, lamps.id),
            ]
        )
        self._night()
        lapsed, shrinking = self._get_open().sorted("reason")
        self.assertEqual([lapsed.lane, lapsed.at_stake], ["grow", 800 + 630 + 720])
        self.assertEqual(
            lapsed.words.replace("\N{NO-BREAK SPACE}", " "),
            "stopped buying Toner: none since Nov 10, 2025, every month before; 2 more",
        )
        self.assertEqual(
            shrinking.words.replace("\N{NO-BREAK SPACE}", " "),
            "Chairs shrinks: $ 0 in 6 months, $ 600 a year ago",
        )
        action = self.acme.with_user(self.ann).action_view_line_watch()
        self.assertEqual(action["domain"], [("account_id", "=", self.acme.id)])

    def test_how_long_a_lapsed_line_paused_before_is_said_in_words(self):
        lapsed = {"category": self.env["product.category"].search([], limit=1).id}
        lapsed["last"] = "2025-11-10"
        for pause, words in (
            (0, "every month before"),
            (1, "before never more than one month without"),
            (3, "before never more than 3 months without"),
        ):
            said = self.Alert._format_lapsed(self.acme, {**lapsed, "pause": pause})
            self.assertTrue(said.endswith(words), said)

    def test_a_lapsed_line_that_is_bought_again_closes_its_alert(self):
        self._only("line_lapsed")
        self._buy_lines(("Paper", range(24), 200), ("Toner", range(4, 12), 100))
        self._night()
        alert = self._get_open()
        toner = self.env["product.product"].search([("name", "=", "Toner")], limit=1)
        self._invoice(self.acme_customer, 10, TODAY, product_id=toner.id)
        self.env.invalidate_all()
        self.assertEqual([alert.state, alert.outcome], ["closed", "by_itself"])

    # ------------------------------------------------------------
    # Money
    # ------------------------------------------------------------

    def _sell(self, before, now):
        self._insert_invoices(
            [
                ("out_invoice", self.acme_customer.id, date(2024, 9, 1), before),
                ("out_invoice", self.acme_customer.id, date(2025, 9, 1), now),
            ]
        )
        self._refresh()
        self._night()

    def test_sales_are_down_by_a_share_and_by_money(self):
        self._only("sales_down")
        # 20 % is no larger share than 20 %.
        self._sell(10_000, 8_000)
        self.assertEqual(self._get_reasons(), [])
        self.company.relationship_down_percent = 19
        self.env["relationship.alert"]._refresh()
        alert = self._get_open()
        self.assertEqual(
            alert.words.replace("\N{NO-BREAK SPACE}", " "),
            "$ 8,000 in 12 months, $ 10,000 before (-20 %)",
        )
        self.assertEqual(alert.at_stake, 2000)
        # Credit notes above what was sold: as on the account, there is no change.
        alert.evidence = {"now": -500, "before": 10_000}
        self.assertIn("before (n/a)", alert.words)

    def test_a_large_share_of_little_money_is_no_reason(self):
        self._only("sales_down")
        self._sell(1_000, 10)
        self.assertEqual(self._get_reasons(), [])

    def test_who_pays_later_than_the_year_before_is_a_reason(self):
        self._only("days_late")
        for day, late in (("2025-01-10", 3), ("2025-10-10", 18)):
            invoice = self._invoice(self.acme_customer, 100, day)
            paid = date.fromisoformat(day) + timedelta(days=late)
            self._pay(invoice, paid)
        self._refresh()
        self._night()
        alert = self._get_open()
        self.assertEqual(alert.words, "pays 18 days late, 3 the year before")
        self.assertEqual([alert.reason, alert.value], ["days_late", 15])

    @users("bob")
    def test_other_managers_see_none_of_it(self):
        self._buy_monthly(self.acme_customer, 74)
        self._night()
        self.assertFalse(
            self.env["relationship.alert"].search([("reason", "like", "order")])
        )
