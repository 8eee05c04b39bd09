import {formatFloat, formatPercentage} from "@web/views/fields/formatters";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** What a number in a unit is called: `number` as it is written. */
const SAID = {
    percent: (value, number) => `${number}\u00A0%`,
    days: (value, number) =>
        value === 1 ? _t("1 day") : _t("%(number)s days", {number}),
    hours: (value, number) => _t("%(number)s h", {number}),
    minutes: (value, number) => _t("%(number)s min", {number}),
    months: (value, number) =>
        value === 1 ? _t("1 month") : _t("%(number)s months", {number}),
};

/**
 * In what the measures of charts are, by their names: `percent` is of 0 to 100, `share`
 * of 0 to 1. Money says itself in what it is. Addons add theirs.
 */
export const units = registry.category("relationship_units");

export function addUnits(unit, names) {
    for (const name of names) {
        units.add(name, unit);
    }
}

addUnits("percent", [
    ...["acknowledged_rate", "told_rate", "reopened_rate", "hit_rate"],
    ...["response_rate", "csat", "progress"],
]);
addUnits("share", ["cadence_compliance", "in_time_share", "load_share"]);
addUnits("days", [
    ...["days", "decide_days", "implement_days", "tell_days", "days_due"],
    ...["cadence_days", "tier_contact_days", "update_days", "duration_days"],
]);
addUnits("hours", ["hours", "acknowledge_hours"]);
addUnits("minutes", ["duration"]);

/** As many digits as somebody looks at. */
function formatNumber(value) {
    const digits = Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 2 : 1;
    return formatFloat(value, {digits: [16, digits]});
}

/**
 * A number as its measure is.
 *
 * @param {string} measure name of the field
 * @param {number} value
 * @returns {string|false} `false` where the measure has no unit
 */
export function formatUnit(measure, value) {
    const unit = units.get(measure, false);
    if (!unit) {
        return false;
    }
    return unit === "share"
        ? formatPercentage(value)
        : String(SAID[unit](value, formatNumber(value)));
}
