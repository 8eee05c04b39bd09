import contextlib
from datetime import timedelta
from functools import partial
from unittest.mock import patch

from psycopg2.errors import CheckViolation, NotNullViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models import relationship_agreement_course as course
from ..periods import add_period, get_next_end
from .common import AgreementCommon

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestAgreementBadInput(AgreementCommon):
    """What nobody thinks of: a clear word, and nothing is lost."""

    def assertRefused(self, words, act):
        with self.assertRaisesRegex((UserError, ValidationError), words):
            act()
            self.env.flush_all()

    # ------------------------------------------------------------
    # Days
    # ------------------------------------------------------------

    def test_notice_is_counted_back_from_ends_of_months(self):
        for start, count, notice, deadline in (
            ("2025-08-31", 9, 3, "2026-02-28"),
            ("2024-02-29", 36, 1, "2027-01-27"),
            ("2026-01-31", 13, 12, "2026-02-27"),
        ):
            with self.subTest(start):
                agreement = self._agree(
                    date_start=start, term_count=count, notice_count=notice
                )
                self.assertEqual(str(agreement.notice_deadline), deadline)

    def test_renewals_do_not_drift_from_the_31st_or_29_february(self):
        agreement = self._agree(date_start="2025-12-31", term_count=1, notice_count=0)
        for __ in range(3):
            agreement._renew([])
        ends = [str(term.date_end) for term in agreement.term_ids.sorted("date_start")]
        self.assertEqual(
            ends[-5:],
            ["2026-02-27", "2026-03-30", "2026-04-29", "2026-05-30", "2026-06-29"],
        )
        leap = self._agree(date_start="2024-02-29", term_count=1, term_unit="year")
        leap._renew([])
        leap._renew([])
        self.assertEqual(
            [str(term.date_end) for term in leap.term_ids.sorted("date_start")],
            ["2025-02-27", "2026-02-27", "2027-02-27", "2028-02-28", "2029-02-27"],
        )

    def test_terms_and_notices_beyond_all_calendars_are_refused(self):
        for values in (
            {"term_count": 10**6, "term_unit": "year"},
            {"term_count": 2**31 - 1},
            {"term_count": 0, "notice_count": 2**31 - 1, "notice_unit": "week"},
            {"term_count": 12, "own_notice_count": 10**9},
            {"date_start": "9999-06-01"},
        ):
            with self.subTest(values):
                self.assertRefused(
                    "too long|longer than its term|too far",
                    lambda values=values: self._agree(**values),
                )

    def test_notice_as_long_as_the_term_is_taken_whichever_day_that_begins(self):
        for day in ("2026-01-31", "2026-03-31", "2028-02-29", "2026-02-28"):
            for count, unit in ((1, "month"), (3, "month"), (12, "month")):
                values = {"term_count": count, "term_unit": unit}
                values |= {"notice_count": count, "notice_unit": unit}
                with self.subTest(day=day, count=count, unit=unit):
                    agreement = self._agree(date_start=day, **values)
                    longer = {"own_notice_count": count + 1, "own_notice_unit": unit}
                    self.assertRefused(
                        "longer than its term", partial(agreement.write, longer)
                    )

    def test_days_of_other_centuries_are_refused_or_counted_soon(self):
        self.assertRefused(
            "too far", lambda: self._agree(date_start="0001-01-01", notice_count=0)
        )

    def test_notice_and_changes_of_other_centuries_are_refused_at_once(self):
        agreement = self._agree(term_count=1, notice_count=0)
        far = self._day("9999-12-31")
        self.assertRefused("too far", lambda: self._give_notice(agreement, far))
        self.assertRefused(
            "too far",
            lambda: agreement._end("us", self._day("2026-03-10"), far, self.price, ""),
        )
        self.assertRefused("too far", lambda: agreement._amend(far, []))
        self._give_notice(agreement, "2190-01-01")
        self.assertEqual(str(agreement.ended_on), "2190-01-31")

    def test_pauses_of_other_centuries_are_refused_and_can_be_set_right(self):
        agreement = self._agree()
        pause = agreement.pause_ids.create(
            {"agreement_id": agreement.id, "date_start": "2030-01-01"}
        )
        pause.date_end = False  # said again
        for name, day in (("date_end", "9999-12-31"), ("date_start", "0001-01-01")):
            with self.env.cr.savepoint() as savepoint:
                self.assertRefused("too far", partial(pause.write, {name: day}))
                savepoint.rollback()
        self.env.cr.execute(
            "UPDATE relationship_agreement_pause SET date_end = '9999-12-31'"
            " WHERE id = %s",
            pause.ids,
        )
        pause.invalidate_recordset()
        pause.date_end = False
        self.assertFalse(pause.date_end)

    def test_what_is_needed_and_taken_out_is_asked_for(self):
        agreement = self._agree()
        for name in ("date_start", "term_unit", "notice_unit", "own_notice_unit"):
            with (
                self.subTest(name=name),
                self.assertRaises(NotNullViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                agreement.write({name: False})
                self.env.flush_all()

    def test_next_ends_are_the_same_however_far_away(self):
        for anchor, count, unit in (
            *(("2024-01-31", 1, "month"), ("2024-02-29", 1, "year")),
            *(("2023-12-15", 5, "month"), ("2025-08-30", 3, "month")),
        ):
            first = self._day(anchor)
            ends = [
                add_period(first, number * count, unit) - DAY for number in range(1, 60)
            ]
            for days in range(-40, 1500):
                after = first + DAY * days
                wanted = next(end for end in ends if end > after)
                self.assertEqual(get_next_end(first, count, unit, after), wanted)

    def test_renewal_for_less_than_its_notice_is_refused_and_nothing_changes(self):
        agreement = self._agree()
        self.assertRefused(
            "longer than its term", lambda: agreement._renew([], 2, "month")
        )
        agreement.invalidate_recordset()

    def test_notice_of_nothing_and_a_last_day_before_the_first_are_refused(self):
        agreement = self._agree(date_start="2026-03-01")
        self.assertRefused(
            "would end before it begins",
            lambda: self._give_notice(agreement, "2026-03-10", last_day="2026-02-01"),
        )
        self.assertRefused(
            "does not run",
            lambda: self._give_notice(
                self._draft(), "2026-03-10", last_day="2026-12-31"
            ),
        )

    # ------------------------------------------------------------
    # Amounts
    # ------------------------------------------------------------

    def test_quantities_and_periods_below_0_are_refused_by_the_database(self):
        for values in (
            *({"quantity": 0}, {"quantity": -1}),
            *({"period_count": 0}, {"period_count": -1}),
        ):
            line = Command.create({"name": "Lift", "amount": 1, **values})
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self._agree(line_ids=[line])
                self.env.flush_all()

    def test_more_than_can_be_counted_is_refused(self):
        for values in (
            *({"amount": 1e30}, {"quantity": 1e13}, {"amount": -1e13}),
            {"quantity": 1e7, "amount": 1e7},
        ):
            line = Command.create({"name": "Lift", "amount": 1, **values})
            with self.subTest(values):
                self.assertRefused(
                    "more than can be counted",
                    lambda line=line: self._draft(line_ids=[line]),
                )

    def test_what_is_no_number_is_kept_nowhere(self):
        for name in ("quantity", "amount"):
            for value in (float("nan"), float("inf")):
                line = Command.create({"name": "Odd", "amount": 1, name: value})
                with (
                    self.subTest(name, value=value),
                    contextlib.suppress(ValueError, OverflowError, ValidationError),
                    self.cr.savepoint(),
                ):
                    self._draft(line_ids=[line])
                    self.env.flush_all()
                self.env.invalidate_all()
                lines = self.env["relationship.agreement.line"]
                self.assertFalse(lines.search([("name", "=", "Odd")]))

    def test_agreement_of_discounts_only_is_refused(self):
        self.assertRefused("discounts of Maintenance", lambda: self._agree(amount=-1))

    def test_line_to_nothing_in_the_dialog_ends_it(self):
        agreement = self._agree(line_ids=[self._add_line(100), self._add_line(50)])
        gone = agreement.line_ids[1]
        agreement._amend(self._day("2026-04-01"), [(gone, {})])
        self.assertEqual(agreement._get_agreed(self._day("2026-04-01")), 1200)

    # ------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------

    def test_archived_customer_renews_nothing_and_goes_on_paying(self):
        agreement = self._agree(date_start="2025-04-01")
        self.acme.active = False
        self.assertRefused("Acme is archived", lambda: agreement._renew([]))
        with freeze_time("2026-04-02 12:00:00"):
            self._run_night()
        self.assertEqual(agreement.state, "running")
        self.assertEqual(str(agreement.term_start), "2026-04-01")

    def test_merged_customers_keep_both_agreements(self):
        mine = self._agree(contact_id=self.amy.id)
        theirs = self._agree(self.birch, amount=100, name="Rental")
        theirs.action_pause()
        theirs.message_post(body="Kept")
        wizard = self.env["base.partner.merge.automatic.wizard"].create(
            {"dst_partner_id": self.acme_customer.id}
        )
        wizard._merge(
            (self.acme_customer | self.birch_customer).ids, self.acme_customer
        )
        self.env.invalidate_all()
        both = mine | theirs
        self.assertEqual(both.account_id, self.acme)
        self.assertEqual(both.manager_id, self.acme.manager_id)
        self.assertEqual(both.company_id, self.env.company)
        self.assertEqual(mine.contact_id, self.amy)
        self.assertTrue(theirs.is_paused)
        self.assertIn("Kept", "".join(theirs.message_ids.mapped("body")))
        self.assertEqual(self.acme.agreement_count, 2)
        theirs.action_resume()
        self.assertEqual(self.acme.arr, 18_000 + 1_200)
        self._run_night()
        self.assertEqual(
            self.recurring._get_arr(self._day("2026-03-10")), {self.acme.id: 19_200}
        )
        theirs._renew([])
        self.assertEqual(theirs.state, "renewed")

    def test_customer_who_becomes_part_of_another_takes_agreements_along(self):
        theirs = self._agree(self.cedar, name="Rental")
        self._agree()
        self.cedar_customer.write(
            {"parent_id": self.acme_customer.id, "is_company": False}
        )
        self.env.invalidate_all()
        self.assertEqual(theirs.exists().account_id.partner_id, self.acme_customer)

    # ------------------------------------------------------------
    # People and companies
    # ------------------------------------------------------------

    def test_deleted_users_leave_agreements_behind(self):
        user = self._add_user("gone", "account_relationship.group_user")
        account = self.cedar
        account.manager_id = user
        agreement = self._agree(account)
        made = self.agreements.with_user(user).create(
            {
                "name": "Made",
                "account_id": account.id,
                "date_start": "2026-01-01",
                "line_ids": [Command.create({"name": "Seat", "amount": 100})],
            }
        )
        made.action_confirm()
        made.with_user(user).message_post(body="Mine")
        account.manager_id = self.ann
        user.unlink()
        self.env.invalidate_all()
        self.assertEqual((agreement | made).manager_id, self.ann)
        self.assertEqual(made.arr, 1_200)
        with freeze_time("2027-01-02 12:00:00"):
            self._run_night()
        self.assertEqual(str(agreement.term_start), "2027-01-01")
        self.assertIn("Cedar", agreement.display_name)

    def test_deleted_contact_leaves_the_agreement(self):
        contact = self.amy.copy({"parent_id": self.acme_customer.id})
        agreement = self._agree(contact_id=contact.id)
        contact.unlink()
        self.assertFalse(agreement.contact_id)

    def test_what_belongs_to_another_company_is_refused(self):
        company = self._add_company()
        self.hugo.company_ids |= company
        product = self.env["product.product"].create(
            {"name": "Abroad", "company_id": company.id}
        )
        order = self.env["sale.order"].create(
            {"partner_id": self.acme_customer.id, "company_id": company.id}
        )
        hugo = self.hugo.id
        for values in (
            {"order_id": order.id},
            {"line_ids": [self._add_line(1, product_id=product.id)]},
        ):
            with self.subTest(values):
                self.assertRefused(
                    "ompan",
                    lambda values=values: (
                        self.agreements.with_user(hugo)
                        .with_context(allowed_company_ids=self.hugo.company_ids.ids)
                        .create(
                            {
                                "name": "Mixed",
                                "account_id": self.acme.id,
                                **values,
                            }
                        )
                    ),
                )

    # ------------------------------------------------------------
    # Orders
    # ------------------------------------------------------------

    def _order(self, **values):
        product = self.env["product.product"].create({"name": "Care"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.acme_customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 2,
                            "price_unit": 100,
                            **values,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        return order

    def test_order_that_is_cancelled_and_confirmed_again_is_one_agreement(self):
        order = self._order()
        first = order.action_make_agreement()
        order._action_cancel()
        order.action_draft()
        order.action_confirm()
        self.assertEqual(order.action_make_agreement()["res_id"], first["res_id"])
        self.assertEqual(self.agreements.search_count([("order_id", "=", order.id)]), 1)

    def test_copied_order_and_copied_agreement_are_of_nobody_elses_order(self):
        order = self._order()
        agreement = self.agreements.browse(order.action_make_agreement()["res_id"])
        self.assertFalse(agreement.copy().order_id)
        self.assertNotEqual(
            self._order().action_make_agreement()["res_id"], agreement.id
        )

    def test_order_line_without_a_readable_name_becomes_a_line(self):
        order = self._order()
        order.order_line.name = "\n  Care and repair\nfor a year"
        agreement = self.agreements.browse(order.action_make_agreement()["res_id"])
        self.assertEqual(agreement.line_ids.name, "Care and repair")

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def test_markup_in_names_is_text_wherever_it_is_noted(self):
        evil = "<img src=x onerror=alert(1)>"
        agreement = self._agree(
            name=evil, line_ids=[Command.create({"name": evil, "amount": 10})]
        )
        agreement._amend(self._day("2026-04-01"), [(agreement.line_ids, {"amount": 9})])
        self._give_notice(agreement, "2026-03-10", competitor=evil)
        bodies = "".join(agreement.message_ids.mapped("body"))
        self.assertNotIn("<img", bodies)
        self.assertIn("&lt;img", bodies)

    def test_names_without_words_are_refused(self):
        for name in (" ", "\u200b", "\n\t"):
            with self.subTest(repr(name)):
                self.assertRefused(
                    "can be read", lambda name=name: self._draft(name=name)
                )
                line = Command.create({"name": name, "amount": 1})
                self.assertRefused(
                    "can be read", lambda line=line: self._draft(line_ids=[line])
                )

    def test_huge_texts_are_kept(self):
        text = "x" * 100_000
        agreement = self._agree(
            name=text,
            reference=text,
            line_ids=[Command.create({"name": text, "amount": 1})],
        )
        self._give_notice(agreement, "2026-03-10", competitor=text)
        self.assertEqual(agreement.competitor, text)
        self.env["relationship.alert"]._refresh(self.acme)
        self._run_night()

    # ------------------------------------------------------------
    # Two dialogs
    # ------------------------------------------------------------

    def _open_renewal(self, agreement):
        return self.env["relationship.agreement.change"].create(
            {"agreement_id": agreement.id, "kind": "renew"}
        )

    def test_dialog_confirmed_twice_renews_once(self):
        agreement = self._agree()
        first, second = self._open_renewal(agreement), self._open_renewal(agreement)
        first.action_confirm()
        for dialog in (first, second):
            self.assertRefused("renewed in the meantime", dialog.action_confirm)
        self.assertEqual(len(agreement.term_ids), 2)

    def test_dialog_that_was_open_for_long_does_not_renew_another_term(self):
        agreement = self._agree()
        dialog = self._open_renewal(agreement)
        with freeze_time("2027-01-02 12:00:00"):
            self._run_night()
            self.assertRefused("renewed in the meantime", dialog.action_confirm)
        self.assertEqual(len(agreement.term_ids), 2)

    # ------------------------------------------------------------
    # A night
    # ------------------------------------------------------------

    def test_night_that_is_stopped_midway_is_taken_up_the_next_time(self):
        many = self.agreements.browse()
        for number in range(4):
            many |= self._agree(
                self.birch, date_start="2025-04-01", name=f"Number {number}"
            )
        calls = []

        def stop(cron, *args, **kwargs):
            calls.append(args)
            return 0 if len(calls) > 2 else 1

        with freeze_time("2026-04-02 12:00:00"), patch.object(course, "BATCH", 1):
            with patch.object(self.registry["ir.cron"], "_commit_progress", stop):
                self.agreements._cron_advance()
            moved = many.filtered(lambda one: len(one.term_ids) == 2)
            self.assertTrue(0 < len(moved) < 4, len(moved))
            # What the night did not come to goes on by itself in the figures.
            day = self._day("2026-04-02")
            self.assertEqual(self.recurring._get_arr(day), {self.birch.id: 72_000})
            self._run_night()
            self._run_night()
            self.assertEqual([len(one.term_ids) for one in many], [2] * 4)
            self.assertEqual(self.recurring._get_arr(day), {self.birch.id: 72_000})

    def test_one_that_fails_holds_up_no_other(self):
        good = self._agree(date_start="2025-04-01")
        bad = self._agree(date_start="2025-04-01", name="Bad")
        self.env.cr.execute(
            "UPDATE relationship_agreement SET anchor_date = NULL WHERE id = %s",
            [bad.id],
        )
        self.env.invalidate_all()
        with (
            freeze_time("2026-04-02 12:00:00"),
            self.assertLogs("odoo.addons.account_relationship", "ERROR"),
        ):
            self._run_step("advance_agreements")
        self.assertEqual((len(good.term_ids), len(bad.term_ids)), (2, 1))
