import {describe, expect, test} from "@odoo/hoot";
import {queryAllTexts, queryOne} from "@odoo/hoot-dom";
import {
    getMonths,
    getPosition,
    getSpan,
} from "@account_relationship/plan_picture/plan_picture_field";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";

const ROW = {
    key: "action-1",
    name: "Send <b>samples</b>",
    who: "Ann",
    kind: "action",
    side: "ours",
    start: "",
    due: "2026-02-15",
    state: "todo",
    label: "To do",
    is_late: true,
};

class Plan extends models.Model {
    _name = "relationship.plan";

    picture = fields.Json({string: "Picture"});

    _records = [
        {
            id: 1,
            picture: {
                start: "2026-02-01",
                end: "2026-03-31",
                today: "2026-03-01",
                rows: [
                    ROW,
                    {
                        ...ROW,
                        key: "action-2",
                        start: "2026-02-15",
                        due: "2026-03-15",
                        is_late: false,
                    },
                    {...ROW, key: "objective-1", kind: "objective", is_late: false},
                    {...ROW, key: "action-3", due: "", is_late: false},
                ],
            },
        },
        {id: 2, picture: {start: "", end: "", today: "2026-03-01", rows: []}},
    ];
}

defineModels([Plan]);
defineMailModels();
describe.current.tags("desktop");

function mountForm(resId) {
    return mountView({
        type: "form",
        resModel: "relationship.plan",
        resId,
        arch: `<form><field name="picture" widget="relationship_plan_picture"/></form>`,
    });
}

test("the span is whole months around the plan, its rows and today", () => {
    const span = getSpan({
        start: "2026-02-10",
        end: "2026-02-20",
        today: "2026-04-05",
        rows: [{start: "", due: "2026-01-31"}],
    });
    expect(span.first.toISODate()).toBe("2026-01-01");
    expect(span.days).toBe(31 + 28 + 31 + 30);
});

test("a plan without dates spans the month of today", () => {
    const span = getSpan({start: "", end: "", today: "2026-02-05", rows: []});
    expect(span.days).toBe(28);
    expect(getPosition(span, "2026-02-15")).toBe(50);
});

test("long plans name every so many months only", () => {
    const span = getSpan({
        start: "2026-01-01",
        end: "2028-12-31",
        today: "2026-01-01",
        rows: [],
    });
    const months = getMonths(span);
    expect(months).toHaveLength(36);
    expect(months.filter((month) => month.isNamed)).toHaveLength(12);
    expect(months[0].label).toBe("Jan 26");
    expect(months[1].label).toBe("Feb");
});

test("the plan is a table with bars, marks and flags", async () => {
    await mountForm(1);
    expect("table tbody tr").toHaveCount(4);
    expect(queryAllTexts("tbody tr:first-child [role]")).toEqual([
        "Send <b>samples</b>",
        "Ann",
        "Feb 15, 2026",
        "To do, overdue",
    ]);
    expect("tbody .o_relationship_plan_mark.o_relationship_plan_late").toHaveCount(1);
    expect("tbody .o_relationship_plan_bar").toHaveCount(1);
    expect("tbody .o_relationship_plan_flag").toHaveCount(1);
    expect("tbody .o_relationship_plan_today").toHaveCount(4);
    const bar = queryOne("tbody .o_relationship_plan_bar");
    expect(parseFloat(bar.style.width)).toBeWithin(47, 48);
    expect("td.o_relationship_plan_lane[role]").toHaveCount(0);
});

test("an empty plan says what to do", async () => {
    await mountForm(2);
    expect("table").toHaveCount(0);
    expect(".o_field_relationship_plan_picture").toHaveText(/Give the actions dates/);
});
