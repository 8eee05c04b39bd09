import json

from odoo.tools import file_open

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


class Dashboards:
    """What holds of the spreadsheets of each addon, for tests that are ``HttpCase``."""

    #: The addon, the names of its dashboards, and fields that are no sums.
    module = ""
    names = ()
    rates = frozenset()

    def _open(self, login, name, expected=(), sample=False, companies=()):
        """Open one in a browser and look at its cells.

        :param expected: ``[((column, row), number)]`` of the sheet *Data*, from 0
        :param sample: whether it is to show the sample
        """
        dashboard = self.env.ref(f"{self.module}.dashboard_{name}")
        cells = [("data", *place, value) for place, value in expected]
        self.browser_js(
            f"/odoo/dashboards?dashboard_id={dashboard.id}",
            SCRIPT % {"expected": json.dumps(cells), "sample": json.dumps(sample)},
            login=login,
            timeout=180,
            cookies={"cids": "-".join(map(str, companies))} if companies else {},
        )

    def _read_pivots(self):
        pivots = []
        for name in self.names:
            path = f"{self.module}/data/files/{name}_dashboard.json"
            with file_open(path) as file:
                pivots += json.load(file)["pivots"].values()
        return pivots

    def test_a_sample_shows_while_there_is_nothing_to_tell(self):
        for name in self.names:
            self._open("ann", name, sample=True)

    def test_cells_add_up_sums_and_never_rates(self):
        measures = {
            measure["fieldName"]
            for pivot in self._read_pivots()
            for measure in pivot["measures"]
        }
        self.assertTrue(measures)
        self.assertFalse(measures & self.rates)

    def test_every_pivot_adds_up_in_the_readers_currency(self):
        headline = self.env.registry["relationship.headline"]
        for pivot in self._read_pivots():
            self.assertTrue(pivot["context"]["relationship_one_currency"])
            self.assertIsInstance(self.env[pivot["model"]], headline)
