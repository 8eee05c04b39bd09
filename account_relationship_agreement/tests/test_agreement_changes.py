from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged, users

from .common import AgreementCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestAgreementChanges(AgreementCommon):
    """Changing keeps what applied before; renewing says how much more or less it is."""

    def _get_lines(self, agreement):
        return [
            (line.name, line.quantity, line.amount)
            + (str(line.date_start or ""), str(line.date_end or ""))
            for line in agreement.line_ids.sorted("id")
        ]

    def test_changed_line_ends_and_another_one_begins(self):
        agreement = self._agree()
        day = self._day("2026-04-01")
        agreement._amend(day, [(agreement.line_ids, {"quantity": 2})])
        self.assertEqual(
            self._get_lines(agreement),
            [
                ("Lift", 1, 1_500, "", "2026-03-31"),
                ("Lift", 2, 1_500, "2026-04-01", ""),
            ],
        )
        self.assertEqual(agreement.arr, 18_000)
        self.assertEqual(self.recurring._get_arr(day), {self.acme.id: 36_000})
        self.assertIn("From 04/01/2026 on", agreement.message_ids[0].body)

    def test_line_is_changed_twice_on_a_day_taken_out_and_added(self):
        agreement = self._agree()
        day = self._day("2026-04-01")
        agreement._amend(day, [(agreement.line_ids, {"amount": 1_000})])
        agreement._amend(day, [(agreement._get_lines(day), {"amount": 1_200})])
        self.assertEqual(
            self._get_lines(agreement),
            [
                ("Lift", 1, 1_500, "", "2026-03-31"),
                ("Lift", 1, 1_200, "2026-04-01", ""),
            ],
        )
        later = self._day("2026-05-01")
        new = {"name": "Ramp", "amount": 10, "quantity": 1}
        agreement._amend(
            later, [(agreement._get_lines(later), {}), (agreement.line_ids[:0], new)]
        )
        self.assertEqual(
            self._get_lines(agreement)[1:],
            [
                ("Lift", 1, 1_200, "2026-04-01", "2026-04-30"),
                ("Ramp", 1, 10, "2026-05-01", ""),
            ],
        )

    def test_change_of_a_line_that_ends_keeps_its_end(self):
        agreement = self._agree(
            line_ids=[
                self._add_line(100),
                self._add_line(-50, name="Start", date_end="2026-06-30"),
            ]
        )
        discount = agreement.line_ids[1]
        agreement._amend(self._day("2026-04-01"), [(discount, {"amount": -60})])
        self.assertEqual(
            self._get_lines(agreement)[1:],
            [
                ("Start", 1, -50, "", "2026-03-31"),
                ("Start", 1, -60, "2026-04-01", "2026-06-30"),
            ],
        )

    def test_change_that_cannot_be_is_refused(self):
        agreement, line = self._agree(), self._draft().line_ids
        day = self._day
        for words, act in (
            ("not in force", lambda: agreement._amend(day("2025-12-31"), [])),
            (
                "not in force",
                lambda: agreement._amend(day("2026-04-01"), [(line, {"amount": 1})]),
            ),
            (
                "discounts",
                lambda: agreement._amend(
                    day("2026-04-01"),
                    [(line[:0], {"name": "Off", "amount": -1_501, "quantity": 1})],
                ),
            ),
            (
                "needs a line",
                lambda: agreement._amend(day("2026-01-01"), [(agreement.line_ids, {})]),
            ),
            (
                "does not run",
                lambda: line.agreement_id._amend(day("2026-04-01"), []),
            ),
            ("no term that ends", line.agreement_id.action_renew),
            ("no term that ends", lambda: self._agree(term_count=0).action_renew()),
        ):
            with (
                self.subTest(words),
                self.assertRaisesRegex(UserError, words),
                self.env.cr.savepoint(),
            ):
                act()

    # ------------------------------------------------------------
    # Renewing
    # ------------------------------------------------------------

    def test_renewal_with_more_and_dearer_says_how_much_of_each(self):
        """2 lifts at 100 a month become 3 at 110: 1,200 more, and 360 dearer."""
        agreement = self._agree(line_ids=[self._add_line(100, name="Lift", quantity=2)])
        term = agreement._renew([(agreement.line_ids, {"quantity": 3, "amount": 110})])
        self.assertEqual(agreement.state, "renewed")
        self.assertEqual(
            (term.kind, term.upsell, term.downsell, term.price_difference),
            ("more", 1_200, 0, 360),
        )
        self.assertEqual(
            self._get_spans(agreement),
            [("2026-01-01", "2026-12-31"), ("2027-01-01", "2027-12-31")],
        )
        self.assertEqual(str(agreement.term_end), "2026-12-31")
        self.assertEqual(str(agreement.notice_deadline), "2027-09-30")
        self.assertEqual(agreement.arr, 2_400)
        with freeze_time("2027-01-01 12:00:00"):
            self._run_night()
            self.assertEqual(agreement.state, "running")
            self.assertEqual(str(agreement.term_end), "2027-12-31")
            self.assertEqual(agreement.arr, 3_960)

    def test_kinds_of_renewals(self):
        for values, expected in (
            ({}, None),
            ({"quantity": 2, "amount": 100}, ("same", 0, 0, 0)),
            ({"quantity": 1, "amount": 100}, ("less", 0, 1_200, 0)),
            ({"quantity": 2, "amount": 90}, ("price", 0, 0, -240)),
            ({"quantity": 4, "amount": 50}, ("more", 2_400, 0, -2_400)),
        ):
            if not expected:
                continue
            agreement = self._agree(
                line_ids=[self._add_line(100, name="Lift", quantity=2)]
            )
            term = agreement._renew([(agreement.line_ids, values)])
            with self.subTest(values):
                self.assertEqual(
                    (term.kind, term.upsell, term.downsell, term.price_difference),
                    expected,
                )
                before, after = (
                    agreement._get_agreed(self._day(day))
                    for day in ("2026-12-31", "2027-01-01")
                )
                self.assertEqual(
                    after - before,
                    sum(expected[1:2]) - sum(expected[2:3]) + expected[3],
                )

    def test_renewal_takes_back_notice_and_the_end_of_a_term_that_ran_out(self):
        agreement = self._agree()
        self._give_notice(agreement, "2026-03-10")
        agreement._renew([])
        self.assertEqual(agreement.state, "renewed")
        self.assertFalse(agreement.ended_on or agreement.end_reason_id)
        over = self._agree(date_start="2025-02-01", renewal="agreed")
        self.assertEqual(over.state, "ended")
        over._renew([])
        self.assertEqual(over.state, "running")
        self.assertEqual(self._get_spans(over)[-1], ("2026-02-01", "2027-01-31"))
        early = self._agree()
        self._give_notice(early, "2026-03-10", "both", last_day="2026-03-31")
        with self.assertRaisesRegex(UserError, "does not end with its term"):
            early._renew([])

    def test_term_of_another_length_is_counted_from_its_first_day(self):
        agreement = self._agree(date_start="2025-08-31", term_count=6)
        self.assertEqual(
            self._get_spans(agreement),
            [("2025-08-31", "2026-02-27"), ("2026-02-28", "2026-08-30")],
        )
        agreement._renew([], 2, "year")
        self.assertEqual(self._get_spans(agreement)[-1], ("2026-08-31", "2028-08-30"))
        self.assertEqual((agreement.term_count, agreement.term_unit), (2, "year"))

    def test_renewed_agreement_is_not_set_back_to_draft(self):
        agreement = self._agree()
        agreement._renew([])
        with self.assertRaisesRegex(UserError, "was renewed with the customer"):
            agreement.action_set_draft()

    # ------------------------------------------------------------
    # The dialogs
    # ------------------------------------------------------------

    def _open(self, action):
        model = self.env[action["res_model"]].with_context(**action["context"])
        return Form(model)

    @users("ann")
    def test_renew_dialog_shows_the_difference_and_does_it(self):
        agreement = self._agree(
            line_ids=[
                self._add_line(100, name="Lift", quantity=2),
                self._add_line(70, name="Set-up", period_unit="once"),
            ]
        ).with_env(self.env)
        form = self._open(agreement.action_renew())
        self.assertEqual(str(form.date_from), "2027-01-01")
        self.assertEqual(
            (form.before, form.after, len(form.line_ids)), (2_400, 2_400, 1)
        )
        with form.line_ids.edit(0) as row:
            row.quantity, row.amount = 1, 110
        with form.line_ids.new() as row:
            row.name, row.amount = "Ramp", 10
        self.assertEqual((form.upsell, form.downsell), (120, 1_200))
        self.assertEqual((form.price_difference, form.after), (120, 1_440))
        form.save().action_confirm()
        self.assertEqual(agreement.state, "renewed")
        self.assertEqual(
            sorted(agreement._get_lines(self._day("2027-01-01")).mapped("name")),
            ["Lift", "Ramp", "Set-up"],
        )
        self.assertEqual(agreement._get_agreed(self._day("2027-01-01")), 1_440)

    @users("ann")
    def test_change_dialog_ends_what_is_taken_out_of_it(self):
        agreement = self._agree(
            line_ids=[self._add_line(100, name="Lift"), self._add_line(50)]
        ).with_env(self.env)
        form = self._open(agreement.action_change())
        self.assertEqual(str(form.date_from), "2026-03-10")
        form.line_ids.remove(1)
        form.save().action_confirm()
        self.assertEqual(str(agreement.line_ids[1].date_end), "2026-03-09")
        self.assertEqual(agreement.arr, 1_200)

    @users("ann")
    def test_change_dialog_of_an_agreement_to_come_begins_with_it(self):
        agreement = self._agree(date_start="2026-06-01").with_env(self.env)
        form = self._open(agreement.action_change())
        self.assertEqual(str(form.date_from), "2026-06-01")
        self.assertEqual(len(form.line_ids), 1)

    @users("ann")
    def test_what_a_colleague_added_meanwhile_is_not_taken_out(self):
        agreement = self._agree(line_ids=[self._add_line(100, name="Base")])
        agreement = agreement.with_env(self.env)
        form = self._open(agreement.action_change())
        support = {"name": "Support", "amount": 50}
        agreement.with_user(self.tim)._amend(
            self._day("2026-03-10"), [(agreement.line_ids.browse(), support)]
        )
        with form.line_ids.edit(0) as row:
            row.quantity = 2
        form.save().action_confirm()
        self.assertEqual(agreement.arr, 2_400 + 600)
        self.assertFalse(
            agreement._get_lines(self._day("2026-03-10")).filtered("date_end")
        )

    @users("ann")
    def test_renewal_keeps_what_a_colleague_added_meanwhile(self):
        agreement = self._agree(line_ids=[self._add_line(100, name="Base")])
        agreement = agreement.with_env(self.env)
        form = self._open(agreement.action_renew())
        support = {"name": "Support", "amount": 50}
        agreement.with_user(self.tim)._amend(
            self._day("2026-03-10"), [(agreement.line_ids.browse(), support)]
        )
        form.save().action_confirm()
        term = agreement.term_ids[-1]
        self.assertEqual((term.kind, term.downsell), ("same", 0))
        self.assertEqual(term.final, 1_200 + 600)

    @users("ann")
    def test_line_a_colleague_changed_meanwhile_is_to_be_looked_at_again(self):
        agreement = self._agree(line_ids=[self._add_line(100, name="Base")])
        agreement = agreement.with_env(self.env)
        form = self._open(agreement.action_change())
        agreement.with_user(self.tim)._amend(
            self._day("2026-03-05"), [(agreement.line_ids, {"quantity": 3})]
        )
        with form.line_ids.edit(0) as row:
            row.quantity = 2
        with self.assertRaisesRegex(UserError, "Base of .* is not in force"):
            form.save().action_confirm()

    @users("ann")
    def test_notice_dialog_proposes_the_last_day(self):
        agreement = self._agree().with_env(self.env)
        form = self._open(agreement.action_end())
        self.assertEqual(str(form.last_day), "2026-12-31")
        form.noticed_on = "2026-10-01"
        self.assertEqual(str(form.last_day), "2027-12-31")
        form.noticed_on = "2026-03-09"
        form.reason_id = self.price
        form.save().action_confirm()
        self.assertEqual(agreement.state, "noticed")
        self.assertEqual(str(agreement.ended_on), "2026-12-31")

    def test_notice_dialog_begins_with_the_day_of_the_company_of_the_agreement(self):
        other = self._add_company()
        other.relationship_tz = "Pacific/Auckland"
        self.env.company.relationship_tz = "America/Bogota"
        account = self.Account.create(
            {
                "partner_id": self.dune.id,
                "company_id": other.id,
                "manager_id": self.hugo.id,
            }
        )
        agreement = self._agree(account)
        with freeze_time("2026-03-11 03:00:00"):
            days = [
                str(self._open(one.action_end()).noticed_on)
                for one in (agreement, self._agree())
            ]
        self.assertEqual(days, ["2026-03-11", "2026-03-10"])

    @users("bob")
    def test_dialog_about_an_agreement_one_may_not_read_tells_nothing(self):
        agreement = self._agree()
        for name, values in (("change", {}), ("end", {"reason_id": self.price.id})):
            model = self.env[f"relationship.agreement.{name}"]
            values = {"agreement_id": agreement.id, **values}
            spec = {key: {} for key in model._fields}
            defaults = {f"default_{key}": value for key, value in values.items()}
            for act in (
                lambda m=model, v=values: m.create(v),
                lambda m=model, v=values, s=spec: m.onchange(v, list(v), s),
                lambda m=model, d=defaults, s=spec: m.with_context(**d).onchange(
                    {}, [], s
                ),
            ):
                with self.subTest(name), self.assertRaises(AccessError):
                    act()

    @users("ann")
    def test_dialog_takes_no_lines_of_another_agreement(self):
        agreement, other = self._agree(), self._agree(self.cedar)
        values = {
            "agreement_id": agreement.id,
            "date_from": "2026-04-01",
            "line_ids": [
                Command.create(
                    {"line_id": other.line_ids.id, "name": "Lift", "amount": 1}
                )
            ],
        }
        with self.assertRaises(AccessError):
            self.env["relationship.agreement.change"].create(values)
        second = self._agree(self.birch)
        values["line_ids"][0][2]["line_id"] = second.line_ids.id
        dialog = self.env["relationship.agreement.change"].create(values)
        with self.assertRaisesRegex(UserError, "another agreement"):
            dialog.action_confirm()
