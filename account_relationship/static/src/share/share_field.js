import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatPercentage} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * A share as a bar beside its number, with an optional line to compare it with.
 */
export class ShareField extends Component {
    static template = "account_relationship.ShareField";
    static props = {...standardFieldProps, mark: {type: Number, optional: true}};

    get value() {
        return this.props.record.data[this.props.name] || 0;
    }

    get text() {
        return formatPercentage(this.value, {digits: [16, 0]});
    }

    /** How much of the bar is filled, in percent: never more than there is. */
    get width() {
        return Math.round(Math.min(Math.max(this.value, 0), 1) * 100);
    }

    get markText() {
        return formatPercentage(this.props.mark, {digits: [16, 0]});
    }

    get isOver() {
        return this.value > 1;
    }
}

export const shareField = {
    component: ShareField,
    displayName: _t("Share"),
    supportedTypes: ["float"],
    supportedOptions: [{label: _t("Line at"), name: "mark", type: "number"}],
    extractProps: ({options}) => ({mark: options.mark}),
};

registry.category("fields").add("relationship_share", shareField);
