import {UnitGraphRenderer, unitGraphView} from "./unit_graph";
import {Headline} from "../headline/headline";
import {registry} from "@web/core/registry";

/** Colors of states by the field they are of, as on cards. Addons add theirs. */
const stateColors = registry.category("relationship_state_colors");

stateColors.add("cadence_state", {
    on_track: "#28a745",
    due_soon: "#17a2b8",
    due: "#ffac00",
    overdue: "#dc3545",
});

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
        const {fieldName} = groupBy[1] || {};
        const states = stateColors.get(fieldName, null);
        if (groupBy.length === 2 && states) {
            const {selection} = fields[fieldName];
            const colors = new Map(selection.map(([key, say]) => [say, states[key]]));
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
