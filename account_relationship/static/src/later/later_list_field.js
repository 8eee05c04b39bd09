import {onWillDestroy, onWillStart, useEffect} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {X2ManyField, x2ManyField} from "@web/views/fields/x2many/x2many_field";

/**
 * A list on a page that is not open yet: it is read when somebody looks at it. On other
 * forms than `relationship_later_form` it is a list like any other.
 */
export class LaterListField extends X2ManyField {
    setup() {
        super.setup();
        const {name, record} = this.props;
        const {shown} = record.model;
        shown?.set(name, this);
        onWillDestroy(() => {
            // The list of the next record may stand there already.
            if (shown?.get(name) === this) {
                shown.delete(name);
            }
        });
        onWillStart(() => this.read());
        // What is kept in the browser may be told apart from what is true by now.
        useEffect(
            () => {
                this.read();
            },
            () => [this.list]
        );
    }

    async read() {
        const {name, record} = this.props;
        if (this.list.isUnread) {
            await record.model.readLater(record, name);
        }
    }
}

export const laterListField = {
    ...x2ManyField,
    component: LaterListField,
    displayName: _t("List that is read when it is looked at"),
};

registry.category("fields").add("relationship_later_list", laterListField);
