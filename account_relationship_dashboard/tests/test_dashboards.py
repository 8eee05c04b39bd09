import json

from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, tagged, users
from odoo.tools import file_open

from odoo.addons.account_relationship_retention.tests.common import HistoryCommon

MODULE = "account_relationship_dashboard"
NAMES = ("retention", "cohorts", "concentration")
TABLES = ("relationship.cohort", "relationship.concentration")
#: Opens a dashboard, waits until all is computed, and says what is wrong with it.
SCRIPT = """
const find = (node) => {
    if (node.component?.loader?.getActiveDashboard) return node.component;
    for (const child of Object.values(node.children)) {
        const found = find(child);
        if (found) return found;
    }
};
const expected = %(expected)s;
let tries = 600;
const check = () => {
    const root = globalThis.odoo?.__WOWL_DEBUG__?.root?.__owl__;
    const page = root && find(root);
    const dashboard = page?.loader.getActiveDashboard();
    const getters = dashboard?.model?.getters;
    if (!getters) return setTimeout(check, 100);
    const cells = getters.getSheetIds().flatMap((sheet) =>
        Object.values(getters.getCells(sheet)).map(({ id }) => {
            const place = getters.getCellPosition(id);
            return { ...place, ...getters.getEvaluatedCell(place) };
        })
    );
    const isLoading = cells.some((cell) => cell.value === "Loading...");
    if (isLoading) return setTimeout(check, 100);
    // Formulas say nothing, and no error either, until their data have come.
    const differs = expected.filter(([sheetId, col, row, value]) => {
        const { value: found } = getters.getEvaluatedCell({ sheetId, col, row });
        return typeof found !== "number" || Math.abs(found - value) > 0.0001;
    });
    if (differs.length && --tries) return setTimeout(check, 100);
    if (differs.length) return console.error("differs", JSON.stringify(differs));
    const wrong = cells.filter((cell) => cell.type === "error");
    if (wrong.length) return console.error(JSON.stringify(wrong[0]));
    if (Boolean(dashboard.isSample) !== %(sample)s) {
        return console.error("sample", dashboard.isSample);
    }
    console.log("test successful");
};
check();
"""


class DashboardsCommon(HistoryCommon):
    """Of ann's Acme shrank and Birch stayed; bob's Cedar left; Dune is nobody's."""

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


@tagged("post_install", "-at_install")
class TestDashboards(DashboardsCommon, HttpCase):
    """Everybody who looks after customers opens all three, and sees their own."""

    def _open(self, login, name, expected=(), sample=False):
        dashboard = self.env.ref(f"{MODULE}.dashboard_{name}")
        self.browser_js(
            f"/odoo/dashboards?dashboard_id={dashboard.id}",
            SCRIPT % {"expected": json.dumps(expected), "sample": json.dumps(sample)},
            login=login,
            timeout=180,
        )

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
                ("data", 1, 1, found["net"]),
                ("data", 1, 2, found["gross"]),
                ("data", 1, 3, found["customers_kept"]),
                ("data", 1, 4, found["lost"][0]),
                ("data", 1, 5, found["new"][0]),
                ("data", 1, 10, found["start"]),
            ],
        )
        self._open("hugo", "cohorts", [("data", 1, 5, 4), ("data", 1, 10, 1)])
        sales = self.retention._get_concentration(
            self.last - relativedelta(months=12, days=-1), self.last
        )
        self._open(
            "hugo",
            "concentration",
            [("data", 1, 1, sales["top1"]), ("data", 1, 5, 1000)],
        )

    def test_who_sees_own_accounts_sees_figures_of_these(self):
        self._make_history()
        self._open(
            "ann",
            "retention",
            [("data", 1, 1, 800 / 1200), ("data", 1, 3, 1), ("data", 1, 10, 1200)],
        )
        self._open("ann", "cohorts", [("data", 1, 5, 2)])
        self._open("ann", "concentration", [("data", 1, 1, 0.75), ("data", 1, 5, 800)])

    def test_a_sample_shows_while_there_is_nothing_to_tell(self):
        for name in NAMES:
            self._open("ann", name, sample=True)

    @users("ann", "eve")
    def test_only_who_works_with_accounts_finds_them(self):
        found = self.env["spreadsheet.dashboard"].search(
            [("dashboard_group_id", "=", self.env.ref(f"{MODULE}.dashboard_group").id)]
        )
        # sudo: names in data are for administrators
        names = found.sudo().get_external_id().values()
        own = [name for name in names if name.startswith(f"{MODULE}.")]
        self.assertEqual(len(own), 3 if self.env.user.login == "ann" else 0)

    def test_cells_add_up_sums_and_never_rates(self):
        for name in NAMES:
            with file_open(f"{MODULE}/data/files/{name}_dashboard.json") as file:
                pivots = json.load(file)["pivots"]
            measures = {
                measure["fieldName"]
                for pivot in pivots.values()
                for measure in pivot["measures"]
            }
            rates = {"gross", "net", "kept_rate", "share", "cumulative_share"}
            self.assertFalse(measures & rates)

    def test_every_pivot_adds_up_in_the_readers_currency(self):
        for name in NAMES:
            with file_open(f"{MODULE}/data/files/{name}_dashboard.json") as file:
                for pivot in json.load(file)["pivots"].values():
                    self.assertTrue(pivot["context"]["relationship_one_currency"])
                    headline = self.env.registry["relationship.headline"]
                    self.assertIsInstance(self.env[pivot["model"]], headline)
