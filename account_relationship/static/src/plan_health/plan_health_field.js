import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const LOOKS = {
    on_track: {icon: "fa-check-circle", color: "text-success"},
    at_risk: {icon: "fa-hourglass-half", color: "text-warning-emphasis"},
    late: {icon: "fa-exclamation-triangle", color: "text-danger"},
};

/** How a plan goes: a word with its icon, never a colour alone. */
export class PlanHealthField extends Component {
    static template = "account_relationship.PlanHealthField";
    static props = {...standardFieldProps};

    get health() {
        return this.props.record.data[this.props.name];
    }

    get look() {
        return LOOKS[this.health];
    }

    get word() {
        const {selection} = this.props.record.fields[this.props.name];
        return selection.find(([key]) => key === this.health)?.[1] || "";
    }
}

export const planHealthField = {
    component: PlanHealthField,
    displayName: _t("Health of a plan"),
    supportedTypes: ["selection"],
};

registry.category("fields").add("relationship_plan_health", planHealthField);
