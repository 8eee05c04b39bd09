import {Component} from "@odoo/owl";
import {formatInteger} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {useService} from "@web/core/utils/hooks";

/** A number that opens exactly the records it counts, which its model knows. */
export class CountField extends Component {
    static template = "account_relationship.CountField";
    static props = {...standardFieldProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get value() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        return formatInteger(this.value);
    }

    async open() {
        const {resModel, resId} = this.props.record;
        const action = await this.orm.call(resModel, "action_view_counted", [
            [resId],
            this.props.name,
        ]);
        await this.action.doAction(action);
    }
}

export const countField = {component: CountField, supportedTypes: ["integer"]};

registry.category("fields").add("relationship_count", countField);
