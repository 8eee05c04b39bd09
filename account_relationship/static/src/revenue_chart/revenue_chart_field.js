import {Component, onWillStart, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getColor, getCustomColor} from "@web/core/colors/colors";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatMonetary} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;

/**
 * The twelve calendar months up to `last`, each with the same month a year before.
 *
 * @param {Object} amounts revenue by month, e.g. `{"2026-11": 1200.5}`
 * @param {luxon.DateTime} last a day of the last month
 * @returns {{label: string, current: number, prior: number}[]} oldest first
 */
export function getMonths(amounts, last) {
    const months = [];
    for (let back = 11; back >= 0; back--) {
        const month = last.startOf("month").minus({months: back});
        months.push({
            label: month.toFormat("LLL yy"),
            current: amounts[month.toFormat("yyyy-MM")] || 0,
            prior: amounts[month.minus({years: 1}).toFormat("yyyy-MM")] || 0,
        });
    }
    return months;
}

/** Twelve months of revenue beside the same months of the year before. */
export class RevenueChartField extends Component {
    static template = "account_relationship.RevenueChartField";
    static props = {...standardFieldProps};

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                if (!this.canvas.el) {
                    return;
                }
                const chart = new Chart(this.canvas.el, this.getConfig(this.months));
                return () => chart.destroy();
            },
            // By value: the form renders at every key stroke
            () => [JSON.stringify(this.months)]
        );
    }

    get amounts() {
        return this.props.record.data[this.props.name];
    }

    get hasRevenue() {
        return Boolean(this.amounts && Object.keys(this.amounts).length);
    }

    get months() {
        // Numbers are as of the last refresh, so the axis ends there, too.
        const last = this.props.record.data.measured_on || DateTime.now();
        return getMonths(this.amounts || {}, last);
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
        const scheme = cookie.get("color_scheme");
        const muted = getCustomColor(scheme, "#d8dadd", "#3c3e4b");
        const text = getCustomColor(scheme, "#6c757d", "#b1b3bc");
        return {
            type: "bar",
            data: {
                labels: months.map((month) => month.label),
                datasets: [
                    {
                        label: _t("Year before"),
                        data: months.map((month) => month.prior),
                        backgroundColor: muted,
                    },
                    {
                        label: _t("These 12 months"),
                        data: months.map((month) => month.current),
                        backgroundColor: getColor(0, scheme, "sm"),
                    },
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: {
                    legend: {position: "bottom", labels: {boxWidth: 12, color: text}},
                    tooltip: {
                        callbacks: {
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
        {name: "measured_on", type: "datetime"},
        {name: "currency_id", type: "many2one", relation: "res.currency"},
    ],
};

registry.category("fields").add("relationship_revenue_chart", revenueChartField);
