from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, freeze_time, tagged, users

from ..common import InvoicedCommon

#: Differ by design: a customer of the bulk is one since the first purchase.
NOT_COMPARED = {"id", "partner_id", "name", "date_since", "create_date", "write_date"}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-15 12:00:00")
class TestOpeningInBulk(InvoicedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        ref = cls.env.ref
        revenues = [500, 250, 120, 80, 40, 10]
        cls.customers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Customer {number}",
                    "is_company": True,
                    "country_id": ref("base.de" if number % 2 else "base.fr").id,
                }
                for number in range(len(revenues))
            ]
        )
        for customer, revenue in zip(cls.customers, revenues, strict=True):
            cls._invoice(customer, revenue, "2026-01-10")
        cls.customers[0].user_id = cls.bob
        cls.customers[1].user_id = cls.pia
        cls.env.flush_all()

    def _prepare(self, **values):
        return self.env["relationship.account.opening"].create(
            {"manager_id": self.ann.id, "tier_rule": "one", **values}
        )

    def _open(self, **values):
        """The accounts made, those of the largest customers first."""
        action = self._prepare(**values).action_open()
        accounts = self.env["relationship.account"].search(action["domain"])
        return accounts.sorted(lambda account: account.partner_id.id)

    @users("hugo")
    def test_one_manager_for_all(self):
        accounts = self._open(manager_rule="one")
        self.assertEqual(accounts.partner_id, self.customers)
        self.assertEqual(accounts.manager_id, self.ann)
        self.assertEqual(accounts.tier_id, self.tier_b)
        self.assertEqual(self._get_history(accounts[0]), [("Ann", "bulk", True)])

    @users("hugo")
    def test_only_the_chosen_ones(self):
        chosen = self.customers[2:4]
        self.assertEqual(
            self._open(manager_rule="one", candidate_ids=chosen.ids).partner_id, chosen
        )

    @users("hugo")
    def test_salespeople_keep_their_customers(self):
        self.customers[2].user_id = self.tim
        self.tim.active = False
        accounts = self._open(manager_rule="salesperson")
        self.assertEqual(accounts[0].manager_id, self.bob)
        self.assertEqual(accounts[1].manager_id, self.ann, "pia is a portal user")
        self.assertEqual(accounts[2].manager_id, self.ann, "tim left")
        self.assertEqual(accounts[3].manager_id, self.ann, "nobody")

    @users("hugo")
    def test_by_country(self):
        self.bob.account_country_ids = self.env.ref("base.de")
        accounts = self._open(manager_rule="country")
        self.assertEqual(accounts.mapped("manager_id.login"), ["ann", "bob"])
        for account in accounts:
            german = account.country_id.code == "DE"
            self.assertEqual(account.manager_id, self.bob if german else self.ann)

    @users("hugo")
    def test_shared_out_by_capacity(self):
        self.bob.account_capacity = 100
        self.bea.account_capacity = 50
        accounts = self._open(
            manager_rule="capacity",
            manager_ids=[Command.set((self.bob | self.bea).ids)],
        )
        counts = accounts.grouped("manager_id")
        self.assertEqual(len(counts[self.bob]), 4)
        self.assertEqual(len(counts[self.bea]), 2)

    @users("hugo")
    def test_accounts_of_other_companies_take_no_capacity(self):
        company = self._add_company()
        self.bea.sudo().company_ids += company
        self.env["relationship.account"].sudo().create(
            {
                "partner_id": self.env["res.partner"].sudo().create({"name": "X"}).id,
                "company_id": company.id,
                "manager_id": self.bea.id,
            }
        )
        opening = self.env["relationship.account.opening"].new()
        self.assertNotIn(self.bea.id, opening._get_loads(self.bea))

    @users("hugo")
    def test_shared_out_among_a_team(self):
        self.north.member_ids = self.ann | self.tim
        self.ann.account_capacity = self.tim.account_capacity = 20
        accounts = self._open(manager_rule="team", team_id=self.north.id)
        counts = accounts.grouped("manager_id")
        self.assertEqual(len(counts[self.ann]), 1, "she has tier A and B already")
        self.assertLessEqual(len(counts[self.ann]), len(counts[self.tim]))
        self.assertLessEqual(accounts.manager_id, self.north.member_ids)

    @users("hugo")
    def test_tiers_by_share_of_revenue(self):
        accounts = self._open(manager_rule="one", tier_rule="revenue")
        self.assertEqual(
            [account.tier_id for account in accounts],
            [self.tier_a] * 3 + [self.tier_b] + [self.tier_c] * 2,
        )

    @users("hugo")
    def test_one_tier_for_all(self):
        accounts = self._open(manager_rule="one", tier_id=self.tier_c.id)
        self.assertEqual(accounts.tier_id, self.tier_c)
        # The cadence counts from the opening, whose time is the database's own.
        opened = accounts[0].create_date.date()
        self.assertEqual(accounts[0].next_contact_date, opened + timedelta(days=90))

    @users("hugo")
    def test_without_any_tier(self):
        self.env["relationship.tier"].sudo().search([]).active = False
        for rule in ("one", "revenue"):
            opening = self._prepare(manager_rule="one", tier_rule=rule, tier_id=False)
            self.assertEqual({tier for *__, tier in opening._propose()}, {None})

    @users("hugo")
    def test_preview_is_what_comes(self):
        self.bob.account_country_ids = self.env.ref("base.de")
        with Form(self.env["relationship.account.opening"]) as form:
            form.manager_rule = "country"
            form.manager_id = self.ann
            form.tier_rule = "revenue"
        opening = form.record
        preview = {
            line.manager_id: (line.new_count, line.load, line.is_over_capacity)
            for line in opening.line_ids
        }
        opening.action_open()
        for manager, (number, load, over) in preview.items():
            accounts = self.env["relationship.account"].search(
                [("manager_id", "=", manager.id)]
            )
            new = accounts.filtered(lambda a: a.partner_id in self.customers)
            self.assertEqual(len(new), number)
            self.assertEqual(
                sum(account.tier_id.capacity_weight for account in accounts), load
            )
            self.assertFalse(over)

    @users("hugo")
    def test_preview_warns_of_too_many(self):
        self.company.relationship_capacity = 3
        opening = self._prepare(manager_rule="one")
        self.assertRecordValues(
            opening.line_ids,
            [
                {
                    "new_count": 6,
                    "load": 3 + 1 + 6,
                    "capacity": 3,
                    "is_over_capacity": True,
                }
            ],
        )

    @users("hugo")
    def test_who_shares_must_be_named(self):
        with self.assertRaisesRegex(UserError, "Choose the managers"):
            self._open(manager_rule="capacity")
        self.north.crm_team_member_ids.unlink()
        with self.assertRaisesRegex(UserError, "has members"):
            self._open(manager_rule="team", team_id=self.north.id)

    @users("hugo")
    def test_manager_must_be_able_to_own_accounts(self):
        self.ann.active = False
        with self.assertRaisesRegex(UserError, "Ann cannot own accounts"):
            self._open(manager_rule="one")

    @users("hugo")
    def test_second_time_there_is_nothing_left(self):
        self._open(manager_rule="one")
        with self.assertRaisesRegex(UserError, "have an account by now"):
            self._open(manager_rule="one", candidate_ids=self.customers.ids)

    @users("hugo")
    def test_account_opened_by_somebody_else_meanwhile_is_left_alone(self):
        opening = self._prepare(manager_rule="one")
        proposal = opening._propose()
        other = self.Account.create(
            {"partner_id": self.customers[0].id, "manager_id": self.bob.id}
        )
        Account = self.env["relationship.account"]
        made = Account.browse(Account._open_in_bulk(self.company, proposal))
        self.assertEqual(made.partner_id, self.customers[1:])
        self.assertEqual(other.manager_id, self.bob)
        self.assertEqual(self._get_history(other), [("Bob", "opened", True)])
        self.assertEqual(Account._open_in_bulk(self.company, proposal), [])

    @users("hugo")
    def test_leads_are_linked_and_managers_follow(self):
        lead = self._add_lead(self.customers[0], self.sam)
        account = self._open(manager_rule="one")[0]
        self.assertEqual(lead.relationship_account_id, account)
        self.assertIn(self.ann.partner_id, account.message_partner_ids)

    @users("hugo")
    def test_customer_since_the_first_purchase(self):
        self._invoice(self.customers[0], 1, "2019-05-05")
        self._confirm_order(self.customers[1], 1, "2018-04-04 10:00:00")
        accounts = self._open(manager_rule="one")
        self.assertEqual(
            accounts[:3].mapped("date_since"),
            [date(2019, 5, 5), date(2018, 4, 4), date(2026, 1, 10)],
        )

    @users("hugo")
    def test_bulk_gives_what_opening_one_by_one_gives(self):
        """Column by column, for a manager who is away and one without a team."""
        self.env["relationship.absence"].create(
            {"state": "planned", "user_id": self.ann.id}
        )
        for manager in (self.ann, self.bea):
            customers = (
                self.env["res.partner"]
                .sudo()
                .create(
                    [{"name": name, "is_company": True} for name in ("Bulk", "Single")]
                )
            )
            for customer in customers:
                self._invoice(customer, 250, "2026-01-10")
                self._invoice(customer, 50, "2025-01-10")
                self._confirm_order(customer, 10, "2026-01-01 10:00:00")
            made = self._open(
                manager_rule="one",
                manager_id=manager.id,
                candidate_ids=customers[0].ids,
            )
            # Without the tests' context, which keeps people from following.
            quiet = dict.fromkeys(self.env.context, False)
            created = self.env["relationship.account"].with_context(**quiet)
            created = created.create(
                {"partner_id": customers[1].id, "manager_id": manager.id}
            )
            in_bulk, alone = self._read_columns(made), self._read_columns(created)
            differing = {
                name: (in_bulk[name], alone[name])
                for name in in_bulk.keys() - NOT_COMPARED
                if (in_bulk[name] or False) != (alone[name] or False)
            }
            self.assertEqual(differing, {})
            self.assertEqual(in_bulk["revenue_12m"], 250)
            self.assertIn(manager.partner_id, made.message_partner_ids)
            self.assertEqual(
                made.message_partner_ids,
                created.message_partner_ids - self.hugo.partner_id,
                "who opened one by one follows as its author",
            )

    def _read_columns(self, account):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM relationship_account WHERE id = %s", [account.id]
        )
        [columns] = self.env.cr.dictfetchall()
        return columns

    @users("hugo")
    def test_two_thousand_take_no_more_queries_than_twenty(self):
        def count_queries(number):
            customers = (
                self.env["res.partner"]
                .sudo()
                .create([{"name": f"x{n}", "is_company": True} for n in range(number)])
            )
            proposal = [
                (customer.id, (self.ann | self.bob)[n % 2].id, self.tier_b.id)
                for n, customer in enumerate(customers)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            Account = self.env["relationship.account"]
            made = Account._open_in_bulk(self.company, proposal)
            self.assertEqual(len(made), number)
            return self.cr.sql_log_count - before

        count_queries(5)
        few, many = count_queries(20), count_queries(2000)
        self.assertLessEqual(many, few + 5)
        self.assertLess(many, 60)
