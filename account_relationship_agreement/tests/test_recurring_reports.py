from datetime import date
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users
from odoo.tools import mute_logger

from .common import AgreementCommon
from .test_recurring_properties import PROPERTY

MOVEMENTS = ("new", "reactivation", "expansion", "contraction", "churn")
LAST_YEAR = [("month", ">", "2025-03-01")]


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestRecurringReports(AgreementCommon):
    """Ann's Acme and Birch, bob's Cedar; what the reports say of all or of some."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.movements = cls.env["relationship.arr.movement"].sudo()

    def _fill(self):
        self.env.flush_all()
        self.env["relationship.arr.row"].sudo()._fill_all(self.env.company)
        self.env.invalidate_all()

    def _set_up_year(self):
        """Acme grew, Birch left, Cedar is new."""
        acme = self._agree(amount=1000, date_start="2025-01-01")
        acme.line_ids.copy(
            {"agreement_id": acme.id, "date_start": "2025-12-01", "amount": 250}
        )
        birch = self._agree(self.birch, 200, date_start="2025-01-01", renewal="none")
        self._agree(self.cedar, 500)
        self._fill()
        return acme, birch

    def _get(self, model, domain=(), **context):
        records = self.env[f"relationship.{model}"].with_context(**context)
        words = records.get_headline(list(domain))
        return words.replace("\N{NO-BREAK SPACE}", " ")

    def _get_bridge(self, domain):
        found = self.env["relationship.arr.movement"].get_waterfall(domain)
        return {
            step["key"]: (step["customers"], step["amount"]) for step in found["steps"]
        }

    # ------------------------------------------------------------
    # The bridge
    # ------------------------------------------------------------

    def test_first_month_that_is_told_begins_with_what_was_there(self):
        self._agree(amount=1000, date_start="2020-01-01")
        self._agree(self.birch, amount=1000, date_start="2023-04-01")
        self._fill()
        first = self.movements.search([], order="month, amount_before", limit=2)
        self.assertEqual({str(row.month) for row in first}, {"2023-04-01"})
        self.assertEqual(
            [(row.movement, row.amount_before) for row in first],
            [("new", 0), ("kept", 12_000)],
        )

    @users("hugo")
    def test_the_bridge_leads_from_before_to_after(self):
        self._set_up_year()
        self.assertEqual(
            self._get_bridge(LAST_YEAR),
            {
                "start": (2, 14_400),
                "new": (1, 6_000),
                "reactivation": (0, 0),
                "expansion": (1, 3_000),
                "contraction": (0, 0),
                "churn": (1, -2_400),
                "end": (2, 21_000),
            },
        )
        self.assertEqual(
            self._get("arr.movement", LAST_YEAR),
            "In 12 months $ 14,400 a year became $ 21,000: $ 6,000 new, "
            "$ 3,000 expansion, \N{MINUS SIGN}$ 2,400 churn",
        )

    @users("ann")
    def test_managers_read_of_their_own_accounts_only(self):
        self._set_up_year()
        bridge = self._get_bridge(LAST_YEAR)
        self.assertEqual((bridge["new"], bridge["end"]), ((0, 0), (1, 15_000)))
        for name, accounts in (
            ("movement", self.acme | self.birch),
            ("retention", self.acme | self.birch),
            ("renewal", self.acme | self.birch),
            ("line", self.acme),
        ):
            model = self.env[f"relationship.arr.{name}"]
            with self.subTest(model=name):
                self.assertEqual(model.search([]).account_id.ids, accounts.ids)
                groups = model._read_group([], ["manager_id"])
                self.assertEqual(groups, [(self.ann.with_env(self.env),)])

    @users("ann")
    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_rows_of_others_are_not_read_or_opened_by_id(self):
        self._set_up_year()
        for name, method in (
            ("movement", "action_open_account"),
            ("movement", "action_view_agreements"),
            ("line", "action_open_agreement"),
        ):
            model = self.env[f"relationship.arr.{name}"]
            row = model.sudo().search([("account_id", "=", self.cedar.id)], limit=1)
            row = row.sudo(False)
            with self.subTest(method=method):
                with self.assertRaises(AccessError):
                    row.read(["account_id"])
                with self.assertRaises(AccessError):
                    getattr(row, method)()

    @users("sam", "pia")
    def test_who_may_not_read_accounts_is_told_nothing(self):
        for name in ("movement", "retention", "renewal", "line"):
            with self.subTest(model=name), self.assertRaises(AccessError):
                self._get(f"arr.{name}")
        with self.assertRaises(AccessError):
            self.env["relationship.arr.movement"].get_waterfall([])

    @users("hugo")
    def test_a_search_that_leaves_out_part_of_the_way_has_no_ends(self):
        self._set_up_year()
        bridge = self._get_bridge([*LAST_YEAR, ("movement", "=", "expansion")])
        self.assertEqual(bridge["expansion"], (1, 3_000))
        gap = [("month", "in", ["2025-04-01", "2026-03-01"])]
        self.assertFalse({"start", "end"} & self._get_bridge(gap).keys())

    @users("hugo")
    def test_retention_of_several_months_has_rates_and_no_total(self):
        self._set_up_year()
        rows = self.env["relationship.arr.retention"]
        sums = ["amount_before:sum", "amount_after:sum", "customers_before:sum"]
        months = rows._read_group([], ["month:month"], [*sums, "gross:avg"])
        self.assertGreater(len(months), 1)
        self.assertTrue(all(all(month[1:]) for month in months))
        [total] = rows._read_group([], [], [*sums, "gross:avg"])
        self.assertFalse(any(total[:3]))
        self.assertTrue(total[3])

    @users("hugo")
    def test_the_sentence_of_a_bar_claims_no_way_from_before_to_after(self):
        self._set_up_year()
        for condition in (
            [("movement", "=", "churn"), ("month", "=", "2026-01-01")],
            [("amount_before", ">", 0), ("month", "=", "2026-01-01")],
        ):
            self.assertEqual(
                self._get("arr.movement", condition),
                "\N{MINUS SIGN}$ 2,400 churn",
            )

    @users("hugo")
    def test_rows_are_what_the_contract_says(self):
        self._set_up_year()
        self._check_identity()

    def _check_identity(self):
        """Each month, account by account, is what ``_get_movements`` says."""
        first = min(self.movements.search([]).mapped("month"), default=date(2026, 3, 1))
        today = self.env.company._get_relationship_today()
        found = self.recurring._get_movements(first, today)
        for month, row in found.items():
            bridge = {
                name: (count, amount)
                for name, (count, amount, __) in self.movements._get_steps(
                    self.movements._parse_search([("month", "=", str(month))])
                ).items()
            }
            for name in (*MOVEMENTS, "start", "end"):
                sign = -1 if name in ("contraction", "churn") else 1
                count, amount = bridge.get(name, (0, 0))
                self.assertEqual(
                    (count, round(sign * amount, 2)), row[name], (month, name)
                )
        whole = self.movements._get_steps(self.movements._parse_search([]))
        if "start" in whole:
            moved = sum(whole[name][1] for name in MOVEMENTS)
            self.assertEqual(
                round(whole["start"][1] + moved, 2), round(whole["end"][1], 2)
            )
        if found:
            self.assertEqual(
                whole.get("end", (0, 0))[1], [*found.values()][-1]["end"][1]
            )

    @settings(max_examples=12, **PROPERTY)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 2),
                st.dates(date(2024, 1, 1), date(2026, 3, 10)),
                st.decimals("0.01", 900, places=2),
                st.sampled_from([3, 12]),
                st.sampled_from(["tacit", "none"]),
            ),
            max_size=4,
        )
    )
    def test_whatever_is_agreed_the_bridge_adds_up_to_the_cent(self, agreed):
        with self.env.cr.savepoint() as savepoint:
            for number, start, amount, months, renewal in agreed:
                account = (self.acme, self.birch, self.cedar)[number]
                self._agree(
                    account,
                    float(amount),
                    date_start=str(start),
                    term_count=months,
                    renewal=renewal,
                )
            self._fill()
            self._check_identity()
            savepoint.rollback()
            self.env.invalidate_all()

    def _close(self):
        """The night of the second of April, in which March is closed."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relationship_agreement_term SET create_date = '2026-03-10'"
        )
        self._run_night()
        self.assertTrue(self.recurring._get_closed_until())

    def test_what_corrects_closed_months_is_named(self):
        self._set_up_year()
        with freeze_time("2026-04-02 12:00:00"):
            self._close()
            self._agree(self.birch, 100, date_start="2026-02-01")
            self._fill()
            row = self.movements.search(
                [("account_id", "=", self.birch.id), ("month", "=", "2026-04-01")]
            )
            self.assertEqual((row.movement, row.correction), ("reactivation", 1200))
            self.assertIn(
                "of it $ 1,200 corrects months that were closed before",
                self._get("arr.movement", [("month", "=", "2026-04-01")]),
            )
            self._check_identity()

    def test_a_change_shows_when_it_is_saved(self):
        self._fill()
        self._agree(self.cedar, 500)
        self.env.flush_all()
        self.env.cr.precommit.run()
        rows = self.movements.search([("account_id", "=", self.cedar.id)])
        self.assertEqual(set(rows.mapped("movement")), {"new", "kept"})
        self.assertEqual(rows[0].agreement_names, "Maintenance")

    def test_one_changed_account_writes_no_row_of_another(self):
        self._set_up_year()
        others = self.movements.search([("account_id", "!=", self.cedar.id)])
        self.env.cr.execute("UPDATE relationship_arr_movement SET correction = 7")
        self.env.invalidate_all()
        self._agree(self.cedar, 100)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual(set(others.mapped("correction")), {7}, "left to the night")
        own = self.movements.search([("account_id", "=", self.cedar.id)])
        self.assertEqual(set(own.mapped("correction")), {0})
        self.assertEqual(own[0].amount_after, 7_200)

    def test_nothing_is_made_of_who_never_had_an_agreement(self):
        self._agree(self.cedar, 500)
        self.env.cr.flush()
        rows = type(self.env["relationship.arr.row"])
        with patch.object(rows, "_fill_all", autospec=True) as fill:
            opened = self._add_accounts(1)
            self.env.cr.flush()
            self.assertFalse(fill.called)
            opened._note_agreements()
            self.cedar._note_agreements()
            self.env.cr.flush()
        self.assertEqual([call.args[2] for call in fill.mock_calls], [self.cedar])

    def test_rows_of_an_agreement_that_is_deleted_go(self):
        agreement = self._agree(self.cedar, 500)
        self.env.flush_all()
        self.env.cr.precommit.run()
        rows = self.movements.search([("account_id", "=", self.cedar.id)])
        self.assertTrue(rows)
        agreement.action_set_draft()
        agreement.sudo().unlink()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertFalse(rows.exists())

    @users("ann")
    def test_the_account_form_tells_it_in_the_growth_tab(self):
        self._agree(amount=1000)
        account = self.acme.with_env(self.env)
        arch = etree.fromstring(account.get_view(view_type="form")["arch"])
        [page] = arch.xpath("//page[@name='growth']")
        for name in ("arr", "next_renewal_date", "notice_deadline", "agreement_ids"):
            self.assertTrue(page.xpath(f".//field[@name='{name}']"), name)
        [button] = arch.xpath(
            "//div[@name='button_box']/button[@name='action_view_agreements']"
        )
        self.assertEqual(button.get("invisible"), "not agreement_count")
        words = account.signals
        self.assertIn("12,000", str(words))

    def test_an_account_that_was_merged_leaves_its_history_to_heads(self):
        self._set_up_year()
        with freeze_time("2026-04-02 12:00:00"):
            self._close()
            kept = sum(self.movements.search([]).mapped("difference"))
            self.acme.sudo()._merge(self.cedar.sudo())
            self.assertEqual(self.acme.arr, 21_000)
            self._fill()
            gone = self.movements.search([("account_id", "=", False)])
            self.assertEqual(
                [(str(row.month)[:7], row.movement, row.correction) for row in gone],
                [
                    *(("2026-04", "churn", -6_000), ("2026-03", "kept", 0)),
                    *(("2026-02", "kept", 0), ("2026-01", "new", 0)),
                ],
            )
            self.assertEqual(sum(self.movements.search([]).mapped("difference")), kept)
            self.assertFalse(gone.with_user(self.ann).search([("id", "in", gone.ids)]))
            self._check_identity()

    def test_who_was_merged_is_retained_in_the_report_at_once(self):
        self._agree(amount=1000, date_start="2025-01-01")
        self._agree(self.cedar, 500, date_start="2025-01-01")
        with freeze_time("2026-04-02 12:00:00"):
            self._close()
            self._fill()
        retention = self.env["relationship.arr.retention"].sudo()
        with freeze_time("2026-04-10 12:00:00"):
            cedar = self.cedar.id
            self.acme.sudo()._merge(self.cedar.sudo())
            self.env.flush_all()
            self.env.cr.precommit.run()
            last = retention.search([("month", "=", "2026-03-01")])
            self.assertEqual(sum(last.mapped("amount_before")), 18_000)
            self.assertEqual(len(last), 2, "the month was over")
            self.env.cr.execute(
                "SELECT account_id FROM relationship_arr_movement "
                "WHERE account_number = %s AND month = '2026-04-01'",
                [cedar],
            )
            self.assertEqual(self.env.cr.fetchall(), [(None,)])
        with freeze_time("2026-05-10 12:00:00"):
            self.env["relationship.recurring"].sudo()._close_months()
            self._fill()
            april = retention.search([("month", "=", "2026-04-01")])
            self.assertEqual(april.account_id, self.acme)
            self.assertEqual((april.gross, april.customers_before), (100, 1))
            self.assertEqual(april.amount_before, 18_000)

    # ------------------------------------------------------------
    # Retention, renewals, ends
    # ------------------------------------------------------------

    @users("hugo")
    def test_retention_is_that_of_the_sums_in_every_group(self):
        self._set_up_year()
        model = self.env["relationship.arr.retention"]
        domain = [("month", "=", "2026-02-01")]
        found = self.recurring._get_retention(date(2025, 2, 28), date(2026, 2, 28))
        [(gross, net, kept)] = model._read_group(
            domain, [], ["gross:avg", "net:avg", "kept_rate:sum"]
        )
        self.assertAlmostEqual(gross / 100, found["gross"])
        self.assertAlmostEqual(net / 100, found["net"])
        self.assertEqual((kept, found["customers_kept"]), (50, 0.5))
        self.assertIn("1 of 2 customers were kept", self._get("arr.retention"))

    @users("hugo")
    def test_without_anything_before_there_is_no_rate(self):
        self._agree(self.cedar, 500)
        self._fill()
        model = self.env["relationship.arr.retention"]
        [(gross,)] = model._read_group([], [], ["gross:avg"])
        self.assertFalse(gross)
        self.assertEqual(self._get("arr.retention"), "There is nothing to report yet.")

    @users("hugo")
    def test_renewal_rates_are_those_of_the_contract(self):
        self._set_up_year()
        found = self.recurring._get_renewals(date(2025, 4, 1), date(2026, 3, 10))
        [(due, gross, rate)] = self.env["relationship.arr.renewal"]._read_group(
            LAST_YEAR, [], ["due:sum", "renewed_gross:sum", "rate_gross:avg"]
        )
        self.assertEqual((due, gross), (found["due"], found["renewed_gross"]))
        self.assertAlmostEqual(rate / 100, found["rate_gross"])
        self.assertIn("Of $ 17,400 a year that fell due", self._get("arr.renewal"))

    def test_ends_say_what_was_lost_why_and_to_whom(self):
        acme, __ = self._set_up_year()
        self._give_notice(acme, "2026-03-10", competitor="Rival")
        self.assertEqual(acme.lost_arr, 15_000)
        words = self._get(
            "agreement", [("id", "=", acme.id)], relationship_report="end"
        )
        self.assertIn("1 agreements end, with $ 15,000 a year; most of it:", words)
        lost = self.agreements.with_user(self.ann)._read_group(
            [("ended_on", "!=", False)],
            ["end_reason_id", "competitor"],
            ["lost_arr:sum"],
        )
        self.assertIn((self.price.with_user(self.ann), "Rival", 15_000), lost)
        acme.action_take_back_notice()
        self.assertEqual(acme.lost_arr, 0)

    def test_what_is_paused_on_its_last_day_is_not_lost_once_more(self):
        agreement = self._agree(
            pause_ids=[Command.create({"date_start": "2026-02-01"})]
        )
        self._give_notice(agreement, "2026-03-10")
        self.assertEqual(agreement.lost_arr, 0)
        agreement.action_resume()
        self.assertEqual(agreement.lost_arr, 18_000)

    @users("hugo")
    def test_today_is_told_by_line_and_adds_up(self):
        product = self.env["product.product"].sudo().create({"name": "Care"})
        self._agree(
            self.cedar,
            line_ids=[
                Command.create({"product_id": product.id, "amount": 300}),
                Command.create({"name": "Discount", "amount": -100}),
            ],
        )
        model = self.env["relationship.arr.line"]
        self.assertEqual(sum(model.search([]).mapped("amount")), 2_400)
        self.assertEqual(
            model._read_group([("product_id", "=", product.id)], [], ["amount:sum"]),
            [(3_600,)],
        )
        self.assertIn("$ 2,400 a year recurs, from 1 customers", self._get("arr.line"))

    # ------------------------------------------------------------
    # On the account
    # ------------------------------------------------------------

    def test_the_account_keeps_what_recurs_and_the_next_days(self):
        agreement = self._agree(amount=1000)
        self.assertEqual((self.acme.agreement_count, self.acme.arr), (1, 12_000))
        self.assertEqual(str(self.acme.next_renewal_date), "2026-12-31")
        self.assertEqual(str(self.acme.notice_deadline), "2026-09-30")
        accounts = self.acme.with_user(self.ann)
        self.assertEqual(accounts.search([("arr", ">", 0)]), self.acme)
        agreement.action_pause()
        self.assertEqual(self.acme.arr, 0)
        agreement.action_resume()
        self.assertEqual(self.acme.arr, 12_000)

    def test_the_night_brings_it_up_to_date(self):
        agreement = self._agree(amount=1000, renewal="none")
        with freeze_time("2027-01-02 12:00:00"):
            self._run_night()
            self.assertEqual((self.acme.agreement_count, self.acme.arr), (0, 0))
        self.assertEqual(agreement.state, "ended")

    def test_each_company_has_its_own_figures_and_they_add_in_one_currency(self):
        other = self.env["res.company"].create(
            {"name": "Other", "currency_id": self.env.ref("base.EUR").id}
        )
        self.hugo.company_ids |= other
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.EUR").id,
                "company_id": self.env.company.id,
                "name": "2020-01-01",
                "rate": 0.5,
            }
        )
        account = self.env["relationship.account"].create(
            {
                "partner_id": self.env["res.partner"]
                .create({"name": "Ocean", "is_company": True})
                .id,
                "company_id": other.id,
                "manager_id": self.hugo.id,
            }
        )
        self._agree(amount=1000)
        self._agree(account, 100)
        self._fill()
        self.env["relationship.arr.row"]._fill_all(other)
        both = self.movements.with_context(
            allowed_company_ids=[self.env.company.id, other.id]
        )
        self.assertEqual(both.search_count([("company_id", "=", other.id)]), 3)
        steps = both._get_steps(both._parse_search([]))
        self.assertEqual(steps["end"][:2], (2, 12_000 + 2 * 1_200))
        one = both.with_context(allowed_company_ids=[self.env.company.id])
        self.assertEqual(
            one.with_user(self.hugo).search([("company_id", "=", other.id)]),
            one.browse(),
        )
