import {registry} from "@web/core/registry";
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {askBeforeMail} from "./acknowledge";

class FeedbackGroupList extends RelationalModel.DynamicGroupList {
    /**
     * A card of new feedback that is dragged on mails the customer: not by surprise.
     *
     * @override
     */
    async moveRecord(dataRecordId, dataGroupId, refId, targetGroupId) {
        const [source, target] = [dataGroupId, targetGroupId].map((id) =>
            this.groups.find((group) => group.id === id)
        );
        if (source !== target && target.groupByField.name === "state") {
            const {resId} = source.list.records.find((r) => r.id === dataRecordId);
            if (!(await askBeforeMail(this.model, [resId], target.value))) {
                return;
            }
        }
        return super.moveRecord(...arguments);
    }
}

class FeedbackKanbanModel extends RelationalModel {
    static DynamicGroupList = FeedbackGroupList;
}

export const feedbackKanbanView = {...kanbanView, Model: FeedbackKanbanModel};

registry.category("views").add("relationship_feedback_kanban", feedbackKanbanView);
