import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Account extends models.Model {
    _name = "relationship.account";

    name = fields.Char({string: "Name"});
    plan_ids = fields.One2many({
        string: "Plans",
        relation: "relationship.plan",
        relation_field: "account_id",
    });

    _records = [{id: 1, name: "Acme", plan_ids: [5]}];
}

class Plan extends models.Model {
    _name = "relationship.plan";

    name = fields.Char({string: "Plan"});
    account_id = fields.Many2one({
        string: "Customer account",
        relation: "relationship.account",
    });
    plan_health = fields.Selection({
        string: "Health",
        selection: [
            ["on_track", "On track"],
            ["late", "Late"],
        ],
    });

    _records = [
        {id: 5, name: "Growth", account_id: 1, plan_health: "late"},
        {id: 6, name: "Draft", plan_health: false},
    ];
}

defineModels([Account, Plan]);
defineMailModels();
describe.current.tags("desktop");

async function mountAccount() {
    mockService("action", {
        doAction: ({res_model, res_id, context}) =>
            expect.step([res_model, res_id, context.default_account_id]),
    });
    await mountView({
        type: "form",
        resModel: "relationship.account",
        resId: 1,
        arch: `<form>
            <field name="name"/>
            <field name="plan_ids" widget="relationship_page_list">
                <list><field name="name"/></list>
            </field>
        </form>`,
    });
}

test("a record of the list opens on a page of its own", async () => {
    await mountAccount();
    await contains(".o_data_row .o_data_cell").click();
    expect(".o_dialog").toHaveCount(0);
    expect.verifySteps([["relationship.plan", 5, 1]]);
});

test("a new one knows where it comes from; what was typed is kept", async () => {
    onRpc("relationship.account", "web_save", ({args}) => {
        expect.step(args[1].name);
    });
    await mountAccount();
    await contains(".o_field_widget[name=name] input").edit("Acme Ltd");
    await contains(".o_field_x2many_list_row_add a").click();
    expect.verifySteps(["Acme Ltd", ["relationship.plan", false, 1]]);
});

test("health is a word with its icon", async () => {
    await mountView({
        type: "list",
        resModel: "relationship.plan",
        arch: `<list>
            <field name="name"/>
            <field name="plan_health" widget="relationship_plan_health"/>
        </list>`,
    });
    const cell = ".o_data_row:first .o_field_widget[name=plan_health]";
    expect(cell).toHaveText("Late");
    expect(`${cell} .fa-exclamation-triangle`).toHaveCount(1);
    expect(".o_data_row:last .o_field_widget[name=plan_health] .fa").toHaveCount(0);
});
