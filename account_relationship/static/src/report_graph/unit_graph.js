import {GraphModel} from "@web/views/graph/graph_model";
import {GraphRenderer} from "@web/views/graph/graph_renderer";
import {_t} from "@web/core/l10n/translation";
import {formatMonetary} from "@web/views/fields/formatters";
import {formatUnit} from "./units";
import {graphView} from "@web/views/graph/graph_view";
import {registry} from "@web/core/registry";

/** A chart that adds up what can be added up: no rates, no means. */
export class UnitGraphModel extends GraphModel {
    get isSum() {
        const {fields, measure} = this.metaData;
        return measure === "__count" || fields[measure]?.aggregator === "sum";
    }

    /** @override */
    _getLineOverlayDataset() {
        const total = this.isSum ? super._getLineOverlayDataset() : null;
        return total && {...total, label: _t("Total")};
    }
}

/** A chart whose axis and tooltips say in what the numbers are. */
export class UnitGraphRenderer extends GraphRenderer {
    /** The currency of all that is drawn; nothing of several, or of none. */
    get currencyId() {
        const {datasets} = this.model.data;
        const ids = new Set(datasets.flatMap(({currencyIds}) => currencyIds || []));
        // Months of nothing have none.
        ids.delete(undefined);
        return ids.size === 1 ? [...ids][0] : false;
    }

    /** Of a number of things there is no half. */
    get isWhole() {
        const {fields, measure} = this.model.metaData;
        const isInteger = measure === "__count" || fields[measure]?.type === "integer";
        return this.model.isSum && isInteger;
    }

    /** @override */
    getScaleOptions() {
        const options = super.getScaleOptions();
        if (options.y && this.isWhole) {
            options.y.ticks.precision = 0;
        }
        return options;
    }

    /** @override */
    formatValue(value, allIntegers, formatType) {
        const {fields, measure} = this.model.metaData;
        if (formatType || typeof value !== "number") {
            return super.formatValue(...arguments);
        }
        const {currencyId} = this;
        if (currencyId && fields[measure]?.type === "monetary") {
            return formatMonetary(value, {
                currencyId,
                humanReadable: Math.abs(value) >= 1000,
                digits: [16, 0],
            });
        }
        return (
            formatUnit(measure, value) ||
            super.formatValue(value, allIntegers || this.isWhole)
        );
    }
}

export const unitGraphView = {
    ...graphView,
    Model: UnitGraphModel,
    Renderer: UnitGraphRenderer,
};

registry.category("views").add("relationship_unit_graph", unitGraphView);
