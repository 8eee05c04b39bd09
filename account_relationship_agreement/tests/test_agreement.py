from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from .common import AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestAgreement(AgreementCommon):
    """What is agreed, and what becomes of it as days go by."""

    def test_draft_counts_nowhere_and_says_what_it_will_be(self):
        agreement = self._draft()
        self.assertEqual(agreement.display_name, "Acme: Maintenance")
        self.assertEqual(agreement.annual_amount, 18_000)
        self.assertEqual(agreement.arr, 0)
        self.assertFalse(agreement.term_ids)
        self.assertFalse(self.recurring._get_arr(self._day("2026-03-10")))

    def test_confirmed_agreement_has_a_term_and_a_deadline(self):
        agreement = self._agree()
        self.assertEqual(agreement.state, "running")
        self.assertEqual(self._get_spans(agreement), [("2026-01-01", "2026-12-31")])
        self.assertEqual(str(agreement.notice_deadline), "2026-09-30")
        self.assertEqual(agreement.arr, 18_000)

    def test_periods_of_days_weeks_months_and_years(self):
        for count, unit, expected in (
            *((1, "day", 36_525), (1, "week", 5_217.86), (2, "week", 2_608.93)),
            *((1, "month", 1_200), (3, "month", 400), (1, "year", 100)),
            (2, "year", 50),
        ):
            with self.subTest(count=count, unit=unit):
                line = {"period_count": count, "period_unit": unit}
                agreement = self._agree(
                    line_ids=[
                        self._add_line(100, **line),
                        self._add_line(5_000, period_unit="once"),
                    ]
                )
                self.assertEqual(agreement.arr, expected)
                found = self.recurring._get_arr(self._day("2026-03-10"))
                self.assertEqual(found, {self.acme.id: expected})
                agreement.action_set_draft()

    def test_terms_are_counted_from_the_first_day_at_ends_of_months(self):
        agreement = self._agree(
            date_start="2023-12-31",
            term_count=1,
            notice_count=1,
            notice_unit="week",
        )
        spans = self._get_spans(agreement)
        # 2024 is a leap year.
        self.assertEqual(
            spans[:4],
            [
                ("2023-12-31", "2024-01-30"),
                ("2024-01-31", "2024-02-28"),
                ("2024-02-29", "2024-03-30"),
                ("2024-03-31", "2024-04-29"),
            ],
        )
        self.assertEqual(spans[-1], ("2026-02-28", "2026-03-30"))
        self.assertEqual(str(agreement.notice_deadline), "2026-03-23")

    def test_year_from_29_february_ends_on_the_27th_where_there_is_no_29th(self):
        agreement = self._agree(date_start="2024-02-29")
        self.assertEqual(
            self._get_spans(agreement),
            [
                ("2024-02-29", "2025-02-27"),
                ("2025-02-28", "2026-02-27"),
                ("2026-02-28", "2027-02-27"),
            ],
        )

    def test_night_begins_the_next_term_and_the_deadline_moves_on(self):
        agreement = self._agree()
        with freeze_time("2026-12-31 12:00:00"):
            self._run_night()
            self.assertEqual(len(agreement.term_ids), 1)
        with freeze_time("2027-01-01 12:00:00"):
            self._run_night()
            self.assertEqual(
                self._get_spans(agreement),
                [("2026-01-01", "2026-12-31"), ("2027-01-01", "2027-12-31")],
            )
            self.assertEqual(agreement.term_ids[-1].origin, "tacit")
            self.assertEqual(str(agreement.notice_deadline), "2027-09-30")
            self._run_night()
            self.assertEqual(len(agreement.term_ids), 2)

    def test_night_begins_a_term_on_its_first_day_where_the_company_is(self):
        self.env.company.relationship_tz = "Pacific/Auckland"
        agreement = self._agree()
        for moment, number in (("2026-12-31 10:30:00", 1), ("2026-12-31 11:30:00", 2)):
            with freeze_time(moment):
                self._run_night()
                self.assertEqual(len(agreement.term_ids), number)

    def test_night_comes_late_and_catches_up(self):
        agreement = self._agree(term_count=1, notice_count=0)
        with freeze_time("2026-06-15 12:00:00"):
            self.assertEqual(
                self.recurring._get_arr(self._day("2026-06-15")),
                {self.acme.id: 18_000},
            )
            self._run_night()
            self.assertEqual(
                self._get_spans(agreement)[-1], ("2026-06-01", "2026-06-30")
            )
            self.assertEqual(agreement.arr, 18_000)

    def test_night_ends_whatever_day_was_written_down(self):
        agreement = self._agree(renewal="agreed")
        # As older data or another addon may have it: longer than what is agreed.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_agreement SET state = 'noticed',"
            " ended_on = '2027-06-30' WHERE id = %s",
            [agreement.id],
        )
        self.env.invalidate_all()
        turns = []
        advance = type(agreement)._advance_to

        def count(self, today):
            turns.append(self)
            self.env.cr.execute("SELECT 1")
            if len(turns) > 3:
                raise SystemExit
            return advance(self, today)

        with (
            freeze_time("2027-01-01 12:00:00"),
            patch.object(type(agreement), "_advance_to", count),
        ):
            self._run_night()
        self.assertEqual(len(turns), 1)

    def test_notice_is_not_for_longer_than_what_is_agreed(self):
        agreement = self._agree(renewal="agreed")
        reason = self.env["relationship.agreement.end.reason"].search([], limit=1)
        day = self._day("2026-03-10")
        with self.assertRaisesRegex(UserError, "renew it, if it is to go on"):
            agreement._end("customer", day, self._day("2027-01-01"), reason, False)
        self.assertEqual(agreement.state, "running")
        agreement._end("customer", day, self._day("2026-12-31"), reason, False)
        self.assertEqual(agreement.state, "noticed")

    def test_what_does_not_renew_itself_ends_with_its_term(self):
        for renewal in ("agreed", "none"):
            agreement = self._agree(renewal=renewal)
            self.assertEqual(bool(agreement.notice_deadline), renewal == "agreed")
            with self.subTest(renewal), freeze_time("2027-01-01 12:00:00"):
                self._run_night()
                self.assertEqual(agreement.state, "ended")
                self.assertEqual(str(agreement.ended_on), "2026-12-31")
                self.assertEqual(agreement.arr, 0)
                self.assertFalse(agreement.notice_deadline)

    def test_agreement_of_the_past_that_did_not_renew_is_ended_at_once(self):
        agreement = self._agree(date_start="2024-01-01", renewal="none")
        self.assertEqual(agreement.state, "ended")
        found = self.recurring._get_arr(self._day("2024-12-31"))
        self.assertEqual(found, {self.acme.id: 18_000})

    def test_agreement_without_a_fixed_end_has_neither_term_nor_deadline(self):
        agreement = self._agree(term_count=0)
        self.assertEqual(self._get_spans(agreement), [("2026-01-01", "")])
        self.assertFalse(agreement.notice_deadline or agreement.term_end)
        self._give_notice(agreement, "2026-03-10")
        self.assertEqual(str(agreement.ended_on), "2026-06-10")
        self.assertEqual(agreement.state, "noticed")

    # ------------------------------------------------------------
    # Notice
    # ------------------------------------------------------------

    def test_notice_in_time_ends_it_with_the_term_and_is_taken_back(self):
        agreement = self._agree()
        self._give_notice(agreement, "2026-03-10", competitor=" Lifts Ltd ")
        self.assertEqual(agreement.state, "noticed")
        self.assertEqual(str(agreement.ended_on), "2026-12-31")
        self.assertEqual(agreement.end_reason_id, self.price)
        self.assertEqual(agreement.competitor, "Lifts Ltd")
        self.assertFalse(agreement.notice_deadline)
        self.assertEqual(agreement.arr, 18_000, "it is paid for until then")
        with freeze_time("2027-01-01 12:00:00"):
            self._run_night()
            self.assertEqual(agreement.state, "ended")
            self.assertEqual(len(agreement.term_ids), 1)
            self.assertFalse(self.recurring._get_arr(self._day("2027-01-01")))
        agreement.action_take_back_notice()
        self.assertEqual(agreement.state, "running")
        self.assertFalse(agreement.ended_on or agreement.end_reason_id)
        self.assertEqual(str(agreement.notice_deadline), "2026-09-30")

    def test_notice_that_comes_too_late_ends_it_with_the_next_term(self):
        agreement = self._agree()
        with freeze_time("2026-10-01 12:00:00"):
            self._give_notice(agreement, "2026-10-01")
        self.assertEqual(str(agreement.ended_on), "2027-12-31")
        with freeze_time("2027-01-01 12:00:00"):
            self.assertEqual(
                self.recurring._get_arr(self._day("2027-01-01")),
                {self.acme.id: 18_000},
            )
            self._run_night()
            self.assertEqual(agreement.state, "noticed")
            self.assertEqual(len(agreement.term_ids), 2)
        with freeze_time("2028-01-01 12:00:00"):
            self._run_night()
            self.assertEqual(agreement.state, "ended")
            self.assertEqual(len(agreement.term_ids), 2)

    def test_our_notice_has_a_deadline_of_its_own(self):
        agreement = self._agree(own_notice_count=6)
        self.assertEqual(str(agreement.notice_deadline), "2026-09-30")
        self.assertEqual(str(agreement.own_notice_deadline), "2026-06-30")
        self.assertEqual(
            str(agreement._get_last_day(self._day("2026-07-01"), "us")), "2027-12-31"
        )
        self.assertEqual(
            str(agreement._get_last_day(self._day("2026-07-01"), "customer")),
            "2026-12-31",
        )

    def test_notice_of_the_customer_is_measured_until_the_end(self):
        measure = self.env["relationship.measure"]._measure
        ours, theirs = self._agree(), self._agree()
        self._give_notice(ours, "2026-03-10", by="us")
        self.assertEqual(measure("notice_given", self.acme), {self.acme.id: 0})
        self._give_notice(theirs, "2026-03-10")
        self.assertEqual(
            measure("notice_given", self.accounts),
            {self.acme.id: 1, self.birch.id: 0, self.cedar.id: 0},
        )
        with freeze_time("2027-01-02 12:00:00"):
            self._run_night()
            self.assertEqual(measure("notice_given", self.acme), {self.acme.id: 0})

    def test_both_may_agree_on_an_earlier_end(self):
        agreement = self._agree()
        self._give_notice(agreement, "2026-03-10", "both", last_day="2026-03-31")
        self.assertEqual(str(agreement.ended_on), "2026-03-31")
        self.assertFalse(self.recurring._get_arr(self._day("2026-04-01")))
        for moment, state, amount in (
            ("2026-03-31 12:00:00", "noticed", 18_000),
            ("2026-04-01 12:00:00", "ended", 0),
        ):
            with freeze_time(moment):
                self._run_night()
                self.assertEqual((agreement.state, agreement.arr), (state, amount))
        today = self._agree()
        self._give_notice(today, "2026-03-10", "both", last_day="2026-03-10")
        self.assertEqual((today.state, today.arr), ("noticed", 18_000))
        with self.assertRaisesRegex(UserError, "does not run"):
            self._give_notice(self._draft(), "2026-03-10", last_day="2026-03-31")
        with self.assertRaisesRegex(UserError, "before it begins"):
            self._give_notice(
                self._agree(), "2026-03-10", "both", last_day="2025-12-31"
            )

    @users("ann")
    def test_what_notice_was_given_for_is_no_next_renewal(self):
        agreement = self._agree().with_env(self.env)
        agreement._renew([])
        account = self.acme.with_env(self.env)
        self.assertEqual(str(account.next_renewal_date), "2027-12-31")
        self._give_notice(agreement, "2026-03-10", "both", last_day="2026-04-30")
        self.assertFalse(account.next_renewal_date)
        self.assertEqual(account.agreement_count, 1)
        self._agree(date_start="2026-03-01")
        self.assertEqual(str(account.next_renewal_date), "2027-02-28")
        self.assertEqual(account.agreement_count, 2)
        agreement.action_take_back_notice()
        self.assertEqual(str(account.next_renewal_date), "2027-02-28")

    # ------------------------------------------------------------
    # Pauses
    # ------------------------------------------------------------

    def test_pause_counts_nothing_from_its_first_day_until_it_is_resumed(self):
        agreement = self._agree()
        agreement.action_pause()
        self.assertTrue(agreement.is_paused)
        self.assertEqual(agreement.arr, 0)
        agreement.action_pause()
        self.assertEqual(len(agreement.pause_ids), 1)
        self.assertTrue(self.recurring._get_arr(self._day("2026-03-09")))
        self.assertFalse(self.recurring._get_arr(self._day("2026-03-10")))
        with freeze_time("2026-04-01 12:00:00"):
            agreement.action_resume()
            self.assertEqual(str(agreement.pause_ids.date_end), "2026-03-31")
            self.assertEqual(agreement.arr, 18_000)

    def test_pause_that_is_resumed_on_its_day_never_was(self):
        agreement = self._agree()
        agreement.action_pause()
        agreement.action_resume()
        self.assertFalse(agreement.pause_ids)
        self.assertEqual(agreement.arr, 18_000)

    def test_what_recurs_is_brought_to_the_day_at_night(self):
        agreement = self._agree()
        agreement.pause_ids = [
            Command.create({"date_start": "2026-04-01", "date_end": "2026-04-30"})
        ]
        self.assertEqual(agreement.arr, 18_000)
        for day, expected in (("2026-04-01", 0), ("2026-05-01", 18_000)):
            with freeze_time(f"{day} 12:00:00"):
                self._run_night()
                self.assertEqual(agreement.arr, expected, day)

    # ------------------------------------------------------------
    # What cannot be
    # ------------------------------------------------------------

    def test_bad_input_is_refused_in_clear_words(self):
        draft, agreement = self._draft, self._agree()
        pause = {"date_start": "2026-05-01", "date_end": "2026-04-01"}
        twice = [
            Command.create({"date_start": "2026-05-01"}),
            Command.create({"date_start": "2026-06-01", "date_end": "2026-06-30"}),
        ]
        for words, act in (
            ("longer than its term", lambda: draft(term_count=1, notice_count=2)),
            ("longer than its term", lambda: draft(own_notice_count=13)),
            (
                "what ends begins first",
                lambda: draft(
                    line_ids=[
                        self._add_line(
                            1, date_start="2026-05-01", date_end="2026-04-01"
                        )
                    ]
                ),
            ),
            (
                "before Maintenance begins",
                lambda: draft(line_ids=[self._add_line(1, date_start="2025-12-31")]),
            ),
            ("needs a line", lambda: draft(line_ids=[]).action_confirm()),
            ("needs a line", lambda: draft(amount=0).action_confirm()),
            (
                "discounts of Maintenance are larger",
                lambda: draft(
                    line_ids=[self._add_line(100), self._add_line(-100.01)]
                ).action_confirm(),
            ),
            (
                "discounts of Maintenance are larger",
                lambda: draft(
                    line_ids=[
                        self._add_line(100, date_end="2026-06-30"),
                        self._add_line(-50),
                    ]
                ).action_confirm(),
            ),
            (
                "what ends begins first",
                lambda: agreement.write({"pause_ids": [Command.create(pause)]}),
            ),
            ("paused on these days", lambda: agreement.write({"pause_ids": twice})),
            ("terms of Maintenance would overlap", lambda: agreement.term_ids.copy()),
            ("those of its customer", lambda: draft(contact_id=self.birch_customer.id)),
        ):
            with (
                self.subTest(words),
                self.assertRaisesRegex((UserError, ValidationError), words),
            ):
                act()

    def test_archived_customer_agrees_on_nothing(self):
        agreement = self._draft()
        self.acme.active = False
        with self.assertRaisesRegex(UserError, "Acme is archived"):
            agreement.action_confirm()
        with self.assertRaisesRegex(UserError, "Acme is archived"):
            self._draft()
        self.acme_customer.active = False
        self.acme.active = True
        with self.assertRaisesRegex(UserError, "Acme is archived"):
            agreement.action_confirm()

    def test_archived_account_still_pays(self):
        agreement = self._agree()
        self.acme.active = False
        self.assertEqual(agreement.arr, 18_000)
        self.assertTrue(self.recurring._get_arr(self._day("2026-03-10")))

    def test_confirmed_twice_is_confirmed_once(self):
        agreement = self._agree()
        agreement.action_confirm()
        self.assertEqual(len(agreement.term_ids), 1)

    def test_currency_without_a_rate_is_refused_and_one_with_a_rate_kept(self):
        currency = self.env["res.currency"].create(
            {"name": "XQX", "symbol": "X", "rounding": 0.01}
        )
        agreement = self._draft(currency_id=currency.id)
        rates = self.env["res.currency.rate"]
        elsewhere = {"company_id": self._add_company().id, "name": "2025-01-01"}
        rates.create({"currency_id": currency.id, "rate": 3, **elsewhere})
        self._add_rate(currency, "2026-02-01", 4)
        with (
            self.assertRaisesRegex(UserError, "no rate of XQX on 01/01/2026"),
            self.env.cr.savepoint(),
        ):
            agreement.action_confirm()
        self._add_rate(currency, "2026-01-01", 2)
        agreement.action_confirm()
        self.assertEqual(agreement.arr, 9_000)
        self.assertEqual(agreement.annual_amount, 18_000)
        self.assertEqual(
            self.recurring._get_arr(self._day("2026-03-10")), {self.acme.id: 9_000}
        )
        with freeze_time("2027-01-01 12:00:00"):
            self._run_night()
            self.assertEqual(agreement.arr, 4_500, "restated when a term begins")
        with self.assertRaisesRegex(UserError, "keeps its currency"):
            agreement.with_user(self.ann).currency_id = self.env.company.currency_id

    def _add_currency(self):
        """A currency that is worth as much as the company's since 2025."""
        currency = self.env["res.currency"].create(
            {"name": "XQX", "symbol": "X", "rounding": 0.01}
        )
        self._add_rate(currency, "2025-01-01", 1)
        return currency

    def _add_rate(self, currency, day, rate):
        self.env["res.currency.rate"].create(
            {"currency_id": currency.id, "name": day, "rate": rate}
        )

    def _note_ahead(self, agreement, day):
        """Its last term was written on a day: PostgreSQL's clock does not stop."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_agreement_term SET write_date = %s WHERE id = %s",
            (f"{day} 12:00:00", agreement.term_ids.sorted("date_start")[-1].id),
        )
        self.env.invalidate_all()

    def test_term_that_was_fixed_ahead_has_the_rate_of_its_first_day(self):
        currency = self._add_currency()
        values = {"currency_id": currency.id, "amount": 100}
        with freeze_time("2025-12-20 12:00:00"):
            renewed = self._agree(date_start="2025-02-01", **values)
            renewed._renew([])
            first = self._agree(date_start="2026-02-01", **values)
        for agreement in (renewed, first):
            self._note_ahead(agreement, "2025-12-20")
        self._add_rate(currency, "2026-02-01", 2)
        with freeze_time("2026-01-31 12:00:00"):
            self._run_night()
            self.assertEqual((renewed.arr, first.arr), (1_200, 0))
        with freeze_time("2026-02-01 12:00:00"):
            self._run_night()
            self.assertEqual(renewed.state, "running")
            self.assertEqual((renewed.arr, first.arr), (600, 600))
            self.assertEqual(renewed.term_ids.mapped("rate"), [1, 0.5])
        currency.rate_ids.filtered(lambda rate: rate.rate == 2).rate = 4
        with freeze_time("2026-02-02 12:00:00"):
            self._run_night()
            (renewed | first)._advance()
            self.assertEqual((renewed.arr, first.arr), (600, 600), "kept for the term")

    def test_rate_that_stayed_the_same_is_kept_for_the_term_as_well(self):
        currency = self._add_currency()
        with freeze_time("2025-12-20 12:00:00"):
            agreement = self._agree(
                date_start="2026-02-01", currency_id=currency.id, amount=100
            )
        self._note_ahead(agreement, "2025-12-20")
        with freeze_time("2026-02-01 12:00:00"):
            self._run_night()
        self._add_rate(currency, "2026-02-01", 2)
        self._run_night()
        self.assertEqual(agreement.arr, 1_200)

    def test_term_that_began_before_it_was_noted_has_its_rate(self):
        currency = self._add_currency()
        agreement = self._agree(currency_id=currency.id, amount=100)
        self._note_ahead(agreement, "2026-01-01")
        self._add_rate(currency, "2026-01-01", 2)
        self._run_night()
        self.assertEqual(agreement.arr, 1_200)

    @users("ann", "adam")
    def test_confirmed_agreement_is_not_written_over(self):
        agreement = self._agree().with_env(self.env)
        for values in (
            {"date_start": "2026-02-01"},
            {"term_count": 24},
            {"account_id": self.birch.id},
            {"line_ids": [self._add_line(1)]},
            {"line_ids": [Command.update(agreement.line_ids.id, {"amount": 1})]},
            {"line_ids": [Command.delete(agreement.line_ids.id)]},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "buttons"):
                agreement.write(values)
        agreement.write({"date_start": "2026-01-01", "reference": "4711"})
        agreement.line_ids.name = "Lifts"
        with self.assertRaisesRegex(UserError, "counts in what recurs"):
            agreement.unlink()
        agreement.action_set_draft()
        agreement.unlink()

    @users("adam")
    def test_proofs_are_written_by_their_actions_only(self):
        agreement = self._agree().with_env(self.env)
        for values in (
            *({"state": "ended"}, {"ended_on": "2026-04-01"}, {"noticed_by": "us"}),
            *({"noticed_on": "2026-03-01"}, {"anchor_date": "2026-01-02"}),
        ):
            with self.subTest(values):
                with self.assertRaisesRegex(UserError, "noted by doing it"):
                    agreement.write(values)
                with self.assertRaisesRegex(UserError, "noted by doing it"):
                    self.agreements.with_env(self.env).create(
                        {"name": "A", "account_id": self.acme.id, **values}
                    )
        agreements = self.agreements.with_env(self.env)
        found = agreements.with_context(default_state="ended").default_get(["state"])
        self.assertEqual(found, {"state": "draft"})
        result = agreements.load(
            ["name", "account_id/.id", "state"], [["A", str(self.acme.id), "running"]]
        )
        self.assertFalse(result["ids"])
