import {registry} from "@web/core/registry";
import {formatMonetary} from "@web/views/fields/formatters";
import {MonetaryField, monetaryField} from "@web/views/fields/monetary/monetary_field";

const WHOLE = [16, 0];

/**
 * An amount to be read at a glance: in whole units of its currency.
 *
 * @param {number | false} value
 * @param {Object} [options] those of `formatMonetary`
 * @returns {string}
 */
export function formatAmount(value, options = {}) {
    return formatMonetary(value, {...options, digits: WHOLE});
}
formatAmount.extractOptions = formatMonetary.extractOptions;

export class AmountField extends MonetaryField {
    get formattedValue() {
        return formatAmount(this.value, {currencyId: this.currencyId});
    }
}

export const amountField = {...monetaryField, component: AmountField};

registry.category("fields").add("relationship_amount", amountField);
registry.category("formatters").add("relationship_amount", formatAmount);
