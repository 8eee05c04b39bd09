import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {formatFloat} from "@web/views/fields/formatters";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;

/** The drawing's own units; it is stretched to its place. */
const WIDTH = 300;
const HEIGHT = 80;

/**
 * The values of an objective by day, oldest first.
 *
 * @param {Object|false} history e.g. `{"2026-03-09": 12.5}`
 * @returns {{day: string, value: number}[]}
 */
export function getPoints(history) {
    return Object.keys(history || {})
        .sort()
        .map((day) => ({day, value: history[day]}));
}

/**
 * How values become heights: the lowest stands at the bottom, the highest on top.
 *
 * @param {number[]} values
 * @returns {Function} from a value to a height from the top
 */
export function getScale(values) {
    const low = Math.min(...values);
    const range = Math.max(...values) - low;
    return (value) => (range ? HEIGHT - (HEIGHT * (value - low)) / range : HEIGHT / 2);
}

/** How an objective went, against its baseline and its target. */
export class ObjectiveChartField extends Component {
    static template = "account_relationship.ObjectiveChartField";
    static props = {...standardFieldProps};

    get data() {
        return this.props.record.data;
    }

    get points() {
        return getPoints(this.data[this.props.name]);
    }

    get viewBox() {
        return `-2 -6 ${WIDTH + 4} ${HEIGHT + 12}`;
    }

    get width() {
        return WIDTH;
    }

    get drawing() {
        const points = this.points;
        const {baseline, target} = this.data;
        const scale = getScale([baseline, target, ...points.map(({value}) => value)]);
        const times = points.map(({day}) => DateTime.fromISO(day).toMillis());
        const length = times.at(-1) - times[0];
        const dots = points.map(({value}, index) => ({
            x: length ? (WIDTH * (times[index] - times[0])) / length : WIDTH / 2,
            y: scale(value),
        }));
        return {
            baseline: scale(baseline),
            target: scale(target),
            line: dots.map(({x, y}) => `${x},${y}`).join(" "),
            last: dots.at(-1),
        };
    }

    format(value) {
        const number = formatFloat(value, {
            digits: [16, Number.isInteger(value) ? 0 : 2],
        });
        return [number, this.data.unit_label || ""].join(" ").trim();
    }

    formatDay(day) {
        return DateTime.fromISO(day).toLocaleString(DateTime.DATE_MED);
    }

    get first() {
        return this.formatDay(this.points[0].day);
    }

    get last() {
        return this.formatDay(this.points.at(-1).day);
    }

    /** What the chart shows, for those who cannot see it. */
    get description() {
        return _t("From %(baseline)s to %(target)s. So far: %(values)s", {
            baseline: this.format(this.data.baseline),
            target: this.format(this.data.target),
            values: this.points
                .map(({day, value}) => `${this.formatDay(day)}: ${this.format(value)}`)
                .join("; "),
        });
    }
}

export const objectiveChartField = {
    component: ObjectiveChartField,
    displayName: _t("Chart of an objective"),
    supportedTypes: ["json"],
    fieldDependencies: [
        {name: "baseline", type: "float"},
        {name: "target", type: "float"},
        {name: "unit_label", type: "char"},
    ],
};

registry.category("fields").add("relationship_objective_chart", objectiveChartField);
