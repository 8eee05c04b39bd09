import {Headline} from "../headline/headline";
import {ListController} from "@web/views/list/list_controller";
import {KanbanController} from "@web/views/kanban/kanban_controller";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";

/** Lists and cards that are a report: the sentence stands above them. */
export class ReportListController extends ListController {
    static template = "account_relationship.ReportListView";
    static components = {...ListController.components, Headline};
}

export class ReportKanbanController extends KanbanController {
    static template = "account_relationship.ReportKanbanView";
    static components = {...KanbanController.components, Headline};
}

registry
    .category("views")
    .add("relationship_report_list", {...listView, Controller: ReportListController})
    .add("relationship_report_kanban", {
        ...kanbanView,
        Controller: ReportKanbanController,
    });
