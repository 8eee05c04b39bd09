from datetime import date

from odoo.tests import freeze_time, tagged, users

from ..common import InvoicedCommon

#: 30 November, 18:30 in California.
EVENING = "2026-12-01 02:30:00"


@tagged("post_install", "-at_install")
class TestFiguresOfADay(InvoicedCommon):
    """The numbers are for one day of the company, wherever they stand."""

    def _open(self, action):
        return self.env[action["res_model"]].search(action["domain"])

    def _get_lines(self, kind, user):
        timeline = self.env["relationship.timeline"].with_user(user)
        return timeline.with_context(tz=user.tz).search(
            [("account_id", "=", self.acme.id), ("kind", "=", kind)]
        )

    @freeze_time(EVENING)
    @users("accountant")
    def test_a_californian_evening_is_of_november(self):
        self.company.sudo().relationship_tz = "America/Los_Angeles"
        first = self._invoice(self.acme_customer, 1000, "2025-12-01")
        last = self._invoice(self.acme_customer, 100, "2026-11-30")
        account = self.acme.with_env(self.env)
        for zone in ("America/Los_Angeles", "Asia/Tokyo", False):
            self.env.user.tz = zone
            account.action_refresh_measures()
            self.assertEqual(account.measured_for, date(2026, 11, 30))
            self.assertEqual(account.revenue_12m, 1100)
            opened = self._open(account.action_view_revenue())
            self.assertEqual(set(opened.ids), {first.id, last.id})
            self.assertEqual(account.overdue_amount, 1000, "due a year ago")
            self.assertEqual(account.overdue_residual, 1000)

    @users("accountant")
    def test_card_form_and_click_have_one_day_until_the_next_refresh(self):
        due = self._invoice(
            self.acme_customer, 80, "2026-11-01", invoice_date_due="2026-11-30"
        )
        account = self.acme.with_env(self.env)
        with freeze_time("2026-11-30 12:00:00"):
            account.action_refresh_measures()
        with freeze_time("2026-12-01 01:00:00"):
            self.env.invalidate_all()
            self.assertEqual(account.overdue_amount, 0)
            self.assertEqual(account.overdue_residual, 0)
            self.assertFalse(self._open(account.action_view_overdue_invoices()))
            account.action_refresh_measures()
            self.assertEqual(account.overdue_amount, 80)
            self.assertEqual(account.overdue_residual, 80)
            opened = self._open(account.action_view_overdue_invoices())
            self.assertEqual(opened.ids, due.ids)

    @users("accountant")
    def test_months_and_click_stay_with_the_day_of_the_numbers(self):
        old = self._invoice(self.acme_customer, 1000, "2025-12-01")
        account = self.acme.with_env(self.env)
        with freeze_time("2026-11-30 12:00:00"):
            account.action_refresh_measures()
        with freeze_time("2026-12-02 12:00:00"):
            self.env.invalidate_all()
            self.assertEqual(account.revenue_12m, 1000)
            opened = self._open(account.action_view_revenue())
            self.assertEqual(opened.ids, old.ids)
            account.action_refresh_measures()
            self.assertEqual(account.revenue_12m, 0)
            self.assertEqual(account.revenue_prior_12m, 1000)
            opened = self._open(account.action_view_revenue_before())
            self.assertEqual(opened.ids, old.ids)

    @freeze_time("2026-12-10 12:00:00")
    def test_orders_are_on_the_day_of_the_company(self):
        for zone, moment, day in [
            ("America/Los_Angeles", "2026-12-01 02:30:00", date(2026, 11, 30)),
            ("Asia/Tokyo", "2026-12-01 20:00:00", date(2026, 12, 2)),
        ]:
            self.company.relationship_tz = zone
            self._confirm_order(self.acme_customer, 10, moment)
            self._confirm_order(self.dune, 10, moment)
            self._refresh(self.acme)
            self.assertEqual(self.acme.last_order_date, day)
            candidate = self.env["relationship.candidate"].search(
                [("partner_id", "=", self.dune.id)]
            )
            self.assertEqual(candidate.last_purchase_date, day)
            self.env.invalidate_all()

    @freeze_time("2026-12-10 12:00:00")
    def test_twelve_months_of_orders_begin_on_the_day_of_the_company(self):
        self.company.relationship_tz = "America/Los_Angeles"
        # 10 December last year there, which is a year and a day ago.
        self._confirm_order(self.acme_customer, 10, "2025-12-11 07:59:59")
        self._confirm_order(self.acme_customer, 10, "2025-12-11 08:00:00")
        measured = self.env["relationship.measure"]._measure("purchases_12m", self.acme)
        self.assertEqual(measured[self.acme.id], 1)

    @freeze_time("2026-12-10 12:00:00")
    def test_candidates_are_counted_up_to_the_day_of_the_companys_numbers(self):
        self._invoice(self.dune, 7, "2025-12-10")
        self.company.write(
            {
                "relationship_measured_on": "2026-12-09 12:00:00",
                "relationship_measured_for": "2026-12-09",
            }
        )
        candidate = self.env["relationship.candidate"].search(
            [("partner_id", "=", self.dune.id)]
        )
        self.assertEqual(candidate.revenue_12m, 7)

    @freeze_time("2026-12-10 12:00:00")
    def test_days_stand_on_their_own_day_in_the_list_of_the_timeline(self):
        self._invoice(self.acme_customer, 10, "2026-11-30")
        self.env["calendar.event"].create(
            {
                "name": "Fair",
                "allday": True,
                "start_date": "2026-11-30",
                "stop_date": "2026-11-30",
                "partner_ids": [(6, 0, self.amy.ids)],
            }
        )
        self.env.flush_all()
        for zone in ("America/Los_Angeles", "UTC", "Asia/Tokyo", "Pacific/Auckland"):
            self.accountant.tz = zone
            for kind in ("invoice", "meeting"):
                lines = self._get_lines(kind, self.accountant)
                self.assertEqual(len(lines), 1)
                [(day, __)] = lines._read_group(
                    [("id", "in", lines.ids)], ["date:day"], ["__count"]
                )
                self.assertEqual(day.date(), date(2026, 11, 30), (zone, kind))

    def test_accounts_of_two_zones_are_refreshed_for_their_own_days(self):
        other = self.setup_other_company()["company"]
        self.ann.company_ids |= other
        there = self.Account.create(
            {
                "partner_id": self.acme_customer.id,
                "company_id": other.id,
                "manager_id": self.ann.id,
            }
        )
        self.company.relationship_tz = "America/Los_Angeles"
        other.relationship_tz = "Asia/Tokyo"
        for account in (self.acme, there):
            self._invoice(
                self.acme_customer,
                10,
                "2025-12-01",
                company_id=account.company_id.id,
            )
        # What made them was measured when this runs, which is after that evening.
        (self.acme | there).write({"refreshed_at": False, "refreshed_for": False})
        with freeze_time(EVENING):
            for accounts in (None, self.acme | there):
                self._refresh(accounts)
                self.assertEqual(self.acme.measured_for, date(2026, 11, 30))
                self.assertEqual(there.measured_for, date(2026, 12, 1))
                self.assertEqual((self.acme.revenue_12m, there.revenue_12m), (10, 0))
            values = self.env["relationship.measure"]._measure(
                "revenue_12m", self.acme | there
            )
            self.assertEqual(values, {self.acme.id: 10, there.id: 0})
