from datetime import date

from odoo.tests import freeze_time, tagged, users

from ..common import InvoicedCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestCandidates(InvoicedCommon):
    """Customers that buy and have no account, the largest first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in ("Big", "Mid", "Small")]
        )
        cls.big, cls.mid, cls.small = cls.customers
        cls.big.user_id = cls.sam
        cls.contact = cls.env["res.partner"].create(
            {"name": "Contact", "parent_id": cls.big.id}
        )
        cls._invoice(cls.contact, 70, "2026-01-10")
        cls._invoice(cls.mid, 30, "2026-01-10")
        cls._invoice(cls.mid, 5, "2026-02-10", move_type="out_refund")
        cls._invoice(cls.small, 5, "2026-01-10")
        cls._invoice(cls.small, 500, "2020-01-10")
        cls._confirm_order(cls.dune, 1, "2026-03-01 10:00:00")
        cls._invoice(cls.acme_customer, 1000, "2026-01-10")
        cls._add_order(cls.birch_customer, cls.sam)

    def _get_names(self, domain=()):
        candidates = self.env["relationship.candidate"].search(list(domain))
        return candidates.mapped("partner_id.name")

    @users("hugo")
    def test_largest_first_with_the_cumulative_share(self):
        self.assertRecordValues(
            self.env["relationship.candidate"].search([]),
            [
                {
                    "partner_id": customer.id,
                    "revenue_12m": revenue,
                    "revenue_rank": rank,
                    "cumulative_share": share,
                    "is_pareto": pareto,
                    "invoice_count": invoices,
                    "order_count": orders,
                }
                for customer, revenue, rank, share, pareto, invoices, orders in [
                    (self.big, 70, 1, 0.70, True, 1, 0),
                    (self.mid, 25, 2, 0.95, True, 2, 0),
                    (self.small, 5, 3, 1.0, False, 2, 0),
                    (self.dune, 0, 4, 1.0, False, 0, 1),
                ]
            ],
        )
        self.assertEqual(self._get_names([("is_pareto", "=", True)]), ["Big", "Mid"])

    @users("hugo")
    def test_last_purchase_is_an_invoice_or_an_order_and_no_credit_note(self):
        candidates = self.env["relationship.candidate"].search([])
        self.assertEqual(
            [str(day) for day in candidates.mapped("last_purchase_date")],
            ["2026-01-10", "2026-01-10", "2026-01-10", "2026-03-01"],
        )
        self.assertEqual(candidates[0].user_id, self.sam)
        self.assertEqual(candidates[0].display_name, "Big")

    @users("hugo")
    def test_what_is_dated_ahead_is_no_last_purchase_yet(self):
        self._invoice(self.small, 9, "2026-04-01")
        self._confirm_order(self.mid, 1, "2026-03-20 10:00:00")
        ahead = self.env["res.partner"].sudo().create({"name": "Ahead"})
        self._invoice(ahead, 9, "2026-04-01")
        candidates = self.env["relationship.candidate"].search(
            [("partner_id", "in", (self.small | self.mid | ahead).ids)]
        )
        self.assertEqual(
            {row.partner_id.name: row.last_purchase_date for row in candidates},
            {"Mid": date(2026, 1, 10), "Small": date(2026, 1, 10), "Ahead": False},
        )

    @users("hugo")
    def test_revenue_opens_the_invoices_it_was_made_of(self):
        self._invoice(self.small, 9, "2025-03-15")
        self._invoice(self.small, 2, "2025-03-16")
        for candidate in self.env["relationship.candidate"].search([]):
            action = candidate.action_view_revenue()
            # sudo: the head of accounts keeps no books
            invoices = self.env[action["res_model"]].sudo().search(action["domain"])
            self.assertEqual(
                sum(invoices.mapped("amount_untaxed_signed")), candidate.revenue_12m
            )

    @users("hugo")
    def test_account_removes_from_the_list_also_an_ended_one(self):
        account = self.Account.create(
            {"partner_id": self.big.id, "manager_id": self.ann.id}
        )
        self.assertEqual(self._get_names(), ["Mid", "Small", "Dune"])
        account.active = False
        self.assertEqual(self._get_names(), ["Mid", "Small", "Dune"])

    @users("hugo")
    def test_archived_customers_and_those_of_other_companies_are_left_out(self):
        self.mid.active = False
        self._get_names()
        self.small.company_id = self._add_company()
        self.assertEqual(self._get_names(), ["Big", "Dune"])

    @users("hugo")
    def test_each_company_has_its_own(self):
        company = self._add_company()
        Candidate = self.env["relationship.candidate"].with_company(company)
        self.assertFalse(Candidate.search([]))

    @users("hugo")
    def test_nobody_without_revenue_makes_the_80_percent(self):
        self._invoice(self.big, 100, "2026-03-01", move_type="out_refund")
        candidates = self.env["relationship.candidate"].search([])
        self.assertEqual(candidates[-1].partner_id, self.big, "owed more than sold")
        self.assertEqual(candidates[-1].revenue_12m, -30)
        self.assertFalse(candidates[-1].is_pareto)
        self.assertLessEqual(max(candidates.mapped("cumulative_share")), 1.0)

    @users("hugo")
    def test_chosen_ones_open_the_dialog(self):
        chosen = self.env["relationship.candidate"].search([])[:2]
        action = chosen.action_open_accounts()
        opening = self.env[action["res_model"]].with_context(**action["context"]).new()
        self.assertEqual(opening.candidate_count, 2)
