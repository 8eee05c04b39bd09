import {expect, queryAllTexts, queryFirst, test} from "@odoo/hoot";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    MockServer,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

const BANDS = [
    ["good", "Good"],
    ["watch", "Watch"],
    ["risk", "At risk"],
    ["none", "Not enough data"],
];

class Account extends models.Model {
    _name = "relationship.account";

    name = fields.Char();
    health_band = fields.Selection({selection: BANDS});
    health_score = fields.Integer();
    health_trend = fields.Selection({
        selection: [
            ["up", "Better"],
            ["flat", "Alike"],
            ["down", "Worse"],
        ],
    });
    health_reasons = fields.Json();
    health_profile_id = fields.Many2one({relation: "relationship.health.profile"});
    measured_on = fields.Datetime();
    show_health_score = fields.Boolean();
}

class History extends models.Model {
    _name = "relationship.health.history";

    account_id = fields.Many2one({relation: "relationship.account"});
    day = fields.Date();
    band = fields.Selection({selection: BANDS});
    score = fields.Integer();
    is_reckoned = fields.Boolean();
}

defineMailModels();
class Profile extends models.Model {
    _name = "relationship.health.profile";

    name = fields.Char();

    _records = [{id: 5, name: "Customers"}];
}

defineModels([Account, History, Profile]);

const REASONS = [
    {
        measure: "revenue_change_12m",
        label: "Change of 12-month revenue",
        action: "action_view_revenue",
        value: "-67 %",
        points: 0,
        weight: 20,
        effect: -11.1,
        is_knock_out: false,
        is_out: false,
    },
    {
        measure: "days_late_change",
        label: "Days later paid",
        action: "",
        value: "no data",
        points: null,
        weight: 10,
        effect: null,
        is_knock_out: false,
        is_out: false,
    },
    {
        measure: "escalated_complaints",
        label: "Escalated complaints",
        action: "action_view_feedback",
        value: "1",
        points: null,
        weight: 0,
        effect: null,
        is_knock_out: true,
        is_out: true,
    },
    {
        measure: "notice_given",
        label: "Notice given",
        action: "",
        value: "0",
        points: null,
        weight: 0,
        effect: null,
        is_knock_out: true,
        is_out: false,
    },
];

async function mountForm(values, arch) {
    Account._records = [
        {
            id: 1,
            name: "Acme",
            health_band: "watch",
            health_score: 40,
            health_trend: "down",
            health_reasons: REASONS,
            show_health_score: true,
            health_profile_id: 5,
            ...values,
        },
    ];
    await mountView({
        type: "form",
        resModel: "relationship.account",
        resId: 1,
        arch: `<form>${arch}</form>`,
    });
}

const BAND = '<field name="health_band" widget="relationship_health" readonly="1"/>';
const WHY = '<widget name="relationship_health_reasons"/>';

test("health is a number, a word and whether it gets better", async () => {
    await mountForm({}, BAND);
    expect(".o_relationship_health").toHaveText(/^40\s+Watch$/);
    expect(".o_relationship_health .fa-heart-o").toHaveCount(1);
    expect(".o_relationship_health .fa-caret-down").toHaveCount(1);
});

test("without enough data there is no number and no trend", async () => {
    await mountForm({health_band: "none"}, BAND);
    expect(".o_relationship_health").toHaveText("Not enough data");
    expect(".o_relationship_health .fa-caret-down").toHaveCount(0);
});

test("a company may do without the number", async () => {
    await mountForm({show_health_score: false}, BAND + WHY);
    expect(".o_relationship_health").toHaveText("Watch");
    expect(queryAllTexts(".o_relationship_health_reasons th")).toEqual([
        "Measure",
        "Now",
        "How it is",
    ]);
    expect(".badge").toHaveText("poor");
});

test("nothing shows before there is health", async () => {
    const nothing = {health_band: false, health_reasons: false};
    await mountForm({...nothing, health_profile_id: false}, BAND + WHY);
    expect(".o_relationship_health").toHaveCount(0);
    expect(".o_relationship_health_reasons").toHaveCount(0);
});

test("reasons say how each measure is, and what knocks out", async () => {
    await mountForm({}, WHY);
    const rows = queryAllTexts(".o_relationship_health_reasons tbody tr").map((row) =>
        row.replaceAll(/\s+/g, " ")
    );
    expect(rows[0]).toBe("Change of 12-month revenue -67 % poor · 0 20 −11.1");
    expect(rows[1]).toBe("Days later paid no data 10");
    expect(rows).toHaveLength(2);
    expect(queryFirst(".text-muted.small")).toHaveText("Profile: Customers");
    expect(".alert").toHaveCount(1);
    expect(".alert").toHaveText(/Escalated complaints:\s*1/);
});

test("reasons are read anew when the numbers were brought up to date", async () => {
    onRpc("relationship.account", "action_refresh_measures", () => {
        MockServer.env["relationship.account"].write([1], {
            measured_on: "2026-03-02 10:00:00",
            health_reasons: [REASONS[1]],
        });
        return true;
    });
    const button =
        '<button name="action_refresh_measures" type="object" string="Now"/>';
    await mountForm({measured_on: "2026-03-01 10:00:00"}, WHY + button);
    expect(".alert").toHaveCount(1);
    await contains("button[name=action_refresh_measures]").click();
    await animationFrame();
    expect(".alert").toHaveCount(0);
    expect(".o_relationship_health_reasons tbody tr").toHaveCount(1);
});

test("a measure opens what it is made of", async () => {
    mockService("action", {
        doActionButton({name, resId, type}) {
            expect.step(`${type} ${name} ${resId}`);
        },
    });
    await mountForm({}, WHY);
    await contains(".o_relationship_health_reasons button").click();
    await contains(".alert button").click();
    expect.verifySteps([
        "object action_view_revenue 1",
        "object action_view_feedback 1",
    ]);
});

test("the chart is read when it shows, and draws no line of one point", async () => {
    History._records = [
        {id: 1, account_id: 1, day: "2026-02-01", band: "good", score: 80},
        {id: 2, account_id: 1, day: "2026-03-01", band: "none", score: 10},
    ];
    onRpc("relationship.health.history", "*", ({method}) => expect.step(method));
    await mountForm({}, '<widget name="relationship_health_chart"/>');
    expect.verifySteps(["search_read"]);
    expect(".o_relationship_health_chart").toHaveCount(0);
});

test("the chart says its points to those who cannot see it", async () => {
    History._records = [
        {id: 2, account_id: 1, day: "2026-03-01", band: "watch", score: 45},
        {
            id: 1,
            account_id: 1,
            day: "2026-02-01",
            band: "good",
            score: 80,
            is_reckoned: true,
        },
    ];
    await mountForm({}, '<widget name="relationship_health_chart"/>');
    await animationFrame();
    const label = queryFirst("canvas").getAttribute("aria-label");
    expect(label).toMatch(/80.*45/);
    expect(".o_relationship_health_chart").toHaveText(/Dashed/);
});
