import {expect, mockDate, mockTimeZone, test} from "@odoo/hoot";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";

class Feedback extends models.Model {
    _name = "relationship.feedback";

    deadline = fields.Datetime();
    deadline_kind = fields.Selection({
        selection: [
            ["decide", "Decide"],
            ["update", "Tell the customer"],
        ],
    });
    clock_state = fields.Selection({
        selection: [
            ["none", "No deadline"],
            ["on_time", "On time"],
            ["late", "Late"],
            ["paused", "Paused"],
        ],
    });

    _records = [
        {
            id: 1,
            clock_state: "on_time",
            deadline: "2026-03-12 14:00:00",
            deadline_kind: "decide",
        },
        {
            id: 2,
            clock_state: "late",
            deadline: "2026-02-10 14:00:00",
            deadline_kind: "update",
        },
        {
            id: 3,
            clock_state: "paused",
            deadline: "2026-03-12 14:00:00",
            deadline_kind: "decide",
        },
        {id: 4, clock_state: "none"},
    ];
}

defineMailModels();
defineModels([Feedback]);

test("the clock says in words what is due by when, beside its icon", async () => {
    mockTimeZone(0);
    mockDate("2026-03-10 10:00:00");
    await mountView({
        type: "list",
        resModel: "relationship.feedback",
        arch: `<list><field name="clock_state" widget="relationship_clock" /></list>`,
    });
    const cell = (n) => `.o_data_row:nth-child(${n}) td[name=clock_state]`;
    expect(cell(1)).toHaveText("On time · Decide by Thu 14:00");
    expect(cell(2)).toHaveText("Late · Tell the customer by Feb 10");
    expect(cell(3)).toHaveText("Paused");
    expect(cell(4)).toHaveText("");
    expect(`${cell(2)} .fa-exclamation-triangle.fa`).toHaveCount(1);
});
