import {Headline} from "../headline/headline";
import {nameReport} from "../report_graph/report_graph";
import {PivotRenderer} from "@web/views/pivot/pivot_renderer";
import {pivotView} from "@web/views/pivot/pivot_view";
import {registry} from "@web/core/registry";

/** A table with the sentence above it that its chart has. */
export class ReportPivotRenderer extends PivotRenderer {
    static template = "account_relationship.ReportPivotRenderer";
    static components = {...PivotRenderer.components, Headline};

    setup() {
        super.setup();
        nameReport(this);
    }
}

export const reportPivotView = {...pivotView, Renderer: ReportPivotRenderer};

registry.category("views").add("relationship_report_pivot", reportPivotView);
