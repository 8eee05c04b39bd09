import {Component, xml} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** A line the way this addon draws it; `words` would do for a sentence. */
class ParcelLine extends Component {
    static template = xml`
        <em class="o_example_parcel" t-out="text"/>`;
    static props = {line: Object};

    get text() {
        return _t("Parcel received: %(title)s", {title: this.props.line.title});
    }
}

registry
    .category("relationship_timeline_chips")
    .add("parcels", {label: _t("Parcels")}, {sequence: 45});
registry.category("relationship_timeline_kinds").add("parcel", {
    chip: "parcels",
    icon: "fa-cube",
    Component: ParcelLine,
});
