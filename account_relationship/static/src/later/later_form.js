import {registry} from "@web/core/registry";
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";
import {LaterListField} from "./later_list_field";

/** Attributes that can ask whether there is something in a list. */
const ASKING = ["invisible", "readonly", "required"];

/** What stands for a list that was not asked for. */
const UNREAD = [];

function isUnread(value) {
    return !value || value === UNREAD || typeof value[0] === "number";
}

/** Knows which of its lists did not come, or as ids alone. */
export class LaterRecord extends RelationalModel.Record {
    /** @override */
    _setData(data, options) {
        const unread = this.model.isRootRecord(this)
            ? this.model.later.filter((name) => isUnread(data[name]))
            : [];
        const none = Object.fromEntries(unread.map((name) => [name, []]));
        super._setData({...none, ...data}, options);
        for (const name of unread) {
            this.data[name].isUnread = true;
        }
    }
}

/** Reads the lists of a page when it is opened. */
export class LaterModel extends RelationalModel {
    static Record = LaterRecord;

    /** @override */
    setup(params, services) {
        super.setup(params, services);
        // Names of the lists that can wait, and of those of them of which something
        // on the form depends; what shows those that are looked at now.
        this.later = params.later;
        this.wanted = params.wanted;
        this.shown = new Map();
    }

    /** Whether it is the record of the form, and there already. */
    isRootRecord({isMonoRecord = true, resId, resModel}) {
        return isMonoRecord && resId && resModel === this.config.resModel;
    }

    /** @override */
    async _loadRecords(config, ...options) {
        if (!this.isRootRecord(config)) {
            return super._loadRecords(config, ...options);
        }
        const activeFields = {...config.activeFields};
        const later = this.later.filter((name) => !this.shown.has(name));
        const none = {};
        for (const name of later) {
            if (this.wanted.includes(name)) {
                activeFields[name] = {...activeFields[name], related: undefined};
            } else {
                delete activeFields[name];
                none[name] = UNREAD;
            }
        }
        const records = await super._loadRecords({...config, activeFields}, ...options);
        return records.map((values) => ({...none, ...values}));
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
        const {fieldNodes, xmlDoc} = this.archInfo;
        const nodes = Object.values(fieldNodes);
        const names = (some) => new Set(some.map(({name}) => name));
        // What is on the form a second time, in another way, cannot wait.
        const now = names(nodes.filter(({field}) => !isLater(field.component)));
        const later = [...names(nodes)].filter((name) => !now.has(name));
        const wanted = later.filter((name) =>
            ASKING.some((word) => xmlDoc.querySelector(`[${word}*="${name}"]`))
        );
        return {...super.modelParams, later, wanted};
    }
}

export const laterFormView = {
    ...formView,
    Controller: LaterFormController,
    Model: LaterModel,
};

registry.category("views").add("relationship_later_form", laterFormView);
