import {describe, expect, mockDate, test} from "@odoo/hoot";
import {press} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

const WISH = {
    id: 1,
    kind: "want",
    state: "open",
    name: "Desks in <oak>",
    by: "2027-01-15",
    late: false,
    user: "Ann",
    on: "2026-11-12",
    stale: false,
    hint: "",
    passed_on: false,
};
const PROBLEM = {
    ...WISH,
    id: 2,
    kind: "problem",
    name: "Late deliveries",
    by: "",
    stale: true,
    hint: "Its feedback is answered.",
};

class Visit extends models.Model {
    date_start = fields.Datetime();
    note = fields.Char();
    open_needs = fields.Json();

    _records = [
        {
            id: 1,
            date_start: "2026-11-20 10:00:00",
            note: "",
            open_needs: [WISH, PROBLEM],
        },
    ];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Visit]);

/** Show the needs; what is called on the server is a step. */
async function mount(options = "{}") {
    mockDate("2026-11-29 12:00:00", 0);
    onRpc("relationship.need", "*", ({method, args}) => {
        expect.step([method, ...args.slice(1)]);
        const need = args[0][0] === 1 ? WISH : PROBLEM;
        const done = need === WISH ? "met" : "solved";
        return [{...need, state: method === "action_done" ? done : "open"}];
    });
    await mountView({
        type: "form",
        resModel: "visit",
        resId: 1,
        arch: `
            <form>
                <field name="date_start" />
                <field name="note" />
                <field name="open_needs" widget="relationship_needs" options="${options}" />
            </form>`,
    });
}

test("what is open says by when, whose it is, and what speaks for closing it", async () => {
    await mount();
    expect(".o_relationship_need").toHaveCount(2);
    expect(".o_relationship_need:first .o_relationship_need_words").toHaveText(
        "Desks in <oak> by Jan 15, 2027 · Ann, Nov 12"
    );
    expect(".o_relationship_need:last .badge").toHaveText("stale");
    expect(".o_relationship_need_hint").toHaveText("Its feedback is answered.");
    expect(".o_relationship_need_add, .o_relationship_need_work").toHaveCount(0);
});

test("a tap is kept at once and taken back with another", async () => {
    await mount();
    await contains("[name='note'] input").edit("Typed before");
    await contains(".o_relationship_need:last button:contains('Solved')").click();
    expect(".o_relationship_need:last .badge.text-bg-success").toHaveText("Solved");
    await contains(".o_relationship_need:last button:contains('Undo')").click();
    expect(".o_relationship_need:last button:first").toHaveText("Still so");
    expect("[name='note'] input").toHaveValue("Typed before");
    expect.verifySteps([["action_done"], ["action_reopen"]]);
});

test("still so is of the day of the visit", async () => {
    await mount();
    await contains(".o_relationship_need:first button:contains('Still so')").click();
    expect(".o_relationship_need:first .badge").toHaveText("Confirmed");
    expect.verifySteps([["action_confirm", "2026-11-20"]]);
});

test("changed words are saved with the date, nothing is lost by leaving", async () => {
    await mount();
    await contains(".o_relationship_need:first button:contains('Changed')").click();
    expect(".o_relationship_need textarea").toHaveValue("Desks in <oak>");
    await contains(".o_relationship_need button:contains('Cancel')").click();
    await contains(".o_relationship_need:first button:contains('Changed')").click();
    await contains(".o_relationship_need textarea").edit("Desks in ash", {
        confirm: false,
    });
    await contains(".o_relationship_need button:contains('Save')").click();
    expect.verifySteps([["action_change", "Desks in ash", "2027-01-15"]]);
});

test("what is added is typed at once, and the place says what is asked for", async () => {
    await mount("{'kind': 'problem', 'lasting': True}");
    await contains(".o_relationship_need_add").click();
    expect(".o_relationship_need textarea").toBeFocused();
    expect(".o_relationship_need textarea").toHaveAttribute(
        "placeholder",
        "What is the problem?"
    );
});

test("who leaves the words by key goes on from where they began", async () => {
    await mount("{'kind': 'want', 'lasting': True}");
    for (const button of [".o_relationship_need_add", "button:contains('Changed')"]) {
        await contains(button).click();
        await press("Escape");
        await animationFrame();
        expect(button).toBeFocused();
    }
});

test("only one kind shows where there is a place for each", async () => {
    await mount("{'kind': 'problem', 'lasting': True}");
    expect(".o_relationship_need").toHaveCount(1);
    expect(".o_relationship_need_work").toHaveText("Make feedback");
    expect(".o_relationship_need_add").toHaveCount(1);
});
