from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, tagged, users

from odoo.addons.account_relationship_retention.tests.common import HistoryCommon

from .common import Dashboards

MODULE = "account_relationship_dashboard"
TABLES = ("relationship.cohort", "relationship.concentration")


@tagged("post_install", "-at_install")
class TestDashboards(Dashboards, HistoryCommon, HttpCase):
    """Everybody who looks after customers opens all three, and sees their own.

    Of ann's Acme shrank and Birch stayed; bob's Cedar left; Dune is nobody's.
    """

    module = MODULE
    names = ("retention", "cohorts", "concentration")
    rates = frozenset({"gross", "net", "kept_rate", "share", "cumulative_share"})

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.last = cls.retention._get_last_closed_day()

    @classmethod
    def _make_history(cls):
        before = cls.last - relativedelta(months=18)
        after = cls.last - relativedelta(months=3)
        sales = [
            (cls.acme_customer, before, 1000),
            (cls.acme_customer, after, 600),
            (cls.birch_customer, before, 200),
            (cls.birch_customer, after, 200),
            (cls.cedar_customer, before, 800),
            (cls.dune, after, 200),
        ]
        cls._insert_invoices(
            [("out_invoice", one.id, day, amount) for one, day, amount in sales]
        )
        cls.env["relationship.comparison"]._refresh_standing(cls.env.company)
        for name in TABLES:
            cls.env[name]._rebuild(cls.env.company)

    def test_a_head_sees_all_customers(self):
        self._make_history()
        found = self.retention._get_sales_retention(
            *self.env["relationship.comparison"]
            .search([("company_id", "=", self.env.company.id)], limit=1)
            ._get_windows()
        )
        self.assertEqual((found["gross"], found["customers"]), (0.4, 3))
        self._open(
            "hugo",
            "retention",
            [
                ((1, 1), found["net"]),
                ((1, 2), found["gross"]),
                ((1, 3), found["customers_kept"]),
                ((1, 4), found["lost"][0]),
                ((1, 5), found["new"][0]),
                ((1, 10), found["start"]),
            ],
        )
        self._open("hugo", "cohorts", [((1, 5), 4), ((1, 10), 1)])
        sales = self.retention._get_concentration(
            self.last - relativedelta(months=12, days=-1), self.last
        )
        self._open(
            "hugo",
            "concentration",
            [((1, 1), sales["top1"]), ((1, 5), 1000)],
        )

    def test_who_sees_own_accounts_sees_figures_of_these(self):
        self._make_history()
        self._open(
            "ann",
            "retention",
            [((1, 1), 800 / 1200), ((1, 3), 1), ((1, 10), 1200)],
        )
        self._open("ann", "cohorts", [((1, 5), 2)])
        self._open("ann", "concentration", [((1, 1), 0.75), ((1, 5), 800)])

    @users("ann", "eve")
    def test_only_who_works_with_accounts_finds_them(self):
        found = self.env["spreadsheet.dashboard"].search(
            [("dashboard_group_id", "=", self.env.ref(f"{MODULE}.dashboard_group").id)]
        )
        # sudo: names in data are for administrators
        names = found.sudo().get_external_id().values()
        own = [name for name in names if name.startswith(f"{MODULE}.")]
        self.assertEqual(len(own), 3 if self.env.user.login == "ann" else 0)
