import {registry} from "@web/core/registry";
import {ListController} from "@web/views/list/list_controller";
import {listView} from "@web/views/list/list_view";
import {askBeforeMail} from "./acknowledge";

class FeedbackListController extends ListController {
    /** @override */
    async beforeExecuteActionButton({name}) {
        const ready = await super.beforeExecuteActionButton(...arguments);
        if (ready === false || name !== "action_acknowledge") {
            return ready;
        }
        return askBeforeMail(this.model, await this.model.root.getResIds(true));
    }
}

export const feedbackListView = {...listView, Controller: FeedbackListController};

registry.category("views").add("relationship_feedback_list", feedbackListView);
