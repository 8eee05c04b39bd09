import random
from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged, users

from odoo.addons.account_relationship_agreement.tests.other_sources import (
    OtherSourceTests,
)

from .common import SubscriptionCommon


@freeze_time("2026-03-10 12:00:00")
@tagged("post_install", "-at_install")
class TestSubscription(OtherSourceTests, SubscriptionCommon):
    """What subscriptions of the OCA come to, beside agreements."""

    def _recur(self, price=100, partner=None, **values):
        return self._subscription(price, partner=partner, **values)

    def test_what_a_line_is_in_a_year(self):
        for rule, interval, expected in (
            ("days", 1, 36525),
            ("weeks", 1, 5217.86),
            ("months", 1, 1200),
            ("months", 3, 400),
            ("years", 2, 50),
        ):
            with self.subTest(rule=rule, interval=interval):
                template = self._template(
                    recurring_rule_type=rule, recurring_interval=interval
                )
                subscription = self._subscription(template_id=template.id)
                self.assertEqual(self._get_amounts("2026-02-01"), [expected])
                subscription.unlink()

    def test_quantity_discount_and_several_lines_count(self):
        subscription = self._subscription(100, 10)
        line = subscription.sale_subscription_line_ids[0]
        line.write({"product_uom_qty": 3, "price_unit": 100, "discount": 10})
        self.assertEqual(self._get_amounts("2026-02-01"), [12 * 280])

    def test_taxes_do_not_count(self):
        tax = self.env["account.tax"].create(
            {"name": "10 %", "amount": 10, "price_include_override": "tax_excluded"}
        )
        subscription = self._subscription()
        subscription.sale_subscription_line_ids.tax_ids = tax
        self.assertEqual(subscription.sale_subscription_line_ids.price_total, 110)
        self.assertEqual(self._get_amounts("2026-02-01"), [1200])

    def test_only_what_is_in_progress_counts(self):
        subscription = self._subscription()
        for kind in ("draft", "pre"):
            subscription.stage_id = self.stages[kind]
            self.assertEqual(self._get_amounts("2026-03-10"), [0])
        subscription.stage_id = self.stages["in_progress"]
        days = ("2026-03-09", "2026-03-10")
        self.assertEqual(self._get_amounts(*days), [0, 1200])

    def test_a_closed_one_counted_until_the_day_before(self):
        subscription = self._subscription()
        reason = self.env["sale.subscription.close.reason"].create({"name": "Price"})
        subscription.close_subscription(reason.id)
        days = ("2026-01-01", "2026-03-09", "2026-03-10")
        self.assertEqual(self._get_amounts(*days), [1200, 1200, 0])
        self.assertEqual(self._get_moved("2026-03"), {"start": 1200, "churn": 1200})

    def test_one_closed_before_it_began_never_counted(self):
        subscription = self.subscriptions.create(
            {
                "partner_id": self.acme_customer.id,
                "template_id": self._template().id,
                "pricelist_id": self.pricelist.id,
                "stage_id": self.stages["draft"].id,
            }
        )
        subscription.close_subscription()
        self.assertEqual(self._get_amounts("2026-03-09", "2026-03-10"), [0, 0])

    def _limited(self, count=2, **values):
        return self._template(
            recurring_rule_boundary="limited", recurring_rule_count=count, **values
        )

    def test_with_a_fixed_duration_it_ends_and_falls_due(self):
        subscription = self._subscription(template_id=self._limited().id)
        self.assertEqual(subscription.date, date(2026, 3, 1))
        days = ("2026-02-28", "2026-03-01")
        self.assertEqual(self._get_amounts(*days), [1200, 0])
        found = self.recurring._get_renewals(date(2026, 2, 1), date(2026, 2, 28))
        self.assertEqual((found["due"], found["rate_net"]), (1200, 0))

    def test_closed_on_its_last_day_it_falls_due_as_well(self):
        """Theirs closes by the day in UTC, on which it is evening before in America."""
        self.env.company.relationship_tz = "America/Bogota"
        subscription = self._subscription(template_id=self._limited().id)
        with freeze_time("2026-03-01 01:00:00"):
            subscription.cron_subscription_management()
            self.env.cr.precommit.run()
        self.assertEqual(subscription.stage_id, self.stages["post"])
        days = ("2026-02-28", "2026-03-01")
        self.assertEqual(self._get_amounts(*days), [1200, 0])
        found = self.recurring._get_renewals(date(2026, 2, 1), date(2026, 2, 28))
        self.assertEqual((found["due"], found["rate_net"]), (1200, 0))

    def test_closed_before_its_last_day_it_does_not_fall_due(self):
        subscription = self._subscription(template_id=self._limited().id)
        with freeze_time("2026-02-27 12:00:00"):
            subscription.close_subscription()
            self.env.cr.precommit.run()
        days = ("2026-02-26", "2026-02-27")
        self.assertEqual(self._get_amounts(*days), [1200, 0])
        found = self.recurring._get_renewals(date(2026, 2, 1), date(2026, 2, 28))
        self.assertFalse(found["due"])

    def test_the_next_of_the_same_template_renews_it(self):
        template = self._limited()
        self._subscription(template_id=template.id)
        self._subscription(150, template_id=template.id, start="2026-03-01")
        found = self.recurring._get_renewals(date(2026, 2, 1), date(2026, 2, 28))
        self.assertEqual(
            (found["due"], found["renewed_gross"], found["rate_net"]), (1200, 1200, 1.5)
        )
        self.assertEqual(
            self._get_moved("2026-03"), {"start": 1200, "expansion": 600, "end": 1800}
        )

    def test_of_another_template_it_does_not(self):
        self._subscription(template_id=self._limited().id)
        self._subscription(150, start="2026-03-01")
        found = self.recurring._get_renewals(date(2026, 2, 1), date(2026, 2, 28))
        self.assertEqual(found["rate_net"], 0)

    def test_a_pause_counts_for_nothing_until_it_is_resumed(self):
        subscription = self._subscription()
        with freeze_time("2026-03-05 12:00:00"):
            subscription.action_pause()
            self.env.cr.precommit.run()
        self.assertEqual(self.lines.search([]).state, "paused")
        days = ("2026-03-04", "2026-03-05", "2026-03-10", "2026-05-01")
        self.assertEqual(self._get_amounts(*days), [1200, 0, 0, 0])
        with freeze_time("2026-03-08 12:00:00"):
            subscription.action_resume()
            self.env.cr.precommit.run()
        days = ("2026-03-04", "2026-03-05", "2026-03-07", "2026-03-08", "2026-05-01")
        self.assertEqual(self._get_amounts(*days), [1200, 0, 0, 1200, 1200])
        self.lines.invalidate_model()
        self.assertEqual(self.lines.search([]).state, "running")

    def test_a_pause_until_a_day_ends_without_a_night(self):
        subscription = self._subscription()
        subscription.action_pause(date(2026, 4, 1))
        days = ("2026-03-09", "2026-03-10", "2026-03-31", "2026-04-01")
        self.assertEqual(self._get_amounts(*days), [1200, 0, 0, 1200])

    def test_one_imported_as_paused_is_paused_since_it_was_written(self):
        subscription = self._subscription()
        self.env.cr.execute(
            "UPDATE sale_subscription SET is_paused = TRUE, write_date = '2026-03-03'"
        )
        subscription.invalidate_recordset()
        days = ("2026-03-02", "2026-03-03")
        self.assertEqual(self._get_amounts(*days), [1200, 0])

    def test_days_are_those_of_the_company(self):
        self.env.company.relationship_tz = "America/Bogota"
        closed, paused = self._subscription(), self._subscription()
        with freeze_time("2026-03-01 01:00:00"):
            closed.close_subscription()
            self.env.cr.precommit.run()
        days = ("2026-02-27", "2026-02-28")
        self.assertEqual(self._get_amounts(*days), [2400, 1200])
        self.assertEqual(
            self._get_moved("2026-02"),
            {"start": 2400, "contraction": 1200, "end": 1200},
        )
        self.env.cr.execute(
            "UPDATE sale_subscription SET is_paused = TRUE,"
            " write_date = '2026-03-04 02:00:00' WHERE id = %s",
            (paused.id,),
        )
        paused.invalidate_recordset()
        days = ("2026-03-02", "2026-03-03")
        self.assertEqual(self._get_amounts(*days), [1200, 0])

    def test_months_are_closed_from_the_companys_day_of_entry_on(self):
        self.env.company.relationship_tz = "America/Bogota"
        self._subscription()
        self.env.cr.execute(
            "UPDATE sale_subscription_line SET create_date = '2026-02-01 02:00:00'"
        )
        __, entered = self.recurring._get_start()
        self.assertEqual(entered, date(2026, 1, 31))

    def test_an_archived_one_counted_as_long_as_it_was_invoiced(self):
        subscription = self._subscription()
        subscription.recurring_next_date = "2026-03-01"
        subscription.active = False
        days = ("2026-02-28", "2026-03-01")
        self.assertEqual(self._get_amounts(*days), [1200, 0])

    def test_a_closed_one_that_is_archived_counted_until_it_was_closed(self):
        """Closing takes the day of the next invoice away."""
        subscription = self._subscription(template_id=self._limited().id)
        with freeze_time("2026-03-01 12:00:00"):
            subscription.close_subscription()
            self.env.cr.precommit.run()
        subscription.active = False
        days = ("2026-02-28", "2026-03-01")
        self.assertEqual(self._get_amounts(*days), [1200, 0])
        found = self.recurring._get_renewals(date(2026, 2, 1), date(2026, 2, 28))
        self.assertEqual((found["due"], found["rate_net"]), (1200, 0))

    def test_what_is_deleted_corrects_the_open_month(self):
        subscription = self._subscription()
        self.env.cr.execute(
            "UPDATE sale_subscription_line SET create_date = '2026-01-05'"
        )
        self.recurring._close_months()
        subscription.unlink()
        self.assertEqual(self._get_moved("2026-03"), {"start": 1200, "churn": 1200})
        self.assertEqual(
            self.recurring._get_corrections(date(2026, 3, 1)), {self.acme.id: -1200}
        )

    def test_another_currency_is_at_the_rate_of_the_first_day(self):
        other = self.env["res.currency"].create({"name": "XAQ", "symbol": "q"})
        for day, rate in (("2025-12-01", 2), ("2026-02-01", 4)):
            self.env["res.currency.rate"].create(
                {
                    "name": day,
                    "rate": rate,
                    "currency_id": other.id,
                    "company_id": self.env.company.root_id.id,
                }
            )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Theirs", "currency_id": other.id}
        )
        self._subscription(pricelist_id=pricelist.id)
        self.assertEqual(self._get_amounts("2026-01-31", "2026-03-01"), [600, 600])

    def test_as_often_as_the_template_says_from_the_moment_it_says_so(self):
        subscription = self._subscription()
        self.assertEqual(self.acme.arr, 1200)
        subscription.template_id.recurring_interval = 3
        self.assertEqual(self.acme.arr, 400)

    def test_figures_of_one_account_are_those_it_has_among_all(self):
        """Also of one that was closed, and of one that is paused."""
        mine = self._subscription(100)
        mine.write({"is_paused": True, "paused_until": "2026-03-20"})
        mine.stage_id = self.stages["post"]
        self._subscription(70, partner=self.pia.partner_id)
        self._subscription(50, partner=self.birch_customer)
        self.env.flush_all()
        self.env.cr.precommit.run()
        for day in (date(2026, 2, 1), date(2026, 3, 10), date(2026, 4, 1)):
            found = self.recurring._get_arr(day)
            for account in self.accounts:
                alone = self.recurring._get_arr(day, account)
                expected = {key: found[key] for key in found if key == account.id}
                self.assertEqual(alone, expected)

    def test_what_moved_adds_up_to_the_cent(self):
        dice = random.Random(15)
        made = []
        for _number in range(25):
            template = self._template(
                recurring_rule_type=dice.choice(["days", "weeks", "months", "years"]),
                recurring_interval=dice.randint(1, 5),
                recurring_rule_boundary=dice.choice(["limited", "unlimited"]),
                recurring_rule_count=dice.randint(1, 9),
            )
            start = date(2026, 3, 9) - timedelta(days=dice.randint(0, 300))
            prices = [dice.randint(-500, 30000) / 100 for _i in range(2)]
            partner = dice.choice([self.acme_customer, self.birch_customer])
            made.append(
                self._subscription(
                    *prices, start=start, partner=partner, template_id=template.id
                )
            )
        for subscription in dice.sample(made, 8):
            subscription.close_subscription()
        for subscription in made:
            if subscription.in_progress and dice.random() < 0.3:
                subscription.action_pause()
        self.env.cr.precommit.run()
        moved = self.recurring._get_movements(date(2025, 6, 1), date(2026, 3, 1))
        last = None
        for month, found in moved.items():
            cents = {name: round(amount * 100) for name, (__, amount) in found.items()}
            self.assertEqual(
                cents["end"] - cents["start"],
                cents["new"]
                + cents["reactivation"]
                + cents["expansion"]
                - cents["contraction"]
                - cents["churn"],
                month,
            )
            self.assertIn(last, (None, cents["start"]))
            last = cents["end"]
        self.assertTrue(last)
        total = sum(self.recurring._get_arr(date(2026, 3, 10)).values())
        self.assertEqual(round(total * 100), last)
        shown = sum((self.acme | self.birch).mapped("arr"))
        self.assertAlmostEqual(shown, total, 2)

    # ------------------------------------------------------------
    # On the account and in My day
    # ------------------------------------------------------------

    @users("ann")
    def test_who_sees_the_account_sees_its_subscriptions(self):
        subscription = self._subscription(template_id=self._limited(9).id)
        [line] = self.acme.with_env(self.env).other_line_ids
        self.assertEqual(
            (line.kind, line.name, line.arr, line.state, line.renewal),
            ("subscription", subscription.name, 1200, "running", "none"),
        )
        self.assertEqual(line.date_end, date(2026, 9, 30))
        with self.assertRaises(AccessError):
            line.unlink()

    @users("hugo")
    def test_salespeople_open_them(self):
        subscription = self._subscription()
        action = self.lines.with_env(self.env).search([]).action_open_record()
        self.assertEqual(
            (action["res_model"], action["res_id"]),
            (subscription._name, subscription.id),
        )

    def test_my_day_tells_of_one_that_is_to_be_renewed(self):
        subscription = self._subscription(template_id=self._limited(3).id)
        subscription.to_renew = True
        self.env["relationship.alert"]._refresh(self.acme)
        alert = self.env["relationship.alert"].search(
            [("account_id", "=", self.acme.id), ("reason", "=", "notice_deadline")]
        )
        self.assertEqual(alert.evidence["by"], "2026-03-31")
        words = alert._format_notice_deadline(self.acme, alert.evidence)
        self.assertIn("has to be renewed or given up", words)

    def test_at_stake_of_one_that_was_paused_is_what_it_is(self):
        subscription = self._subscription(template_id=self._limited(3).id)
        subscription.to_renew = True
        with freeze_time("2026-02-05 12:00:00"):
            subscription.action_pause()
            self.env.cr.precommit.run()
        with freeze_time("2026-02-08 12:00:00"):
            subscription.action_resume()
            self.env.cr.precommit.run()
        self.assertEqual(self._get_stake(), 1200)
        subscription.action_pause(date(2026, 3, 20))
        self.env.cr.precommit.run()
        self.assertEqual(self._get_stake(), 1200, "paused until a day")

    def _get_stake(self):
        alerts = self.env["relationship.alert"]
        alerts._refresh()
        return alerts.search(
            [("account_id", "=", self.acme.id), ("reason", "=", "notice_deadline")]
        ).at_stake

    def test_nothing_is_written_to_subscriptions(self):
        subscription = self._subscription()
        # As the database has it: what is not kept, as an image, reads otherwise.
        self.env.invalidate_all()
        before = subscription.read()
        self._run_night()
        self.recurring._close_months()
        self.env.invalidate_all()
        self.assertEqual(subscription.read(), before)
