import {Component, xml} from "@odoo/owl";
import {animationFrame} from "@odoo/hoot-mock";
import {describe, expect, mockDate, test} from "@odoo/hoot";
import {queryAllTexts, queryFirst} from "@odoo/hoot-dom";
import {
    getChipCondition,
    iconOf,
    describe as say,
} from "@account_relationship/timeline/timeline_line";
import {groupByMonth} from "@account_relationship/timeline/timeline";
import {registry} from "@web/core/registry";
import {stars} from "@account_relationship/timeline/timeline_kinds";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    allowTranslations,
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

const {DateTime} = luxon;
const LINE = ".o_relationship_timeline_line";
const TEXT = ".o_relationship_timeline_text";

class Account extends models.Model {
    _name = "relationship.account";

    name = fields.Char();
    partner_id = fields.Many2one({relation: "contact"});

    _records = [{id: 1, name: "Acme", partner_id: 50}];
}

class Line extends models.Model {
    _name = "relationship.timeline";

    account_id = fields.Many2one({relation: "relationship.account"});
    date = fields.Datetime();
    kind = fields.Char();
    detail = fields.Char();
    title = fields.Char();
    partner_id = fields.Many2one({relation: "contact"});
    user_id = fields.Many2one({relation: "contact"});
    amount = fields.Float();
    currency_id = fields.Many2one({relation: "res.currency"});
    res_model = fields.Char();
    res_id = fields.Integer();

    _records = [];
}

class Contact extends models.Model {
    _name = "contact";

    name = fields.Char();

    _records = [
        {id: 50, name: "Acme"},
        {id: 51, name: "Acme, Amy"},
    ];
}

defineMailModels();
defineModels([Account, Contact, Line]);
describe.current.tags("desktop");

/** An order a day, the newest first. */
function addOrders(number) {
    Line._records = Array.from({length: number}, (_, index) => ({
        id: index + 1,
        account_id: 1,
        date: DateTime.utc(2026, 11, 20)
            .minus({days: index})
            .toFormat("yyyy-MM-dd 10:00:00"),
        kind: "order",
        detail: "sale",
        title: `S${index + 1}`,
        amount: 100,
        res_model: "sale.order",
        res_id: 100 + index,
    }));
}

function mountTimeline() {
    mockDate("2026-11-23 12:00:00");
    return mountView({
        type: "form",
        resModel: "relationship.account",
        resId: 1,
        arch: `<form><widget name="relationship_timeline"/></form>`,
    });
}

test("lines are grouped by month, in the order they come", () => {
    const lines = ["2026-11-30", "2026-11-01", "2026-10-31", "2025-10-31"].map(
        (day) => ({
            date: DateTime.fromISO(day),
        })
    );
    const months = groupByMonth(lines);
    expect(months.map(({name}) => name)).toEqual([
        "November 2026",
        "October 2026",
        "October 2025",
    ]);
    expect(months[0].lines).toEqual(lines.slice(0, 2));
    expect(groupByMonth([])).toEqual([]);
});

test("a line says in a word of what kind it is", () => {
    allowTranslations();
    const texts = [
        {kind: "order", detail: "sent", title: "S1"},
        {kind: "order", detail: "sale", title: "S1"},
        {kind: "invoice", detail: "out_invoice", title: "INV/1"},
        {kind: "invoice", detail: "out_refund", title: "RINV/1"},
        {kind: "opportunity", detail: "won", title: "Desks"},
        {kind: "opportunity", detail: "lost", title: "Desks"},
        {kind: "handover", detail: "opened", title: "Ann"},
        {kind: "plan", detail: "agreed", title: "Growth"},
        {kind: "plan", detail: "done", title: "Growth"},
        {kind: "plan", detail: "ours", title: "Send samples"},
        {kind: "plan", detail: "theirs", title: "Choose a colour"},
        {kind: "interaction", detail: "fa-phone", title: "Call with Amy"},
        {kind: "feedback", detail: "complaint", title: "Late again"},
        {kind: "feedback", detail: "told_decision", title: "Late again"},
        {kind: "new kind", detail: false, title: false},
    ].map((line) => say(line).text);
    expect(texts).toEqual([
        "Quotation S1",
        "Order S1",
        "Invoice INV/1",
        "Credit note RINV/1",
        "Won: Desks",
        "Lost: Desks",
        "Account manager: Ann",
        "Plan agreed: Growth",
        "Plan done: Growth",
        "We did: Send samples",
        "The customer did: Choose a colour",
        "Call with Amy",
        "Complaint: Late again",
        "Told what we decided: Late again",
        "",
    ]);
});

test("stars are words for those who do not see them", () => {
    allowTranslations();
    expect(stars("3.0")).toBe("★★★☆☆");
    expect(stars(false)).toBe("☆☆☆☆☆");
    const said = say({kind: "rating", detail: "3.0", title: "Fine"});
    expect(said).toEqual({text: "Fine", stars: "★★★☆☆", label: "Rating 3 of 5: Fine"});
});

test("the icon of an interaction is that of its type", () => {
    expect(iconOf({kind: "interaction", detail: "fa-car"})).toBe("fa-car");
    expect(iconOf({kind: "interaction", detail: false})).toBe("fa-comments-o");
    expect(iconOf({kind: "activity", detail: "phonecall"})).toBe("fa-phone");
    expect(iconOf({kind: "plan", detail: "agreed"})).toBe("fa-map-signs");
    expect(iconOf({kind: "plan", detail: "done"})).toBe("fa-flag-checkered");
    expect(iconOf({kind: "feedback", detail: "idea"})).toBe("fa-bullhorn");
    expect(iconOf({kind: "feedback", detail: "told_update"})).toBe("fa-reply");
    expect(iconOf({kind: "something", detail: false})).toBe("fa-circle-o");
});

/** A kind as another addon adds it. */
function addKind(key, kind) {
    registry.category("relationship_timeline_kinds").add(key, kind, {force: true});
}

test("another addon says how its lines look", async () => {
    class Hint extends Component {
        static template = xml`<em class="o_hint" t-out="props.line.title"/>`;
        static props = ["line"];
    }
    addKind("order", {chip: "sales", icon: "fa-bolt", Component: Hint});
    addOrders(1);
    await mountTimeline();
    expect(`${TEXT} em.o_hint`).toHaveText("S1");
    expect(`${LINE} .fa-bolt`).toHaveCount(1);
});

test("what no chip claims shows under Other", async () => {
    addKind("parcel", {icon: "fa-cube"});
    expect(getChipCondition("sales")).toEqual(["kind", "in", ["opportunity", "order"]]);
    const [, operator, claimed] = getChipCondition("other");
    expect(operator).toBe("not in");
    expect(claimed.includes("order")).toBe(true);
    expect(claimed.filter((kind) => ["parcel", "rating"].includes(kind))).toEqual([]);
    addOrders(1);
    Line._records.push({...Line._records[0], id: 9, kind: "parcel", title: "Box"});
    await mountTimeline();
    await contains("button.rounded-pill:contains(Other)").click();
    expect(queryAllTexts(TEXT)).toEqual(["Box"]);
});

test("loads a page, and the next one when its end comes in sight", async () => {
    addOrders(45);
    let seeEnd = null;
    patchWithCleanup(window, {
        IntersectionObserver: class {
            constructor(onSeen) {
                seeEnd = () => onSeen([{isIntersecting: true}]);
            }
            observe() {}
            disconnect() {}
        },
    });
    onRpc("relationship.timeline", "search_read", ({kwargs}) => {
        expect.step(`from ${kwargs.offset}`);
    });
    await mountTimeline();
    expect(queryFirst(TEXT)).toHaveText("Order S1");
    expect(LINE).toHaveCount(20);
    seeEnd();
    await animationFrame();
    expect(LINE).toHaveCount(40);
    seeEnd();
    await animationFrame();
    expect(LINE).toHaveCount(45);
    // All there is: nothing more is asked for.
    seeEnd();
    await animationFrame();
    expect.verifySteps(["from 0", "from 20", "from 40"]);
});

test("a chip shows its kinds only, and all again", async () => {
    addOrders(2);
    Line._records.push({
        id: 9,
        account_id: 1,
        date: "2026-11-19 09:00:00",
        kind: "mail",
        detail: "email",
        title: "Samples",
        partner_id: 51,
        res_model: "res.partner",
        res_id: 51,
    });
    await mountTimeline();
    expect(queryAllTexts(TEXT)).toEqual(["Order S1", "Order S2", "Mail: Samples"]);
    expect(".o_relationship_timeline_name").toHaveText("Amy");
    await contains("button.rounded-pill:contains(Mail)").click();
    expect(queryAllTexts(TEXT)).toEqual(["Mail: Samples"]);
    expect("button.rounded-pill:contains(Mail)").toHaveAttribute(
        "aria-pressed",
        "true"
    );
    await contains("button.rounded-pill:contains(Meetings)").click();
    expect(LINE).toHaveCount(0);
    expect(".o_relationship_timeline_empty").toHaveText(/Nothing of this kind/);
    await contains("button.rounded-pill:contains(Meetings)").click();
    expect(LINE).toHaveCount(3);
});

test("opens the document, and nothing for what stands on the form itself", async () => {
    addOrders(1);
    Line._records.push({
        id: 9,
        account_id: 1,
        date: "2026-11-01 00:00:00",
        kind: "handover",
        detail: "opened",
        title: "Ann",
        res_model: "relationship.account",
        res_id: 1,
    });
    mockService("action", {
        doAction: ({res_model, res_id}) => expect.step(`${res_model} ${res_id}`),
    });
    await mountTimeline();
    await contains(`${LINE}:contains(Ann)`).click();
    await contains(`${LINE}:contains(S1)`).click();
    expect.verifySteps(["sale.order 100"]);
    expect(`div${LINE}`).toHaveCount(1);
    expect(`button${LINE}`).toHaveCount(1);
});

test("a new account says what to do", async () => {
    await mountTimeline();
    expect(".o_relationship_timeline_empty").toHaveText(/Log the first contact/);
});
