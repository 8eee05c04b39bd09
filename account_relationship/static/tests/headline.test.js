import {
    defineModels,
    fields,
    findComponent,
    models,
    mountView,
    onRpc,
    toggleMenuItem,
    toggleSearchBarMenu,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {animationFrame, Deferred, expect, test} from "@odoo/hoot";

class Sale extends models.Model {
    _name = "sale";

    manager = fields.Char();
    amount = fields.Integer({aggregator: "sum"});

    _records = [
        {id: 1, manager: "Ann", amount: 3},
        {id: 2, manager: "Bob", amount: 4},
    ];
}

defineMailModels();
defineModels([Sale]);

const SEARCH = `
    <search>
        <filter name="ann" string="Ann" domain="[('manager', '=', 'Ann')]"/>
    </search>`;
const ANSWER = ".o_relationship_answer";

function mountReport(type, arch) {
    return mountView({type, resModel: "sale", arch, searchViewArch: SEARCH});
}

const mountGraph = () =>
    mountReport(
        "graph",
        `<graph string="Who sells?" js_class="relationship_report_graph">
            <field name="manager"/>
        </graph>`
    );

test("the sentence stands below the question and follows the search", async () => {
    onRpc("sale", "get_headline", ({args}) => {
        expect.step(args);
        return args[0].length ? "Ann sells 3" : "Bob sells the most, 4 of 7";
    });
    await mountGraph();
    await animationFrame();
    expect(".o_relationship_question").toHaveText("Who sells?");
    expect(ANSWER).toHaveText("Bob sells the most, 4 of 7");
    await toggleSearchBarMenu();
    await toggleMenuItem("Ann");
    await animationFrame();
    expect(ANSWER).toHaveText("Ann sells 3");
    expect.verifySteps([[[]], [[["manager", "=", "Ann"]]]]);
});

test("the chart does not wait for the sentence", async () => {
    const words = new Deferred();
    onRpc("sale", "get_headline", () => words);
    await mountGraph();
    expect("canvas").toHaveCount(1);
    expect(ANSWER).toHaveText("");
    words.resolve("Here it is");
    await animationFrame();
    expect(ANSWER).toHaveText("Here it is");
});

test("an answer that comes late is not taken for that of the new search", async () => {
    const late = new Deferred();
    onRpc("sale", "get_headline", ({args}) => (args[0].length ? "Ann sells 3" : late));
    await mountGraph();
    await toggleSearchBarMenu();
    await toggleMenuItem("Ann");
    await animationFrame();
    late.resolve("Bob sells the most");
    await animationFrame();
    expect(ANSWER).toHaveText("Ann sells 3");
});

test("what a sentence says is shown as words, never as markup", async () => {
    onRpc("sale", "get_headline", () => "<b>Bob</b>");
    await mountGraph();
    await animationFrame();
    expect(ANSWER).toHaveText("<b>Bob</b>");
});

const OTHERS = {
    pivot: `
        <pivot js_class="relationship_report_pivot">
            <field name="manager" type="row"/>
        </pivot>`,
    list: `<list js_class="relationship_report_list"><field name="manager"/></list>`,
    kanban: `
        <kanban js_class="relationship_report_kanban">
            <templates><t t-name="card"><field name="manager"/></t></templates>
        </kanban>`,
};

for (const [type, arch] of Object.entries(OTHERS)) {
    test(`a ${type} of a report has it as well`, async () => {
        onRpc("sale", "get_headline", () => "Bob sells the most");
        await mountReport(type, arch);
        await animationFrame();
        expect(`.o_${type}_view ${ANSWER}`).toHaveText("Bob sells the most");
    });
}

for (const [type, arch] of [
    ["graph", `<graph string="Who sells?" js_class="relationship_report_graph"/>`],
    ["pivot", OTHERS.pivot],
]) {
    test(`what a ${type} opens has the name of the report`, async () => {
        onRpc("sale", "get_headline", () => "Bob sells the most");
        const view = await mountView({
            type,
            resModel: "sale",
            arch,
            config: {getDisplayName: () => "Sales"},
        });
        const renderer = findComponent(view, ({model}) => model?.metaData?.measures);
        expect(renderer.model.metaData.title).toBe("Sales");
    });
}
