import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {LaterListField, laterListField} from "../later/later_list_field";

/** Records of a list that are too large for a dialog: they open on a page of their own. */
export class PageListField extends LaterListField {
    async openRecord(record) {
        await this.openPage(record.resId);
    }

    async onAdd() {
        await this.openPage(false);
    }

    /** What was typed on the form around the list is kept. */
    async openPage(resId) {
        if (!(await this.props.record.save())) {
            return;
        }
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: this.list.resModel,
            res_id: resId,
            views: [[false, "form"]],
            context: {
                ...this.props.context,
                // Of its own, as the record may only just have been saved.
                [`default_${this.field.relation_field}`]: this.props.record.resId,
            },
        });
    }
}

export const pageListField = {
    ...laterListField,
    component: PageListField,
    displayName: _t("List that opens pages"),
};

registry.category("fields").add("relationship_page_list", pageListField);
