import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** How each band looks: a word and an icon, the color only as help. */
const LOOKS = {
    good: {icon: "fa-heart", color: "text-success"},
    watch: {icon: "fa-heart-o", color: "text-warning-emphasis"},
    risk: {icon: "fa-heartbeat", color: "text-danger"},
    none: {icon: "fa-question-circle-o", color: "text-muted"},
};
const TRENDS = {
    up: {icon: "fa-caret-up", title: _t("Better than a month before")},
    down: {icon: "fa-caret-down", title: _t("Worse than a month before")},
};

/** In charts as in words: what is good is green there, too. */
const COLORS = {good: "#28a745", watch: "#ffac00", risk: "#dc3545", none: "#adb5bd"};

for (const field of ["band", "health_band"]) {
    registry.category("relationship_state_colors").add(field, COLORS);
}

/** How a customer does: the number, the word and whether it gets better. */
export class HealthField extends Component {
    static template = "account_relationship_health.HealthField";
    static props = {...standardFieldProps};

    get band() {
        return this.props.record.data[this.props.name];
    }

    get look() {
        return LOOKS[this.band];
    }

    get trend() {
        return this.hasScore && TRENDS[this.props.record.data.health_trend];
    }

    get hasScore() {
        return this.band !== "none";
    }

    /** Nothing where the company shows no numbers. */
    get score() {
        const {health_score: score, show_health_score: isShown} =
            this.props.record.data;
        return this.hasScore && isShown ? String(score) : "";
    }

    get word() {
        const {selection} = this.props.record.fields[this.props.name];
        return selection.find(([band]) => band === this.band)[1];
    }
}

export const healthField = {
    component: HealthField,
    displayName: _t("Health"),
    supportedTypes: ["selection"],
    fieldDependencies: [
        {name: "health_score", type: "integer"},
        {name: "health_trend", type: "selection", selection: []},
        {name: "show_health_score", type: "boolean"},
    ],
};

registry.category("fields").add("relationship_health", healthField);
