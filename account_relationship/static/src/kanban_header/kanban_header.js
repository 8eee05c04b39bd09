import {KanbanHeader} from "@web/views/kanban/kanban_header";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";

/** The head of a column that says how many there are beside its bar, too. */
class CountingKanbanHeader extends KanbanHeader {
    static template = "account_relationship.CountingKanbanHeader";
}

export class CountingKanbanRenderer extends KanbanRenderer {
    static components = {
        ...KanbanRenderer.components,
        KanbanHeader: CountingKanbanHeader,
    };
}
