const {DateTime} = luxon;

/** A picture with more months than this names only some of them. */
const NAMED_MONTHS = 12;
const NAMED_MONTHS_PHONE = 4;

/**
 * Put actions into the order of their dates, each after those it comes after.
 *
 * @param {{id: number, after: number[], due: ?luxon.DateTime}[]} actions
 * @returns {Object[]} those without a date last, but before what waits for them
 */
export function sortActions(actions) {
    const byId = new Map(actions.map((action) => [action.id, action]));
    const sorted = new Set();
    const place = (action) => {
        if (!action || sorted.has(action)) {
            return;
        }
        // Marked first: should two wait for each other, this ends all the same.
        byId.delete(action.id);
        action.after.forEach((id) => place(byId.get(id)));
        sorted.add(action);
    };
    const millis = ({due}) => (due ? due.toMillis() : Infinity);
    [...actions]
        .sort((one, other) => millis(one) - millis(other) || one.id - other.id)
        .forEach(place);
    return [...sorted];
}

/**
 * When work on an action can begin: when what it comes after is due, otherwise with the
 * plan, otherwise when somebody thought of it.
 */
export function getStart(action, actions, planStart) {
    const ends = action.after
        .map((id) => actions.find((other) => other.id === id))
        .map((other) => other?.done || other?.due)
        .filter(Boolean);
    const start = ends.length ? DateTime.max(...ends) : planStart || action.created;
    const end = action.done || action.due;
    return start && end && start < end ? start : null;
}

/**
 * Whole months that hold all days.
 *
 * @param {(?luxon.DateTime)[]} days
 * @returns {{start: luxon.DateTime, end: luxon.DateTime}|null}
 */
export function getRange(days) {
    const known = days.filter(Boolean);
    if (!known.length) {
        return null;
    }
    return {
        start: DateTime.min(...known).startOf("month"),
        end: DateTime.max(...known)
            .startOf("month")
            .plus({months: 1}),
    };
}

/** Where a day is, in percent of the width. */
export function getPlace(day, {start, end}) {
    const share =
        (day.toMillis() - start.toMillis()) / (end.toMillis() - start.toMillis());
    return Math.round(10000 * Math.max(0, Math.min(1, share))) / 100;
}

/** The months of a range: where each begins, and what it is called. */
export function getMonths(range) {
    const count = Math.round(range.end.diff(range.start, "months").months);
    const step = Math.ceil(count / NAMED_MONTHS);
    const phoneStep = Math.ceil(count / NAMED_MONTHS_PHONE);
    return Array.from({length: count}, (_, index) => {
        const day = range.start.plus({months: index});
        const isYear = index === 0 || day.month === 1;
        return {
            key: day.toISODate(),
            place: getPlace(day, range),
            label:
                index % step ? "" : day.toFormat(isYear || step > 1 ? "LLL yy" : "LLL"),
            onPhone: index % phoneStep === 0,
        };
    });
}
