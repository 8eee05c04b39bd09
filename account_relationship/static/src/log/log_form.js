import { registry } from "@web/core/registry";
import { FormController } from "@web/views/form/form_controller";
import { formView } from "@web/views/form/form_view";

/**
 * The quick dialog. All it needs has a default, so that leaving the page would save it
 * as it opened: only what somebody typed is worth keeping.
 */
export class LogFormController extends FormController {
    async beforeUnload(ev) {
        if (this.model.root.dirty) {
            await super.beforeUnload(ev);
        }
    }
}

export const logFormView = { ...formView, Controller: LogFormController };

registry.category("views").add("relationship_log_form", logFormView);
