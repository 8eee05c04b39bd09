import {
    defineChartModel,
    mountChart,
} from "@account_relationship/../tests/graph_helpers";
import {animationFrame, expect, press, queryAllTexts, queryOne, test} from "@odoo/hoot";
import {
    contains,
    fields,
    mockService,
    models,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Cohort extends models.Model {
    _name = "relationship.cohort";

    cohort = fields.Date();
    k = fields.Integer();
}

defineChartModel(Cohort);

const CELLS = {
    scope: "Of your own",
    columns: 3,
    cohorts: [
        {key: "2026-02-01", label: "Feb 2026", size: 3, cells: [[3, 3], [2, 3], false]},
        {
            key: "2026-01-01",
            label: "Jan 2026",
            size: 400,
            cells: [
                [400, 400],
                [0, 400],
                [1, 400],
            ],
        },
        {
            key: false,
            label: "Customers before",
            size: 2,
            cells: [[1, 2], [2, 2], false],
        },
    ],
};

async function mountHeat(answer = CELLS) {
    onRpc("relationship.cohort", "get_cells", ({args}) => {
        expect.step(args[0]);
        return answer;
    });
    await mountChart(
        "relationship.cohort",
        `<graph string="Who buys again?" js_class="relationship_cohort_heat"/>`,
        {headline: "67 % buy again", noContentHelp: "Post an invoice"}
    );
}

const cell = (row, column) =>
    `.o_relationship_heat [data-row="${row}"][data-column="${column}"]`;

test("cells say shares; months that are not over are empty, silent ones 0 %", async () => {
    await mountHeat();
    expect.verifySteps([[]]);
    expect(".o_relationship_answer").toHaveText("67 % buy again");
    expect(".o_relationship_scope").toHaveText("Of your own");
    expect(queryAllTexts(".o_relationship_heat tbody td")).toEqual([
        ...["100 %", "67 %", ""],
        ...["100 %", "0 %", "1 %"],
        ...["50 %", "100 %", ""],
    ]);
    expect(cell(0, 1)).toHaveAttribute(
        "title",
        "2 of 3 customers of Feb 2026 bought 1 months after"
    );
    expect(".o_relationship_heat tbody th:first").toHaveText("Feb 2026 (3)");
});

test("the arrows go from cell to cell, and Enter opens its customers", async () => {
    mockService("action", {
        doAction({name, res_model: model, domain, views}) {
            expect.step([name, model, domain, views[0][1]]);
        },
    });
    await mountHeat();
    queryOne(cell(0, 0)).focus();
    await press("ArrowRight");
    await animationFrame();
    expect(cell(0, 1)).toBeFocused();
    // The next month is not over.
    await press("ArrowRight");
    expect(cell(0, 1)).toBeFocused();
    await press("ArrowDown");
    await animationFrame();
    await press("End");
    await animationFrame();
    expect(cell(1, 2)).toBeFocused();
    expect(".o_relationship_heat td [tabindex='0']").toHaveCount(1);
    await press("Enter");
    await animationFrame();
    expect.verifySteps([
        [],
        [
            "Jan 2026, 2 months after",
            "relationship.cohort",
            [
                ["cohort", "=", "2026-01-01"],
                ["k", "=", 2],
            ],
            "list",
        ],
    ]);
});

test("a click on customers before opens those without a first month", async () => {
    mockService("action", {
        doAction({domain}) {
            expect.step(domain);
        },
    });
    await mountHeat();
    await contains(cell(2, 1)).click();
    expect.verifySteps([
        [],
        [
            ["cohort", "=", false],
            ["k", "=", 1],
        ],
    ]);
});

test("without a first purchase it says what to do", async () => {
    await mountHeat({scope: "", columns: 0, cohorts: []});
    expect.verifySteps([[]]);
    expect(".o_relationship_heat").toHaveCount(0);
    expect(".o_view_nocontent").toHaveText("Post an invoice");
});
