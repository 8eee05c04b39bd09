import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useSpecialData} from "@web/views/fields/relational_utils";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const STEPS = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1};

/**
 * The type of an interaction as big buttons: one tap, icon with text.
 *
 * One stop for the Tab key, as radio buttons are; the arrows choose.
 */
export class TypeToggleField extends Component {
    static template = "account_relationship.TypeToggleField";
    static props = {...standardFieldProps};

    setup() {
        this.types = useSpecialData((orm, props) =>
            orm.searchRead(
                props.record.fields[props.name].relation,
                [],
                ["display_name", "icon"]
            )
        );
    }

    get value() {
        return this.props.record.data[this.props.name]?.id;
    }

    choose(type) {
        if (!this.props.readonly) {
            this.props.record.update({
                [this.props.name]: {id: type.id, display_name: type.display_name},
            });
        }
    }

    onKeydown(ev) {
        const step = STEPS[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        const types = this.types.data;
        const current = types.findIndex((type) => type.id === this.value);
        const chosen = (current + step + types.length) % types.length;
        this.choose(types[chosen]);
        ev.currentTarget.children[chosen].focus();
    }
}

export const typeToggleField = {
    component: TypeToggleField,
    displayName: _t("Type buttons"),
    supportedTypes: ["many2one"],
};

registry.category("fields").add("relationship_type_toggle", typeToggleField);
