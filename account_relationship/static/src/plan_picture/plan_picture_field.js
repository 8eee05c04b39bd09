import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;

/** So many month names fit beside each other. */
const MOST_MONTHS = 12;

function parse(day) {
    return day ? DateTime.fromISO(day) : null;
}

/**
 * The months the picture spans: those of the plan, of all rows and of today.
 *
 * @param {{start: string, end: string, today: string, rows: Object[]}} picture
 * @returns {{first: luxon.DateTime, days: number}}
 */
export function getSpan({start, end, today, rows}) {
    const days = [start, end, today];
    for (const row of rows) {
        days.push(row.start, row.due);
    }
    // ISO dates sort as text
    const known = days.filter(Boolean).sort();
    const first = parse(known[0]).startOf("month");
    const last = parse(known.at(-1)).endOf("month");
    return {first, days: Math.ceil(last.diff(first, "days").days)};
}

/**
 * Where a day stands in a span, in percent of its width.
 *
 * @param {{first: luxon.DateTime, days: number}} span
 * @param {string} day an ISO date
 * @returns {number}
 */
export function getPosition(span, day) {
    return (100 * parse(day).diff(span.first, "days").days) / span.days;
}

/**
 * The months of a span; of a long one every second, third or twelfth is named.
 *
 * @param {{first: luxon.DateTime, days: number}} span
 * @returns {{key: string, label: string, left: number, isNamed: boolean}[]}
 */
export function getMonths(span) {
    const months = [];
    const end = span.first.plus({days: span.days});
    for (let day = span.first; day < end; day = day.plus({months: 1})) {
        months.push(day);
    }
    const step = Math.ceil(months.length / MOST_MONTHS);
    return months.map((day, index) => ({
        key: day.toISODate(),
        label: day.toFormat(day.month === 1 || index === 0 ? "LLL yy" : "LLL"),
        left: getPosition(span, day.toISODate()),
        isNamed: index % step === 0,
    }));
}

/**
 * A plan over its months: a table to read, with bars and marks to look at.
 *
 * The roles of the table are spelt out: on a phone it is no longer laid out as one, and
 * screen readers would forget that it is.
 */
export class PlanPictureField extends Component {
    static template = "account_relationship.PlanPictureField";
    static props = {...standardFieldProps};

    get picture() {
        return this.props.record.data[this.props.name] || {rows: []};
    }

    get hasDates() {
        return this.picture.rows.some((row) => row.due);
    }

    get span() {
        return getSpan(this.picture);
    }

    get months() {
        return getMonths(this.span);
    }

    get today() {
        return `left: ${getPosition(this.span, this.picture.today)}%`;
    }

    get rows() {
        const span = this.span;
        return this.picture.rows.map((row) => ({
            ...row,
            day: this.format(row.due),
            since: this.format(row.start),
            status: row.is_late
                ? _t("%(status)s, overdue", {status: row.label})
                : row.label,
            shape: this.getShape(row),
            style: this.getStyle(span, row),
        }));
    }

    format(day) {
        return day ? parse(day).toLocaleString(DateTime.DATE_MED) : "";
    }

    isBar({start, due}) {
        return Boolean(start && due && start < due);
    }

    getShape(row) {
        const shape =
            row.kind === "objective" ? "flag" : this.isBar(row) ? "bar" : "mark";
        const state = row.is_late ? "late" : row.state;
        return `o_relationship_plan_${shape} o_relationship_plan_${state}`;
    }

    getStyle(span, row) {
        if (!row.due) {
            return "";
        }
        const end = getPosition(span, row.due);
        if (!this.isBar(row)) {
            return `left: ${end}%`;
        }
        const start = getPosition(span, row.start);
        return `left: ${start}%; width: ${end - start}%`;
    }
}

export const planPictureField = {
    component: PlanPictureField,
    displayName: _t("Timeline of a plan"),
    supportedTypes: ["json"],
};

registry.category("fields").add("relationship_plan_picture", planPictureField);
