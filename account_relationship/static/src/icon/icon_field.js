import {Component, xml} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {CharField, charField} from "@web/views/fields/char/char_field";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** A Font Awesome class and what it looks like; beside a word that says the same. */
export class IconField extends Component {
    static template = xml`
        <span class="d-flex align-items-center gap-2">
            <i class="fa fa-fw" t-att-class="value" aria-hidden="true" />
            <CharField t-if="isEditable" t-props="props" />
        </span>`;
    static components = {CharField};
    static props = {...standardFieldProps};

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get isEditable() {
        return !this.props.readonly;
    }
}

export const iconField = {
    ...charField,
    component: IconField,
    displayName: _t("Icon"),
    supportedOptions: [],
    extractProps: () => ({}),
};

registry.category("fields").add("relationship_icon", iconField);
