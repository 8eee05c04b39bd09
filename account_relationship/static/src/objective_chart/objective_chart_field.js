import {Component} from "@odoo/owl";
import {getChartColors, useChart} from "../chart/chart";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloat, formatMonetary} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;
const WEEK = 7 * 24 * 3600 * 1000;

/**
 * The points of a history, the oldest first.
 *
 * @param {Object} history values by day, e.g. `{"2026-11-23": 91.5}`
 * @returns {{x: number, y: number}[]} `x` in milliseconds
 */
export function getPoints(history) {
    return Object.entries(history || {})
        .map(([day, value]) => ({x: DateTime.fromISO(day).toMillis(), y: value}))
        .sort((one, other) => one.x - other.x);
}

/** How an objective came along, against its target. */
export class ObjectiveChartField extends Component {
    static template = "account_relationship.ObjectiveChartField";
    static props = {...standardFieldProps};

    setup() {
        useChart(
            () => this.getConfig(),
            // By value: the form renders at every key stroke
            () => [JSON.stringify([this.points, this.target, this.unit, this.due])]
        );
    }

    get points() {
        return getPoints(this.props.record.data[this.props.name]);
    }

    get target() {
        return this.props.record.data.target;
    }

    get unit() {
        return this.props.record.data.unit_label || "";
    }

    /** The day the target is to be reached, in milliseconds. */
    get due() {
        const {date_due: day} = this.props.record.data;
        return day ? day.toMillis() : null;
    }

    /** What the chart shows, for those who cannot see it. */
    get description() {
        const points = this.points.map(({x, y}) => `${this.day(x)}: ${this.number(y)}`);
        return _t("Target %(target)s. %(points)s", {
            target: this.number(this.target),
            points: points.join(", "),
        });
    }

    number(value) {
        const digits = Number.isInteger(value) ? 0 : 2;
        const {currency_id: currency, measure_unit: kind} = this.props.record.data;
        if (kind === "money") {
            return formatMonetary(value, {
                currencyId: currency?.id,
                digits: [16, digits],
            });
        }
        return `${formatFloat(value, {digits: [16, digits]})} ${this.unit}`.trim();
    }

    day(millis) {
        return DateTime.fromMillis(millis).toLocaleString({
            day: "numeric",
            month: "short",
            year: "2-digit",
        });
    }

    /** The target, as a line from the first point to the day it is due. */
    get targetPoints() {
        return [this.points[0].x, this.end].map((x) => ({x, y: this.target}));
    }

    /** The last day of the chart. */
    get end() {
        return Math.max(this.points.at(-1).x, this.due || 0);
    }

    getConfig() {
        const {muted, text, main} = getChartColors();
        return {
            type: "line",
            data: {
                datasets: [
                    {
                        label: _t("Value"),
                        data: this.points,
                        borderColor: main,
                        backgroundColor: main,
                        pointRadius: 3,
                    },
                    {
                        label: _t("Target"),
                        data: this.targetPoints,
                        borderColor: text,
                        backgroundColor: "transparent",
                        borderDash: [6, 4],
                        pointRadius: 0,
                    },
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: {
                    legend: {
                        position: "bottom",
                        labels: {boxWidth: 12, color: text},
                    },
                    tooltip: {
                        callbacks: {
                            title: ([{parsed}]) => this.day(parsed.x),
                            label: ({dataset, parsed}) =>
                                `${dataset.label}: ${this.number(parsed.y)}`,
                        },
                    },
                },
                scales: this.getScales(muted, text),
            },
        };
    }

    /** Room below the lowest value, but none below zero where nothing is negative. */
    get lowest() {
        const values = [...this.points.map(({y}) => y), this.target];
        const [low, high] = [Math.min(...values), Math.max(...values)];
        return low >= 0 && low < (high - low) / 10 ? 0 : undefined;
    }

    getScales(muted, text) {
        return {
            x: {
                type: "linear",
                min: this.points[0].x,
                // One value alone gets some room, too.
                max: Math.max(this.end, this.points[0].x + WEEK),
                grid: {display: false},
                ticks: {
                    color: text,
                    maxRotation: 0,
                    maxTicksLimit: 6,
                    autoSkipPadding: 12,
                    callback: (value) => this.day(value),
                },
            },
            y: {
                min: this.lowest,
                border: {display: false},
                grace: "10%",
                grid: {color: muted},
                ticks: {
                    color: text,
                    maxTicksLimit: 5,
                    callback: (value) => this.number(value),
                },
            },
        };
    }
}

export const objectiveChartField = {
    component: ObjectiveChartField,
    displayName: _t("Chart of an objective"),
    supportedTypes: ["json"],
    fieldDependencies: [
        {name: "target", type: "float"},
        {name: "unit_label", type: "char"},
        {name: "date_due", type: "date"},
        {name: "measure_unit", type: "char"},
        {name: "currency_id", type: "many2one", relation: "res.currency"},
    ],
};

registry.category("fields").add("relationship_objective_chart", objectiveChartField);
