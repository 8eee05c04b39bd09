import {
    ReportGraphRenderer,
    reportGraphView,
} from "@account_relationship/report_graph/report_graph";
import {UnitGraphModel} from "@account_relationship/report_graph/unit_graph";
import {_t} from "@web/core/l10n/translation";
import {cookie} from "@web/core/browser/cookie";
import {formatFloat, formatMonetary} from "@web/views/fields/formatters";
import {getCustomColor} from "@web/core/colors/colors";
import {registry} from "@web/core/registry";

const scheme = cookie.get("color_scheme");
const TEXT = getCustomColor(scheme, "#111827", "#E4E4E4");
const UP = getCustomColor(scheme, "#28a745", "#3fb96a");
const DOWN = getCustomColor(scheme, "#dc3545", "#e2626f");
const ENDS = getCustomColor(scheme, "#6c757d", "#9aa5b1");
/** Of customers, only these change how many there are. */
const COME_AND_GO = [
    "start",
    "new",
    "returned",
    "reactivation",
    "lost",
    "churn",
    "end",
];
const GO = ["lost", "churn"];
const MEASURES = ["difference", "__count"];

function isGroupedByMovement({groupBy}) {
    return groupBy.length === 1 && groupBy[0].fieldName === "movement";
}

/** Odoo's numbers of a group, and what leads from before to after, from the server. */
export class WaterfallModel extends UnitGraphModel {
    async _loadDataPoints(metaData) {
        const {resModel, domain} = metaData;
        const {context} = this.searchParams;
        const [points, waterfall] = await Promise.all([
            super._loadDataPoints(metaData),
            isGroupedByMovement(metaData)
                ? this.orm.call(resModel, "get_waterfall", [domain], {context})
                : null,
        ]);
        metaData.waterfall = waterfall;
        return points;
    }

    /** Whether bars stand on one another: else it is any chart of Odoo's. */
    get isWaterfall() {
        const {waterfall, mode, measure} = this.metaData;
        return Boolean(waterfall) && mode === "bar" && MEASURES.includes(measure);
    }

    get isOfMoney() {
        return this.metaData.measure !== "__count";
    }

    _getData() {
        if (!this.isWaterfall) {
            return super._getData(...arguments);
        }
        const steps = this._getSteps();
        const labels = steps.map(({label}) => label);
        const dataset = {
            label: this.isOfMoney
                ? this.metaData.waterfall.name || _t("Sales")
                : _t("Customers"),
            data: steps.map(({from, to}) => [from, to]),
            domains: steps.map(({domain}) => domain),
            trueLabels: labels,
            identifiers: new Set(),
            currencyIds: [],
            steps,
        };
        return {datasets: [dataset], labels, exceeds: false};
    }

    /** Each bar begins where the one before it ends. */
    _getSteps() {
        const {steps} = this.metaData.waterfall;
        let level = 0;
        const shown = steps.filter(
            ({key}) => this.isOfMoney || COME_AND_GO.includes(key)
        );
        return shown.map((step) => {
            const isEnd = ["start", "end"].includes(step.key);
            const size = this.isOfMoney
                ? step.amount
                : GO.includes(step.key)
                  ? -step.customers
                  : step.customers;
            const from = isEnd ? 0 : level;
            level = from + size;
            return {...step, isEnd, size, from, to: level};
        });
    }
}

/** Numbers stand on the bars: nobody has to guess them from an axis. */
const numbersOnBars = {
    id: "relationshipNumbersOnBars",
    afterDatasetsDraw(chart) {
        const [{steps, texts}] = chart.data.datasets;
        const {ctx} = chart;
        ctx.save();
        ctx.fillStyle = TEXT;
        ctx.textAlign = "center";
        ctx.textBaseline = "bottom";
        ctx.font = `${chart.width < 500 ? 10 : 12}px sans-serif`;
        chart.getDatasetMeta(0).data.forEach((bar, index) => {
            const top = chart.scales.y.getPixelForValue(
                Math.max(steps[index].from, steps[index].to)
            );
            ctx.fillText(texts[index], bar.x, top - 4);
        });
        ctx.restore();
    },
};

export class WaterfallRenderer extends ReportGraphRenderer {
    static template = "account_relationship_retention.WaterfallRenderer";

    setup() {
        super.setup();
        this.choices = [
            ["difference", _t("Money")],
            ["__count", _t("Customers")],
        ];
    }

    /** @override */
    get currencyId() {
        return this.model.isWaterfall
            ? this.model.metaData.waterfall.currency_id
            : super.currencyId;
    }

    get years() {
        const {now, then} = this.model.metaData.waterfall.year_before || {};
        return [now, then].filter(Boolean);
    }

    formatMoney(amount, humanReadable = false) {
        const currencyId = this.model.metaData.waterfall.currency_id;
        return formatMonetary(amount, {currencyId, humanReadable, digits: [16, 0]});
    }

    formatRate(percent) {
        return percent === false
            ? _t("n/a")
            : `${formatFloat(percent, {digits: [16, 1]})}\u00A0%`;
    }

    formatStep({size, isEnd}, humanReadable) {
        const value = Math.abs(size);
        const text = this.model.isOfMoney
            ? this.formatMoney(value, humanReadable)
            : String(value);
        const sign = size < 0 ? "\u2212" : size > 0 && !isEnd ? "+" : "";
        return sign + text;
    }

    getBarChartData() {
        const data = super.getBarChartData();
        if (this.model.isWaterfall) {
            const [dataset] = data.datasets;
            dataset.backgroundColor = dataset.steps.map(({isEnd, size}) =>
                isEnd ? ENDS : size < 0 ? DOWN : UP
            );
            dataset.texts = dataset.steps.map((step) => this.formatStep(step, true));
            dataset.borderSkipped = false;
            dataset.minBarLength = 2;
        }
        return data;
    }

    getChartConfig() {
        const config = super.getChartConfig();
        if (this.model.isWaterfall) {
            config.plugins = [numbersOnBars];
            config.options.plugins.legend.display = false;
            config.options.scales.y.grace = "8%";
        }
        return config;
    }

    getTooltipItems(data, metaData, tooltipModel) {
        if (!this.model.isWaterfall) {
            return super.getTooltipItems(...arguments);
        }
        return tooltipModel.dataPoints.map(({dataIndex}) => {
            const [dataset] = data.datasets;
            const step = dataset.steps[dataIndex];
            return {
                label: step.label,
                value: `${this.formatMoney(step.amount)} · ${step.customers}`,
                boxColor: dataset.backgroundColor[dataIndex],
            };
        });
    }
}

export const waterfallView = {
    ...reportGraphView,
    Model: WaterfallModel,
    Renderer: WaterfallRenderer,
};

registry.category("views").add("relationship_waterfall", waterfallView);
