import {GraphRenderer} from "@web/views/graph/graph_renderer";
import {graphView} from "@web/views/graph/graph_view";
import {Headline} from "../headline/headline";
import {registry} from "@web/core/registry";

/** A chart with the question it answers above it, the view's `string`, and the answer. */
export class ReportGraphRenderer extends GraphRenderer {
    static template = "account_relationship.ReportGraphRenderer";
    static components = {...GraphRenderer.components, Headline};
}

export const reportGraphView = {...graphView, Renderer: ReportGraphRenderer};

registry.category("views").add("relationship_report_graph", reportGraphView);
