import {checkDatasets, checkLabels} from "@web/../tests/views/graph/graph_test_helpers";
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {test} from "@odoo/hoot";

class Contact extends models.Model {
    _name = "contact";

    date = fields.Date();
    kind = fields.Selection({
        selection: [
            ["call", "Call"],
            ["visit", "Visit"],
        ],
    });
}

defineMailModels();
defineModels([Contact]);

const MONTHS = ["January 2026", "February 2026", "March 2026"];
const group = (month, kind, count) => ({
    "date:month": [`2026-0${month}-01`, MONTHS[month - 1]],
    kind,
    __count: count,
    __extra_domain: [],
});

test("a month without contacts has its place", async () => {
    onRpc("get_headline", () => "");
    // As the server answers: what is empty has no kind.
    onRpc("formatted_read_group", () => [
        group(1, "call", 2),
        group(1, "visit", 1),
        group(2, false, 0),
        group(3, "visit", 1),
    ]);
    const view = await mountView({
        type: "graph",
        resModel: "contact",
        arch: `
            <graph js_class="relationship_months_graph">
                <field name="date" interval="month"/>
                <field name="kind"/>
            </graph>`,
    });
    checkLabels(view, MONTHS);
    checkDatasets(view, "label", [{label: "Call"}, {label: "Visit"}, {label: "Sum"}]);
});
