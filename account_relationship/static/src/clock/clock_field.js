import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {shortDay} from "../signals/signals_field";

const {DateTime} = luxon;

const LOOKS = {
    on_time: {icon: "fa-clock-o", color: "text-success"},
    close: {icon: "fa-hourglass-half", color: "text-warning-emphasis"},
    late: {icon: "fa-exclamation-triangle", color: "text-danger"},
    paused: {icon: "fa-pause-circle", color: "text-muted"},
};

/** What is due by when: a word with its icon, never a colour alone. */
export class ClockField extends Component {
    static template = "account_relationship.ClockField";
    static props = {...standardFieldProps};

    get state() {
        return this.props.record.data[this.props.name];
    }

    get look() {
        return LOOKS[this.state];
    }

    get word() {
        return this.getLabel(this.props.name, this.state);
    }

    /** "Decide by Thu 14:00"; while paused nothing is due. */
    get due() {
        const {deadline, deadline_kind: kind} = this.props.record.data;
        if (!deadline || this.state === "paused") {
            return "";
        }
        return _t("%(step)s by %(when)s", {
            step: this.getLabel("deadline_kind", kind),
            when: this.formatMoment(deadline),
        });
    }

    getLabel(name, value) {
        const {selection} = this.props.record.fields[name];
        return selection.find(([key]) => key === value)?.[1] || "";
    }

    /** The hour of a day of this week, otherwise the date, of another year with it. */
    formatMoment(moment) {
        const days = moment.startOf("day").diff(DateTime.now().startOf("day"), "days");
        if (Math.abs(Math.round(days.days)) < 7) {
            return moment.toLocaleString({
                weekday: "short",
                hour: "2-digit",
                minute: "2-digit",
                hourCycle: "h23",
            });
        }
        return shortDay(moment);
    }
}

export const clockField = {
    component: ClockField,
    displayName: _t("Clock"),
    supportedTypes: ["selection"],
    fieldDependencies: [
        {name: "deadline", type: "datetime"},
        {
            name: "deadline_kind",
            type: "selection",
            selection: [],
        },
    ],
};

registry.category("fields").add("relationship_clock", clockField);
