import {registry} from "@web/core/registry";
import {
    RemainingDaysField,
    remainingDaysField,
} from "@web/views/fields/remaining_days/remaining_days_field";

/**
 * A date told in days: "in 12 days" where Odoo's own widget says "Next month".
 */
export class DaysField extends RemainingDaysField {
    get diffString() {
        if (this.diffDays === null || Math.abs(this.diffDays) > 99) {
            return super.diffString;
        }
        const value = this.props.record.data[this.props.name];
        return value.toRelativeCalendar({unit: "days"});
    }
}

export const daysField = {...remainingDaysField, component: DaysField};

registry.category("fields").add("relationship_days", daysField);
