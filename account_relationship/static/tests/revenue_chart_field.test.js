import {describe, expect, mockDate, test} from "@odoo/hoot";
import {queryOne, queryText} from "@odoo/hoot-dom";
import {
    getMonths,
    lighten,
    RevenueChartField,
} from "@account_relationship/revenue_chart/revenue_chart_field";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    models,
    mountView,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

const {DateTime} = luxon;

class Account extends models.Model {
    _name = "relationship.account";

    revenue_months = fields.Json({string: "Revenue by month"});
    measured_for = fields.Date({string: "Day of the numbers"});
    revenue_12m = fields.Float({string: "12-month revenue"});
    share = fields.Float({string: "Share"});
    next_contact_date = fields.Date({string: "Next contact due"});
    note = fields.Char({string: "Note"});
    currency_id = fields.Many2one({string: "Currency", relation: "res.currency"});

    _records = [
        {
            id: 1,
            revenue_months: {
                current: {"2026-11": 1200.5, "2026-01": 300, "2025-11": 5},
                prior: {"2025-11": 900, "2024-11": 7},
            },
            measured_for: "2026-11-23",
            revenue_12m: 16920.5,
            share: 1.05,
            next_contact_date: "2026-12-05",
            currency_id: 1,
        },
        {id: 2, revenue_months: false, share: 0.42},
    ];
}

defineModels([Account]);
defineMailModels();
describe.current.tags("desktop");

const ARCH = `<form>
    <field name="note"/>
    <field name="revenue_months" widget="relationship_revenue_chart" readonly="1"/>
</form>`;

function mountForm(resId, arch = ARCH) {
    return mountView({type: "form", resModel: "relationship.account", resId, arch});
}

/** Keep the charts that are drawn. */
function recordCharts() {
    const charts = [];
    patchWithCleanup(RevenueChartField.prototype, {
        getConfig() {
            const config = super.getConfig(...arguments);
            charts.push(config);
            return config;
        },
    });
    return charts;
}

test("thirteen months, each beside the same month a year before", () => {
    const months = getMonths(
        {
            current: {"2026-11": 1200.5, "2025-11": 5, "2025-12": 50},
            prior: {"2025-11": 900, "2024-12": 40, "2024-11": 7},
        },
        DateTime.fromISO("2026-11-23")
    );
    expect(months).toHaveLength(13);
    expect(months[0]).toEqual({label: "Nov 25", current: 5, prior: 7, isCut: true});
    expect(months[1]).toEqual({label: "Dec 25", current: 50, prior: 40, isCut: false});
    expect(months[2]).toEqual({label: "Jan 26", current: 0, prior: 0, isCut: false});
    expect(months[12]).toEqual({
        label: "Nov 26",
        current: 1200.5,
        prior: 900,
        isCut: true,
    });
});

test("at the end of a month the 12 months are whole months", () => {
    const months = getMonths({}, DateTime.fromISO("2026-11-30"));
    expect(months.map(({label}) => label).at(0)).toBe("Dec 25");
    expect(months).toHaveLength(12);
    expect(months.some(({isCut}) => isCut)).toBe(false);
});

test("the first of a month has a bar of one day", () => {
    const months = getMonths({}, DateTime.fromISO("2026-12-01"));
    expect(months).toHaveLength(13);
    expect(months.map(({isCut}) => isCut)).toEqual([
        true,
        ...Array(11).fill(false),
        true,
    ]);
});

test("no amount of the 366 days before a leap day is lost", () => {
    // 12 months from 1 March 2023, and as many days from 28 February 2022.
    const months = getMonths(
        {current: {"2024-02": 1}, prior: {"2022-02": 2, "2023-02": 4}},
        DateTime.fromISO("2024-02-29")
    );
    expect(months.reduce((sum, month) => sum + month.prior, 0)).toBe(6);
    expect(months[0]).toEqual({label: "Feb 23", current: 0, prior: 2, isCut: true});
});

test("the last day of a long month does not skip a short one", () => {
    const labels = getMonths({}, DateTime.fromISO("2026-03-31")).map(
        (month) => month.label
    );
    expect(labels.slice(-2)).toEqual(["Feb 26", "Mar 26"]);
    expect(new Set(labels).size).toBe(12);
});

test("months that are cut are drawn lighter, and all bars add up", async () => {
    const charts = recordCharts();
    await mountForm(1);
    const [before, current] = charts[0].data.datasets;
    const sum = (dataset) => dataset.data.reduce((total, amount) => total + amount, 0);
    expect(sum(current)).toBe(1505.5);
    expect(sum(before)).toBe(907);
    for (const {backgroundColor: paint} of [before, current]) {
        const full = paint({});
        const colors = current.data.map((_, dataIndex) => paint({dataIndex}));
        expect(colors).toEqual([lighten(full), ...Array(11).fill(full), lighten(full)]);
    }
});

test("the legend has the colors of whole months", async () => {
    const charts = recordCharts();
    await mountForm(1);
    const canvas = queryOne(".o_relationship_revenue_chart canvas");
    const items = Chart.getChart(canvas).legend.legendItems;
    expect(items.map(({fillStyle}) => fillStyle)).toEqual(
        charts[0].data.datasets.map(({backgroundColor: paint}) => paint({}))
    );
});

test("the chart ends with the day the numbers are for", async () => {
    mockDate("2027-02-10 12:00:00");
    const charts = recordCharts();
    await mountForm(1);
    expect(".o_relationship_revenue_chart canvas").toHaveCount(1);
    const {labels, datasets} = charts[0].data;
    expect(labels.at(-1)).toBe("Nov 26");
    expect(datasets.map((dataset) => dataset.data.at(-1))).toEqual([900, 1200.5]);
});

test("the amounts are told to those who cannot see the chart", async () => {
    await mountForm(1);
    const label = queryOne(".o_relationship_revenue_chart canvas").ariaLabel;
    expect(label).toMatch(/Nov 26: \$\s1\.2k/);
    expect(label).toMatch(/Jan 26: \$\s300/);
});

test("without invoices the chart says so", async () => {
    await mountForm(2);
    expect(".o_relationship_revenue_chart").toHaveCount(0);
    expect(queryText(".o_field_widget[name=revenue_months]")).toBe(
        "No invoices in the last 24 months."
    );
});

test("amounts at a glance are in whole units", async () => {
    await mountForm(
        1,
        `<form>
            <field name="currency_id"/>
            <field name="revenue_12m" widget="relationship_amount" readonly="1"/>
        </form>`
    );
    expect(".o_field_widget[name=revenue_12m]").toHaveText("$ 16,921");
});

test("a share of more than all has a full bar and a sign", async () => {
    const arch = `<form>
        <field name="share" widget="relationship_share" options="{'mark': 0.8}" readonly="1"/>
    </form>`;
    await mountForm(1, arch);
    expect(".o_relationship_share_bar > .bg-danger").toHaveAttribute(
        "style",
        "width: 100%"
    );
    expect(".o_field_widget[name=share] .fa-exclamation-triangle").toHaveCount(1);
    expect(".o_field_widget[name=share]").toHaveText("105%");
    expect(".o_relationship_share_mark").toHaveAttribute("title", "80%");
});

test("a share has a bar of its length", async () => {
    await mountForm(
        2,
        `<form><field name="share" widget="relationship_share" readonly="1"/></form>`
    );
    expect(".o_relationship_share_bar > .bg-primary").toHaveAttribute(
        "style",
        "width: 42%"
    );
    expect(".o_relationship_share_mark").toHaveCount(0);
    expect(".o_field_widget[name=share] .fa").toHaveCount(0);
});

test("a date is told in days", async () => {
    mockDate("2026-11-23 12:00:00");
    const arch = `<form>
        <field name="next_contact_date" widget="relationship_days" readonly="1"/>
    </form>`;
    await mountForm(1, arch);
    expect(".o_field_widget[name=next_contact_date]").toHaveText("in 12 days");
});
