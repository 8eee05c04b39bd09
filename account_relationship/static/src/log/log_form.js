import {useExternalListener} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {formView} from "@web/views/form/form_view";
import {UntouchedFormController} from "../untouched/untouched_form";

/** The quick dialog. */
export class LogFormController extends UntouchedFormController {
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
}

export const logFormView = {...formView, Controller: LogFormController};

registry.category("views").add("relationship_log_form", logFormView);
