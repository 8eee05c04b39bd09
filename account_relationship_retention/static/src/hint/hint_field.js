import {CharField, charField} from "@web/views/fields/char/char_field";
import {registry} from "@web/core/registry";

/** Words with the reason for them, of another field, when one points at them. */
export class HintField extends CharField {
    static template = "account_relationship_retention.HintField";
    static props = {...CharField.props, hint: {type: String, optional: true}};

    get hint() {
        return this.props.record.data[this.props.hint] || "";
    }
}

export const hintField = {
    ...charField,
    component: HintField,
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...charField.extractProps(fieldInfo, dynamicInfo),
        hint: fieldInfo.options.hint,
    }),
};

registry.category("fields").add("relationship_hint", hintField);
