import {describe, expect, test} from "@odoo/hoot";
import {queryOne} from "@odoo/hoot-dom";
import {
    getPoints,
    getScale,
} from "@account_relationship/objective_chart/objective_chart_field";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";

class Objective extends models.Model {
    _name = "relationship.objective";

    history = fields.Json({string: "History"});
    baseline = fields.Float({string: "Baseline"});
    target = fields.Float({string: "Target"});
    unit_label = fields.Char({string: "In"});

    _records = [
        {
            id: 1,
            history: {"2026-03-16": 15, "2026-03-02": 10},
            baseline: 10,
            target: 30,
            unit_label: "desks",
        },
        {id: 2, history: {"2026-03-02": 5}, baseline: 5, target: 5, unit_label: false},
        {id: 3, history: false, baseline: 0, target: 5},
    ];
}

defineModels([Objective]);
defineMailModels();
describe.current.tags("desktop");

function mountForm(resId) {
    return mountView({
        type: "form",
        resModel: "relationship.objective",
        resId,
        arch: `<form>
            <field name="history" widget="relationship_objective_chart"/>
        </form>`,
    });
}

test("points come by day", () => {
    expect(getPoints({b: 2, a: 1})).toEqual([
        {day: "a", value: 1},
        {day: "b", value: 2},
    ]);
    expect(getPoints(false)).toEqual([]);
});

test("the highest value stands on top, and equal ones in the middle", () => {
    const scale = getScale([10, 30]);
    expect(scale(30)).toBe(0);
    expect(scale(10)).toBe(80);
    expect(getScale([5, 5])(5)).toBe(40);
});

test("the chart draws values against baseline and target, and says so", async () => {
    await mountForm(1);
    expect("polyline").toHaveAttribute("points", "0,80 300,60");
    expect(".o_relationship_objective_target").toHaveAttribute("y1", "0");
    const label = queryOne("figure").getAttribute("aria-label");
    expect(label).toBe(
        "From 10 desks to 30 desks. So far: Mar 2, 2026: 10 desks; Mar 16, 2026: 15 desks"
    );
});

test("one value is a dot in the middle", async () => {
    await mountForm(2);
    expect("polyline").toHaveAttribute("points", "150,40");
    expect("figcaption").toHaveText(/target\s*5/);
});

test("without values the field says that they will come", async () => {
    await mountForm(3);
    expect("svg").toHaveCount(0);
    expect(".o_field_relationship_objective_chart").toHaveText(/one each week/);
});
