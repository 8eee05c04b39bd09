from odoo.tests import freeze_time, tagged, users

from ..common import InvoicedCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestSalesDocuments(InvoicedCommon):
    """Orders, invoices and their reports know who looks after the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        customers = (cls.amy, cls.birch_customer, cls.cedar_customer, cls.dune)
        cls.orders = cls.env["sale.order"]
        cls.invoices = cls.env["account.move"]
        for number, customer in enumerate(customers, start=1):
            cls.orders |= cls._confirm_order(customer, 100 * number, "2026-03-01")
            cls.invoices |= cls._invoice(customer, 10 * number, "2026-03-01")
        cls.invoices |= cls._invoice(cls.amy, 5, "2026-03-02", move_type="out_refund")
        cls.env.flush_all()

    def _find(self, records, *condition):
        found = self.env[records._name].search([condition, ("id", "in", records.ids)])
        return set(found.partner_id.mapped("name"))

    @users("hugo")
    def test_orders_show_and_find_the_manager(self):
        order = self.orders[0].with_env(self.env)
        self.assertEqual(order.account_manager_id, self.ann)
        self.assertEqual(order.relationship_account_id, self.acme)
        action = order.action_view_customer_account()
        self.assertEqual(action["res_id"], self.acme.id)

    @users("accountant")
    def test_documents_are_found_by_manager(self):
        for documents in (self.orders, self.invoices):
            for condition, names in [
                (("=", self.ann.id), {"Amy", "Birch"}),
                (("!=", self.ann.id), {"Cedar", "Dune"}),
                (("=", False), {"Dune"}),
                (("!=", False), {"Amy", "Birch", "Cedar"}),
                (("ilike", "bob"), {"Cedar"}),
                (("not ilike", "bob"), {"Amy", "Birch", "Dune"}),
            ]:
                self.assertEqual(
                    self._find(documents, "account_manager_id", *condition),
                    names,
                    (documents._name, condition),
                )
            self.assertEqual(
                self._find(documents, "relationship_account_id", "=", self.acme.id),
                {"Amy"},
            )

    @users("accountant")
    def test_invoices_show_the_manager_to_accountants(self):
        self.assertEqual(
            self.invoices[0].with_env(self.env).account_manager_id, self.ann
        )
        self.assertFalse(self.invoices[3].with_env(self.env).account_manager_id)

    @users("accountant")
    def test_reports_grouped_add_up_to_the_whole(self):
        for model, measure in [
            ("sale.report", "price_subtotal:sum"),
            ("account.invoice.report", "price_subtotal:sum"),
        ]:
            Report = self.env[model].sudo()
            domain = [("company_id", "=", self.company.id)]
            [(count, total)] = Report._read_group(domain, [], ["__count", measure])
            self.assertGreater(total, 0)
            for name in (
                "account_manager_id",
                "relationship_tier_id",
                "relationship_stage_id",
            ):
                groups = Report._read_group(domain, [name], ["__count", measure])
                self.assertEqual(sum(group[1] for group in groups), count)
                self.assertAlmostEqual(sum(group[2] for group in groups), total)

    @users("hugo")
    def test_reports_by_manager(self):
        groups = (
            self.env["sale.report"]
            .sudo()
            ._read_group(
                [("company_id", "=", self.company.id)],
                ["account_manager_id"],
                ["price_subtotal:sum"],
            )
        )
        self.assertEqual(
            {manager.name: total for manager, total in groups},
            {"Ann": 300, "Bob": 300, False: 400},
        )
        groups = (
            self.env["account.invoice.report"]
            .sudo()
            ._read_group(
                [("company_id", "=", self.company.id)],
                ["relationship_tier_id"],
                ["price_subtotal:sum"],
            )
        )
        self.assertEqual(
            {tier.id: total for tier, total in groups},
            {self.tier_a.id: 5, self.tier_b.id: 50, False: 40},
        )

    def test_reports_do_not_count_ended_accounts(self):
        self.acme.active = False
        groups = self.env["account.invoice.report"]._read_group(
            [("company_id", "=", self.company.id)],
            ["account_manager_id"],
            ["price_subtotal:sum"],
        )
        self.assertEqual(
            {manager.name: total for manager, total in groups},
            {"Ann": 20, "Bob": 30, False: 45},
        )
