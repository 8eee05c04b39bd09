import {GraphRenderer} from "@web/views/graph/graph_renderer";
import {graphView} from "@web/views/graph/graph_view";
import {registry} from "@web/core/registry";

/** A chart with a sentence above it: the question it answers, the view's `string`. */
export class ReportGraphRenderer extends GraphRenderer {
    static template = "account_relationship.ReportGraphRenderer";
}

export const reportGraphView = {...graphView, Renderer: ReportGraphRenderer};

registry.category("views").add("relationship_report_graph", reportGraphView);
