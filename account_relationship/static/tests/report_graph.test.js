import {defineChartModel, mountChart} from "./graph_helpers";
import {fields, models} from "@web/../tests/web_test_helpers";
import {checkDatasets} from "@web/../tests/views/graph/graph_test_helpers";
import {test} from "@odoo/hoot";

class Account extends models.Model {
    _name = "relationship.account";

    manager = fields.Char();
    cadence_state = fields.Selection({
        selection: [
            ["on_track", "On track"],
            ["due", "Due"],
            ["overdue", "Overdue"],
            ["paused", "Paused"],
        ],
    });
    revenue = fields.Float({aggregator: "sum"});

    _records = ["on_track", "due", "overdue"].map((state, index) => ({
        id: index + 1,
        ...{manager: "Ann", cadence_state: state, revenue: 10},
    }));
}

defineChartModel(Account);

test("who is in time is green and who is overdue red", async () => {
    const view = await mountChart(
        "relationship.account",
        `<graph js_class="relationship_report_graph" stacked="0">
            <field name="manager"/>
            <field name="cadence_state"/>
            <field name="revenue" type="measure"/>
        </graph>`
    );
    checkDatasets(
        view,
        ["label", "backgroundColor"],
        [
            {label: "On track", backgroundColor: "#28a745"},
            {label: "Due", backgroundColor: "#ffac00"},
            {label: "Overdue", backgroundColor: "#dc3545"},
        ]
    );
});
