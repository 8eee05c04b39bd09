import {checkDatasets, checkLabels} from "@web/../tests/views/graph/graph_test_helpers";
import {defineChartModel, makeGroup, mountChart} from "./graph_helpers";
import {fields, models} from "@web/../tests/web_test_helpers";
import {test} from "@odoo/hoot";

class Contact extends models.Model {
    _name = "contact";

    date = fields.Date();
    kind = fields.Selection({
        selection: [
            ["call", "Call"],
            ["visit", "Visit"],
        ],
    });
}

defineChartModel(Contact);

const MONTHS = ["January 2026", "February 2026", "March 2026"];
const group = (month, kind, count) =>
    makeGroup({"date:month": [`2026-0${month}-01`, MONTHS[month - 1]], kind}, count);

test("a month without contacts has its place", async () => {
    // As the server answers: what is empty has no kind.
    const groups = [
        group(1, "call", 2),
        group(1, "visit", 1),
        group(2, false, 0),
        group(3, "visit", 1),
    ];
    const view = await mountChart(
        "contact",
        `<graph js_class="relationship_months_graph">
            <field name="date" interval="month"/>
            <field name="kind"/>
        </graph>`,
        {groups}
    );
    checkLabels(view, MONTHS);
    checkDatasets(view, "label", [{label: "Call"}, {label: "Visit"}, {label: "Total"}]);
});
