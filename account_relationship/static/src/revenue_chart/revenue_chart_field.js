import {Component} from "@odoo/owl";
import {getChartColors, useChart} from "../chart/chart";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatMonetary} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;

/**
 * The months of the 12 months up to a day, each beside the same month a year before.
 *
 * Twelve months end on any day of a month, so that there are thirteen bars, the first and
 * the last of them cut: together they are the 12-month revenue.
 *
 * @param {{current: Object, prior: Object}} amounts revenue by month of the two windows,
 *     e.g. `{current: {"2026-11": 1200.5}, prior: {}}`
 * @param {luxon.DateTime} last the day the windows were made for
 * @returns {{label: string, current: number, prior: number, isCut: boolean}[]} oldest
 *     first
 */
export function getMonths({current = {}, prior = {}}, last) {
    const year = {years: 1};
    const start = last.minus(year).plus({days: 1});
    // As many days before: one more than a year where 29 February is among the former.
    const before = start.minus({days: last.diff(start, "days").days + 1});
    const first = DateTime.min(
        start.startOf("month"),
        before.startOf("month").plus(year)
    );
    const months = [];
    for (let month = first; month <= last; month = month.plus({months: 1})) {
        const end = month.endOf("month");
        months.push({
            label: month.toFormat("LLL yy"),
            current: current[month.toFormat("yyyy-MM")] || 0,
            prior: prior[month.minus(year).toFormat("yyyy-MM")] || 0,
            isCut: month < start || end > last.endOf("day"),
        });
    }
    return months;
}

/** The color, lighter: a month that is not whole. */
export function lighten(color) {
    return `${color}80`;
}

/** 12 months of revenue beside the 12 before. */
export class RevenueChartField extends Component {
    static template = "account_relationship.RevenueChartField";
    static props = {...standardFieldProps};

    setup() {
        useChart(
            () => this.getConfig(this.months),
            // By value: the form renders at every key stroke
            () => [JSON.stringify(this.months)]
        );
    }

    get amounts() {
        return this.props.record.data[this.props.name];
    }

    get hasRevenue() {
        return Boolean(this.amounts?.current);
    }

    get months() {
        // The day the numbers are for, whatever day it is where we look at them.
        const last = this.props.record.data.measured_for || DateTime.now();
        return getMonths(this.amounts || {}, last.startOf("day"));
    }

    get currencyId() {
        return this.props.record.data.currency_id?.id;
    }

    /** What the chart shows, for those who cannot see it. */
    get description() {
        return _t("Revenue by month: %(months)s", {
            months: this.months
                .map((month) => `${month.label}: ${this.format(month.current)}`)
                .join(", "),
        });
    }

    /** Short, for the axis: "$ 7.5k". */
    format(amount) {
        const isRound = Math.abs(amount) < 1000 || amount % 1000 === 0;
        return formatMonetary(amount, {
            currencyId: this.currencyId,
            humanReadable: true,
            digits: [16, isRound ? 0 : 1],
        });
    }

    getConfig(months) {
        const {muted, text, main} = getChartColors();
        const colors = [muted, main];
        const paint =
            (color) =>
            ({dataIndex}) =>
                months[dataIndex]?.isCut ? lighten(color) : color;
        return {
            type: "bar",
            data: {
                labels: months.map((month) => month.label),
                datasets: [
                    {
                        label: _t("Year before"),
                        data: months.map((month) => month.prior),
                        backgroundColor: paint(colors[0]),
                    },
                    {
                        label: _t("These 12 months"),
                        data: months.map((month) => month.current),
                        backgroundColor: paint(colors[1]),
                    },
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: {
                    legend: {
                        position: "bottom",
                        labels: {
                            boxWidth: 12,
                            color: text,
                            // Of its own it has the color of the first month: a cut one.
                            generateLabels: (chart) =>
                                Chart.defaults.plugins.legend.labels
                                    .generateLabels(chart)
                                    .map((label) => ({
                                        ...label,
                                        fillStyle: colors[label.datasetIndex],
                                    })),
                        },
                    },
                    tooltip: {
                        callbacks: {
                            footer: ([{dataIndex}]) =>
                                months[dataIndex].isCut
                                    ? _t("Part of the month, as the 12 months are.")
                                    : "",
                            label: ({dataset, parsed}) =>
                                `${dataset.label}: ${formatMonetary(parsed.y, {
                                    currencyId: this.currencyId,
                                })}`,
                        },
                    },
                },
                scales: {
                    x: {
                        grid: {display: false},
                        ticks: {color: text, maxRotation: 0, autoSkipPadding: 8},
                    },
                    y: {
                        beginAtZero: true,
                        border: {display: false},
                        grid: {color: muted},
                        ticks: {
                            color: text,
                            maxTicksLimit: 4,
                            callback: (value) => this.format(value),
                        },
                    },
                },
            },
        };
    }
}

export const revenueChartField = {
    component: RevenueChartField,
    displayName: _t("Revenue chart"),
    supportedTypes: ["json"],
    fieldDependencies: [
        {name: "measured_for", type: "date"},
        {name: "currency_id", type: "many2one", relation: "res.currency"},
    ],
};

registry.category("fields").add("relationship_revenue_chart", revenueChartField);
