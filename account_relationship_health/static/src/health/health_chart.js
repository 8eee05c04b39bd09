import {Component, onWillStart} from "@odoo/owl";
import {getChartColors, useChart} from "@account_relationship/chart/chart";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const {DateTime} = luxon;
/** Two years of months, and the changes of the band between. */
const LIMIT = 100;

/**
 * How the health of a customer came along. Read when somebody looks: not with the form.
 */
export class HealthChart extends Component {
    static template = "account_relationship_health.HealthChart";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.points = [];
        onWillStart(async () => {
            this.points = await this.load();
        });
        useChart(
            () => this.getConfig(),
            () => [JSON.stringify(this.points)]
        );
    }

    async load() {
        const {resId} = this.props.record;
        const rows = resId
            ? await this.orm.searchRead(
                  "relationship.health.history",
                  [
                      ["account_id", "=", resId],
                      ["band", "!=", "none"],
                  ],
                  ["day", "score", "is_reckoned"],
                  {limit: LIMIT, order: "day desc"}
              )
            : [];
        return rows
            .map(({day, score, is_reckoned: isReckoned}) => ({
                x: DateTime.fromISO(day).toMillis(),
                y: score,
                isReckoned,
            }))
            .sort((one, other) => one.x - other.x);
    }

    get isReckoned() {
        return this.points.some(({isReckoned}) => isReckoned);
    }

    day(millis) {
        return DateTime.fromMillis(millis).toLocaleString({
            day: "numeric",
            month: "short",
            year: "2-digit",
        });
    }

    /** What the chart shows, for those who cannot see it. */
    get description() {
        return this.points.map(({x, y}) => `${this.day(x)}: ${y}`).join(", ");
    }

    getConfig() {
        const {muted, text, main} = getChartColors();
        return {
            type: "line",
            data: {
                datasets: [
                    {
                        label: _t("Health"),
                        data: this.points,
                        borderColor: main,
                        backgroundColor: main,
                        pointRadius: 3,
                        // What was found later is less sure
                        segment: {
                            borderDash: ({p0: {raw}}) =>
                                raw.isReckoned ? [4, 4] : undefined,
                        },
                    },
                ],
            },
            options: {
                animation: false,
                maintainAspectRatio: false,
                plugins: {
                    legend: {display: false},
                    tooltip: {
                        callbacks: {title: ([{parsed}]) => this.day(parsed.x)},
                    },
                },
                scales: {
                    x: {
                        type: "linear",
                        min: this.points[0].x,
                        max: this.points.at(-1).x,
                        grid: {display: false},
                        ticks: {
                            color: text,
                            maxRotation: 0,
                            maxTicksLimit: 4,
                            callback: (value) => this.day(value),
                        },
                    },
                    y: {
                        min: 0,
                        max: 100,
                        border: {display: false},
                        grid: {color: muted},
                        ticks: {color: text, stepSize: 20},
                    },
                },
            },
        };
    }
}

registry.category("view_widgets").add("relationship_health_chart", {
    component: HealthChart,
});
