import {
    checkDatasets,
    checkTooltip,
    getScaleY,
} from "@web/../tests/views/graph/graph_test_helpers";
import {defineChartModel, makeGroup, mountChart} from "./graph_helpers";
import {expect, test} from "@odoo/hoot";
import {fields, models} from "@web/../tests/web_test_helpers";

class Report extends models.Model {
    _name = "relationship.report";

    manager = fields.Char();
    tier = fields.Char();
    hit_rate = fields.Float({string: "Hit rate", aggregator: "avg"});
    load_share = fields.Float({string: "Load", aggregator: "avg"});
    days = fields.Float({string: "Days", aggregator: "avg"});
    hours = fields.Float({string: "Hours", aggregator: "avg"});
    answers = fields.Integer({string: "Answers", aggregator: "sum"});
    amount = fields.Monetary({
        string: "Amount",
        aggregator: "sum",
        currency_field: "currency_id",
    });
    currency_id = fields.Many2one({relation: "res.currency"});
}

defineChartModel(Report);

/** A bar of two managers' tiers, one on the other. */
async function mountMeasure(measure, values, currencies = [1]) {
    const {aggregator} = Report._fields[measure];
    const groups = values.map((value, index) =>
        makeGroup({
            ...{manager: "Ann", tier: "ABC"[index]},
            [`${measure}:${aggregator}`]: value,
            [`${measure}:sum_currency`]: value,
            "currency_id:array_agg_distinct": currencies,
        })
    );
    return await mountChart(
        "relationship.report",
        `<graph js_class="relationship_unit_graph">
            <field name="manager"/>
            <field name="tier"/>
            <field name="${measure}" type="measure"/>
        </graph>`,
        {groups}
    );
}

const say = (view, value) =>
    getScaleY(view).ticks.callback(value).replaceAll("\u00A0", " ");

for (const [measure, value, words] of [
    ["hit_rate", 40, "40 %"],
    ["hit_rate", 12.34, "12.3 %"],
    ["load_share", 0.5, "50%"],
    ["days", 1, "1 day"],
    ["days", 2.5, "2.5 days"],
    ["hours", 4, "4 h"],
    ["amount", 20000, "$ 20k"],
    ["amount", 50, "$ 50"],
    ["answers", 20, "20"],
]) {
    test(`the axis says in what it is: ${words} of ${measure}`, async () => {
        expect(say(await mountMeasure(measure, [value]), value)).toBe(words);
    });
}

test("rates are not added up, and their tooltip has the unit", async () => {
    const view = await mountMeasure("hit_rate", [40, 12.34]);
    checkDatasets(view, "label", [{label: "A"}, {label: "B"}]);
    checkTooltip(
        view,
        {
            title: "Hit rate",
            lines: [
                {label: "Ann / A", value: "40 %"},
                {label: "Ann / B", value: "12.3 %"},
            ],
        },
        0
    );
});

test("numbers are added up to a total", async () => {
    const view = await mountMeasure("answers", [4, 3]);
    checkDatasets(
        view,
        ["label", "data"],
        [
            {label: "A", data: [4]},
            {label: "B", data: [3]},
            {label: "Total", data: [7]},
        ]
    );
});
