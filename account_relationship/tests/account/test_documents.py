from lxml import etree

from odoo.tests import freeze_time, tagged, users

from ..common import InvoicedCommon, get_brief_words


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestDocuments(InvoicedCommon):
    """What the buttons of the account count is what they open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        acme, amy, birch = cls.acme_customer, cls.amy, cls.birch_customer
        cls.invoices = cls._invoice(acme, 100, "2026-01-10")
        cls.invoices |= cls._invoice(
            amy, 50, "2026-03-10", invoice_date_due="2026-04-01"
        )
        cls.invoices |= cls._invoice(acme, 30, "2026-02-10", move_type="out_refund")
        cls.old_invoice = cls._invoice(acme, 7, "2020-01-10")
        cls.invoices |= cls.old_invoice
        cls._invoice(acme, 999, "2026-02-10", post=False)
        cls._invoice(birch, 5, "2026-02-10")
        cls.orders = cls._confirm_order(acme, 200, "2026-01-01 10:00:00")
        cls.orders |= cls._confirm_order(amy, 20, "2026-01-02 10:00:00")
        cls._add_order(acme, cls.sam)
        cls.leads = cls._add_lead(acme, cls.sam, expected_revenue=1000)
        cls.leads |= cls._add_lead(amy, cls.ann, expected_revenue=500)
        cls._add_lead(acme, cls.ann, expected_revenue=9).action_set_won()
        cls._add_lead(acme, cls.ann, expected_revenue=9).action_set_lost()
        cls._add_lead(acme, cls.ann, type="lead")
        cls.meeting = cls.env["calendar.event"].create(
            {
                "name": "Review",
                "start": "2026-03-20 10:00:00",
                "stop": "2026-03-20 11:00:00",
                "partner_ids": [(6, 0, (amy | cls.ann.partner_id).ids)],
            }
        )
        cls.env.flush_all()

    def _open(self, action):
        """The records the user sees after clicking."""
        return self.env[action["res_model"]].search(action["domain"])

    @users("accountant", "hugo")
    def test_opportunities(self):
        account = self.acme.with_env(self.env)
        self.assertRecordValues(
            account, [{"opportunity_count": 2, "opportunity_amount": 1500}]
        )
        action = account.action_view_opportunities()
        self.assertEqual(self._open(action), self.leads)
        self.assertEqual(action["views"][0][1], "list")

    @users("accountant", "hugo")
    def test_orders(self):
        account = self.acme.with_env(self.env)
        self.assertRecordValues(account, [{"order_count": 2, "order_amount": 220}])
        self.assertEqual(self._open(account.action_view_orders()), self.orders)

    @users("hugo")
    def test_what_another_company_sells_is_not_this_accounts(self):
        """It is neither listed, nor does it go to the next account manager."""
        company = self._add_company()
        self.ann.company_ids |= company
        sold, offered = (
            self._add_order(self.acme_customer, self.ann, company_id=company.id)
            for __ in range(2)
        )
        sold.state = "sale"
        account = self.acme.with_user(self.hugo).with_context(
            allowed_company_ids=[self.env.company.id, company.id]
        )
        orders = account.env["sale.order"]
        self.assertIn(sold, orders.search([]))
        found = orders.search(account.action_view_orders()["domain"])
        self.assertEqual(found, self.orders)
        account.manager_id = self.tim
        self.assertEqual(offered.user_id, self.ann)

    @users("accountant")
    def test_invoices(self):
        account = self.acme.with_env(self.env)
        self.assertRecordValues(
            account, [{"invoice_count": 4, "invoice_amount": 100 + 50 - 30 + 7}]
        )
        self.assertEqual(self._open(account.action_view_invoices()), self.invoices)

    @users("accountant")
    def test_overdue_invoices(self):
        account = self.acme.with_env(self.env)
        self.assertRecordValues(
            account, [{"overdue_count": 2, "overdue_residual": 107}]
        )
        opened = self._open(account.action_view_overdue_invoices())
        self.assertEqual(opened, self.invoices[0] | self.old_invoice)
        account.action_refresh_measures()
        self.assertEqual(account.overdue_amount, account.overdue_residual)

    def test_brief_counts_the_overdue_invoices_its_reader_may_see(self):
        self.invoices[0].invoice_user_id = self.sam
        self.old_invoice.invoice_user_id = self.ann
        self.env.flush_all()
        for user, words in [
            (self.accountant, "2 overdue invoices"),
            (self.sam, "1 overdue invoice"),
            (self.eve, None),
        ]:
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                brief = self.amy.with_user(user).relationship_brief
                self.assertEqual(get_brief_words(brief).get("overdue"), words)

    def test_brief_is_silent_where_all_is_paid_in_time(self):
        carl = self.env["res.partner"].create(
            {"name": "Carl", "parent_id": self.cedar_customer.id}
        )
        brief = carl.with_user(self.accountant).relationship_brief
        self.assertNotIn("overdue", get_brief_words(brief))

    @users("accountant")
    def test_revenue_opens_the_invoices_it_was_made_of(self):
        account = self.acme.with_env(self.env)
        before = self._invoice(self.amy, 11, "2025-03-15").with_env(self.env)
        account.action_refresh_measures()
        opened = self._open(account.action_view_revenue())
        self.assertEqual(opened, self.invoices - self.old_invoice)
        self.assertEqual(
            sum(opened.mapped("amount_untaxed_signed")), account.revenue_12m
        )
        opened = self._open(account.action_view_revenue_before())
        self.assertEqual(opened, before)
        self.assertEqual(account.revenue_prior_12m, 11)

    @users("ann")
    def test_meetings(self):
        account = self.acme.with_env(self.env)
        self.assertEqual(account.meeting_count, 1)
        self.assertEqual(self._open(account.action_view_meetings()), self.meeting)

    @users("hugo")
    def test_amounts_in_foreign_currency_are_converted(self):
        currency = self.setup_other_currency("EUR", rates=[("2025-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].sudo()
        pricelist = pricelist.create({"name": "EUR", "currency_id": currency.id})
        self._confirm_order(
            self.birch_customer, 100, "2026-01-02", pricelist_id=pricelist.id
        )
        self.assertEqual(self.birch.with_env(self.env).order_amount, 50)

    @users("sam")
    def test_restricted_kinds_are_said_to_be_so(self):
        account = self.acme.with_env(self.env)
        self.assertRecordValues(
            account,
            [
                {
                    "may_read_leads": True,
                    "may_read_orders": True,
                    "may_read_invoices": self.env["account.move"].has_access("read"),
                    "opportunity_count": 1,
                    "order_count": 2,
                }
            ],
        )

    @users("sam")
    def test_of_own_documents_a_zero_is_said_to_be_restricted(self):
        account = self.acme.with_env(self.env)
        self.assertTrue(account.own_sales_only and account.own_invoices_only)
        form = etree.fromstring(self.env["relationship.account"].get_view()["arch"])
        for kind, own in (
            ("opportunity_count", "own_sales_only"),
            ("order_count", "own_sales_only"),
            ("invoice_count", "own_invoices_only"),
        ):
            with self.subTest(kind):
                [number] = form.xpath(f"//span[field[@name='{kind}']]")
                self.assertEqual(number.get("invisible"), f"{own} and not {kind}")
                [word] = number.xpath("following-sibling::div[1]")
                self.assertEqual(word.text, "restricted")
                self.assertEqual(word.get("invisible"), f"not {own} or {kind}")

    @users("sam")
    def test_it_is_restricted_whether_others_have_documents_or_not(self):
        """Who may not see them does not learn whether there are some."""
        said = [
            (account.own_sales_only, account.own_invoices_only)
            for account in (self.acme | self.birch).with_env(self.env)
        ]
        self.assertEqual(said, [(True, True), (True, True)])

    @users("ann")
    def test_who_sees_all_documents_sees_their_number(self):
        account = self.acme.with_env(self.env)
        self.assertFalse(account.own_sales_only or account.own_invoices_only)

    def test_who_keeps_the_books_sees_all_invoices_but_own_sales(self):
        self.sam.group_ids += self.env.ref("account.group_account_invoice")
        account = self.acme.with_user(self.sam)
        self.assertTrue(account.own_sales_only)
        self.assertFalse(account.own_invoices_only)

    @users("eve")
    def test_reader_without_any_right_is_told_so(self):
        account = self.env["relationship.account"].new({"partner_id": self.dune.id})
        self.assertFalse(
            account.may_read_leads
            or account.may_read_orders
            or account.may_read_invoices
        )
        self.assertEqual(
            (account.opportunity_count, account.order_count, account.invoice_count),
            (0, 0, 0),
        )

    @users("hugo")
    def test_new_account_has_no_documents(self):
        account = self.env["relationship.account"].new()
        self.assertEqual((account.order_count, account.opportunity_count), (0, 0))


@tagged("post_install", "-at_install")
class TestQueries(InvoicedCommon):
    """Opening a screen takes the same number of queries for 5 and for 40 accounts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = cls._add_accounts(45, manager_id=cls.hugo.id)
        for account in cls.many:
            cls._plan_activity(account, cls.hugo)
        cls._add_lead(cls.many[0].partner_id, cls.hugo)

    def _count(self, function):
        """Queries once the caches that all requests share are warm."""

        def count_once():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            function()
            return self.cr.sql_log_count - before

        return min(count_once() for __ in range(4))

    def _get_specification(self, view_type):
        """What the web client asks for: the fields of the view."""
        View = self.env["relationship.account"]
        views = View.get_views([(False, view_type)])
        fields = views["models"]["relationship.account"]["fields"]
        arch = views["views"][view_type]["arch"]
        return {
            name: {"fields": {"display_name": {}}}
            if field["type"] in ("many2one", "many2many", "one2many")
            else {}
            for name, field in fields.items()
            if f'name="{name}"' in arch
        }

    @users("hugo")
    def test_list_and_kanban(self):
        Account = self.env["relationship.account"]
        for view_type in ("list", "kanban"):
            specification = self._get_specification(view_type)
            self.assertIn("name", specification)

            def read(limit, specification=specification):
                records = Account.web_search_read(
                    [], specification, limit=limit, order="revenue_12m desc, id desc"
                )["records"]
                self.assertEqual(len(records), limit)

            self.assertEqual(
                self._count(lambda read=read: read(5)),
                self._count(lambda read=read: read(40)),
                view_type,
            )

    @users("hugo")
    def test_form_does_not_depend_on_the_number_of_accounts(self):
        specification = self._get_specification("form")
        account = self.many[:1].with_env(self.env)
        few = self._count(lambda: account.web_read(specification))
        self._add_accounts(20)
        self.assertEqual(self._count(lambda: account.web_read(specification)), few)

    @users("sam")
    def test_salesperson_opens_form_and_list(self):
        self._add_lead(self.acme_customer, self.sam)
        for view_type in ("form", "list", "kanban"):
            specification = self._get_specification(view_type)
            self.assertNotIn("revenue_12m", specification)
            [values] = self.acme.with_env(self.env).web_read(specification)
            self.assertEqual(values["id"], self.acme.id)
