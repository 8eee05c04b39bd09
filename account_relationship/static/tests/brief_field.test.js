import {describe, expect, mockDate, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
} from "@web/../tests/web_test_helpers";

/** A line as the server sends it. */
function makeLine(name, words, values = {}) {
    return {name, words, icon: "", level: "", date: "", action: "", ...values};
}

const WARNING = {icon: "fa-exclamation-triangle", level: "danger"};
const BRIEF = {
    account: 4,
    may_log: true,
    name: "Acme",
    manager: {
        id: 20,
        name: "Ann",
        email: "ann@example.com",
        phone: "",
        presence: "online",
    },
    acting: {
        id: 20,
        name: "Ann",
        email: "ann@example.com",
        phone: "",
        presence: "online",
    },
    tier: "A: Key",
    stage: "Growth",
    at_risk: false,
    wants: [
        {
            id: 1,
            name: "Desks in oak\nChairs",
            by: "2027-01-15",
            late: false,
            user: "Ann",
            on: "2026-11-12",
            stale: false,
        },
    ],
    problems: [
        {
            id: 2,
            name: "Late deliveries",
            by: "",
            late: false,
            user: "Bob",
            on: "2026-05-03",
            stale: true,
        },
    ],
    more_needs: 4,
    next_step: "Visit",
    next_step_date: "2026-11-29",
    last_touch: "2026-11-12 10:00:00",
    last_touch_kind: "Call",
    lines: [
        makeLine("opportunities", "1 open opportunity"),
        makeLine("promises", "2 open promises, late", {level: "danger"}),
        makeLine("overdue", "2 overdue invoices", WARNING),
        makeLine("plans", "2 running plans"),
        makeLine("late_actions", "1 overdue action of ours", WARNING),
        makeLine("feedback", "3 feedback open, late", WARNING),
        makeLine("visit", "1 visit planned", {
            action: "action_view_visits",
            date: "2026-12-03",
        }),
    ],
};

class Order extends models.Model {
    _name = "sale.order";

    name = fields.Char();
    brief = fields.Json();

    _records = [
        {id: 1, name: "S1", brief: BRIEF},
        {id: 2, name: "S2", brief: false},
        {
            id: 3,
            name: "S3",
            brief: {
                ...BRIEF,
                account: false,
                may_log: false,
                acting: {...BRIEF.acting, id: 21, name: "Tim", presence: "leave_away"},
                wants: [],
                problems: [],
                more_needs: 0,
                next_step: "",
                last_touch: "",
                last_touch_kind: "",
                lines: [BRIEF.lines.at(-1)],
            },
        },
        {
            id: 4,
            name: "S4",
            brief: {
                ...BRIEF,
                last_touch_kind: "",
                lines: [makeLine("feedback", "1 feedback open")],
            },
        },
    ];
}

defineMailModels();
defineModels([Order]);
describe.current.tags("desktop");

function mountOrder(resId) {
    mockDate("2026-11-23 12:00:00");
    return mountView({
        type: "form",
        resModel: "sale.order",
        resId,
        arch: `<form>
            <field name="brief" widget="relationship_brief" readonly="1"/>
            <field name="name"/>
        </form>`,
    });
}

test("who looks after the customer, what it wants and what hurts", async () => {
    await mountOrder(1);
    expect(".o_relationship_brief_who").toHaveText("Ann looks after this customer");
    expect(".o_relationship_presence").toHaveAttribute("aria-label", "online");
    expect(".o_relationship_brief_wants").toHaveText(/by Jan 15, 2027 · Ann, Nov 12$/);
    expect(".o_relationship_brief_wants .badge").toHaveCount(0);
    expect(".o_relationship_brief_problem .badge").toHaveText("stale");
    expect(".o_relationship_brief_more").toHaveText("4 more");
    expect(".o_relationship_brief_state").toHaveText(/Last contact Nov 12 \(call\)/);
    expect(".o_relationship_brief_state").toHaveText(/next: Visit, Nov 29/);
    expect(".o_relationship_brief_state").toHaveText(/1 open opportunity/);
    expect(".o_relationship_brief_promises").toHaveText("2 open promises, late");
    expect(".o_relationship_brief_promises").toHaveClass("text-danger");
});

test("invoices that are overdue, for those who may see them", async () => {
    await mountOrder(1);
    expect(".o_relationship_brief_overdue").toHaveText("2 overdue invoices");
    expect(".o_relationship_brief_overdue .fa-exclamation-triangle").toHaveCount(1);
});

test("how many plans run, and what we are late with", async () => {
    await mountOrder(1);
    expect(".o_relationship_brief_state").toHaveText(/2 running plans/);
    expect(".o_relationship_brief_late_actions").toHaveText("1 overdue action of ours");
    expect(".o_relationship_brief_late_actions .fa-exclamation-triangle").toHaveCount(
        1
    );
});

test("open feedback with the worst of its clocks in a word", async () => {
    await mountOrder(1);
    expect(".o_relationship_brief_feedback").toHaveText("3 feedback open, late");
    expect(".o_relationship_brief_feedback").toHaveClass("text-danger");
    expect(".o_relationship_brief_feedback .fa-exclamation-triangle").toHaveCount(1);
});

test("feedback that is on time needs no word", async () => {
    await mountOrder(4);
    expect(".o_relationship_brief_feedback").toHaveText("1 feedback open");
    expect(".o_relationship_brief_feedback i").toHaveCount(0);
});

test("a line leads to what it is about, for those who may open the account", async () => {
    mockService("action", {
        doActionButton: ({name, resModel, resId}) =>
            expect.step(`${name} ${resModel} ${resId}`),
    });
    await mountOrder(1);
    expect(".o_relationship_brief_visit").toHaveText("1 visit planned, Dec 3");
    await contains(".o_relationship_brief_visit button").click();
    expect.verifySteps(["action_view_visits relationship.account 4"]);
});

test("a contact of a kind nobody named shows its day", async () => {
    await mountOrder(4);
    expect(".o_relationship_brief_state").toHaveText(/^Last contact Nov 12\s*next/);
});

test("folds, stays folded, and still tells that there is a problem", async () => {
    await mountOrder(1);
    await contains(".o_relationship_brief_fold").click();
    expect(".o_relationship_brief_body").toHaveCount(0);
    expect(".o_relationship_brief_badges").toHaveText(/problem/);
    expect(".o_relationship_brief_fold").toHaveAttribute("aria-expanded", "false");
    expect(localStorage.getItem("account_relationship.brief.folded")).toBe("1");
    await contains(".o_relationship_brief_fold").click();
    expect(".o_relationship_brief_body").toHaveCount(1);
    expect(localStorage.getItem("account_relationship.brief.folded")).toBe(null);
});

test("the account opens for those who may read it", async () => {
    mockService("action", {
        doAction: ({res_model, res_id}) => expect.step(`${res_model} ${res_id}`),
    });
    await mountOrder(1);
    await contains(".o_relationship_brief_account").click();
    expect.verifySteps(["relationship.account 4"]);
});

test("the stand-in is who to write to; what is not known takes no room", async () => {
    await mountOrder(3);
    expect(".o_relationship_brief_who").toHaveText("Tim stands in for Ann");
    expect(".o_relationship_presence").toHaveAttribute("aria-label", "away");
    expect(".o_relationship_brief_wants").toHaveCount(0);
    expect(".o_relationship_brief_problem").toHaveCount(0);
    expect(".o_relationship_brief_state").toHaveText(/^No contact yet/);
    expect(".o_relationship_brief_overdue").toHaveCount(0);
    expect(".o_relationship_brief_visit").toHaveText("1 visit planned, Dec 3");
    expect(".o_relationship_brief_visit button").toHaveCount(0);
    expect(".o_relationship_brief_account").toHaveCount(0);
    expect(".o_relationship_brief_log").toHaveCount(0);
});

test("nothing on a document of a customer without account", async () => {
    await mountOrder(2);
    expect(".o_relationship_brief").toHaveCount(0);
});
