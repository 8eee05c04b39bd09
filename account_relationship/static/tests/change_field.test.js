import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";

class Account extends models.Model {
    _name = "relationship.account";

    revenue_change = fields.Float({string: "Change"});
    revenue_trend = fields.Selection({
        string: "Trend",
        selection: [
            ["up", "Growing"],
            ["flat", "Unchanged"],
            ["down", "Shrinking"],
            ["new", "New revenue"],
            ["none", "No revenue"],
            ["na", "n/a"],
        ],
    });

    _records = [
        {id: 1, revenue_change: 0.124, revenue_trend: "up"},
        {id: 2, revenue_change: 0, revenue_trend: "flat"},
        {id: 3, revenue_change: -1, revenue_trend: "down"},
        {id: 4, revenue_change: 0, revenue_trend: "new"},
        {id: 5, revenue_change: 0, revenue_trend: "none"},
        {id: 6, revenue_change: 0, revenue_trend: "na"},
    ];
}

defineModels([Account]);
defineMailModels();
describe.current.tags("desktop");

test("a change there is nothing to compare with is none of 0 %", async () => {
    await mountView({
        type: "list",
        resModel: "relationship.account",
        arch: `
            <list>
                <field name="revenue_trend" column_invisible="True"/>
                <field name="revenue_change" widget="relationship_change" digits="[16, 0]"/>
            </list>`,
    });
    expect(queryAllTexts("td[name=revenue_change]")).toEqual([
        "12%",
        "0%",
        "-100%",
        "n/a",
        "n/a",
        "n/a",
    ]);
});
