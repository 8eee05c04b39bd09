import {
    defineChartModel,
    mountChart,
} from "@account_relationship/../tests/graph_helpers";
import {animationFrame, expect, queryAllTexts, test} from "@odoo/hoot";
import {
    contains,
    fields,
    getService,
    mockService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {WebClient} from "@web/webclient/webclient";

class Concentration extends models.Model {
    _name = "relationship.concentration";

    rank = fields.Integer();
    amount = fields.Float();
}

defineChartModel(Concentration);

const ANSWER = {
    words: "2 of 3 customers make 80 %",
    scope: "",
    period: "Mar 2025 – Feb 2026",
    is_whole: true,
    warnings: ["One customer makes 50 %"],
    customers: 3,
    pareto: 2,
    negative: 1,
    ...{top1: 0.5, top3: 1, top5: 1, top10: 1, hhi: 0.38},
    sections: [
        {class: "A", customers: 2, first: 1, last: 2},
        {class: "C", customers: 1, first: 3, last: 3},
        {class: null, customers: 1, first: 5, last: 5},
    ],
    points: [
        [1, 0.5, "Acme", "$ 500"],
        [2, 0.8, "Birch", "$ 300"],
        [3, 1, "Cedar", "$ 200"],
    ],
};

async function mountPareto(answer = ANSWER) {
    onRpc("relationship.concentration", "get_pareto", () => answer);
    await mountChart(
        "relationship.concentration",
        `<graph string="How few?" js_class="relationship_pareto"/>`,
        {headline: "2 of 3 customers make 80 %", noContentHelp: "Post an invoice"}
    );
}

const SECTIONS = ".o_relationship_sections button";

test("shares, warnings, classes and the point of 80 % are said in words", async () => {
    await mountPareto();
    expect(queryAllTexts(".o_relationship_figures dd")).toEqual([
        ...["50 %", "100 %", "100 %", "100 %", "0.38"],
    ]);
    expect(".o_relationship_warning").toHaveText("One customer makes 50 %");
    expect(queryAllTexts(SECTIONS)).toEqual([
        "Class A, up to 80 %: 2 customers",
        "Class C: 1 customer",
        "More credit notes than sales: 1 customer",
    ]);
    expect(".o_relationship_pareto canvas").toHaveAttribute(
        "aria-label",
        /^2 of 3 customers make 80 %\. Class A/
    );
});

test("a section opens its customers by their places", async () => {
    mockService("action", {
        doAction({domain}) {
            expect.step(domain);
        },
    });
    await mountPareto();
    await contains(`${SECTIONS}:first`).click();
    expect.verifySteps([
        [
            ["rank", ">=", 1],
            ["rank", "<=", 2],
        ],
    ]);
});

test("of a part of the customers sections are no classes", async () => {
    await mountPareto({...ANSWER, is_whole: false, scope: "Of your own"});
    expect(`${SECTIONS}:first`).toHaveText("Up to 80 %: 2 customers");
    expect(".o_relationship_scope").toHaveText("Of your own");
});

test("credit notes alone draw no curve and say no 0 %", async () => {
    await mountPareto({
        ...ANSWER,
        ...{words: "", warnings: [], customers: 0, pareto: 0, points: []},
        ...{top1: null, top3: null, top5: null, top10: null, hhi: null},
        sections: [ANSWER.sections[2]],
    });
    expect(".o_relationship_pareto").toHaveCount(0);
    expect(queryAllTexts(".o_relationship_figures dd")).toEqual(Array(5).fill("n/a"));
});

test("without sales it says what to do", async () => {
    await mountPareto({...ANSWER, sections: [], points: [], warnings: []});
    expect(".o_view_nocontent").toHaveText("Post an invoice");
});

test("what is left without some customers stands in a dialog", async () => {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "relationship_what_if",
        name: "What if they leave?",
        target: "new",
        params: {
            customers: ["Acme", "Birch"],
            more: 3,
            scope: "",
            period: "Mar 2025 – Feb 2026",
            lines: [["Net sales", "$ 1,000", "$ 200"]],
            managers: [["Ann", "$ 800", "$ 900", "89 %"]],
        },
    });
    await animationFrame();
    expect(".modal .o_relationship_what_if strong").toHaveText("Acme, Birch");
    expect(".modal .o_relationship_what_if p:first").toHaveText(/and 3 more/);
    expect(queryAllTexts(".modal tbody:last td")).toEqual(["$ 800", "$ 900", "89 %"]);
});
