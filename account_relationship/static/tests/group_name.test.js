import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";
import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {queryAllTexts} from "@odoo/hoot-dom";

const RECORDS = [
    {id: 1, name: "Acme", last_touch_kind: "call", sales_class: "a"},
    {id: 2, name: "Birch", last_touch_kind: false, sales_class: false},
];

class Account extends models.Model {
    _name = "relationship.account";

    name = fields.Char();
    last_touch_kind = fields.Selection({
        selection: [["call", "Call"]],
        falsy_value_label: "No contact yet",
    });
    sales_class = fields.Selection({selection: [["a", "A"]]});
    _records = RECORDS;
}

defineMailModels();
defineModels([Account]);
describe.current.tags("desktop");

for (const [name, label] of [
    ["last_touch_kind", "No contact yet"],
    ["sales_class", "None"],
]) {
    test(`a list names the group without ${name}`, async () => {
        await mountView({
            type: "list",
            resModel: "relationship.account",
            arch: `<list><field name="name"/></list>`,
            groupBy: [name],
        });
        expect(queryAllTexts(".o_group_name")[1]).toBe(`${label} (1)`);
    });

    test(`cards name the column without ${name}`, async () => {
        await mountView({
            type: "kanban",
            resModel: "relationship.account",
            arch: `<kanban><templates><t t-name="card">
                <field name="name"/>
            </t></templates></kanban>`,
            groupBy: [name],
        });
        expect(queryAllTexts(".o_column_title").join(" ")).toMatch(label);
    });
}
