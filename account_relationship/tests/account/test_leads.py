from itertools import product

from odoo.tests import tagged, users

from ..common import AccountCommon


@tagged("post_install", "-at_install")
class TestAccountOfALead(AccountCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._add_company()
        cls.sam.company_ids |= cls.second

    def _open_second_account(self, customer):
        return self.Account.create(
            {
                "partner_id": customer.id,
                "company_id": self.second.id,
                "manager_id": self.hugo.id,
            }
        )

    @users("sam")
    def test_pipeline_and_its_analysis_are_grouped_by_what_we_know_of_the_customer(
        self,
    ):
        self._add_lead(self.acme_customer, self.sam, relationship_motion="renewal")
        Lead = self.env["crm.lead"]
        for view in (
            "crm.view_crm_case_opportunities_filter",
            "crm.crm_opportunity_report_view_search",
        ):
            arch = Lead.get_view(self.env.ref(view).id, "search")["arch"]
            for name in ("account_manager_id", "relationship_motion"):
                self.assertIn(f"'group_by': '{name}'", arch, view)
        groups = Lead._read_group(
            [("user_id", "=", self.sam.id)],
            ["account_manager_id", "relationship_motion", "relationship_tier_id"],
            ["__count"],
        )
        self.assertEqual(groups, [(self.ann, "renewal", self.tier_a, 1)])

    @users("sam")
    def test_lead_of_a_contact_is_the_companys(self):
        lead = self.env["crm.lead"].create(
            {"name": "x", "partner_id": self.amy.id, "user_id": self.sam.id}
        )
        self.assertEqual(lead.relationship_account_id, self.acme)
        self.assertEqual(lead.account_manager_id, self.ann)
        self.assertEqual(lead.relationship_tier_id, self.tier_a)
        self.assertEqual(lead.relationship_stage_id, self.onboarding)

    @users("sam")
    def test_lead_follows_its_customer(self):
        lead = self._add_lead(self.amy, self.sam).with_env(self.env)
        lead.partner_id = self.cedar_customer
        self.assertEqual(lead.relationship_account_id, self.cedar)
        lead.partner_id = self.dune
        self.assertFalse(lead.relationship_account_id)
        lead.partner_id = False
        self.assertFalse(lead.relationship_account_id)

    def test_lead_follows_its_company(self):
        other = self._open_second_account(self.acme_customer)
        lead = self._add_lead(self.amy, False, team_id=False)
        self.assertEqual(lead.relationship_account_id, self.acme)
        lead.company_id = self.second
        self.assertEqual(lead.relationship_account_id, other)

    def test_lead_of_no_company_has_the_only_account(self):
        lead = self._add_lead(self.amy, False, company_id=False, team_id=False)
        self.assertEqual(lead.relationship_account_id, self.acme)
        self._open_second_account(self.acme_customer)
        self.assertFalse(lead.relationship_account_id, "there are two now")

    def test_lead_that_was_there_before_is_linked(self):
        lead = self._add_lead(self.dune, self.sam)
        self.assertFalse(lead.relationship_account_id)
        account = self.Account.create(
            {"partner_id": self.dune.id, "manager_id": self.ann.id}
        )
        self.assertEqual(lead.relationship_account_id, account)
        self.assertEqual(account.lead_ids, lead)

    def test_leads_of_a_deleted_account_have_none(self):
        lead = self._add_lead(self.amy, self.sam)
        self.acme.unlink()
        self.assertFalse(lead.relationship_account_id)

    def test_the_last_account_left_gets_the_leads_of_no_company(self):
        other = self._open_second_account(self.acme_customer)
        lead = self._add_lead(self.amy, False, company_id=False, team_id=False)
        self.assertFalse(lead.relationship_account_id)
        other.unlink()
        self.assertEqual(lead.relationship_account_id, self.acme)

    def test_compute_and_bulk_link_agree(self):
        """Whatever comes first, customer, company or account, the link is the same."""
        self._open_second_account(self.acme_customer)
        self._open_second_account(self.dune)
        self.cedar.active = False
        customers = [
            self.acme_customer,
            self.amy,
            self.birch_customer,
            self.cedar_customer,
            self.dune,
            self.env["res.partner"],
        ]
        companies = [self.company, self.second, self.env["res.company"]]
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": "x",
                    "partner_id": customer.id,
                    "company_id": company.id,
                    "user_id": False,
                    "team_id": False,
                }
                for customer, company in product(customers, companies)
            ]
        )
        computed = [lead.relationship_account_id.id for lead in leads]
        self.assertEqual(len(set(computed)), 6, "five accounts, and none")
        self.env.flush_all()
        accounts = self.Account.with_context(active_test=False).search([])
        for stale in (None, self.birch.id):
            self.env.cr.execute(
                "UPDATE crm_lead SET relationship_account_id = %s"
                " WHERE id = ANY(%s) AND partner_id IS NOT NULL",
                (stale, leads.ids),
            )
            self.env.invalidate_all()
            self.env["crm.lead"]._link_to_accounts(accounts)
            self.assertEqual(
                [lead.relationship_account_id.id for lead in leads], computed
            )

    @users("sam")
    def test_leads_are_grouped_by_manager_and_tier(self):
        self._add_lead(self.amy, self.sam)
        self._add_lead(self.dune, self.sam)
        for name, value in [
            ("account_manager_id", self.ann),
            ("relationship_tier_id", self.tier_a),
        ]:
            groups = self.env["crm.lead"]._read_group([], [name], ["__count"])
            self.assertEqual({key.id: n for key, n in groups}, {value.id: 1, False: 1})
        found = self.env["crm.lead"].search([("account_manager_id", "=", self.ann.id)])
        self.assertEqual(found.partner_id, self.amy)
