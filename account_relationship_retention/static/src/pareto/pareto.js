import {formatShare, ReportScreen} from "../report_screen/report_screen";
import {getChartColors, useChart} from "@account_relationship/chart/chart";
import {cookie} from "@web/core/browser/cookie";
import {getCustomColor} from "@web/core/colors/colors";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloat} from "@web/views/fields/formatters";

/** What a section is called; what has no class is what credit notes left. */
export function nameSection({class: name, customers}, isWhole) {
    const number = customers === 1 ? _t("1 customer") : _t("%s customers", customers);
    const names = isWhole
        ? {A: _t("Class A, up to 80 %"), B: _t("Class B, up to 95 %"), C: _t("Class C")}
        : {A: _t("Up to 80 %"), B: _t("Up to 95 %"), C: _t("The rest")};
    const none = _t("More credit notes than sales");
    return `${names[name] || none}: ${number}`;
}

/** How few customers make most of the sales: the curve, with the point of 80 %. */
export class Pareto extends ReportScreen {
    static template = "account_relationship_retention.Pareto";
    static method = "get_pareto";

    setup() {
        super.setup();
        useChart(
            () => this.getConfig(),
            () => [this.answer]
        );
    }

    get isEmpty() {
        return !this.answer.sections.length;
    }

    get sections() {
        return this.answer.sections;
    }

    name(section) {
        return nameSection(section, this.answer.is_whole);
    }

    /** Shares of the largest, and how evenly it is spread. */
    get figures() {
        const {top1, top3, top5, top10, hhi} = this.answer;
        const labels = [
            [_t("largest"), top1],
            [_t("3 largest"), top3],
            [_t("5 largest"), top5],
            [_t("10 largest"), top10],
        ];
        return [
            ...labels.map(([label, share]) => ({
                label,
                value: share === null ? _t("n/a") : formatShare(share, 1),
            })),
            {
                label: _t("HHI"),
                value: hhi === null ? _t("n/a") : formatFloat(hhi, {digits: [16, 2]}),
                help: _t(
                    "Sum of the squared shares: 1 when one customer makes all sales, near 0 when many make little each"
                ),
            },
        ];
    }

    /** The point of 80 %. */
    get mark() {
        return this.answer.points.find(([place]) => place === this.answer.pareto);
    }

    get description() {
        return [
            this.answer.words,
            ...this.sections.map((section) => this.name(section)),
        ].join(". ");
    }

    openSection(section) {
        return this.openRows(this.name(section), [
            ["rank", ">=", section.first],
            ["rank", "<=", section.last],
        ]);
    }

    /** The section of a customer, by its place among those found. */
    openPlace(place) {
        let last = 0;
        for (const section of this.sections) {
            last += section.customers;
            if (place <= last) {
                return this.openSection(section);
            }
        }
    }

    // ------------------------------------------------------------
    // Drawing
    // ------------------------------------------------------------

    getConfig() {
        const {muted, main: line} = getChartColors();
        // Darker than elsewhere: it stands on the curve as well.
        const text = getCustomColor(cookie.get("color_scheme"), "#495057", "#c8cad3");
        const [place, share] = this.mark;
        return {
            type: "line",
            data: {
                datasets: [
                    {
                        label: _t("Share of sales"),
                        data: [[0, 0], ...this.answer.points].map(([x, y]) => ({x, y})),
                        borderColor: line,
                        backgroundColor: `${line}33`,
                        fill: true,
                        pointRadius: 0,
                        pointHitRadius: 12,
                    },
                    {
                        label: "80 %",
                        data: [
                            {x: 0, y: share},
                            {x: place, y: share},
                            {x: place, y: 0},
                        ],
                        borderColor: text,
                        backgroundColor: text,
                        borderDash: [6, 4],
                        borderWidth: 1,
                        pointRadius: [0, 5, 0],
                        pointHitRadius: 0,
                    },
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: {mode: "nearest", axis: "x", intersect: false},
                onClick: (ev, elements) => {
                    const found = elements.find(({datasetIndex}) => !datasetIndex);
                    if (found?.index) {
                        this.openPlace(this.answer.points[found.index - 1][0]);
                    }
                },
                plugins: {legend: {display: false}, tooltip: this.getTooltip()},
                scales: this.getScales(muted, text),
            },
            plugins: [
                {id: "mark", afterDatasetsDraw: (chart) => this.label(chart, text)},
            ],
        };
    }

    /** The words beside the point of 80 %, on the side on which there is room. */
    label(chart, color) {
        const {ctx, chartArea} = chart;
        const {x, y} = chart.getDatasetMeta(1).data[1];
        const isLeft = x > (chartArea.left + chartArea.right) / 2;
        ctx.save();
        ctx.font = "bold 14px sans-serif";
        ctx.fillStyle = color;
        const {width} = ctx.measureText(this.answer.words);
        const start = isLeft ? x - 12 - width : x + 12;
        // On a phone there is room on neither side
        const inside = Math.max(
            chartArea.left,
            Math.min(start, chartArea.right - width)
        );
        ctx.fillText(this.answer.words, inside, y + 24);
        ctx.restore();
    }

    getTooltip() {
        const point = (index) => this.answer.points[index - 1];
        return {
            displayColors: false,
            filter: ({datasetIndex, dataIndex}) => !datasetIndex && dataIndex > 0,
            callbacks: {
                title: ([item]) => {
                    if (!item) {
                        return "";
                    }
                    const [place, , name] = point(item.dataIndex);
                    return `${place}. ${name}`;
                },
                label: ({dataIndex}) => {
                    const [, share, , amount] = point(dataIndex);
                    return [
                        amount,
                        _t("%(share)s with all above", {share: formatShare(share, 1)}),
                    ];
                },
            },
        };
    }

    getScales(muted, text) {
        return {
            x: {
                type: "linear",
                min: 0,
                max: Math.max(this.answer.customers, 1),
                title: {
                    display: true,
                    text: _t("Customers, the largest first"),
                    color: text,
                },
                grid: {display: false},
                ticks: {color: text, maxRotation: 0, precision: 0, maxTicksLimit: 8},
            },
            y: {
                min: 0,
                max: 1,
                border: {display: false},
                grid: {color: muted},
                ticks: {
                    color: text,
                    stepSize: 0.2,
                    callback: (value) => formatShare(value, 1),
                },
            },
        };
    }
}

registry.category("views").add("relationship_pareto", {
    type: "graph",
    Controller: Pareto,
    searchMenuTypes: ["filter", "favorite"],
});
