import {registry} from "@web/core/registry";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";

/**
 * A form all of whose fields have a default: leaving the page, or looking at another
 * tab, would save it as it opened. Only what somebody typed is worth keeping.
 */
export class UntouchedFormController extends FormController {
    async beforeUnload(ev) {
        if (this.model.root.dirty) {
            await super.beforeUnload(ev);
        }
    }

    async beforeVisibilityChange() {
        if (this.model.root.dirty) {
            await super.beforeVisibilityChange();
        }
    }
}

/**
 * A dialog that asks before something happens: its button makes it happen, and nobody
 * who leaves the page instead.
 */
export class AskedFormController extends FormController {
    async beforeUnload() {
        // Nothing is kept.
    }

    async beforeVisibilityChange() {
        // The dialog is still there on return.
    }
}

export const untouchedFormView = {...formView, Controller: UntouchedFormController};

export const askedFormView = {...formView, Controller: AskedFormController};

registry.category("views").add("relationship_untouched_form", untouchedFormView);
registry.category("views").add("relationship_asked_form", askedFormView);
