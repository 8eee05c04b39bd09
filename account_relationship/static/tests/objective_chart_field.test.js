import {describe, expect, test} from "@odoo/hoot";
import {queryOne, queryText} from "@odoo/hoot-dom";
import {
    getPoints,
    ObjectiveChartField,
} from "@account_relationship/objective_chart/objective_chart_field";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

const {DateTime} = luxon;

class Objective extends models.Model {
    _name = "relationship.objective";

    name = fields.Char({string: "Objective"});
    history = fields.Json({string: "History"});
    target = fields.Float({string: "Target"});
    unit_label = fields.Char({string: "In"});
    date_due = fields.Date({string: "Due"});
    measure_unit = fields.Char({string: "Unit of the measure"});
    currency_id = fields.Many2one({string: "Currency", relation: "res.currency"});

    _records = [
        {
            id: 1,
            name: "On time",
            history: {"2026-11-16": 91.5, "2026-10-26": 88, "2026-11-02": 90},
            target: 95,
            unit_label: "%",
            date_due: "2026-12-31",
        },
        {id: 2, name: "Desks", history: false, target: 40},
        {id: 3, name: "Late", history: {"2026-11-16": 3}, target: 5},
        {
            id: 4,
            name: "Revenue",
            history: {"2026-11-16": 43150},
            target: 400000,
            unit_label: "$",
            measure_unit: "money",
            currency_id: 1,
        },
        {id: 5, name: "Faults", history: {"2026-11-16": 6}, target: 0},
        {id: 6, name: "NPS", history: {"2026-11-16": -20}, target: 50},
    ];
}

defineModels([Objective]);
defineMailModels();
describe.current.tags("desktop");

function recordCharts() {
    const charts = [];
    patchWithCleanup(ObjectiveChartField.prototype, {
        getConfig() {
            const config = super.getConfig(...arguments);
            charts.push(config);
            return config;
        },
    });
    return charts;
}

function mountObjective(resId) {
    return mountView({
        type: "form",
        resModel: "relationship.objective",
        resId,
        arch: `<form>
            <field name="name"/>
            <field name="target"/>
            <field name="history" widget="relationship_objective_chart" readonly="1"/>
        </form>`,
    });
}

const millis = (day) => DateTime.fromISO(day).toMillis();

test("points are in the order of their days, whatever order they are kept in", () => {
    expect(getPoints({"2026-11-16": 2, "2026-10-26": 1})).toEqual([
        {x: millis("2026-10-26"), y: 1},
        {x: millis("2026-11-16"), y: 2},
    ]);
    expect(getPoints(false)).toEqual([]);
});

test("the values, against the target up to the day it is due", async () => {
    const charts = recordCharts();
    await mountObjective(1);
    const [values, target] = charts[0].data.datasets;
    expect(values.data.map(({y}) => y)).toEqual([88, 90, 91.5]);
    expect(target.data).toEqual([
        {x: millis("2026-10-26"), y: 95},
        {x: millis("2026-12-31"), y: 95},
    ]);
});

test("another target draws another line", async () => {
    const charts = recordCharts();
    await mountObjective(1);
    await contains(".o_field_widget[name=target] input").edit("97");
    expect(charts.at(-1).data.datasets[1].data[0].y).toBe(97);
});

test("without a day to be due, the target ends with the last value", async () => {
    const charts = recordCharts();
    await mountObjective(3);
    expect(charts[0].data.datasets[1].data.at(-1)).toEqual({
        x: millis("2026-11-16"),
        y: 5,
    });
});

test("nothing is below zero where no value is", async () => {
    const charts = recordCharts();
    await mountObjective(5);
    expect(charts[0].options.scales.y.min).toBe(0);
});

test("points may be below zero, and other values far above", async () => {
    const charts = recordCharts();
    await mountObjective(6);
    await mountObjective(1);
    expect(charts.map(({options}) => options.scales.y.min)).toEqual([
        undefined,
        undefined,
    ]);
});

test("those who cannot see the chart are told the values", async () => {
    await mountObjective(1);
    const label = queryOne(".o_relationship_objective_chart canvas").ariaLabel;
    expect(label).toMatch(/^Target 95 %/);
    expect(label).toMatch(/Oct 26, 26: 88 %, Nov 2, 26: 90 %, Nov 16, 26: 91\.50 %/);
});

test("money has its currency where it belongs", async () => {
    await mountObjective(4);
    const label = queryOne(".o_relationship_objective_chart canvas").ariaLabel;
    expect(label).toMatch(/^Target \$\s400,000/);
});

test("without values there is no chart", async () => {
    await mountObjective(2);
    expect(".o_relationship_objective_chart").toHaveCount(0);
    expect(queryText(".o_field_widget[name=history]")).toBe("No values yet.");
});
