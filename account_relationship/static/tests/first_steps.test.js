import {describe, expect, test} from "@odoo/hoot";
import {waitFor} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
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

    name = fields.Char();

    _records = [{id: 1, name: "Acme"}];
}

defineModels([Account]);
defineMailModels();
describe.current.tags("desktop");

const STEPS = [
    {key: "accounts", title: "Open accounts", help: "", words: "3", is_done: true},
    {key: "backups", title: "Name backups", help: "", words: "1 of 3", is_done: false},
];

async function mountAccounts(isHead) {
    mockService("action", {doAction: (action) => expect.step(action)});
    onRpc("has_group", ({args}) => isHead && args[1].endsWith("group_head"));
    onRpc("relationship.account", "get_first_steps", () => {
        expect.step("asked");
        return STEPS;
    });
    onRpc("relationship.account", "action_first_step", ({args}) => args[0]);
    onRpc("relationship.account", "hide_first_steps", () => {
        expect.step("hidden");
        return true;
    });
    await mountView({
        type: "list",
        resModel: "relationship.account",
        arch: `<list js_class="relationship_account_list"><field name="name"/></list>`,
    });
}

test("who leads the managers sees each step with its state and opens it", async () => {
    await mountAccounts(true);
    await waitFor(".o_relationship_first_steps");
    expect(".o_relationship_first_steps li").toHaveCount(2);
    expect(".o_relationship_first_steps .fa-check-circle").toHaveCount(1);
    // Whoever says what is on the button, or hears it, means this step.
    expect(".o_relationship_first_steps li:last-child button").toHaveText(
        /^Do it\s*: Name backups$/
    );
    await contains(".o_relationship_first_steps li:last-child button").click();
    expect.verifySteps(["asked", "backups"]);
});

test("put away, the panel is gone", async () => {
    await mountAccounts(true);
    await contains(".o_relationship_first_steps button[title^='Put away']").click();
    expect(".o_relationship_first_steps").toHaveCount(0);
    expect.verifySteps(["asked", "hidden"]);
});

test("for anybody else nothing is asked", async () => {
    await mountAccounts(false);
    await animationFrame();
    expect(".o_relationship_first_steps").toHaveCount(0);
    expect.verifySteps([]);
});
