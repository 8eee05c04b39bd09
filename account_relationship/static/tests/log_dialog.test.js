import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

const TYPES = ".o_relationship_types button";
const FACES = ".o_relationship_faces button";

class InteractionType extends models.Model {
    _name = "relationship.interaction.type";

    name = fields.Char();
    icon = fields.Char();

    _records = [
        {id: 1, name: "Call", icon: "fa-phone"},
        {id: 2, name: "Visit", icon: "fa-car"},
        {id: 3, name: "Note", icon: "fa-sticky-note-o"},
    ];
}

class Interaction extends models.Model {
    _name = "relationship.interaction";

    type_id = fields.Many2one({relation: "relationship.interaction.type"});
    account_id = fields.Many2one({relation: "relationship.account"});
    partner_ids = fields.Many2many({relation: "contact"});
    sentiment = fields.Selection({
        selection: [
            ["negative", "Unhappy"],
            ["positive", "Happy"],
        ],
    });
    icon = fields.Char();
    note = fields.Text();

    _records = [
        {id: 1, type_id: 1, account_id: 1, partner_ids: [51], icon: "fa-phone"},
        {id: 2, type_id: false, account_id: false},
    ];
}

class Account extends models.Model {
    _name = "relationship.account";

    name = fields.Char();

    _records = [{id: 1, name: "Acme"}];
}

class Contact extends models.Model {
    _name = "contact";

    name = fields.Char();

    _records = [
        {id: 51, name: "Amy"},
        {id: 52, name: "Abe"},
    ];
}

defineMailModels();
defineModels([InteractionType, Interaction, Account, Contact]);
describe.current.tags("desktop");

function mountForm(resId, arch) {
    return mountView({
        type: "form",
        resModel: "relationship.interaction",
        resId,
        arch: `<form>${arch}</form>`,
    });
}

const TYPE = `<field name="type_id" widget="relationship_type_toggle"/>`;

test("types are radio buttons: one tap", async () => {
    await mountForm(1, TYPE);
    expect(queryAllTexts(TYPES)).toEqual(["Call", "Visit", "Note"]);
    await contains(`${TYPES}:contains(Visit)`).click();
    expect(`${TYPES}[aria-checked=true]`).toHaveText("Visit");
});

test("one stop for the Tab key, the arrows choose and come round", async () => {
    await mountForm(1, TYPE);
    expect(`${TYPES}[tabindex="0"]`).toHaveText("Call");
    expect(`${TYPES}[tabindex="-1"]`).toHaveCount(2);
    await contains(`${TYPES}:contains(Call)`).press("ArrowRight");
    expect(`${TYPES}[aria-checked=true]`).toHaveText("Visit");
    expect(`${TYPES}:contains(Visit)`).toBeFocused();
    await contains(`${TYPES}:contains(Visit)`).press("ArrowLeft");
    await contains(`${TYPES}:contains(Call)`).press("ArrowLeft");
    expect(`${TYPES}[aria-checked=true]`).toHaveText("Note");
});

test("without a type the keyboard still gets in", async () => {
    await mountForm(2, TYPE);
    expect(`${TYPES}[aria-checked=true]`).toHaveCount(0);
    expect(`${TYPES}[tabindex="0"]`).toHaveCount(3);
});

test("a face has a word; a second tap takes it back", async () => {
    await mountForm(1, `<field name="sentiment" widget="relationship_sentiment"/>`);
    expect(queryAllTexts(FACES)).toEqual(["Unhappy", "Happy"]);
    await contains(`${FACES}:contains(Unhappy)`).click();
    expect(`${FACES}[aria-pressed=true]`).toHaveText("Unhappy");
    await contains(`${FACES}:contains(Unhappy)`).click();
    expect(`${FACES}[aria-pressed=true]`).toHaveCount(0);
});

test("people one probably met are one tap away", async () => {
    onRpc("relationship.interaction", "get_suggested_contacts", ({args}) => {
        expect.step(`account ${args[0]}`);
        return [
            {id: 51, display_name: "Amy"},
            {id: 52, display_name: "Abe"},
        ];
    });
    await mountForm(
        1,
        `<field name="account_id"/><field name="partner_ids" widget="relationship_people"/>`
    );
    expect.verifySteps(["account 1"]);
    expect(queryAllTexts(".o_relationship_suggestions button")).toEqual(["Abe"]);
    await contains(".o_relationship_suggestions button").click();
    expect(queryAllTexts(".o_field_tags .o_tag")).toEqual(["Amy", "Abe"]);
    expect(".o_relationship_suggestions").toHaveCount(0);
    expect.verifySteps([]);
});

test("nobody is suggested before there is a customer", async () => {
    await mountForm(
        2,
        `<field name="account_id"/><field name="partner_ids" widget="relationship_people"/>`
    );
    expect(".o_relationship_suggestions").toHaveCount(0);
});

test("an icon shows beside its name", async () => {
    await mountForm(1, `<field name="icon" widget="relationship_icon"/>`);
    expect(".o_field_relationship_icon i").toHaveClass("fa-phone");
    expect(".o_field_relationship_icon input").toHaveValue("fa-phone");
});
