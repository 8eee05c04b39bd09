import {useExternalListener} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formView} from "@web/views/form/form_view";
import {UntouchedFormController} from "../untouched/untouched_form";

/** The quick dialog. */
export class LogFormController extends UntouchedFormController {
    setup() {
        super.setup();
        // The dialog is gone by the time somebody takes back what was logged.
        this.services = this.env.services;
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

    /** @override */
    async onWillSaveRecord(record) {
        this.isLogging = record.isNew;
        return super.onWillSaveRecord(record);
    }

    /** @override */
    async onRecordSaved(record, changes) {
        await super.onRecordSaved(record, changes);
        if (this.isLogging) {
            this.isLogging = false;
            this.sayLogged(record);
        }
    }

    sayLogged({resModel, resId, data}) {
        const {action, notification, orm} = this.services;
        const step = data.state === "planned" ? "" : data.open_step;
        const word = data.state === "planned" ? _t("Planned.") : _t("Logged.");
        const finish = async () => {
            close();
            await orm.call(resModel, "action_finish_step", [[resId], step]);
            notification.add(_t("Done: %(step)s", {step}), {type: "success"});
            action.doAction({type: "ir.actions.client", tag: "soft_reload"});
        };
        const undo = async () => {
            close();
            action.doAction(await orm.call(resModel, "action_undo", [[resId]]));
        };
        const close = notification.add(
            step ? _t("Logged. Still to do: %(step)s", {step}) : word,
            {
                type: "success",
                buttons: [
                    {name: _t("Undo"), onClick: undo},
                    ...(step ? [{name: _t("That is done"), onClick: finish}] : []),
                ],
            }
        );
    }
}

export const logFormView = {...formView, Controller: LogFormController};

registry.category("views").add("relationship_log_form", logFormView);
