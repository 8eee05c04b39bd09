from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged, users

from odoo.addons.account_relationship.tests.common import InvoicedCommon

#: The first of each month up to the day of the tests.
MONTHS = ("2025-11-03", "2025-12-03", "2026-01-03", "2026-02-03", "2026-03-03")


class ProposalCommon(InvoicedCommon):
    """Customers who are invoiced; it is 10 March 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.proposals = cls.env["relationship.agreement.proposal"]
        cls.agreements = cls.env["relationship.agreement"]
        cls.foreign = cls.env["res.currency"].create({"name": "XYZ", "symbol": "x"})
        cls.foreign.rate_ids = [Command.create({"name": "2020-01-01", "rate": 2})]

    @classmethod
    def _sell(cls, days, amount=120, customer=None, product=None, **values):
        """An invoice of one product on each day."""
        moves = cls.env["account.move"]
        for day in days:
            moves |= cls._invoice(
                customer or cls.acme_customer,
                amount,
                day,
                product_id=product or cls.product_a,
                **values,
            )
        return moves

    @classmethod
    def _add_product(cls, name):
        return cls.env["product.product"].create({"name": name, "type": "service"})

    @classmethod
    def _look(cls, domain=()):
        cls.proposals._refresh()
        return cls.proposals.search(list(domain))

    def assertNothing(self):
        self.assertFalse(self._look())


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestProposals(ProposalCommon):
    """What is invoiced regularly is proposed as an agreement."""

    def test_it_says_what_is_invoiced_how_often_and_since_when(self):
        self._sell(MONTHS)
        proposal = self._look()
        self.assertRecordValues(
            proposal,
            [
                {
                    "account_id": self.acme.id,
                    "company_id": self.env.company.id,
                    "manager_id": self.ann.id,
                    "product_id": self.product_a.id,
                    "currency_id": self.env.company.currency_id.id,
                    "amount": 120,
                    "annual_amount": 1440,
                    "interval_count": 1,
                    "interval_unit": "month",
                    "first_day": date(2025, 11, 3),
                    "last_day": date(2026, 3, 3),
                    "invoice_count": 5,
                    "state": "proposed",
                }
            ],
        )
        self.assertEqual(
            proposal.evidence.replace("\xa0", " "),
            "5 invoices of $ 120.00, each month since Nov 3, 2025",
        )

    def test_the_evidence_is_said_in_the_language_of_the_reader(self):
        self._sell(MONTHS)
        proposal = self._look()
        self.env["res.lang"]._activate_lang("es_ES")
        spanish = proposal.with_context(lang="es_ES").evidence
        self.assertNotIn("Nov 3", spanish)

    def test_intervals_are_1_2_3_6_and_12_months(self):
        for number, (days, count, unit, year) in enumerate(
            [
                (("2025-11-05", "2026-01-05", "2026-03-05"), 2, "month", 720),
                (("2025-09-05", "2025-12-05", "2026-03-05"), 3, "month", 480),
                (("2025-03-05", "2025-09-05", "2026-03-05"), 6, "month", 240),
                (("2024-03-05", "2025-03-05", "2026-03-05"), 1, "year", 120),
            ]
        ):
            product = self._add_product(f"Service {number}")
            self._sell(days, product=product)
            with self.subTest(days=days):
                proposal = self._look([("product_id", "=", product.id)])
                self.assertRecordValues(
                    proposal,
                    [
                        {
                            "interval_count": count,
                            "interval_unit": unit,
                            "annual_amount": year,
                            "invoice_count": 3,
                        }
                    ],
                )

    def test_other_intervals_are_none(self):
        self._sell(("2025-07-05", "2025-11-05", "2026-03-05"))
        self._sell(("2026-02-20", "2026-02-27", "2026-03-06"), product=self.product_b)
        self.assertNothing()

    def test_twice_is_no_rule(self):
        self._sell(MONTHS[-2:])
        self.assertNothing()

    def test_the_last_of_january_and_of_february_are_a_month_apart(self):
        self._sell(("2025-12-31", "2026-01-31", "2026-02-28"))
        self.assertEqual(self._look().invoice_count, 3)

    def test_after_a_month_without_an_invoice_it_counts_anew(self):
        self._sell(("2025-10-03", "2025-11-03", *MONTHS[2:]))
        self.assertEqual(self._look().first_day, date(2026, 1, 3))

    def test_a_month_without_an_invoice_leaves_too_few(self):
        self._sell(("2025-10-03", "2025-11-03", "2025-12-03", *MONTHS[3:]))
        self.assertNothing()

    def test_a_price_up_to_a_tenth_higher_goes_on(self):
        self._sell(MONTHS[:3], 100)
        self._sell(MONTHS[3:], 110)
        self.assertRecordValues(
            self._look(), [{"amount": 110, "invoice_count": 5, "annual_amount": 1320}]
        )

    def test_a_price_more_than_a_tenth_higher_counts_anew(self):
        self._sell(MONTHS[:2], 100)
        self._sell(MONTHS[2:4], 110.1)
        self.assertNothing()
        self._sell(MONTHS[4:], 110.1)
        self.assertRecordValues(
            self._look(), [{"amount": 110.1, "first_day": date(2026, 1, 3)}]
        )

    def test_a_bill_in_two_parts_is_one(self):
        self._sell((*MONTHS[:2], *MONTHS[3:]))
        self._sell(("2026-01-03", "2026-01-05"), 60)
        self.assertRecordValues(self._look(), [{"invoice_count": 5, "amount": 120}])

    def test_two_invoices_a_month_are_no_interval(self):
        self._sell(("2026-01-03", "2026-01-18", "2026-02-03", "2026-02-18"), 60)
        self._sell(("2026-03-03",), 60)
        self.assertNothing()

    def test_lines_of_the_same_product_on_one_invoice_are_added(self):
        moves = self._sell(MONTHS[2:], 50, post=False)
        for move in moves:
            move.invoice_line_ids.copy()
        moves.action_post()
        self.assertEqual(self._look().amount, 100)

    def test_amounts_are_net_of_tax(self):
        moves = self._sell(MONTHS, post=False)
        moves.invoice_line_ids.tax_ids = self.tax_sale_a
        moves.action_post()
        self.assertGreater(moves[0].amount_total, 120)
        self.assertEqual(self._look().amount, 120)

    def test_drafts_cancelled_ones_and_credit_notes_are_left_out(self):
        self._sell(MONTHS[:2])
        self._sell(MONTHS[2:3], post=False)
        self._sell(MONTHS[3:4], post=False).button_cancel()
        self._sell(MONTHS[4:], move_type="out_refund")
        self.assertNothing()

    def test_what_was_credited_in_full_was_no_invoice(self):
        moves = self._sell(MONTHS[2:])
        self.assertTrue(self._look())
        reversal = self.env["account.move.reversal"].create(
            {
                "move_ids": [Command.set(moves[1].ids)],
                "journal_id": moves[1].journal_id.id,
            }
        )
        reversal.refund_moves()
        if reversal.new_move_ids.state == "draft":
            reversal.new_move_ids.action_post()
        self.assertEqual(moves[1].payment_state, "reversed")
        self.assertNothing()

    def test_it_is_over_when_the_next_is_late_by_more_than_an_interval(self):
        self._sell(("2025-11-10", "2025-12-10", "2026-01-10"))
        self.assertEqual(len(self._look()), 1)
        with freeze_time("2026-03-11 12:00:00"):
            self.assertNothing()

    def test_what_is_dated_later_is_not_invoiced_yet(self):
        self._sell((*MONTHS[3:], "2026-04-03"))
        self.assertNothing()

    def test_what_has_no_product_or_no_account_is_left_out(self):
        self._sell(MONTHS, customer=self.dune)
        for day in MONTHS:
            self._invoice(self.acme_customer, 50, day)
        self.assertFalse(self._look().filtered(lambda one: one.amount != 50))
        self.assertNotIn(self.dune, self.proposals.account_id.partner_id)

    def test_invoices_of_a_contact_are_those_of_its_company(self):
        self._sell(MONTHS, customer=self.amy)
        self.assertEqual(self._look().account_id, self.acme)

    def test_an_archived_product_is_not_proposed(self):
        self._sell(MONTHS)
        self.assertTrue(self._look())
        self.product_a.product_tmpl_id.active = False
        self.assertNothing()

    def test_an_archived_variant_is_not_proposed(self):
        self._sell(MONTHS)
        self.product_a.active = False
        self.assertNothing()

    def test_an_archived_customer_is_not_proposed(self):
        self._sell(MONTHS)
        self._look()
        self.acme.active = False
        self.assertNothing()
        self.acme_customer.active = False
        self.acme.active = True
        self.assertNothing()

    def test_it_is_of_the_currency_of_the_invoices(self):
        self._sell(MONTHS, currency_id=self.foreign)
        self.assertEqual(self._look().currency_id, self.foreign)

    def test_currencies_are_kept_apart(self):
        self._sell(("2025-11-13", "2025-12-13", "2026-01-13"))
        self._sell(MONTHS[3:], currency_id=self.foreign)
        self.assertEqual(self._look().currency_id, self.env.company.currency_id)

    def test_what_is_agreed_already_is_not_proposed(self):
        self._sell(MONTHS)
        agreement = self.agreements.create(
            {
                "name": "Care",
                "account_id": self.acme.id,
                "date_start": "2026-01-01",
                "line_ids": [
                    Command.create({"product_id": self.product_a.id, "amount": 120})
                ],
            }
        )
        self.assertNothing()
        agreement.action_confirm()
        self.assertNothing()
        with freeze_time("2026-03-11 12:00:00"):
            agreement._end("both", date(2026, 3, 9), date(2026, 3, 9), self.price, "")
            self.assertEqual(len(self._look()), 1)

    @property
    def price(self):
        return self.env.ref("account_relationship_agreement.end_reason_price")

    def test_the_same_is_written_once(self):
        self._sell(MONTHS)
        self._sell(MONTHS, customer=self.birch_customer)
        self.assertEqual(self.proposals._refresh(), 2)
        ids = self.proposals.search([]).ids
        self.assertEqual(self.proposals._refresh(), 0)
        self._sell(["2026-03-09"], 1)
        self.acme_customer.name = "Acme again"
        self.assertEqual(self.proposals._refresh(), 1)
        self.assertEqual(len(ids), 2)

    def test_a_new_invoice_changes_the_proposal_that_is_there(self):
        self._sell(MONTHS[:4])
        before = self._look()
        self._sell(MONTHS[4:], 125)
        after = self._look()
        self.assertEqual(after, before)
        self.assertRecordValues(after, [{"amount": 125, "invoice_count": 5}])

    def test_the_night_looks(self):
        self._sell(MONTHS)
        with self._without_commits():
            self._run_step("find_proposals")
        self.assertEqual(len(self.proposals.search([])), 1)

    def test_all_customers_are_one_statement(self):
        self._sell(MONTHS)
        self.proposals._refresh()
        self.env.flush_all()
        with self.assertQueryCount(9):
            self.proposals._refresh()
        for customer in (self.birch_customer, self.cedar_customer):
            self._sell(MONTHS, customer=customer)
        self.env.flush_all()
        with self.assertQueryCount(9):
            self.proposals._refresh()

    # ------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------

    def test_merged_customers_are_looked_at_as_one(self):
        self._sell(MONTHS[:3])
        self._sell(MONTHS[3:], customer=self.birch_customer)
        self._look()
        self._merge()
        self.assertRecordValues(
            self._look(), [{"account_id": self.acme.id, "invoice_count": 5}]
        )

    def test_what_either_refused_stays_refused_when_they_are_merged(self):
        self._sell(MONTHS)
        self._sell(MONTHS, customer=self.birch_customer)
        self._sell(MONTHS, customer=self.birch_customer, product=self.product_b)
        refused = self._look([("account_id", "=", self.birch.id)])
        refused.action_refuse()
        self._merge()
        self.assertEqual(self.proposals.search([]), refused)
        self.assertEqual(refused.account_id, self.acme)
        self.assertEqual(set(refused.mapped("state")), {"refused"})

    def _merge(self):
        """The customers become one, and so do their accounts."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(
            (self.acme_customer | self.birch_customer).ids, self.acme_customer
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestProposalAnswers(ProposalCommon):
    """One click makes an agreement of it, another one keeps it away."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sell(MONTHS)
        cls.proposal = cls._look()

    @users("ann")
    def test_one_click_makes_an_agreement_that_runs(self):
        action = self.proposal.with_user(self.env.user).action_make()
        agreement = self.agreements.browse(action["res_id"])
        self.assertRecordValues(
            agreement,
            [
                {
                    "account_id": self.acme.id,
                    "state": "running",
                    "date_start": date(2025, 11, 3),
                    "term_end": False,
                    "notice_deadline": False,
                    "arr": 1440,
                }
            ],
        )
        self.assertRecordValues(
            agreement.line_ids,
            [
                {
                    "product_id": self.product_a.id,
                    "quantity": 1,
                    "amount": 120,
                    "period_count": 1,
                    "period_unit": "month",
                    "date_start": date(2025, 11, 3),
                }
            ],
        )
        self.assertFalse(self.proposal.exists())
        self.assertFalse(self._look())

    @users("ann")
    def test_its_term_can_be_entered_afterwards(self):
        action = self.proposal.with_user(self.env.user).action_make()
        agreement = self.env["relationship.agreement"].browse(action["res_id"])
        agreement.action_set_draft()
        agreement.term_count = 12
        agreement.action_confirm()
        self.assertEqual(agreement.term_end, date(2026, 11, 2))

    @users("ann")
    def test_what_is_alike_of_one_account_becomes_one_agreement(self):
        self._sell(MONTHS[1:], 30, product=self.product_b)
        yearly = self._add_product("Licence")
        self._sell(("2024-03-05", "2025-03-05", "2026-03-05"), 900, product=yearly)
        self._sell(MONTHS, 70, customer=self.birch_customer)
        proposals = self._look().with_user(self.env.user)
        self.assertEqual(len(proposals), 4)
        action = proposals.action_make()
        made = self.agreements.search(action["domain"])
        self.assertEqual(
            sorted((len(one.line_ids), one.arr) for one in made),
            [(1, 840), (1, 900), (2, 1800)],
        )
        self.assertEqual(set(made.mapped("state")), {"running"})
        [both] = made.filtered(lambda one: len(one.line_ids) == 2)
        self.assertEqual(both.date_start, date(2025, 11, 3))
        self.assertEqual(
            set(both.line_ids.mapped("date_start")),
            {date(2025, 11, 3), date(2025, 12, 3)},
        )
        self.assertIn("1 more", both.name)

    def test_pressed_twice_it_is_made_once(self):
        self.proposal.action_make()
        with self.assertRaisesRegex(UserError, "look again"):
            self.proposal.action_make()
        self.assertEqual(len(self.agreements.search([])), 1)

    def test_without_a_rate_it_says_so_and_nothing_is_lost(self):
        self._sell(MONTHS, customer=self.birch_customer, currency_id=self.foreign)
        proposal = self._look([("currency_id", "=", self.foreign.id)])
        self.foreign.rate_ids.unlink()
        with self.assertRaisesRegex(UserError, "no rate of XYZ"), self.cr.savepoint():
            proposal.action_make()
        self.assertEqual(proposal.state, "proposed")
        self.assertFalse(self.agreements.search([]))

    def test_of_an_archived_customer_none_is_made(self):
        self.acme.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            self.proposal.action_make()

    @users("ann")
    def test_what_is_refused_is_never_proposed_again(self):
        self.proposal.with_user(self.env.user).action_refuse()
        self._sell(["2026-03-06"], 400)
        for __ in range(2):
            self._look()
            self.assertRecordValues(
                self.proposals.search([]),
                [{"id": self.proposal.id, "state": "refused", "amount": 120}],
            )
        with self.assertRaisesRegex(UserError, "look again"):
            self.proposal.with_user(self.env.user).action_make()

    @users("ann")
    def test_what_was_refused_is_opened_again(self):
        proposal = self.proposal.with_user(self.env.user)
        proposal.action_refuse()
        proposal.action_propose_again()
        self.assertEqual(proposal.state, "proposed")

    @users("ann")
    def test_opened_again_it_is_gone_where_it_is_over(self):
        proposal = self.proposal.with_user(self.env.user)
        proposal.action_refuse()
        with freeze_time("2026-06-10 12:00:00"):
            proposal.action_propose_again()
        self.assertFalse(proposal.exists())

    @users("ann")
    def test_a_manager_looks_now(self):
        self._sell(MONTHS, 70, customer=self.cedar_customer)
        self.env["relationship.agreement.proposal"].action_look_now()
        self.assertEqual(self.proposals.search_count([]), 2)
        mine = self.env["relationship.agreement.proposal"].search([])
        self.assertEqual(mine.account_id, self.acme)

    def test_it_leads_to_the_lines_of_the_invoices(self):
        self._sell(MONTHS, product=self.product_b)
        self._sell(MONTHS, customer=self.birch_customer)
        self._sell(["2025-06-03"])
        action = self.proposal.with_user(self.accountant).sudo().action_view_lines()
        lines = self.env["account.move.line"].search(action["domain"])
        self.assertEqual(len(lines), 5)
        self.assertEqual(sum(lines.mapped("price_subtotal")), 600)

    # ------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------

    def test_who_may_read_and_answer(self):
        self.env.invalidate_all()
        for login, rights in {
            **{"ann": "rw", "tim": "rw", "bea": "r", "bob": "", "hugo": "rw"},
            **{"adam": "rw", "sam": "", "eve": "", "pia": ""},
        }.items():
            proposal = self.proposal.with_user(getattr(self, login))
            with self.subTest(login=login):
                found = "".join(
                    name[0]
                    for name in ("create", "read", "write", "unlink")
                    if proposal.has_access(name)
                )
                self.assertEqual(found, rights)

    @users("bea", "bob", "eve")
    def test_who_does_not_look_after_the_customer_answers_nothing(self):
        proposal = self.proposal.with_user(self.env.user)
        for name in ("action_make", "action_refuse", "action_propose_again"):
            with self.subTest(name), self.assertRaises(AccessError):
                getattr(proposal, name)()
        self.assertEqual(self.proposal.state, "proposed")

    @users("sam", "eve")
    def test_who_makes_no_agreements_does_not_look(self):
        with self.assertRaises(AccessError):
            self.env["relationship.agreement.proposal"].action_look_now()

    @users("ann")
    def test_nobody_writes_a_proposal(self):
        proposal = self.proposal.with_user(self.env.user)
        for values in ({"amount": 1}, {"state": "refused"}, {"account_id": 1}):
            with self.subTest(values), self.assertRaises(UserError):
                proposal.write(values)

    def test_companies_are_kept_apart(self):
        other = self._add_company()
        head = self._add_user(
            "olga",
            "account_relationship.group_head",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertFalse(self.proposal.with_user(head).has_access("read"))
        self.proposals.with_user(head).action_look_now()
        self.assertTrue(self.proposal.exists())
