import {UnitGraphModel} from "../report_graph/unit_graph";
import {registry} from "@web/core/registry";
import {reportGraphView} from "../report_graph/report_graph";

/** Means of groups: where there is none, nothing is drawn. A zero would be a wrong NPS. */
const RATES = ["nps", "csat", "ces", "response_rate"];

export class ScoreGraphModel extends UnitGraphModel {
    /** @override */
    _getData() {
        const data = super._getData(...arguments);
        if (RATES.includes(this.metaData.measure)) {
            for (const dataset of data.datasets) {
                this._leaveGaps(dataset);
            }
        }
        return data;
    }

    /** Groups without a mean, and those that do not exist, which Odoo fills with zeros. */
    _leaveGaps(dataset) {
        const isGrouped = this.metaData.groupBy.length > 0;
        dataset.data = dataset.data.map((value, index) => {
            const isFiller = isGrouped && !dataset.domains[index].length;
            return value === false || isFiller ? null : value;
        });
    }
}

registry.category("views").add("relationship_score_graph", {
    ...reportGraphView,
    Model: ScoreGraphModel,
});
