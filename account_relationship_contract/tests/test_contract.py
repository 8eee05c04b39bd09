from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged, users

from odoo.addons.account_relationship_agreement.tests.other_sources import (
    OtherSourceTests,
)

from .common import ContractCommon


@freeze_time("2026-03-10 12:00:00")
@tagged("post_install", "-at_install")
class TestContract(OtherSourceTests, ContractCommon):
    """What contracts of the OCA come to, beside agreements."""

    def _recur(self, price=100, partner=None, **values):
        return self._contract(self._line(price), partner=partner, **values)

    # ------------------------------------------------------------
    # Amounts
    # ------------------------------------------------------------

    def test_what_a_line_is_in_a_year(self):
        for rule, interval, expected in (
            ("daily", 1, 36525),
            ("weekly", 1, 5217.86),
            ("monthly", 1, 1200),
            ("monthly", 5, 240),
            ("monthlylastday", 1, 1200),
            ("quarterly", 1, 400),
            ("semesterly", 1, 200),
            ("yearly", 3, 33.33),
        ):
            with self.subTest(rule=rule, interval=interval):
                contract = self._contract(
                    self._line(recurring_rule_type=rule, recurring_interval=interval)
                )
                self.assertEqual(self._get_amounts("2026-02-01"), [expected])
                contract.unlink()

    def test_quantity_and_discount_count(self):
        self._contract(self._line(quantity=3, discount=10), self._line(-20))
        self.assertEqual(self._get_amounts("2026-02-01"), [3 * 90 * 12 - 240])

    def test_a_price_of_the_pricelist_counts_as_the_contract_has_it(self):
        product = self.env["product.product"].create(
            {"name": "Check", "list_price": 50}
        )
        line = self._line(product_id=product.id, automatic_price=True, quantity=2)
        line.pop("price_unit")
        contract = self._contract(
            line,
            pricelist_id=self.env["product.pricelist"].create({"name": "Ours"}).id,
        )
        self.assertEqual(contract.contract_line_ids.price_subtotal, 100)
        self.assertEqual(self._get_amounts("2026-02-01"), [1200])

    def test_taxes_in_the_price_do_not_count(self):
        """What recurs is what is invoiced without tax."""
        company = self._add_company()
        company.country_id = self.env.company.country_id or self.env.ref("base.es")
        group = self.env["account.tax.group"].create(
            {"name": "Theirs", "company_id": company.id}
        )
        taxes = self.env["account.tax"].create(
            [
                {"name": name, "amount": amount, "price_include_override": kind, **more}
                for name, amount, kind, more in (
                    ("21 %", 21, "tax_included", {}),
                    ("5 %", 5, "tax_excluded", {}),
                    (
                        *("Theirs", 50, "tax_included"),
                        {"company_id": company.id, "tax_group_id": group.id},
                    ),
                )
            ]
        )
        product = self.env["product.product"].create({"name": "Care"})
        product.taxes_id = taxes
        contract = self._contract(self._line(121, product_id=product.id))
        invoice = contract.recurring_create_invoice()
        self.assertEqual(invoice.amount_untaxed, 100)
        self.assertEqual(self._get_amounts("2026-02-01"), [1200])
        product.taxes_id -= taxes[0]
        self.assertEqual(self._get_amounts("2026-02-01"), [121 * 12])

    def test_where_the_fiscal_position_has_another_tax_the_price_is_what_it_is(self):
        included, free = self.env["account.tax"].create(
            [
                {
                    "name": "21 %",
                    "amount": 21,
                    "price_include_override": "tax_included",
                },
                {"name": "0 %", "amount": 0, "price_include_override": "tax_excluded"},
            ]
        )
        free.original_tax_ids = included
        abroad = self.env["account.fiscal.position"].create(
            {"name": "Abroad", "tax_ids": free.ids}
        )
        product = self.env["product.product"].create({"name": "Care"})
        product.taxes_id = included
        contract = self._contract(
            self._line(121, product_id=product.id), fiscal_position_id=abroad.id
        )
        invoice = contract.recurring_create_invoice()
        self.assertEqual(invoice.amount_untaxed, 121)
        self.assertEqual(self._get_amounts("2026-02-01"), [121 * 12])

    def test_sections_notes_and_purchases_do_not_count(self):
        section = {"name": "Lifts", "display_type": "line_section"}
        self._contract({**self._line(70), **section}, self._line(10))
        self._contract(self._line(500), contract_type="purchase")
        self.assertEqual(self._get_amounts("2026-02-01"), [120])

    def test_it_counts_from_its_first_to_its_last_day(self):
        self._contract(self._line(start="2026-01-15", end="2026-02-28"))
        days = ("2026-01-14", "2026-01-15", "2026-02-28", "2026-03-01")
        self.assertEqual(self._get_amounts(*days), [0, 1200, 1200, 0])

    def test_header_without_recurrence_of_its_lines(self):
        contract = self._contract(self._line(300))
        contract.write(
            {
                "line_recurrence": False,
                "recurring_rule_type": "quarterly",
                "date_start": "2026-01-01",
                "recurring_next_date": "2026-04-01",
            }
        )
        self.assertEqual(contract.contract_line_ids.recurring_rule_type, "quarterly")
        self.assertEqual(self._get_amounts("2026-02-01"), [1200])
        contract.date_end = "2026-02-10"
        days = ("2026-02-10", "2026-02-11")
        self.assertEqual(self._get_amounts(*days), [1200, 0])

    # ------------------------------------------------------------
    # Currencies and companies
    # ------------------------------------------------------------

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
        self._contract(self._line(), currency_id=other.id)
        self.assertEqual(self._get_amounts("2026-01-31", "2026-03-01"), [600, 600])
        self.assertEqual(self._get_moved("2026-03"), {"start": 600, "end": 600})
        later = self._contract(self._line(start="2026-02-01"), currency_id=other.id)
        self.assertEqual(later.contract_line_ids.currency_id, other)
        self.assertEqual(self._get_amounts("2026-03-01"), [900])
        older = self._contract(self._line(start="2025-06-01"), currency_id=other.id)
        self.assertEqual(self._get_amounts("2026-03-01"), [1500], "the first known")
        own = self.env["res.currency"]._get_conversion_rate(
            other, self.env.company.currency_id, self.env.company, date(2025, 6, 1)
        )
        self.assertEqual(own, 0.5, "as Odoo does")
        older.unlink()

    # ------------------------------------------------------------
    # Cancelled, archived, deleted, merged
    # ------------------------------------------------------------

    def test_a_cancelled_line_never_counted(self):
        contract = self._contract(self._line(), self._line(50))
        contract.contract_line_ids[1].cancel()
        self.assertEqual(self._get_amounts("2026-01-31", "2026-03-01"), [1200, 1200])

    def test_an_archived_contract_counted_as_long_as_it_was_invoiced(self):
        contract = self._contract(self._line())
        contract.contract_line_ids.last_date_invoiced = "2026-02-28"
        contract.active = False
        days = ("2026-02-28", "2026-03-01")
        self.assertEqual(self._get_amounts(*days), [1200, 0])
        self.assertEqual(self._get_moved("2026-03"), {"start": 1200, "churn": 1200})

    def test_an_archived_one_invoiced_to_its_end_fell_due(self):
        contract = self._contract(self._line(end="2026-02-28"))
        contract.contract_line_ids.write(
            {"recurring_next_date": False, "last_date_invoiced": "2026-02-28"}
        )
        february = date(2026, 2, 1), date(2026, 2, 28)
        found = self.recurring._get_renewals(*february)
        self.assertEqual((found["due"], found["rate_net"]), (1200, 0))
        contract.active = False
        self.assertEqual(self.recurring._get_renewals(*february), found)
        self.patch(type(self.recurring), "_has_successors", lambda model: False)
        self.assertEqual(self.recurring._get_renewals(*february), found)

    def test_one_archived_before_its_first_invoice_never_counted(self):
        self._contract(self._line()).active = False
        self.assertEqual(self._get_amounts("2026-01-31"), [0])

    def test_what_is_deleted_corrects_the_open_month(self):
        contract = self._contract(self._line())
        self.env.cr.execute("UPDATE contract_line SET create_date = '2026-01-05'")
        self.recurring._close_months()
        contract.unlink()
        self.assertEqual(self._get_moved("2026-03"), {"start": 1200, "churn": 1200})
        self.assertEqual(
            self.recurring._get_corrections(date(2026, 3, 1)), {self.acme.id: -1200}
        )
        self.assertEqual(self._get_moved("2026-02"), {"start": 1200, "end": 1200})

    def test_months_are_closed_from_the_first_contract_on(self):
        self._contract(self._line())
        self.env.cr.execute("UPDATE contract_line SET create_date = '2026-01-05'")
        closed = self.recurring._close_months()
        self.assertEqual(closed, [date(2026, 1, 1), date(2026, 2, 1)])

    # ------------------------------------------------------------
    # Successors, suspension, renewal, termination
    # ------------------------------------------------------------

    def _renewing(self, end, **values):
        return self._line(
            end=end,
            is_auto_renew=True,
            auto_renew_interval=1,
            auto_renew_rule_type="yearly",
            **values,
        )

    def test_a_suspended_line_counts_for_nothing_and_falls_not_due(self):
        contract = self._contract(self._line(start="2026-01-01", end="2026-12-31"))
        contract.contract_line_ids.stop_plan_successor(
            date(2026, 4, 1), date(2026, 4, 30), False
        )
        days = ("2026-03-31", "2026-04-15", "2026-05-01")
        self.assertEqual(self._get_amounts(*days), [1200, 0, 1200])
        due = self.recurring._get_renewals(date(2026, 3, 1), date(2026, 4, 30))
        self.assertEqual(due["due"], 0)

    def test_a_successor_at_a_higher_price_is_expansion_and_renewal(self):
        contract = self._contract(self._line(end="2026-03-31"))
        [following] = contract.contract_line_ids.plan_successor(
            date(2026, 4, 1), date(2027, 3, 31), False
        )
        following.price_unit = 150
        days = ("2026-03-31", "2026-04-01")
        self.assertEqual(self._get_amounts(*days), [1200, 1800])
        found = self.recurring._get_renewals(date(2026, 3, 1), date(2026, 3, 31))
        self.assertEqual(
            found,
            {
                "due": 1200,
                "renewed_gross": 1200,
                "renewed_net": 1800,
                "rate_gross": 1,
                "rate_net": 1.5,
            },
        )

    def test_what_ends_without_a_successor_is_not_renewed(self):
        self._contract(self._line(end="2026-02-28"))
        found = self.recurring._get_renewals(date(2026, 2, 1), date(2026, 2, 28))
        self.assertEqual((found["due"], found["rate_net"]), (1200, 0))
        self.assertEqual(self._get_moved("2026-03"), {"start": 1200, "churn": 1200})

    def test_what_renews_itself_needs_no_night_for_it(self):
        self._contract(self._renewing("2026-02-28", start="2025-03-01"))
        self.assertEqual(self._get_amounts("2026-03-10"), [1200])
        found = self.recurring._get_renewals(date(2026, 2, 1), date(2026, 2, 28))
        self.assertEqual((found["due"], found["rate_gross"]), (1200, 1))

    def test_terms_before_the_one_that_was_moved_on_fell_due(self):
        contract = self._contract(self._renewing("2025-02-28", start="2024-03-01"))
        contract.contract_line_ids.renew()
        contract.contract_line_ids.renew()
        self.assertEqual(contract.contract_line_ids.date_end, date(2027, 2, 28))
        for year, due in ((2024, 0), (2025, 1200), (2026, 1200), (2027, 1200)):
            with self.subTest(year=year):
                found = self.recurring._get_renewals(
                    date(year, 1, 1), date(year, 12, 31)
                )
                self.assertEqual((found["due"], found["renewed_net"]), (due, due))

    def test_renewal_by_a_new_line_is_one_line_after_the_other(self):
        self.env.company.create_new_line_at_contract_line_renew = True
        contract = self._contract(self._renewing("2026-02-28", start="2025-03-01"))
        contract.contract_line_ids.renew()
        self.assertEqual(len(contract.contract_line_ids), 2)
        self.assertEqual(self._get_amounts("2026-02-28", "2026-03-01"), [1200, 1200])
        found = self.recurring._get_renewals(date(2026, 1, 1), date(2026, 12, 31))
        self.assertEqual((found["due"], found["rate_gross"]), (1200, 1))

    def test_a_terminated_contract_ends_and_renews_no_more(self):
        self.env.user.group_ids |= self.env.ref(
            "contract_termination.can_terminate_contract"
        )
        reason = self.env["contract.terminate.reason"].create({"name": "Moved"})
        contract = self._contract(self._renewing("2026-12-31"))
        contract._terminate_contract(reason, "Bye", date(2026, 3, 31))
        days = ("2026-03-31", "2026-04-01", "2027-02-01")
        self.assertEqual(self._get_amounts(*days), [1200, 0, 0])
        [line] = self.lines.search([("kind", "=", "contract")])
        self.assertEqual(line.renewal, "none")
        self.assertFalse(line.notice_deadline)

    def test_without_the_addon_of_successors_its_fields_are_not_asked_for(self):
        contract = self._contract(self._renewing("2026-02-28", start="2025-03-01"))
        kind = type(self.recurring)
        self.patch(kind, "_has_successors", lambda model: False)
        self.patch(kind, "_has_terminations", lambda model: False)
        self.assertEqual(self._get_amounts("2026-02-28", "2026-03-01"), [1200, 0])
        found = self.recurring._get_renewals(date(2026, 2, 1), date(2026, 2, 28))
        self.assertEqual((found["due"], found["rate_net"]), (1200, 0))
        [line] = self.lines.search([("record_id", "=", contract.id)])
        self.assertEqual((line.renewal, line.state), ("none", "ended"))
        source = self.recurring._get_contract_lines(None).code
        self.assertNotIn("successor", source)
        self.assertNotIn("is_auto_renew", source)

    # ------------------------------------------------------------
    # On the account and in My day
    # ------------------------------------------------------------

    def test_the_account_tells_the_next_renewal_and_notice(self):
        self._contract(self._renewing("2026-05-31"), self._line(7))
        [signal] = [
            line for line in self.acme._get_signals()[self.acme] if line.name == "arr"
        ]
        self.assertEqual(
            signal.words,
            "$\xa01,284 a year recurs · next renewal after May 31 · notice until "
            "Apr 30",
        )

    @users("ann")
    def test_who_sees_the_account_sees_its_contracts(self):
        self._contract(self._renewing("2026-05-31"))
        acme = self.acme.with_env(self.env)
        self.assertTrue(acme.has_other_lines)
        [line] = acme.other_line_ids
        self.assertEqual(
            (line.kind, line.name, line.detail, line.arr, line.state, line.renewal),
            ("contract", "Lifts", "Lift", 1200, "running", "tacit"),
        )
        self.assertEqual(line.notice_deadline, date(2026, 4, 30))
        action = acme.action_view_agreements()
        self.assertEqual(action["res_model"], "relationship.recurring.line")
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), line)
        self.assertFalse(line.may_open)
        with self.assertRaises(AccessError):
            line.action_open_record()
        with self.assertRaises(AccessError):
            line.write({"name": "Mine"})

    def test_who_may_read_contracts_opens_them(self):
        contract = self._contract(self._line())
        self.ann.group_ids |= self.env.ref("account.group_account_invoice")
        line = self.lines.with_user(self.ann).search([("kind", "=", "contract")])
        self.assertTrue(line.may_open)
        action = line.action_open_record()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (contract._name, contract.id)
        )

    def test_an_account_without_contracts_opens_its_agreements(self):
        self._agree()
        action = self.acme.action_view_agreements()
        self.assertEqual(action["res_model"], "relationship.agreement")
        self.assertFalse(self.acme.has_other_lines)

    def test_both_kinds_are_in_one_list(self):
        self._agree()
        self._contract(self._line())
        kinds = self.lines.search([("account_id", "=", self.acme.id)]).mapped("kind")
        self.assertEqual(sorted(kinds), ["agreement", "contract"])
        total = sum(self.lines.search([]).mapped("arr"))
        self.assertEqual(
            total, self.recurring._get_arr(date(2026, 3, 10))[self.acme.id]
        )

    def _get_deadline(self):
        self.env["relationship.alert"]._refresh()
        return self.env["relationship.alert"].search(
            [("account_id", "=", self.acme.id), ("reason", "=", "notice_deadline")]
        )

    def test_my_day_tells_of_the_deadline_of_notice(self):
        self._contract(self._renewing("2026-04-25"), self._renewing("2026-04-25"))
        alert = self._get_deadline()
        self.assertEqual(alert.evidence["by"], "2026-03-25")
        self.assertEqual(alert.evidence["amount"], 2400)
        words = alert._format_notice_deadline(self.acme, alert.evidence)
        self.assertIn("Lifts", words)
        self.assertIn("renews by itself", words)

    def test_of_a_contract_and_an_agreement_the_nearer_deadline_counts(self):
        self._contract(self._renewing("2026-04-25"))
        agreement = self._agree(
            date_start="2025-04-21",
            term_count=1,
            term_unit="year",
            notice_count=1,
            notice_unit="month",
            name="Sooner",
        )
        # What nobody prepares is told of by another alert.
        agreement._make_opportunities()
        self.assertEqual(self._get_deadline().evidence["name"], "Sooner")

    def test_nothing_is_written_to_contracts(self):
        contract = self._contract(self._renewing("2026-05-31"))
        self.env.flush_all()
        before = contract.read(), contract.contract_line_ids.read()
        self._run_night()
        self.recurring._close_months()
        self._get_deadline()
        self.env.invalidate_all()
        self.assertEqual((contract.read(), contract.contract_line_ids.read()), before)
