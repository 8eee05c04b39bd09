import {
    ReportGraphRenderer,
    reportGraphView,
} from "@account_relationship/report_graph/report_graph";
import {UnitGraphModel} from "@account_relationship/report_graph/unit_graph";
import {addUnits} from "@account_relationship/report_graph/units";
import {registry} from "@web/core/registry";

/** Rates that belong side by side: of what was kept, and of what was renewed. */
const TOGETHER = [
    ["gross", "net", "kept_rate"],
    ["rate_gross", "rate_net"],
];

addUnits("percent", TOGETHER.flat());
addUnits("share", ["share", "sales_share"]);
addUnits("days", ["order_median_gap", "order_longest_gap"]);
addUnits("months", ["longest_pause"]);

function findRates(measure) {
    return TOGETHER.find((rates) => rates.includes(measure));
}

export class RatesGraphModel extends UnitGraphModel {
    /** One line for each rate, where months are all that is asked for. */
    async _loadDataPoints(metaData) {
        if (!this._isOfRates(metaData)) {
            return super._loadDataPoints(metaData);
        }
        const rates = findRates(metaData.measure);
        const load = super._loadDataPoints;
        const model = Object.create(this, {orm: {value: this._makeSharedOrm(rates)}});
        const found = await Promise.all(
            rates.map((measure) => load.call(model, {...metaData, measure}))
        );
        metaData.allIntegers = false;
        const points = found.flatMap(([some], index) =>
            some.map((point) => ({
                ...point,
                labels: [point.labels[0], metaData.fields[rates[index]].string],
            }))
        );
        return [points, new Set()];
    }

    /** What is asked for one rate is asked for all of them, and once. */
    _makeSharedOrm(rates) {
        const asked = {};
        const measures = ["__count", ...rates.map((name) => `${name}:avg`)];
        return {
            formattedReadGroup: (resModel, domain, groupBy, __, kwargs) =>
                (asked[JSON.stringify([domain, groupBy])] ??=
                    this.orm.formattedReadGroup(
                        resModel,
                        domain,
                        groupBy,
                        measures,
                        kwargs
                    )),
        };
    }

    _isOfRates({measure, groupBy}) {
        return groupBy.length === 1 && Boolean(findRates(measure));
    }

    /** Where there is nothing to divide by, nothing is drawn: it is not 0 %. */
    _getData() {
        const data = super._getData(...arguments);
        if (findRates(this.metaData.measure)) {
            for (const dataset of data.datasets) {
                dataset.data = dataset.data.map((value, index) =>
                    value === false || !dataset.domains[index].length ? null : value
                );
            }
        }
        return data;
    }
}

export class RatesGraphRenderer extends ReportGraphRenderer {
    get isOfRates() {
        return this.model._isOfRates(this.model.metaData);
    }

    getScaleOptions() {
        const options = super.getScaleOptions();
        if (options.y && this.model.metaData.mode === "line" && this.isOfRates) {
            options.y.beginAtZero = false;
            options.y.suggestedMin = undefined;
            options.y.suggestedMax = 100;
        }
        return options;
    }

    getTooltipItems(data, metaData, tooltipModel) {
        const items = super.getTooltipItems(...arguments);
        if (this.isOfRates) {
            const sorted = tooltipModel.dataPoints.toSorted((a, b) => b.raw - a.raw);
            sorted.forEach(({datasetIndex}, index) => {
                items[index].label = data.datasets[datasetIndex]?.label;
                items[index].boxColor = data.datasets[datasetIndex]?.borderColor;
            });
        }
        return items;
    }

    /** A month of a line opens as a bar does. */
    onGraphClicked(ev, isMiddleClick) {
        const {disableLinking, mode} = this.model.metaData;
        if (mode !== "line" || disableLinking) {
            return super.onGraphClicked(ev, isMiddleClick);
        }
        const [point] = this.chart.getElementsAtEventForMode(
            ev,
            "index",
            {intersect: false},
            false
        );
        const domain = point && this._getDomain(point);
        if (domain) {
            this.onGraphClickedFinal(domain, isMiddleClick);
        }
    }

    _getDomain({index}) {
        const {datasets} = this.chart.data;
        const found = datasets.find(({domains}) => domains?.[index]?.length);
        return found?.domains[index];
    }
}

registry.category("views").add("relationship_rates_graph", {
    ...reportGraphView,
    Model: RatesGraphModel,
    Renderer: RatesGraphRenderer,
});
