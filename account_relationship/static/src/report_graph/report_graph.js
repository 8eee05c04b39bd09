import {UnitGraphRenderer, unitGraphView} from "./unit_graph";
import {Headline} from "../headline/headline";
import {registry} from "@web/core/registry";

/** States of a customer's cadence as they are coloured on its card. */
const STATES = {
    on_track: "#28a745",
    due_soon: "#17a2b8",
    due: "#ffac00",
    overdue: "#dc3545",
};

/** What a click opens has the report's name: the question is too long for a title. */
export function nameReport({model, env}) {
    const {metaData} = model;
    metaData.question ??= metaData.title;
    metaData.title = env.config.getDisplayName();
}

/** A chart with the question it answers above it, the view's `string`, and the answer. */
export class ReportGraphRenderer extends UnitGraphRenderer {
    static template = "account_relationship.ReportGraphRenderer";
    static components = {...UnitGraphRenderer.components, Headline};

    setup() {
        super.setup();
        nameReport(this);
    }

    /** @override */
    getBarChartData() {
        const data = super.getBarChartData();
        const {fields, groupBy} = this.model.metaData;
        if (groupBy.length === 2 && groupBy[1].fieldName === "cadence_state") {
            const {selection} = fields.cadence_state;
            const colors = new Map(selection.map(([key, say]) => [say, STATES[key]]));
            for (const dataset of data.datasets) {
                const color = colors.get(dataset.label);
                dataset.backgroundColor = color || dataset.backgroundColor;
            }
        }
        return data;
    }
}

export const reportGraphView = {...unitGraphView, Renderer: ReportGraphRenderer};

registry.category("views").add("relationship_report_graph", reportGraphView);
