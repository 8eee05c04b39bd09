import {defineChartModel, makeGroup, mountChart} from "./graph_helpers";
import {fields, models} from "@web/../tests/web_test_helpers";
import {checkDatasets} from "@web/../tests/views/graph/graph_test_helpers";
import {test} from "@odoo/hoot";

class Report extends models.Model {
    _name = "relationship.score.report";

    manager = fields.Char();
    tier = fields.Char();
    nps = fields.Float({aggregator: "avg"});
    answer_count = fields.Integer({aggregator: "sum"});
}

defineChartModel(Report);

function group(manager, tier, nps, count) {
    const values = {manager, tier, "nps:avg": nps, "answer_count:sum": count};
    return makeGroup(values, count, [["manager", "=", manager]]);
}

async function mountGraph(measure, groups) {
    return await mountChart(
        "relationship.score.report",
        `<graph js_class="relationship_score_graph" stacked="0">
            <field name="manager"/>
            <field name="tier"/>
            <field name="${measure}" type="measure"/>
        </graph>`,
        {groups}
    );
}

const GROUPS = [
    group("Ann", "A", 0, 12),
    group("Ann", "B", false, 3),
    group("Bob", "B", 40, 20),
];

test("a handful of answers leaves a gap, an NPS of zero does not", async () => {
    const view = await mountGraph("nps", GROUPS);
    checkDatasets(
        view,
        ["label", "data"],
        [
            {label: "A", data: [0, null]},
            {label: "B", data: [null, 40]},
        ]
    );
});

test("numbers of answers are zero where there are none", async () => {
    const view = await mountGraph("answer_count", GROUPS);
    checkDatasets(
        view,
        ["label", "data"],
        [
            {label: "A", data: [12, 0]},
            {label: "B", data: [3, 20]},
        ]
    );
});
