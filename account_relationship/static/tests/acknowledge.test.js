import {describe, expect, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Contact extends models.Model {
    _name = "contact";

    name = fields.Char();

    _records = [{id: 7, name: "Acme, Amy"}];
}

class Feedback extends models.Model {
    _name = "relationship.feedback";

    name = fields.Char();
    state = fields.Selection({
        selection: [
            ["new", "New"],
            ["acknowledged", "Acknowledged"],
            ["declined", "Declined"],
        ],
    });
    team = fields.Selection({
        selection: [
            ["desk", "Desk"],
            ["lab", "Lab"],
        ],
    });
    partner_id = fields.Many2one({relation: "contact"});
    email_from = fields.Char();
    is_mailed_on_acknowledge = fields.Boolean();

    _records = [
        {
            id: 1,
            name: "Dark lamp",
            state: "new",
            team: "lab",
            partner_id: 7,
            is_mailed_on_acknowledge: true,
        },
        {id: 2, name: "By phone", state: "new", team: "lab", partner_id: 7},
        {
            id: 3,
            name: "Unknown sender",
            state: "new",
            team: "desk",
            email_from: "who@example.com",
            is_mailed_on_acknowledge: true,
        },
        {
            id: 4,
            name: "Read",
            state: "acknowledged",
            team: "desk",
            partner_id: 7,
            is_mailed_on_acknowledge: true,
        },
        {id: 5, name: "No", state: "declined", team: "desk", partner_id: 7},
    ];

    action_acknowledge() {
        return false;
    }
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Contact, Feedback]);

async function mountBoard(groupBy = "state") {
    onRpc("relationship.feedback", "web_save", ({args}) => {
        expect.step(args);
    });
    await mountView({
        type: "kanban",
        resModel: "relationship.feedback",
        groupBy: [groupBy],
        arch: `
            <kanban js_class="relationship_feedback_kanban">
                <templates><t t-name="card"><field name="name"/></t></templates>
            </kanban>`,
    });
}

const column = (number) => `.o_kanban_group:nth-child(${number})`;
const card = (words) => `.o_kanban_record:contains(${words})`;
const drag = async (words, number) => contains(card(words)).dragAndDrop(column(number));

test("a card that mails the customer says so before", async () => {
    await mountBoard();
    await drag("Dark lamp", 2);
    expect(".modal-body").toHaveText(/We mail Acme, Amy that we have read it/);
    expect.verifySteps([]);
    await contains(".modal .btn-primary").click();
    expect(`${column(2)} ${card("Dark lamp")}`).toHaveCount(1);
    expect.verifySteps([[[1], {state: "acknowledged"}]]);
});

for (const [word, away] of [
    ["Cancel", ".modal .btn-secondary"],
    ["the cross", ".modal .btn-close"],
]) {
    test(`on ${word} the card is where it was, nothing is written`, async () => {
        await mountBoard();
        await drag("Unknown sender", 2);
        expect(".modal-body").toHaveText(/We mail who@example.com/);
        await contains(away).click();
        expect(".modal").toHaveCount(0);
        expect(`${column(1)} ${card("Unknown sender")}`).toHaveCount(1);
        expect(`${column(2)} ${card("Unknown sender")}`).toHaveCount(0);
        expect.verifySteps([]);
    });
}

test("what mails nobody is moved without a question", async () => {
    await mountBoard();
    await drag("By phone", 2);
    await drag("Dark lamp", 3);
    await drag("Read", 1);
    expect(".modal").toHaveCount(0);
    expect.verifySteps([
        [[2], {state: "acknowledged"}],
        [[1], {state: "declined"}],
        [[4], {state: "new"}],
    ]);
});

test("in columns of something else a card mails nobody", async () => {
    await mountBoard("team");
    await drag("Dark lamp", 1);
    expect(".modal").toHaveCount(0);
    expect.verifySteps([[[1], {team: "desk"}]]);
});

test("the button of the list asks about all that mail, by name", async () => {
    onRpc("relationship.feedback", "action_acknowledge", ({args}) => {
        expect.step(args[0]);
        return false;
    });
    await mountView({
        type: "list",
        resModel: "relationship.feedback",
        arch: `
            <list js_class="relationship_feedback_list">
                <header>
                    <button name="action_acknowledge" type="object" string="Acknowledge"/>
                </header>
                <field name="name"/>
            </list>`,
    });
    await contains("thead .o_list_record_selector input").click();
    await contains("button[name='action_acknowledge']").click();
    expect(".modal-body").toHaveText(/We mail Acme, Amy and who@example.com/);
    await contains(".modal .btn-secondary").click();
    expect.verifySteps([]);
    await contains("button[name='action_acknowledge']").click();
    await contains(".modal .btn-primary").click();
    expect.verifySteps([[1, 2, 3, 4, 5]]);
});
