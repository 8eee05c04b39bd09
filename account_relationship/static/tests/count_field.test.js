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

class Coverage extends models.Model {
    _name = "relationship.coverage";

    name = fields.Char({string: "Manager"});
    contact_due_count = fields.Integer({string: "Contact due"});
    at_risk_count = fields.Integer({string: "At risk"});

    _records = [{id: 7, name: "Ann", contact_due_count: 3, at_risk_count: 0}];
}

defineModels([Coverage]);
defineMailModels();
describe.current.tags("desktop");

async function mountCoverage() {
    mockService("action", {
        doAction: (action) => expect.step(action),
    });
    onRpc("relationship.coverage", "action_view_counted", ({args}) => args);
    await mountView({
        type: "list",
        resModel: "relationship.coverage",
        arch: `
            <list>
                <field name="name"/>
                <field name="contact_due_count" widget="relationship_count"/>
                <field name="at_risk_count" widget="relationship_count"/>
            </list>`,
    });
}

test("a number opens what it counts", async () => {
    await mountCoverage();
    await contains("td[name=contact_due_count] button").click();
    expect.verifySteps([[[7], "contact_due_count"]]);
});

test("of nothing there is nothing to open", async () => {
    await mountCoverage();
    expect("td[name=at_risk_count] button").toHaveCount(0);
    expect("td[name=at_risk_count]").toHaveText("0");
});
