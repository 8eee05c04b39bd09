import {registry} from "@web/core/registry";
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {LaterListField} from "./later_list_field";

/** Knows which of its lists came as ids alone. */
export class LaterRecord extends RelationalModel.Record {
    /** @override */
    _parseServerValues(serverValues, params) {
        const values = super._parseServerValues(serverValues, params);
        for (const name of this.model.later) {
            if (typeof serverValues?.[name]?.[0] === "number" && values[name]) {
                values[name].isUnread = true;
            }
        }
        return values;
    }
}

/** Reads the lists of a page when it is opened: of other pages it reads ids. */
export class LaterModel extends RelationalModel {
    static Record = LaterRecord;

    /** @override */
    setup(params, services) {
        super.setup(params, services);
        // Names of the lists that can wait; what shows those that are looked at now.
        this.later = params.later;
        this.shown = new Map();
    }

    /** @override */
    async _loadRecords(config, ...options) {
        const {activeFields, isMonoRecord, resModel} = config;
        if (!isMonoRecord || resModel !== this.config.resModel) {
            return super._loadRecords(config, ...options);
        }
        const now = {...activeFields};
        for (const name of this.later) {
            if (name in now && !this.shown.has(name)) {
                now[name] = {...now[name], related: undefined};
            }
        }
        return super._loadRecords({...config, activeFields: now}, ...options);
    }

    /**
     * Read one list of a record; what somebody has typed meanwhile stays.
     *
     * @param {LaterRecord} record
     * @param {String} name of the field
     */
    async readLater(record, name) {
        const activeFields = {[name]: record.activeFields[name]};
        const config = {...record.config, activeFields};
        const [values] = await super._loadRecords(config, record.evalContext);
        if (record.data[name].isUnread) {
            record._applyValues({[name]: values[name]});
        }
    }
}

function isLater(component) {
    return (
        component === LaterListField || component.prototype instanceof LaterListField
    );
}

export class LaterFormController extends FormController {
    /** @override */
    get modelParams() {
        const later = Object.values(this.archInfo.fieldNodes)
            .filter(({field}) => isLater(field.component))
            .map(({name}) => name);
        return {...super.modelParams, later};
    }
}

export const laterFormView = {
    ...formView,
    Controller: LaterFormController,
    Model: LaterModel,
};

registry.category("views").add("relationship_later_form", laterFormView);
