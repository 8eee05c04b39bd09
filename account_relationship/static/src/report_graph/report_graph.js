import {GraphRenderer} from "@web/views/graph/graph_renderer";
import {graphView} from "@web/views/graph/graph_view";
import {Headline} from "../headline/headline";
import {registry} from "@web/core/registry";

/** What a click opens has the report's name: the question is too long for a title. */
export function nameReport({model, env}) {
    const {metaData} = model;
    metaData.question ??= metaData.title;
    metaData.title = env.config.getDisplayName();
}

/** A chart with the question it answers above it, the view's `string`, and the answer. */
export class ReportGraphRenderer extends GraphRenderer {
    static template = "account_relationship.ReportGraphRenderer";
    static components = {...GraphRenderer.components, Headline};

    setup() {
        super.setup();
        nameReport(this);
    }
}

export const reportGraphView = {...graphView, Renderer: ReportGraphRenderer};

registry.category("views").add("relationship_report_graph", reportGraphView);
