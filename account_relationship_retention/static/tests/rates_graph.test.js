import {
    defineChartModel,
    mountChart,
} from "@account_relationship/../tests/graph_helpers";
import {expect, test} from "@odoo/hoot";
import {fields, models, onRpc, patchWithCleanup} from "@web/../tests/web_test_helpers";
import {RatesGraphModel} from "@account_relationship_retention/rates_graph/rates_graph";

class Movement extends models.Model {
    _name = "relationship.movement";

    month = fields.Date();
    movement = fields.Char();
    gross = fields.Float({string: "Gross", aggregator: "avg"});
    net = fields.Float({string: "Net", aggregator: "avg"});
    kept_rate = fields.Float({string: "Kept", aggregator: "avg"});
    sales_before = fields.Float({string: "Before", aggregator: "sum"});

    _records = [
        {
            id: 1,
            month: "2026-01-01",
            gross: 80,
            net: 110,
            kept_rate: 75,
            movement: "new",
        },
        {
            id: 2,
            month: "2026-02-01",
            gross: 70,
            net: 90,
            kept_rate: 60,
            movement: "lost",
        },
    ];
}

defineChartModel(Movement);

async function mountRates(arch) {
    let model = null;
    patchWithCleanup(RatesGraphModel.prototype, {
        setup() {
            super.setup(...arguments);
            model = this;
        },
    });
    onRpc("formatted_read_group", ({args, kwargs}) => {
        expect.step((kwargs.aggregates ?? args[2]).join(" "));
    });
    await mountChart("relationship.movement", arch);
    return model;
}

test("three rates by month are asked for once", async () => {
    const model = await mountRates(
        `<graph type="line" stacked="0" js_class="relationship_rates_graph">
            <field name="month" interval="month"/>
            <field name="gross" type="measure"/>
        </graph>`
    );
    expect.verifySteps(["__count gross:avg net:avg kept_rate:avg"]);
    expect(model.data.datasets.map(({label, data}) => [label, ...data])).toEqual([
        ["Gross", 80, 70],
        ["Net", 110, 90],
        ["Kept", 75, 60],
    ]);
});

test("anything else is asked for as Odoo does", async () => {
    const model = await mountRates(
        `<graph type="bar" js_class="relationship_rates_graph">
            <field name="movement"/>
            <field name="sales_before" type="measure"/>
        </graph>`
    );
    expect.verifySteps(["__count sales_before:sum"]);
    expect(model.data.datasets).toHaveLength(1);
});
