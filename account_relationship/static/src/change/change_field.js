import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {
    PercentageField,
    percentageField,
} from "@web/views/fields/percentage/percentage_field";

/** Trends with something to compare with. */
const COMPARED = ["up", "flat", "down"];

/**
 * How revenue changed, as a share: "n/a" where there is nothing to compare with, which
 * is no change of 0 %.
 */
export class ChangeField extends PercentageField {
    get formattedValue() {
        return COMPARED.includes(this.props.record.data.revenue_trend)
            ? super.formattedValue
            : _t("n/a");
    }
}

export const changeField = {
    ...percentageField,
    component: ChangeField,
    displayName: _t("Change of revenue"),
    supportedTypes: ["float"],
    fieldDependencies: [
        {
            name: "revenue_trend",
            type: "selection",
            selection: [],
        },
    ],
};

registry.category("fields").add("relationship_change", changeField);
