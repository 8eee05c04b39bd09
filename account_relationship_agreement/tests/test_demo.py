from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.modules.module import Manifest
from odoo.tests import tagged
from odoo.tools import convert_file

from odoo.addons.account_relationship.tests.common import InvoicedCommon

CORE, RETENTION = "account_relationship", "account_relationship_retention"
MODULE = "account_relationship_agreement"
#: Accounts of the demo of the core and of retention: their managers.
MANAGERS = {
    **{f"{CORE}.account_{name}": "manager" for name in ("halden", "gemini", "azure")},
    **{f"{CORE}.account_{name}": "manager" for name in ("norrland", "lumber")},
    **{f"{CORE}.account_{name}": "manager2" for name in ("acme", "jackson")},
    **{f"{CORE}.account_{name}": "manager2" for name in ("openwood", "woodcorner")},
    f"{CORE}.account_orchid": "head",
    f"{RETENTION}.account_atlas": "head",
}


@tagged("post_install", "-at_install")
class TestDemo(InvoicedCommon):
    """Who opens the demo finds one of everything, and nothing that looks broken."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._load(CORE, "demo/res_users_demo.xml")
        cls._make_accounts()
        cls._invoice_regularly(cls.accounts[-1].partner_id)
        for file in Manifest.for_addon(MODULE)["demo"]:
            cls._load(MODULE, file)
        cls.today = cls.env.company._get_relationship_today()
        cls.agreements = cls.env["relationship.agreement"].search(
            [("account_id", "in", cls.accounts.ids)]
        )
        cls.recurring = cls.env["relationship.recurring"]

    @classmethod
    def _load(cls, module, file):
        convert_file(cls.env, module, file, {}, mode="init", noupdate=True)

    @classmethod
    def _invoice_regularly(cls, customer):
        """As the demo of retention does for many."""
        today = fields.Date.today()
        for months in range(6, 0, -1):
            day = today - relativedelta(months=months)
            cls._invoice(customer, 100, day, product_id=cls.product_a)

    @classmethod
    def _make_accounts(cls):
        """Customers of the core's demo are Odoo's own, which only a demo has."""
        users = {
            login: cls.env.ref(f"{CORE}.user_{login}")
            for login in set(MANAGERS.values())
        }
        customers = cls.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in MANAGERS]
        )
        cls.accounts = cls.env["relationship.account"]._load_records(
            [
                {
                    "xml_id": name,
                    "noupdate": True,
                    "values": {
                        "partner_id": customer.id,
                        "manager_id": users[login].id,
                    },
                }
                for customer, (name, login) in zip(
                    customers, MANAGERS.items(), strict=True
                )
            ]
        )

    def _get(self, key):
        return self.env.ref(f"{MODULE}.agreement_{key}")

    def test_what_is_invoiced_regularly_is_proposed_on_the_first_day(self):
        proposals = self.env["relationship.agreement.proposal"].search([])
        self.assertIn(self.accounts[-1], proposals.account_id)

    def test_agreements_are_of_every_state_and_renewal(self):
        states = self._get_values("state")
        self.assertEqual(states, {"draft", "running", "noticed", "renewed", "ended"})
        self.assertEqual(self._get_values("renewal"), {"tacit", "agreed", "none"})
        self.assertTrue(any(self.agreements.mapped("is_paused")))
        self.assertEqual(len(self.agreements.currency_id), 2)
        self.assertEqual(
            {term.origin for term in self.agreements.term_ids},
            {"first", "tacit", "renewed"},
        )
        kinds = {term.kind for term in self.agreements.term_ids if term.kind}
        self.assertEqual(kinds, {"price"})

    def _get_values(self, name):
        return {one[name] for one in self.agreements}

    def test_what_ended_has_a_reason_and_somebody_went_to_a_competitor(self):
        ended = self.agreements.filtered("ended_on")
        self.assertFalse(ended.filtered(lambda one: not one.end_reason_id))
        self.assertGreater(len(ended.filtered("competitor")), 1)

    def test_what_recurs_moves_in_every_way(self):
        first = self.today.replace(year=self.today.year - 2)
        found = self.recurring._get_movements(first, self.today, self.accounts)
        for kind in ("new", "reactivation", "expansion", "contraction", "churn"):
            with self.subTest(kind):
                self.assertTrue(any(month[kind][0] for month in found.values()))
        self.assertEqual(
            found[self.today.replace(day=1)]["end"][1],
            self.env.company.currency_id.round(sum(self.agreements.mapped("arr"))),
        )

    def test_two_deadlines_are_near_and_the_largest_is_a_large_one(self):
        near = self.agreements.filtered(
            lambda one: (
                one.notice_deadline and (one.notice_deadline - self.today).days < 40
            )
        )
        self.assertEqual(near, self._get("desks") | self._get("rooms"))
        self.assertEqual(self._get("desks").arr, 21_600)
        self.assertTrue(
            all(one.notice_deadline >= self.today for one in near), "none is missed"
        )

    def test_the_managers_page_has_one_or_two_rows_of_it(self):
        alerts = self.env["relationship.alert"].search(
            [
                ("account_id", "in", self.accounts.ids),
                ("reason", "in", ("notice_deadline", "renewal_without_plan")),
                ("state", "=", "open"),
            ]
        )
        self.assertEqual(
            sorted(alerts.account_id.manager_id.mapped("login")), ["head", "manager"]
        )

    def test_the_customer_of_the_demo_sees_what_runs(self):
        side = self.env["relationship.portal.content"]
        shown = [
            side._describe_agreement(one)
            for one in self.agreements
            if one.account_id == self.env.ref(f"{CORE}.account_gemini")
        ]
        self.assertEqual({one["state_label"] for one in shown}, {"Running", "Paused"})

    def test_terms_are_told_from_today_on_any_day(self):
        """Ends of months move days by a few, never past today."""
        self.assertIn(
            (self._get("desks").notice_deadline - self.today).days, range(2, 9)
        )
        self.assertEqual(self._get("cranes").state, "renewed")
        self.assertEqual(self._get("screens").state, "noticed")
        self.assertGreater(self._get("screens").ended_on, self.today)
