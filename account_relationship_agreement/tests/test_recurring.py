from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common import AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestRecurring(AgreementCommon):
    """The contract of ``relationship.recurring``, on cases told by hand."""

    def _get_months(self, first, last):
        found = self.recurring._get_movements(self._day(first), self._day(last))
        return {str(month)[:7]: row for month, row in found.items()}

    def assertAddsUp(self, row):
        up = sum(row[name][1] for name in ("new", "reactivation", "expansion"))
        down = row["contraction"][1] + row["churn"][1]
        difference = row["end"][1] - row["start"][1]
        self.assertEqual(round(difference, 2), round(up - down, 2))

    def test_thirds_of_a_coin_add_up_before_they_are_rounded(self):
        line = {"amount": 100.03, "period_count": 12, "period_unit": "year"}
        self._agree(line_ids=[self._add_line(**line) for __ in range(6)])
        found = self.recurring._get_arr(self._day("2026-03-10"))
        self.assertEqual(found, {self.acme.id: 50.02})

    def test_year_of_a_customer_month_by_month(self):
        """New, more, paused, back, less, gone: each in the month it is seen in."""
        agreement = self._agree(
            date_start="2025-02-15",
            renewal="none",
            term_count=10,
            line_ids=[
                self._add_line(1_000),
                self._add_line(500, date_start="2025-04-30"),
                self._add_line(-250, date_start="2025-09-01"),
            ],
        )
        agreement.pause_ids = [
            Command.create({"date_start": "2025-06-10", "date_end": "2025-07-30"})
        ]
        found = self._get_months("2025-01-01", "2025-12-01")
        for row in found.values():
            self.assertAddsUp(row)
        seen = {
            month: {name: figure for name, figure in row.items() if figure[0]}
            for month, row in found.items()
        }
        none, full = (0, 0.0), (1, 18_000)
        self.assertEqual(found["2025-01"]["start"], none)
        self.assertEqual(seen["2025-01"], {})
        self.assertEqual(seen["2025-02"], {"new": (1, 12_000), "end": (1, 12_000)})
        self.assertEqual(seen["2025-04"]["expansion"], (1, 6_000))
        self.assertEqual(seen["2025-06"], {"start": full, "churn": full})
        self.assertEqual(seen["2025-07"], {"reactivation": full, "end": full})
        self.assertEqual(seen["2025-09"]["contraction"], (1, 3_000))
        # 14 December is the last day; at the end of the month it is gone.
        self.assertEqual(seen["2025-12"], {"start": (1, 15_000), "churn": (1, 15_000)})

    def test_month_that_runs_is_up_to_today(self):
        self._agree(date_start="2026-03-11")
        self.assertEqual(
            self._get_months("2026-03-01", "2026-03-01")["2026-03"]["end"], (0, 0.0)
        )
        with freeze_time("2026-03-11 12:00:00"):
            row = self._get_months("2026-03-01", "2026-03-01")["2026-03"]
            self.assertEqual(row["new"], (1, 18_000))

    def test_currency_without_small_coins_is_rounded_to_its_coins(self):
        """By the form and by the night alike; the cents of neither come back."""
        self.env.company.currency_id.rounding = 0.05
        # 365.25 / 7 = 52.1786 weeks
        agreement = self._agree(line_ids=[self._add_line(1, period_unit="week")])
        self.assertEqual(agreement.arr, 52.2)
        self.recurring._refresh_arr()
        self.env.invalidate_all()
        self.assertEqual((agreement.arr, self.acme.arr), (52.2, 52.2))
        agreement.line_ids.quantity = 3  # 156.5357
        row = self._get_months("2026-03-01", "2026-03-01")["2026-03"]
        self.assertAddsUp(row)
        self.assertEqual(row["end"], (1, 156.55))

    def test_company_that_agreed_on_nothing_has_nothing(self):
        found = self._get_months("2026-01-01", "2026-02-01")
        self.assertEqual(list(found), ["2026-01", "2026-02"])
        for row in found.values():
            self.assertEqual(set(row.values()), {(0, 0.0)})
        day = self._day("2026-01-31")
        self.assertEqual(
            self.recurring._get_retention(day, day),
            {"gross": None, "net": None, "customers_kept": None, "customers": 0},
        )
        renewals = self.recurring._get_renewals(day, day)
        self.assertEqual((renewals["due"], renewals["rate_net"]), (0, None))
        self.assertEqual(self._get_months("2026-02-01", "2026-01-01"), {})

    def test_retention_of_a_closed_cohort(self):
        """12,000 grow to 18,000, 6,000 leave, and who is new is not counted."""
        self._agree(
            self.acme,
            line_ids=[
                self._add_line(1_000),
                self._add_line(500, date_start="2026-02-15"),
            ],
        )
        birch = self._agree(self.birch, 500)
        self._give_notice(birch, "2026-02-01", "both", last_day="2026-02-10")
        self._agree(self.cedar, 9_000, date_start="2026-03-01")
        found = self.recurring._get_retention(
            self._day("2026-01-31"), self._day("2026-03-01")
        )
        self.assertAlmostEqual(found["gross"], 12 / 18)
        self.assertEqual(found["net"], 1)
        self.assertEqual(found["customers_kept"], 0.5)
        self.assertEqual(found["customers"], 2)
        some = self.recurring._get_retention(
            self._day("2026-01-31"), self._day("2026-03-01"), self.birch
        )
        self.assertEqual((some["gross"], some["customers"]), (0, 1))

    def test_renewals_by_themselves_dearer_and_not_at_all(self):
        year = {"date_start": "2025-01-31", "notice_count": 1}
        self._agree(self.acme, 1_000, **year)
        dearer = self._agree(self.birch, 1_000, renewal="agreed", **year)
        self._agree(self.cedar, 1_000, renewal="none", **year)
        dearer._renew([(dearer.line_ids, {"amount": 1_500})])
        found = self.recurring._get_renewals(
            self._day("2026-01-01"), self._day("2026-01-31")
        )
        self.assertEqual(
            found,
            {
                "due": 36_000,
                "renewed_gross": 24_000,
                "renewed_net": 30_000,
                "rate_gross": 24 / 36,
                "rate_net": 30 / 36,
            },
        )

    def test_exchange_is_no_renewal_of_more(self):
        currency = self.env["res.currency"].create(
            {"name": "XQX", "symbol": "X", "rounding": 0.01}
        )
        for day, rate in (("2025-01-01", 2), ("2025-12-01", 1)):
            self.env["res.currency.rate"].create(
                {"currency_id": currency.id, "name": day, "rate": rate}
            )
        self._agree(amount=1_000, date_start="2025-02-01", currency_id=currency.id)
        found = self.recurring._get_renewals(
            self._day("2026-01-01"), self._day("2026-01-31")
        )
        self.assertEqual((found["due"], found["rate_net"]), (6_000, 1))
        self.assertEqual(
            self.recurring._get_arr(self._day("2026-02-01")), {self.acme.id: 12_000}
        )

    # ------------------------------------------------------------
    # Closed months
    # ------------------------------------------------------------

    def _get_closed(self):
        rows = self.env["relationship.arr"].search([], order="month, account_id")
        return [
            (str(row.month)[:7], row.account_id.id, row.amount, row.correction)
            for row in rows
        ]

    def test_first_months_are_closed_when_the_month_of_entry_is_over(self):
        self._agree()
        # The clock of the test is not that of the database.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_agreement_term SET create_date = '2026-03-10'"
        )
        self.assertFalse(self.recurring._close_months())
        with freeze_time("2026-04-01 12:00:00"):
            self._run_night()
            acme = self.acme.id
            self.assertEqual(
                self._get_closed(),
                [
                    ("2026-01", acme, 18_000, 0),
                    ("2026-02", acme, 18_000, 0),
                    ("2026-03", acme, 18_000, 0),
                ],
            )
            self.assertFalse(self.recurring._close_months(), "once")

    def test_day_of_entry_is_the_companys(self):
        self.env.company.relationship_tz = "America/Bogota"
        self._agree()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_agreement_term SET create_date = '2026-02-01 02:00:00'"
        )
        __, entered = self.recurring._get_start()
        self.assertEqual(str(entered), "2026-01-31")

    def _close(self):
        """January to March are closed, it is 10 April."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_agreement_term SET create_date = '2026-03-10'"
        )
        with freeze_time("2026-04-01 12:00:00"):
            self.recurring._close_months()

    def test_late_entry_is_a_movement_of_the_open_month_and_says_so(self):
        self._agree()
        self._close()
        with freeze_time("2026-04-10 12:00:00"):
            before = self._get_months("2026-01-01", "2026-03-01")
            self._agree(self.birch, 1_000, date_start="2026-02-01")
            found = self._get_months("2026-01-01", "2026-04-01")
            april = found.pop("2026-04")
            self.assertEqual(found, before)
            self.assertEqual(april["new"], (1, 12_000))
            self.assertAddsUp(april)
            get = self.recurring._get_corrections
            said = {self.birch.id: 12_000}
            self.assertEqual(get(self._day("2026-04-01")), said)
            self.assertFalse(get(self._day("2026-03-01")))
        with freeze_time("2026-05-01 12:00:00"):
            self.recurring._close_months()
            self.assertEqual(get(self._day("2026-04-01")), said, "closed as well")
            self.assertEqual(get(self._day("2026-04-01"), self.acme), {})
            self.assertFalse(get(self._day("2026-05-01")))
            self.assertFalse(get(self._day("2026-06-01")))

    def test_month_that_is_closed_stays_what_it_was(self):
        agreement = self._agree()
        self._close()
        with freeze_time("2026-04-10 12:00:00"):
            agreement.action_set_draft()
            found = self._get_months("2026-03-01", "2026-04-01")
            self.assertEqual(found["2026-03"]["end"], (1, 18_000))
            self.assertEqual(found["2026-04"]["churn"], (1, 18_000))
            retention = self.recurring._get_retention(
                self._day("2026-02-28"), self._day("2026-03-31")
            )
            self.assertEqual(retention["net"], 1)

    def test_merged_customers_are_a_correction_of_the_open_month(self):
        """Two become one: what it comes to is the same, whoever has it."""
        self._agree(self.acme)
        self._agree(self.birch, 1_000)
        self._close()
        acme, birch = self.acme.id, self.birch.id
        with freeze_time("2026-04-10 12:00:00"):
            self.acme._merge(self.birch)
            self.assertEqual(self.acme.arr, 30_000)
            self.assertEqual(len(self.acme.agreement_ids), 2)
            found = self._get_months("2026-03-01", "2026-04-01")
            self.assertEqual(found["2026-03"]["end"], (2, 30_000))
            april = found["2026-04"]
            self.assertEqual(april["expansion"], (1, 12_000))
            self.assertEqual(april["churn"], (1, 12_000))
            self.assertEqual(april["end"], (1, 30_000))
            self.assertEqual(
                self.recurring._get_corrections(self._day("2026-04-01")),
                {acme: 12_000, birch: -12_000},
            )

    def _get_rates(self, t0, t1, *accounts):
        found = self.recurring._get_retention(
            *(self._day(t0), self._day(t1)), *(accounts or [None])
        )
        return found["gross"], found["net"], found["customers"]

    def test_who_is_merged_is_not_lost(self):
        """Retention holds what both had against what the one has, from then on."""
        self._agree(self.acme)
        self._agree(self.birch, 1_000)
        self._close()
        with freeze_time("2026-04-10 12:00:00"):
            self.assertEqual(
                self._get_rates("2026-02-28", "2026-04-10"), (1, 1, 2), "before it"
            )
            self.acme._merge(self.birch)
            for account in ((), self.acme):
                self.assertEqual(
                    self._get_rates("2026-02-28", "2026-04-10", *account), (1, 1, 1)
                )
            self.assertEqual(
                self._get_rates("2026-02-28", "2026-03-31"), (1, 1, 2), "was so then"
            )
        with freeze_time("2026-05-10 12:00:00"):
            self.recurring._close_months()
            self.assertEqual(self._get_rates("2026-02-28", "2026-04-30"), (1, 1, 1))

    def test_who_is_merged_twice_is_not_lost_either(self):
        """What was told in between stays what it was."""
        self._agree(self.acme)
        self._agree(self.birch, 1_000)
        self._agree(self.cedar, 500)
        self._close()
        with freeze_time("2026-04-10 12:00:00"):
            self.birch._merge(self.cedar)
        with freeze_time("2026-05-10 12:00:00"):
            self.recurring._close_months()
            birch = self.birch.id
            self.acme._merge(self.birch)
            self.assertEqual(self._get_rates("2026-03-31", "2026-05-10"), (1, 1, 1))
            self.assertEqual(self._get_rates("2026-03-31", "2026-04-30"), (1, 1, 2))
            kept = self.env["relationship.arr.merge"].search([])
            self.assertEqual(
                sorted((row.account_id.id, str(row.month)) for row in kept),
                sorted(
                    [
                        (birch, "2026-04-01"),
                        (self.acme.id, "2026-05-01"),
                        (self.acme.id, "2026-05-01"),
                    ]
                ),
            )

    def test_who_lost_something_before_being_merged_lost_it(self):
        self._agree(self.acme)
        birch = self._agree(self.birch, 1_000)
        self._close()
        self._give_notice(birch, "2026-03-20", "both", last_day="2026-04-02")
        with freeze_time("2026-04-10 12:00:00"):
            self.acme._merge(self.birch)
            self.assertEqual(
                self._get_rates("2026-03-31", "2026-04-10"), (18 / 30, 18 / 30, 1)
            )

    def test_companies_are_counted_apart(self):
        other = self._add_company()
        account = self.env["relationship.account"].create(
            {
                "partner_id": self.dune.id,
                "company_id": other.id,
                "manager_id": self.hugo.id,
            }
        )
        self._agree()
        self._agree(account, 1_000)
        day = self._day("2026-03-10")
        self.assertEqual(self.recurring._get_arr(day), {self.acme.id: 18_000})
        theirs = self.recurring.with_company(other)
        self.assertEqual(theirs._get_arr(day), {account.id: 12_000})
        self.assertEqual(theirs._get_arr(day, self.acme), {})
        month = self._day("2026-01-01")
        row = theirs._get_movements(month, month)[month]
        self.assertEqual(row["new"], (1, 12_000))

    def test_number_of_queries_does_not_grow_with_agreements(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            months = (self._day("2025-01-01"), self._day("2026-03-01"))
            self.recurring._get_movements(*months)
            self.recurring._get_arr(self._day("2026-03-10"))
            self.recurring._get_retention(*months)
            self.recurring._get_renewals(*months)
            self.recurring._refresh_arr()
            return self.env.cr.sql_log_count - start

        self._agree()
        count()
        one = count()
        for account in self._add_accounts(10):
            self._agree(account)
        self.assertEqual(count(), one)
