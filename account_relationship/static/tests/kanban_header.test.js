import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Account extends models.Model {
    _name = "relationship.account";

    name = fields.Char();
    revenue = fields.Integer({aggregator: "sum"});
    kind = fields.Selection({
        selection: [
            ["new", "New"],
            ["old", "Old"],
        ],
    });
    state = fields.Selection({
        selection: [
            ["due", "Due"],
            ["late", "Late"],
        ],
    });

    _records = [
        {id: 1, name: "Acme", kind: "new", state: "due", revenue: 100},
        {id: 2, name: "Birch", kind: "new", state: "late", revenue: 20},
        {id: 3, name: "Cedar", kind: "old", state: "due", revenue: 3},
    ];
}

defineModels([Account]);
defineMailModels();
describe.current.tags("desktop");

test("a column says how many customers there are, beside their sum", async () => {
    onRpc("has_group", () => false);
    await mountView({
        type: "kanban",
        resModel: "relationship.account",
        groupBy: ["kind"],
        arch: `<kanban js_class="relationship_account_kanban">
            <progressbar field="state" sum_field="revenue"
                colors='{"due": "warning", "late": "danger"}'/>
            <templates><t t-name="card"><field name="name"/></t></templates>
        </kanban>`,
    });
    expect(queryAllTexts(".o_column_title")).toEqual(["New\n(2)", "Old\n(1)"]);
    expect(queryAllTexts(".o_animated_number")).toEqual(["120", "3"]);
});
