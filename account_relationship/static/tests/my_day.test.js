import {describe, expect, mockDate, test} from "@odoo/hoot";
import {press, queryAll, queryAllTexts, queryFirst} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    getService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {WebClient} from "@web/webclient/webclient";

const ROW = ".o_relationship_day_row";

function makeItem(values = {}) {
    return {
        kind: "promise",
        model: "relationship.promise",
        id: 7,
        icon: "fa-handshake-o",
        words: "promise: samples",
        when: "today",
        is_late: false,
        is_alert: false,
        button: {method: "action_keep", label: "Kept", undo: "action_reopen"},
        ...values,
    };
}

function makeRow(id, name, items, values = {}) {
    return {
        account: {id, name, can_open: true},
        for_user: "",
        can_take_over: false,
        stake: "$ 900",
        number: items.length,
        items,
        ...values,
    };
}

const ALERT = makeItem({
    kind: "alert",
    model: "relationship.alert",
    id: 3,
    words: "no order for 74 days",
    when: "",
    is_alert: true,
    button: {
        method: "action_log_interaction",
        label: "Log contact",
        model: "relationship.account",
        id: 2,
        undo: "",
    },
});

/** A day with a promise to Acme and an alert about Birch, until they are over. */
function makeDay({over = new Set(), ...values} = {}) {
    const lane = (key, label, rows) => ({
        key,
        label,
        total: rows.length,
        rows: rows.filter(({items}) => !over.has(items[0].id)),
    });
    return {
        user: {id: 1, name: "Ann Smith", is_me: true},
        header: {
            customers: 84,
            revenue: "$ 1,240",
            change: 4,
            in_time: 91,
            has_cadence: 80,
        },
        lanes: [
            lane("owe", "You owe", [makeRow(1, "Acme", [makeItem()])]),
            lane("burns", "It burns", [
                makeRow(2, "Birch", [ALERT, makeItem({id: 8, words: "call back"})], {
                    for_user: "Bob",
                    number: 5,
                }),
            ]),
            lane("grow", "Grow", []),
            lane("turn", "Their turn", []),
        ],
        since_monday: over.size ? {done: over.size} : {},
        outlook: [],
        stale: [],
        reviews: [],
        hint: false,
        ...values,
    };
}

class Alert extends models.Model {
    _name = "relationship.alert";
}

class Promised extends models.Model {
    _name = "relationship.promise";
}

class Handover extends models.Model {
    _name = "relationship.handover";
}

class Day extends models.Model {
    _name = "relationship.day";
}

defineMailModels();
defineModels([Alert, Promised, Handover, Day]);
describe.current.tags("desktop");

async function mountDay(values) {
    mockDate("2026-11-23 08:00:00");
    const over = new Set();
    onRpc("relationship.day", "get_day", ({args: [, limit, lane]}) => {
        expect.step(lane ? `get_day ${limit} ${lane}` : "get_day");
        const day = makeDay({over, ...values});
        if (lane) {
            day.lanes = day.lanes.filter(({key}) => key === lane);
        }
        return day;
    });
    onRpc("relationship.day", "take_over", ({args: [id]}) => {
        expect.step(`take_over ${id}`);
        return 55;
    });
    const models_ = ["promise", "alert", "handover"].map((n) => `relationship.${n}`);
    for (const model of models_) {
        onRpc(model, "*", ({method, args}) => {
            const [[id], ...others] = args;
            expect.step([method, id, ...others].join(" "));
            method === "action_reopen" ? over.delete(id) : over.add(id);
            return false;
        });
    }
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "relationship_my_day",
    });
    await animationFrame();
    expect.verifySteps(["get_day"]);
}

test("greets, and says what needs somebody in one call", async () => {
    await mountDay();
    expect("h1").toHaveText("Good morning Ann");
    expect(queryAllTexts("header .badge")).toEqual([
        "84 customers",
        "$ 1,240 (12 months, +4 %)",
        "contacts in time 91 %",
    ]);
    expect(queryAllTexts(".o_relationship_day_lane h2")).toEqual([
        "YOU OWE 1",
        "IT BURNS 1",
    ]);
    expect(queryAllTexts(".o_relationship_day_main")).toEqual(["Kept", "Log contact"]);
    expect(`${ROW}:eq(1)`).toHaveAttribute(
        "aria-label",
        "Birch, for Bob, no order for 74 days, $ 900 at stake, 4 more reasons"
    );
});

test("other reasons unfold, and the rest is counted", async () => {
    await mountDay();
    await contains(".o_relationship_day_unfold").click();
    expect(".o_relationship_day_unfold").toHaveAttribute("aria-expanded", "true");
    expect(queryAllTexts(".o_relationship_day_others li > button")).toEqual(["3 more"]);
    expect(".o_relationship_day_others").toHaveText(/call back/);
});

test("a row that is done vanishes, is counted and comes back", async () => {
    await mountDay();
    await contains(".o_relationship_day_main:first").click();
    expect.verifySteps(["action_keep 7", "get_day"]);
    expect(ROW).toHaveCount(1);
    expect(".o_relationship_day_since").toHaveText("Since Monday: 1 done");
    await contains(".o_notification button:contains(Undo)").click();
    expect.verifySteps(["action_reopen 7", "get_day"]);
    expect(ROW).toHaveCount(2);
    expect(".o_relationship_day_since").toHaveCount(0);
});

test("the keyboard moves, does, puts off, says why not and takes back", async () => {
    await mountDay();
    expect(`${ROW}:first`).toBeFocused();
    await press("ArrowDown");
    await animationFrame();
    expect(`${ROW}:eq(1)`).toBeFocused();
    await press("s");
    await animationFrame();
    await contains(".modal label:contains(2 weeks)").click();
    await contains(".modal input[type=text]").edit("on holiday", {confirm: false});
    await contains(".modal .btn-primary").click();
    expect.verifySteps(["action_snooze 3 14 on holiday", "get_day"]);
    expect(ROW).toHaveCount(1);
    await contains(ROW).focus();
    await press("u");
    await animationFrame();
    expect.verifySteps(["action_reopen 3", "get_day"]);
    queryFirst(`${ROW}:eq(1)`).focus();
    await press("n");
    await animationFrame();
    expect(".modal .btn-primary").not.toBeEnabled();
    await contains(".modal input[type=text]").edit("they moved", {confirm: false});
    await contains(".modal .btn-primary").click();
    expect.verifySteps(["action_dismiss 3 they moved", "get_day"]);
    queryFirst(ROW).focus();
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["action_keep 7", "get_day"]);
    expect(ROW).toHaveCount(0);
});

test("a button that opens a dialog reads the day again when it closes", async () => {
    await mountDay();
    const {doActionButton} = getService("action");
    getService("action").doActionButton = ({name, resId, onClose}) => {
        expect.step(`${name} ${resId}`);
        return onClose();
    };
    await contains(".o_relationship_day_main:eq(1)").click();
    expect.verifySteps(["action_log_interaction 2", "get_day"]);
    getService("action").doActionButton = doActionButton;
});

test("what failed is said, and calm days offer plans", async () => {
    const lanes = makeDay().lanes.map((lane) => ({...lane, total: 0, rows: []}));
    await mountDay({
        lanes,
        stale: ["Score fell"],
        reviews: [{id: 1, name: "Growth plan"}],
        hint: "calm",
    });
    expect(".o_relationship_day_stale").toHaveText(/of an earlier day: Score fell/);
    expect(".o_relationship_day_reviews").toHaveText(/Growth plan/);
    expect(".o_relationship_day_hint").toHaveText("Nothing needs you today");
});

test("what the page has no room for comes lane by lane", async () => {
    const [owe, ...others] = makeDay().lanes;
    await mountDay({lanes: [{...owe, total: 24}, ...others]});
    expect(".o_relationship_day_more").toHaveText("23 more");
    await contains(".o_relationship_day_more").click();
    expect.verifySteps(["get_day 51 owe"]);
    expect(ROW).toHaveCount(1);
    expect(".o_relationship_day_lane").toHaveCount(1);
    await contains(".o_relationship_day_whole").click();
    expect.verifySteps(["get_day"]);
    expect(".o_relationship_day_lane").toHaveCount(2);
});

test("who leads takes a customer over from somebody's day, and gives it back", async () => {
    const theirs = makeRow(1, "Acme", [makeItem()], {can_take_over: true});
    const [owe, ...others] = makeDay().lanes;
    await mountDay({
        user: {id: 2, name: "Bob Jones", is_me: false},
        lanes: [{...owe, rows: [theirs]}, ...others],
    });
    expect("h1").toHaveText("The day of Bob Jones");
    expect(".o_relationship_day_take").toHaveCount(1);
    await contains(".o_relationship_day_take").click();
    expect.verifySteps(["take_over 1", "get_day"]);
    expect(".o_notification").toHaveText(/You look after Acme now/);
    await contains(".o_notification button:contains(Undo)").click();
    expect.verifySteps(["action_undo 55", "get_day"]);
    queryFirst(ROW).focus();
    await press("t");
    await animationFrame();
    expect.verifySteps(["take_over 1", "get_day"]);
    queryFirst(`${ROW}:eq(1)`).focus();
    await press("t");
    await animationFrame();
    expect.verifySteps([]);
});

test("letters open, do and say what cannot be put off", async () => {
    await mountDay();
    const {doAction} = getService("action");
    getService("action").doAction = ({res_model: model, res_id: id}) =>
        expect.step(`${model} ${id}`);
    await press("o");
    await animationFrame();
    expect.verifySteps(["relationship.account 1"]);
    getService("action").doAction = doAction;
    await press("s");
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect(".o_notification").toHaveText(/It has a date of its own/);
    await press("d");
    await animationFrame();
    expect.verifySteps(["action_keep 7", "get_day"]);
    expect(ROW).toHaveCount(1);
    await press("ArrowUp");
    await animationFrame();
    expect(ROW).toBeFocused();
});

test("letters that are typed, and those with Ctrl, do nothing", async () => {
    await mountDay();
    await press(["ctrl", "d"]);
    await animationFrame();
    expect.verifySteps([]);
    expect(ROW).toHaveCount(2);
});

test("a row is one sentence, and one of them is in the tab order", async () => {
    await mountDay();
    expect(`${ROW}:first`).toHaveAttribute(
        "aria-label",
        "Acme, promise: samples, today, $ 900 at stake"
    );
    expect(`${ROW}[tabindex="0"]`).toHaveCount(1);
    expect(`${ROW}[role=group]`).toHaveCount(2);
    await press("ArrowDown");
    await animationFrame();
    expect(`${ROW}:eq(1)`).toHaveAttribute("tabindex", "0");
    expect(`${ROW}:eq(0)`).toHaveAttribute("tabindex", "-1");
});

test("only keys that a row answers to are named", async () => {
    await mountDay();
    expect(queryAllTexts(".o_relationship_day_keys kbd").join("")).toBe("↑↓Enterodsnu");
});

test("who only has promises is told of no key for alerts", async () => {
    const [owe, ...others] = makeDay().lanes;
    await mountDay({lanes: [owe, ...others.map((lane) => ({...lane, rows: []}))]});
    expect(queryAllTexts(".o_relationship_day_keys kbd").join("")).toBe("↑↓Enterodu");
});

test("what was done since Monday is said of alerts, contacts and feedback", async () => {
    await mountDay({
        since_monday: {done: 5, by_itself: 2, lost: 1, contacts: 1, answered: 3},
    });
    expect(".o_relationship_day_since").toHaveText(
        "Since Monday: 5 done, 2 came back without contact, 1 lost, 1 contact, 3 feedback answered"
    );
});

test("what addons say of the portfolio stands below the rows", async () => {
    await mountDay({outlook: ["96 % of customers kept", "open: $ 54k"]});
    expect(".o_relationship_day_outlook").toHaveCount(2);
    expect(".o_relationship_day_outlook:eq(0)").toHaveText("96 % of customers kept");
});

test("p plans the steps of the playbook at once, and undo takes them back", async () => {
    const playbook = {
        ...{method: "run_playbook", label: "Start playbook"},
        ...{model: "relationship.alert", id: 3},
    };
    const [owe, burns, ...others] = makeDay().lanes;
    const row = makeRow(2, "Birch", [{...ALERT, playbook}]);
    onRpc("mail.activity", "unlink", ({args: [ids]}) => {
        expect.step(`unlink ${ids}`);
        return true;
    });
    await mountDay({lanes: [owe, {...burns, rows: [row]}, ...others]});
    onRpc("relationship.alert", "run_playbook", () => [21, 22, 23]);
    await press("p");
    await animationFrame();
    expect(".o_notification").toHaveCount(0);
    await press("ArrowDown");
    await press("p");
    await animationFrame();
    expect(".o_notification").toHaveText(/3 steps are planned/);
    await contains(".o_notification button:contains(Undo)").click();
    expect.verifySteps(["unlink 21,22,23", "get_day"]);
});

/** Each menu of the page, opened one after the other: what stands in it. */
async function readMenus() {
    const menus = [];
    for (const button of queryAll(".o_relationship_day_menu")) {
        await contains(button).click();
        menus.push(queryAllTexts(".o-dropdown-item"));
        await contains(button).click();
    }
    return menus;
}

async function choose(menu, label) {
    await contains(`.o_relationship_day_menu:eq(${menu})`).click();
    await contains(`.o-dropdown-item:contains(${label})`).click();
}

test("the menu of each row is about its own customer and reason", async () => {
    const [owe, burns, ...others] = makeDay().lanes;
    const colder = {...ALERT, id: 4, words: "less than last year"};
    const rows = [
        makeRow(2, "Birch", [ALERT, makeItem()]),
        makeRow(3, "Cedar", [colder, makeItem({id: 8})]),
    ];
    await mountDay({lanes: [owe, {...burns, rows}, ...others]});
    const {doAction} = getService("action");
    getService("action").doAction = ({res_model: model, res_id: id}) =>
        expect.step(`${model} ${id}`);
    for (const menu of [0, 1, 2]) {
        await choose(menu, "Open customer account");
    }
    expect.verifySteps([1, 2, 3].map((id) => `relationship.account ${id}`));
    getService("action").doAction = doAction;
    for (const [menu, name] of [
        [1, "Birch"],
        [2, "Cedar"],
    ]) {
        await choose(menu, "Put off");
        expect(".modal .modal-title").toHaveText(`Put off: ${name}`);
        await contains(".modal .btn-close").click();
    }
    await choose(2, "Never");
    expect.verifySteps(["action_mute_for_me 4", "get_day"]);
    await choose(1, "Done");
    expect.verifySteps(["action_done 3", "get_day"]);
});

test("the menu of a reason among others is about that reason", async () => {
    const promise = makeItem({id: 8, words: "call back"});
    const other = {...ALERT, id: 4, words: "less than last year"};
    const [owe, burns, ...others] = makeDay().lanes;
    const row = makeRow(2, "Birch", [ALERT, promise, other]);
    await mountDay({lanes: [owe, {...burns, rows: [row]}, ...others]});
    await contains(".o_relationship_day_unfold").click();
    const [, first, ofPromise, last] = await readMenus();
    expect(ofPromise).toEqual(["Open customer account", "Open the promise", "Done"]);
    expect(first).toInclude("Never tell me this");
    expect(last).toEqual(first);
    await choose(2, "Done");
    expect.verifySteps(["action_keep 8", "get_day"]);
    await choose(1, "Never");
    expect.verifySteps(["action_mute_for_me 3", "get_day"]);
});
