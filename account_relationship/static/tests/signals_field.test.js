import {describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
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

const SIGNAL = ".o_relationship_signal";

/** A line as the server sends it, the most urgent first. */
function makeLine(words, values = {}) {
    return {
        words,
        name: "",
        icon: "fa-bell",
        level: "",
        date: "",
        action: "",
        action_label: "",
        places: ["card", "form"],
        ...values,
    };
}

class Account extends models.Model {
    _name = "relationship.account";

    name = fields.Char();
    signals = fields.Json();

    _records = [
        {
            id: 1,
            name: "Acme",
            signals: [
                makeLine("400 € overdue", {level: "danger", places: ["card"]}),
                makeLine("Renewal", {
                    level: "warning",
                    date: "2027-03-14",
                    action: "action_renew",
                    action_label: "Renew",
                }),
                makeLine("late deliveries", {places: ["card"]}),
                makeLine("ann is away", {places: ["form"]}),
            ],
        },
        {id: 2, name: "Birch", signals: []},
    ];
}

defineMailModels();
defineModels([Account]);
describe.current.tags("desktop");

test("a card shows the most urgent ones and how many more there are", async () => {
    mockDate("2026-11-23 12:00:00");
    await mountView({
        type: "kanban",
        resModel: "relationship.account",
        arch: `<kanban><templates><t t-name="card">
            <field name="signals" widget="relationship_signals"
                options="{'place': 'card', 'limit': 2}"/>
        </t></templates></kanban>`,
    });
    expect(queryAllTexts(SIGNAL)).toEqual(["400 € overdue", "Renewal, Mar 14, 2027"]);
    expect(`${SIGNAL}:first`).toHaveClass("text-danger");
    expect(".o_kanban_record:first").toHaveText(/1 more$/);
    expect("[title='Late deliveries']").toHaveText("1 more");
    expect(`${SIGNAL} button`).toHaveCount(0);
    expect(".o_kanban_record:eq(1)").toHaveText("");
});

test("a form shows all, with what can be done", async () => {
    mockService("action", {
        doActionButton: ({name, resId}) => expect.step(`${name} ${resId}`),
    });
    await mountView({
        type: "form",
        resModel: "relationship.account",
        resId: 1,
        arch: `<form>
            <field name="signals" widget="relationship_signals" readonly="1"/>
        </form>`,
    });
    expect(`${SIGNAL}`).toHaveCount(2);
    expect(`${SIGNAL}:first`).toHaveClass("alert-warning");
    // As a sentence
    expect(`${SIGNAL}:eq(1)`).toHaveText("Ann is away");
    await contains(`${SIGNAL} button:contains(Renew)`).click();
    expect.verifySteps(["action_renew 1"]);
});

test("what is owed is done or opened from its line, and taken back", async () => {
    Account._records[0].signals = [
        makeLine("promise: samples", {
            action: "action_keep",
            action_label: "Kept",
            record: ["relationship.promise", 7],
            undo: "action_reopen",
        }),
        makeLine("review the plan", {record: ["relationship.plan", 8]}),
    ];
    onRpc("relationship.promise", "*", ({method, args}) => {
        expect.step(`${method} ${args[0]}`);
        return true;
    });
    mockService("action", {
        doAction: ({res_model: model, res_id: id}) => expect.step(`${model} ${id}`),
    });
    await mountView({
        type: "form",
        resModel: "relationship.account",
        resId: 1,
        arch: `<form>
            <field name="signals" widget="relationship_signals" readonly="1"/>
        </form>`,
    });
    expect(queryAllTexts(`${SIGNAL} button`)).toEqual(["Kept", "Open it", "Open it"]);
    await contains(`${SIGNAL} button:contains(Kept)`).click();
    expect.verifySteps(["action_keep 7"]);
    await contains(".o_notification button:contains(Undo)").click();
    expect.verifySteps(["action_reopen 7"]);
    await contains(`${SIGNAL}:eq(1) button`).click();
    expect.verifySteps(["relationship.plan 8"]);
});

test("the customer's own step is done by its words, and its line opens nothing", async () => {
    Account._records[0].signals = [
        makeLine("next step: Visit", {
            action: "action_finish_next_step",
            action_label: "Done",
            args: ["Visit"],
            record: ["relationship.account", 1],
            undo: "action_reopen_next_step",
            undo_args: ["Visit", "2026-12-06"],
        }),
    ];
    const say = ({method, args}) => {
        expect.step(`${method} ${args.flat().join(" ")}`);
        return true;
    };
    onRpc("relationship.account", "action_finish_next_step", say);
    onRpc("relationship.account", "action_reopen_next_step", say);
    await mountView({
        type: "form",
        resModel: "relationship.account",
        resId: 1,
        arch: `<form>
            <field name="signals" widget="relationship_signals" readonly="1"/>
        </form>`,
    });
    expect(queryAllTexts(`${SIGNAL} button`)).toEqual(["Done"]);
    await contains(`${SIGNAL} button`).click();
    expect.verifySteps(["action_finish_next_step 1 Visit"]);
    await contains(".o_notification button:contains(Undo)").click();
    expect.verifySteps(["action_reopen_next_step 1 Visit 2026-12-06"]);
});
