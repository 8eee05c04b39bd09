import {useExternalListener} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";

/**
 * The quick dialog. All it needs has a default, so that leaving the page would save it
 * as it opened: only what somebody typed is worth keeping.
 */
export class LogFormController extends FormController {
    setup() {
        super.setup();
        useExternalListener(window, "keydown", this.onKeydown, {capture: true});
    }

    /** Tab goes on from the notes, too: the editor would indent and keep the focus. */
    onKeydown(ev) {
        if (
            ev.key === "Tab" &&
            ev.target.closest(".o_relationship_log [name='note']")
        ) {
            ev.stopPropagation();
        }
    }

    async beforeUnload(ev) {
        if (this.model.root.dirty) {
            await super.beforeUnload(ev);
        }
    }
}

export const logFormView = {...formView, Controller: LogFormController};

registry.category("views").add("relationship_log_form", logFormView);
