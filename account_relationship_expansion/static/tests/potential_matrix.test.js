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

class Account extends models.Model {
    _name = "relationship.account";

    name = fields.Char();
}

defineChartModel(Account);

const MATRIX = {
    scope: "Of your own",
    total: 90,
    currency_id: 1,
    columns: [
        {key: 4, label: "Storage", sales: 3000},
        {key: 5, label: "Lighting", sales: 400},
        {key: false, label: "Others", sales: 20},
    ],
    rows: [
        {
            key: 11,
            label: "Acme",
            sales: 3020,
            cells: [
                {sales: 3000, before: 2000, state: "grown"},
                {
                    sales: 0,
                    before: 800,
                    state: "lapsed",
                    idea_id: 7,
                    amount: 1200,
                    words: "stopped buying it",
                },
                {sales: 20, before: 0, state: "more"},
            ],
        },
        {
            key: 12,
            label: "Birch",
            sales: 400,
            cells: [false, {sales: 400, before: 400, state: "bought"}, false],
        },
    ],
};

async function mountMatrix(answer = MATRIX) {
    onRpc("relationship.account", "get_potential_matrix", ({args, kwargs}) => {
        expect.step([args[0], kwargs.offset, kwargs.limit]);
        return answer;
    });
    await mountChart(
        "relationship.account",
        `<graph string="What could they buy?" js_class="relationship_potential_matrix"/>`,
        {headline: "2 ideas are worth more", noContentHelp: "Post an invoice"}
    );
    expect.verifySteps([[[], 0, 40]]);
}

const cell = (row, column) =>
    `.o_relationship_heat [data-row="${row}"][data-column="${column}"]`;

test("each cell says its number, and in words what it means", async () => {
    await mountMatrix();
    expect(".o_relationship_scope").toHaveText("Of your own");
    expect(queryAllTexts(".o_relationship_heat tbody td")).toEqual([
        ...["3,000\n↑ grows", "✕ lapsed 1,200", "20\n+ more"],
        ...["", "400", ""],
    ]);
    expect(cell(0, 1)).toHaveAttribute(
        "title",
        /^Acme, Lighting: ✕ lapsed 1,200;.*; stopped/s
    );
    expect(cell(0, 0)).toHaveAttribute("aria-label", /^3,000: Acme, Storage: /);
    expect(cell(0, 1)).toHaveAttribute("aria-label", /^Acme, Lighting: /);
    expect(".o_relationship_heat tbody th:first").toHaveText("Acme (3,020)");
    expect("ul[aria-label='Legend'] li").toHaveCount(7);
});

test("the arrows go over cells in which nothing is, and Enter opens the idea", async () => {
    mockService("action", {
        doAction({res_model: model, res_id: id}) {
            expect.step([model, id]);
        },
    });
    await mountMatrix();
    queryOne(cell(0, 0)).focus();
    for (const key of ["ArrowDown", "ArrowRight", "ArrowRight"]) {
        await press(key);
        await animationFrame();
    }
    expect(cell(1, 2)).toBeFocused();
    expect(".o_relationship_heat td [tabindex='0']").toHaveCount(1);
    for (const key of ["ArrowUp", "ArrowLeft", "Enter"]) {
        await press(key);
        await animationFrame();
    }
    expect.verifySteps([["relationship.whitespace", 7]]);
});

test("a click opens the invoices behind, and what has none says so", async () => {
    onRpc("relationship.account", "action_view_category", ({args}) => {
        expect.step(args);
        return {type: "invoices"};
    });
    mockService("action", {
        doAction({type}) {
            expect.step(type);
        },
    });
    await mountMatrix();
    await contains(cell(0, 0)).click();
    expect.verifySteps([[[11], 4], "invoices"]);
    await contains(cell(1, 0)).click();
    expect(".o_notification").toHaveText(/Birch bought no Storage/);
});

test("the next page has the next accounts", async () => {
    await mountMatrix();
    await contains(".o_pager_next").click();
    expect.verifySteps([[[], 40, 40]]);
});

test("where nothing was sold it says what to do, before a sample", async () => {
    await mountMatrix({scope: "", total: 0, currency_id: 1, columns: [], rows: []});
    expect(".o_view_nocontent").toHaveText("Post an invoice");
    expect(".o_view_sample_data .o_relationship_heat").toHaveCount(1);
    expect(".o_view_sample_data").toHaveAttribute("inert");
    expect(".o_control_panel button:contains(Export)").toHaveCount(0);
});
