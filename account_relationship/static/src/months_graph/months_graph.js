import {UnitGraphModel} from "../report_graph/unit_graph";
import {registry} from "@web/core/registry";
import {reportGraphView} from "../report_graph/report_graph";

/** Bars of all months, those in which nothing happened as well: silence is the news. */
export class MonthsGraphModel extends UnitGraphModel {
    _getProcessedDataPoints() {
        const {mode, order} = this.metaData;
        const [first] = this.dataPoints.filter(({count}) => count);
        if (mode !== "bar" || order || !first) {
            return super._getProcessedDataPoints();
        }
        // A month of nothing has no kind either; it stands with the first one there is.
        return this.dataPoints.map((point) =>
            point.count
                ? point
                : {...point, labels: [point.labels[0], ...first.labels.slice(1)]}
        );
    }
}

registry
    .category("views")
    .add("relationship_months_graph", {...reportGraphView, Model: MonthsGraphModel});
