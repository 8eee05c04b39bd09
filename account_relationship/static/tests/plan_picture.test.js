import {describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {
    getMonths,
    getPlace,
    getRange,
    getStart,
    sortActions,
} from "@account_relationship/plan_picture/plan_layout";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

const {DateTime} = luxon;
const day = (value) => (value ? DateTime.fromISO(value) : null);

class Plan extends models.Model {
    _name = "relationship.plan";

    name = fields.Char({string: "Plan"});
    date_start = fields.Date({string: "Start"});
    date_end = fields.Date({string: "End"});
    state = fields.Selection({
        string: "Status",
        selection: [
            ["active", "Active"],
            ["done", "Done"],
        ],
    });

    _records = [
        {
            id: 1,
            name: "Move",
            date_start: "2026-10-01",
            date_end: "2026-12-31",
            state: "active",
        },
        {id: 2, name: "Empty", state: "active"},
        {id: 3, name: "Some day", state: "done"},
    ];
}

class Action extends models.Model {
    _name = "relationship.action";

    name = fields.Char({string: "Action"});
    plan_id = fields.Many2one({string: "Plan", relation: "relationship.plan"});
    side = fields.Char({string: "Side"});
    state = fields.Char({string: "Status"});
    user_id = fields.Many2one({string: "Owner", relation: "res.users"});
    contact_id = fields.Many2one({string: "Contact", relation: "res.partner"});
    date_due = fields.Date({string: "Due"});
    date_done = fields.Date({string: "Done on"});
    is_late = fields.Boolean({string: "Overdue"});
    is_blocked = fields.Boolean({string: "Waits"});
    after_ids = fields.Many2many({string: "After", relation: "relationship.action"});

    _records = [
        {
            id: 11,
            name: "Deliver",
            plan_id: 1,
            side: "ours",
            state: "todo",
            date_due: "2026-12-15",
            is_blocked: true,
            after_ids: [12],
        },
        {
            id: 12,
            name: "Confirm the floor plan",
            plan_id: 1,
            side: "theirs",
            state: "todo",
            date_due: "2026-11-10",
            is_late: true,
        },
        {
            id: 13,
            name: "Send samples",
            plan_id: 1,
            side: "ours",
            state: "done",
            date_due: "2026-10-20",
            date_done: "2026-10-16",
        },
        {
            id: 14,
            name: "Ask once more",
            plan_id: 1,
            side: "ours",
            state: "in_progress",
        },
        {id: 15, name: "Dropped", plan_id: 1, side: "ours", state: "cancelled"},
        {id: 16, name: "Think", plan_id: 3, side: "ours", state: "todo"},
    ];
}

defineModels([Plan, Action]);
defineMailModels();

function mountPlan(resId) {
    mockDate("2026-11-25 12:00:00");
    return mountView({
        type: "form",
        resModel: "relationship.plan",
        resId,
        arch: `<form>
            <field name="name"/>
            <widget name="relationship_plan_picture"/>
        </form>`,
    });
}

const ROW = "[role=row][data-status]";
const NAMES = `${ROW} [role=rowheader]`;

describe("layout", () => {
    const make = (id, due, after = []) => ({id, due: day(due), after, created: null});

    test("actions stand in the order of their dates, undated ones last", () => {
        const sorted = sortActions([
            make(1, null),
            make(2, "2026-11-01"),
            make(3, "2026-10-01"),
        ]);
        expect(sorted.map(({id}) => id)).toEqual([3, 2, 1]);
    });

    test("what has to be done before stands before, whatever its date", () => {
        const sorted = sortActions([
            make(1, "2026-10-01", [2]),
            make(2, null),
            make(3, "2026-09-01"),
        ]);
        expect(sorted.map(({id}) => id)).toEqual([3, 2, 1]);
    });

    test("actions that wait for each other are shown all the same", () => {
        const sorted = sortActions([
            make(1, "2026-10-01", [2]),
            make(2, "2026-11-01", [1]),
        ]);
        expect(sorted.map(({id}) => id)).toEqual([2, 1]);
    });

    test("a bar begins with the plan, or with the end of what comes before", () => {
        const first = {...make(1, "2026-10-20"), done: day("2026-10-16")};
        const second = make(2, "2026-12-01", [1]);
        const start = (action) =>
            getStart(action, [first, second], day("2026-10-01"))?.toISODate();
        expect(start(first)).toBe("2026-10-01");
        expect(start(second)).toBe("2026-10-16");
        expect(start(make(3, "2026-09-01"))).toBe(undefined);
        expect(start(make(4, null))).toBe(undefined);
    });

    test("the picture holds whole months", () => {
        const range = getRange([day("2026-11-30"), null, day("2026-10-05")]);
        expect(range.start.toISODate()).toBe("2026-10-01");
        expect(range.end.toISODate()).toBe("2026-12-01");
        expect(getPlace(day("2026-10-01"), range)).toBe(0);
        expect(getPlace(day("2027-03-01"), range)).toBe(100);
        expect(getRange([null])).toBe(null);
    });

    test("of many months only some are named", () => {
        const months = getMonths(getRange([day("2026-01-01"), day("2027-12-01")]));
        expect(months).toHaveLength(24);
        expect(months.filter(({label}) => label)).toHaveLength(12);
        expect(months.filter(({onPhone}) => onPhone)).toHaveLength(4);
        const few = getMonths(getRange([day("2026-11-01"), day("2027-01-01")]));
        expect(few.map(({label}) => label)).toEqual(["Nov 26", "Dec", "Jan 27"]);
    });
});

describe("picture", () => {
    describe.current.tags("desktop");

    test("ours and theirs, each in order; what was cancelled is left out", async () => {
        await mountPlan(1);
        expect(queryAllTexts(".o_relationship_plan_group")).toEqual([
            "Ours",
            "The customer's",
        ]);
        expect(queryAllTexts(NAMES)).toEqual([
            "Send samples",
            "Deliver",
            "Ask once more",
            "Confirm the floor plan",
        ]);
    });

    test("how an action stands is said in a word with an icon", async () => {
        await mountPlan(1);
        expect(`${ROW}[data-status=late]`).toHaveText(/late/);
        expect(`${ROW}[data-status=late] .fa-exclamation-triangle`).toHaveCount(1);
        expect(`${ROW}[data-status=done]`).toHaveText(/done/);
        expect(`${ROW}[data-status=blocked]`).toHaveText(/waits/);
        expect(`${ROW}[data-status=in_progress]`).toHaveText(/no date/);
    });

    test("a screen reader reads a table, with what comes before what", async () => {
        await mountPlan(1);
        expect("[role=table] [role=columnheader]").toHaveCount(4);
        expect(`${ROW}:first [role=cell]`).toHaveCount(3);
        const text = queryOne(`${ROW}[data-status=blocked]`).textContent;
        expect(text).toMatch(/after Confirm the floor plan/);
        expect(`${ROW} .o_relationship_plan_scale:not([aria-hidden=true])`).toHaveCount(
            0
        );
    });

    test("bars lie in their months, and today is marked", async () => {
        await mountPlan(1);
        const months = ".o_relationship_plan_month";
        expect(queryAllTexts(months)).toEqual(["Oct 26", "Nov", "Dec"]);
        expect(".o_relationship_plan_today_label").toHaveText("today");
        const bar = (status) =>
            queryOne(`${ROW}[data-status=${status}] .o_relationship_plan_bar`).style;
        expect(bar("done").left).toBe("0%");
        expect(parseFloat(bar("done").width)).toBeWithin(16, 17);
        // It begins when what it waits for is due.
        expect(parseFloat(bar("blocked").left)).toBeWithin(43, 44);
        expect(`${ROW}[data-status=in_progress] .o_relationship_plan_bar`).toHaveCount(
            0
        );
    });

    test("a click opens the action", async () => {
        mockService("action", {
            doAction: ({res_model, res_id}) => expect.step(`${res_model} ${res_id}`),
        });
        await mountPlan(1);
        await contains(`${ROW}[data-status=late] button`).click();
        await contains(`${ROW}[data-status=done] .o_relationship_plan_bar`).click();
        expect.verifySteps(["relationship.action 12", "relationship.action 13"]);
    });

    test("a plan without actions says what to do", async () => {
        await mountPlan(2);
        expect("[role=table]").toHaveCount(0);
        expect(".o_widget_relationship_plan_picture").toHaveText(/^No actions yet/);
    });

    test("what is due before the plan begins is a point, not a bar", async () => {
        Action._records.push({
            id: 17,
            name: "Sign",
            plan_id: 1,
            side: "theirs",
            state: "todo",
            date_due: "2026-09-15",
        });
        await mountPlan(1);
        const row = `${ROW}[data-status=todo]`;
        expect(`${row} .o_relationship_plan_bar`).toHaveCount(0);
        expect(`${row} .o_relationship_plan_milestone`).toHaveCount(1);
        expect(queryAllTexts(".o_relationship_plan_month")[0]).toBe("Sep 26");
    });

    test("a plan without dates has rows and no months", async () => {
        await mountPlan(3);
        expect(queryAllTexts(NAMES)).toEqual(["Think"]);
    });
});
